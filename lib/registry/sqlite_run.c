/* sqlite_run - transactions, statements, and what SQLite says went wrong */

#include <errno.h>
#include <string.h>

#include "registry/sqlite.h"

/* How often begin waits its full time for the others. */
#define BEGIN_TRIES 5

static int
no_space(struct sqlite *s, struct fault *f)
{
	return fault_set(f, -ENOSPC,
	    "%s: no space left for the registry: free some", s->path);
}

int
sqlite_too_big(struct sqlite *s, struct fault *f)
{
	s->full = s->base.crowded = false;
	return fault_set(f, -EFBIG,
	    "%s: the limit of a file's size is below the registry's: raise it "
	    "(ulimit -f)",
	    s->path);
}

/*
 * What the index of the log may fail with; SQLite keeps no errno of it that
 * could be trusted.
 */
static bool
of_index(int rc)
{
	return rc == SQLITE_IOERR_SHMOPEN || rc == SQLITE_IOERR_SHMSIZE ||
	    rc == SQLITE_IOERR_SHMLOCK || rc == SQLITE_IOERR_SHMMAP;
}

static bool
is_full(struct sqlite *s, int rc)
{
	int error = s->db != NULL ? sqlite3_system_errno(s->db) : 0;

	if ((rc & 0xff) == SQLITE_IOERR)
		return error == ENOSPC || error == EDQUOT ||
		    (rc == SQLITE_IOERR_SHMSIZE && error != EFBIG);
	return rc == SQLITE_FULL;
}

int
sqlite_fault(struct sqlite *s, int rc, struct fault *f)
{
	/* A file that SQLite could open only for reading cannot be locked. */
	if (rc == SQLITE_IOERR_LOCK && s->db != NULL &&
	    sqlite3_db_readonly(s->db, "main") == 1)
		rc = SQLITE_READONLY;
	s->full = is_full(s, rc);
	s->base.crowded = s->full || of_index(rc);
	if (s->full)
		return no_space(s, f);
	switch (rc & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_PROTOCOL:
		return fault_set(
		    f, -EBUSY, "%s: the registry is busy: try again", s->path);
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
	case SQLITE_SCHEMA:
	case SQLITE_CONSTRAINT:
	case SQLITE_MISMATCH:
		return sqlite_damaged(s, sqlite3_errstr(rc), f);
	case SQLITE_READONLY:
	case SQLITE_PERM:
	case SQLITE_AUTH:
	case SQLITE_CANTOPEN:
		return fault_set(f, -EACCES,
		    "%s: the registry cannot be opened for writing (%s): run "
		    "as root or its owner, on a writable file system",
		    s->path, sqlite3_errstr(rc));
	case SQLITE_NOMEM:
		return fault_set(f, -ENOMEM, "no memory for the registry");
	default:
		if (s->db != NULL && sqlite3_system_errno(s->db) == EFBIG)
			return sqlite_too_big(s, f);
		return fault_set(f, -EIO, "%s: the registry failed: %s (%d)",
		    s->path,
		    s->db == NULL ? sqlite3_errstr(rc) : sqlite3_errmsg(s->db),
		    rc);
	}
}

int
sqlite_damaged(struct sqlite *s, const char *what, struct fault *f)
{
	return fault_set(f, -EBADMSG, STORE_DAMAGED, s->path, what);
}

int
sqlite_text(struct sqlite *s, const char *sql, struct fault *f)
{
	int rc = sqlite_ready(s, f);

	if (rc != 0)
		return rc;
	rc = sqlite3_exec(s->db, sql, NULL, NULL, NULL);
	return rc == SQLITE_OK ? 0 : sqlite_fault(s, rc, f);
}

int
sqlite_number(struct sqlite *s, const char *sql, int64_t *out, struct fault *f)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite_ready(s, f);

	*out = 0;
	if (rc != 0)
		return rc;
	rc = sqlite3_prepare_v2(s->db, sql, -1, &stmt, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(stmt);
	if (rc == SQLITE_ROW)
		*out = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	return rc == SQLITE_ROW ? 0 : sqlite_fault(s, rc, f);
}

