/* sqlite_room - room on disk that is there before it is needed */

#include <errno.h>

#include "registry/sqlite_rows.h"

#define PAGE_SIZE 4096

sqlite3_file *
sqlite_file(struct sqlite *s, int which)
{
	sqlite3_file *file = NULL;

	if (sqlite3_file_control(s->db, "main", which, &file) != SQLITE_OK ||
	    file == NULL || file->pMethods == NULL)
		return NULL;
	return file;
}

int
sqlite_lengthen(struct sqlite *s, sqlite3_file *file, int64_t size, bool *grew,
    struct fault *f)
{
	static const char zeros[16 * PAGE_SIZE];
	sqlite3_int64 at = 0;
	int rc =
	    file == NULL ? SQLITE_ERROR : file->pMethods->xFileSize(file, &at);

	*grew = rc == SQLITE_OK && at < size;
	while (rc == SQLITE_OK && at < size) {
		int64_t n = size - at;

		if (n > (int64_t)sizeof(zeros))
			n = sizeof(zeros);
		errno = 0;
		rc = file->pMethods->xWrite(file, zeros, (int)n, at);
		at += n;
	}
	if (rc == SQLITE_OK)
		return 0;
	/* Below its calls SQLite leaves the errno to us. */
	if (rc != SQLITE_FULL && errno == EFBIG)
		return sqlite_too_big(s, f);
	return sqlite_fault(s, errno == EDQUOT ? SQLITE_FULL : rc, f);
}

static int
number(struct sqlite *s, size_t i, int64_t *out, struct fault *f)
{
	int rc = sqlite_start(s, i, NULL, 0, f);

	*out = 0;
	if (rc != 0)
		return rc;
	rc = sqlite_step(s, i, f);
	if (rc >= 0)
		rc = rc == 1 && sqlite_get_int(s, i, 0, out, 0)
		    ? 0
		    : sqlite_damaged(s, "pages", f);
	sqlite_stop(s, i);
	return rc;
}

/* Have the registry file hold its pages and so many more. */
static int
lengthen_to(struct sqlite *s, int64_t more, struct fault *f)
{
	int64_t pages;
	bool grew;
	int rc = number(s, SQL_PAGES, &pages, f);

	if (rc != 0)
		return rc;
	return sqlite_lengthen(s, sqlite_file(s, SQLITE_FCNTL_FILE_POINTER),
	    (pages + more) * PAGE_SIZE, &grew, f);
}

int
sqlite_reserve_count(struct sqlite *s, int64_t *n, struct fault *f)
{
	int rc = number(s, SQL_PAGES_FREE, n, f);

	if (rc == 0)
		s->unused = *n;
	return rc;
}

/*
 * The log is written back into the file later, perhaps when the disk is full;
 * what did not fit then would keep the log from being begun anew.
 */
int
sqlite_grow(struct sqlite *s, struct fault *f)
{
	return lengthen_to(s, 0, f);
}

int
sqlite_room(struct store *base, bool *room, struct fault *f)
{
	struct sqlite *s = (struct sqlite *)base;
	int64_t unused;
	int rc = sqlite_reserve_count(s, &unused, f);

	*room = rc == 0 && unused >= SQLITE_RESERVE_MIN;
	if (rc != 0 || *room)
		return rc;
	rc = lengthen_to(s, SQLITE_RESERVE_MIN, f);
	*room = rc == 0;
	if (rc == 0 || !s->full)
		return rc;
	/* An answer, and no fault. */
	s->full = base->crowded = false;
	if (f != NULL)
		f->text[0] = '\0';
	return 0;
}

int
sqlite_reserve(
    struct store *base, int64_t *kept, int64_t *least, struct fault *f)
{
	*least = SQLITE_RESERVE_MIN;
	return number((struct sqlite *)base, SQL_PAGES_FREE, kept, f);
}

/* Rows that fill pages of their own, and are gone again. */
static int
free_pages(struct sqlite *s, struct fault *f)
{
	const struct sqlite_value n[] = {SQL_INT(SQLITE_RESERVE)};
	int rc = sqlite_run(s, SQL_RESERVE_MAKE, NULL, 0, NULL, f);

	if (rc == 0)
		rc = SQL_RUN(s, SQL_RESERVE_FILL, n, NULL, f);
	if (rc == 0)
		rc = sqlite_run(s, SQL_RESERVE_DROP, NULL, 0, NULL, f);
	return rc;
}

int
sqlite_reserve_fill(struct sqlite *s, struct fault *f)
{
	int64_t unused = 0;
	int rc = sqlite_begin(&s->base, STORE_DURABLE, f);

	if (rc != 0)
		return rc;
	rc = number(s, SQL_PAGES_FREE, &unused, f);
	if (rc == 0 && unused < SQLITE_RESERVE_LOW) {
		/* First see whether the disk has them. */
		rc = lengthen_to(s, SQLITE_RESERVE - unused, f);
		if (rc == 0)
			rc = free_pages(s, f);
		if (rc == 0)
			rc = sqlite_commit(&s->base, f);
	}
	sqlite_rollback(&s->base);
	return rc;
}