/*
 * FULL syncs the log at every commit, NORMAL leaves that to the next FULL one.
 * It cannot be set inside a transaction.
 */
static int
set_sync(struct sqlite *s, enum store_sync sync, struct fault *f)
{
	int rc = 0;

	if (s->sync != sync)
		rc = sqlite_text(s,
		    sync == STORE_LAZY ? "PRAGMA synchronous = NORMAL"
				       : "PRAGMA synchronous = FULL",
		    f);
	if (rc == 0)
		s->sync = sync;
	return rc;
}

/* One of transactions, which are parsed once; what SQLite says. */
static int
control(struct sqlite *s, size_t i)
{
	int rc = SQLITE_OK;

	if (s->stmt[i] == NULL)
		rc = sqlite3_prepare_v3(s->db, sqlite_sql[i], -1,
		    SQLITE_PREPARE_PERSISTENT, &s->stmt[i], NULL);
	if (rc != SQLITE_OK)
		return rc;
	(void)sqlite3_step(s->stmt[i]);
	return sqlite3_reset(s->stmt[i]);
}

int
sqlite_begin(struct store *base, enum store_sync sync, struct fault *f)
{
	struct sqlite *s = (struct sqlite *)base;
	int rc;

	if (s->inside)
		return fault_set(
		    f, -EINVAL, "a transaction of the registry is open");
	rc = sqlite_ready(s, f);
	if (rc == 0)
		rc = set_sync(s, sync, f);
	if (rc != 0)
		return rc;
	for (int i = 0; i < BEGIN_TRIES; i++) {
		rc = control(s, SQL_BEGIN);
		if ((rc & 0xff) != SQLITE_BUSY)
			break;
	}
	if (rc != SQLITE_OK)
		return sqlite_fault(s, rc, f);
	s->inside = true;
	return 0;
}

/* Inside a transaction, and SQLite has not ended it. */
static int
still_inside(struct sqlite *s, struct fault *f)
{
	if (s->inside && !sqlite3_get_autocommit(s->db))
		return 0;
	return fault_set(
	    f, -EIO, "%s: the registry has no open transaction", s->path);
}

int
sqlite_commit(struct store *base, struct fault *f)
{
	struct sqlite *s = (struct sqlite *)base;
	int rc = still_inside(s, f);

	if (rc == 0)
		rc = sqlite_grow(s, f);
	if (rc != 0)
		return rc;
	rc = control(s, SQL_COMMIT);
	if (rc != SQLITE_OK)
		return sqlite_fault(s, rc, f);
	s->inside = false;
	s->base.cost.commits++;
	return 0;
}

void
sqlite_rollback(struct store *base)
{
	struct sqlite *s = (struct sqlite *)base;

	for (size_t i = 0; i < SQL_STATEMENTS; i++)
		sqlite_stop(s, i);
	if (s->db != NULL && !sqlite3_get_autocommit(s->db))
		(void)control(s, SQL_ROLLBACK);
	s->inside = false;
}

static int
bind(sqlite3_stmt *stmt, int place, const struct sqlite_value *v)
{
	switch (v->is) {
	case SQLITE_IS_INT:
		return sqlite3_bind_int64(stmt, place, v->number);
	case SQLITE_IS_TEXT:
		return sqlite3_bind_text(
		    stmt, place, v->data, -1, SQLITE_STATIC);
	case SQLITE_IS_BYTES:
		return sqlite3_bind_blob64(
		    stmt, place, v->data, v->n, SQLITE_STATIC);
	}
	return SQLITE_MISUSE;
}

int
sqlite_start(struct sqlite *s, size_t i, const struct sqlite_value *v, size_t n,
    struct fault *f)
{
	int rc;

	if (s->inside && still_inside(s, f) != 0)
		return -EIO;
	rc = sqlite_ready(s, f);
	if (rc != 0)
		return rc;
	if (s->stmt[i] == NULL)
		rc = sqlite3_prepare_v3(s->db, sqlite_sql[i], -1,
		    SQLITE_PREPARE_PERSISTENT, &s->stmt[i], NULL);
	for (size_t k = 0; rc == SQLITE_OK && k < n; k++)
		rc = bind(s->stmt[i], (int)k + 1, &v[k]);
	if (rc != SQLITE_OK) {
		rc = sqlite_fault(s, rc, f);
		sqlite_stop(s, i);
		return rc;
	}
	s->base.cost.statements++;
	return 0;
}

int
sqlite_step(struct sqlite *s, size_t i, struct fault *f)
{
	int rc = sqlite3_step(s->stmt[i]);

	if (rc == SQLITE_ROW)
		return 1;
	return rc == SQLITE_DONE ? 0 : sqlite_fault(s, rc, f);
}

void
sqlite_stop(struct sqlite *s, size_t i)
{
	if (s->stmt[i] == NULL)
		return;
	/* The statement's own error has been told by then. */
	(void)sqlite3_reset(s->stmt[i]);
	(void)sqlite3_clear_bindings(s->stmt[i]);
}

int
sqlite_count(struct sqlite *s, size_t i, const struct sqlite_value *v, size_t n,
    int64_t *rows, struct fault *f)
{
	int rc = sqlite_start(s, i, v, n, f);

	if (rows != NULL)
		*rows = 0;
	if (rc != 0)
		return rc;
	rc = sqlite_step(s, i, f);
	if (rc == 0 && rows != NULL)
		*rows = sqlite3_changes(s->db);
	sqlite_stop(s, i);
	return rc > 0 ? sqlite_damaged(s, "an odd row", f) : rc;
}

int
sqlite_run(struct sqlite *s, size_t i, const struct sqlite_value *v, size_t n,
    bool *changed, struct fault *f)
{
	int64_t rows;
	int rc = sqlite_count(s, i, v, n, &rows, f);

	if (changed != NULL)
		*changed = rows > 0;
	return rc;
}

bool
sqlite_get_int(
    struct sqlite *s, size_t i, int column, int64_t *out, int64_t low)
{
	if (sqlite3_column_type(s->stmt[i], column) != SQLITE_INTEGER)
		return false;
	*out = sqlite3_column_int64(s->stmt[i], column);
	return *out >= low;
}

bool
sqlite_get_number(
    struct sqlite *s, size_t i, int column, int64_t *out, int64_t low)
{
	return sqlite_get_int(s, i, column, out, low) &&
	    *out <= STORE_NUMBER_MAX;
}

bool
sqlite_get_wide(
    struct sqlite *s, size_t i, int column, int64_t *out, int64_t low)
{
	int64_t kept;

	if (!sqlite_get_int(s, i, column, &kept, INT64_MIN) || kept >= 0)
		return false;
	*out = kept - INT64_MIN;
	return *out >= low;
}

bool
sqlite_get_text(struct sqlite *s, size_t i, int column, char *out, size_t size)
{
	const unsigned char *text;
	size_t n;

	if (sqlite3_column_type(s->stmt[i], column) != SQLITE_TEXT)
		return false;
	text = sqlite3_column_text(s->stmt[i], column);
	n = (size_t)sqlite3_column_bytes(s->stmt[i], column);
	if (text == NULL || n >= size || memchr(text, '\0', n) != NULL)
		return false;
	memcpy(out, text, n);
	out[n] = '\0';
	return true;
}

bool
sqlite_get_some(struct sqlite *s, size_t i, int column, void *out, size_t low,
    size_t high, size_t *n)
{
	const void *data;

	if (sqlite3_column_type(s->stmt[i], column) != SQLITE_BLOB)
		return false;
	data = sqlite3_column_blob(s->stmt[i], column);
	*n = (size_t)sqlite3_column_bytes(s->stmt[i], column);
	if (data == NULL || *n < low || *n > high)
		return false;
	memcpy(out, data, *n);
	return true;
}

bool
sqlite_get_bytes(struct sqlite *s, size_t i, int column, void *out, size_t n)
{
	size_t got;

	return sqlite_get_some(s, i, column, out, n, n, &got);
}
