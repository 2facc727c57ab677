/* sqlite_log - the write-ahead log: its length, writing it back, anew */

#include <errno.h>

#include "registry/sqlite_rows.h"

/* How long writing all of it back waits for others. */
#define FULL_MS 5

int
sqlite_log_fill(struct sqlite *s, struct fault *f)
{
	sqlite3_file *log;
	bool grew;
	/* From here on nobody else writes to the log. */
	int rc = sqlite_begin(&s->base, STORE_DURABLE, f);

	if (rc != 0)
		return rc;
	log = sqlite_file(s, SQLITE_FCNTL_JOURNAL_POINTER);
	rc = sqlite_lengthen(s, log, SQLITE_LOG_SIZE, &grew, f);
	if (rc == 0 && grew) {
		rc = log->pMethods->xSync(log, SQLITE_SYNC_NORMAL);
		if (rc != SQLITE_OK)
			rc = sqlite_fault(s, rc, f);
	}
	sqlite_rollback(&s->base);
	return rc;
}

/*
 * SQLite begins the log anew at the next write, but only while somebody has
 * the file open: who comes after the last one left reads the old log again,
 * and it would grow for ever.
 */
static int
begin_log(struct sqlite *s, struct fault *f)
{
	struct store *base = &s->base;
	struct store_meta meta;
	int rc = sqlite_begin(base, STORE_DURABLE, f);

	if (rc != 0)
		return rc;
	rc = sqlite_meta_get(base, &meta, f);
	if (rc == 0) {
		/* A row that stays as it is would not be written. */
		meta.turn++;
		rc = sqlite_meta_put(base, &meta, f);
	}
	if (rc == 0)
		rc = sqlite_commit(base, f);
	if (rc != 0)
		sqlite_rollback(base);
	return rc;
}

int
sqlite_log_renew(struct sqlite *s, struct fault *f)
{
	int all = 0, written = 0;
	int rc = sqlite_ready(s, f);

	if (rc != 0)
		return rc;
	rc = sqlite3_wal_checkpoint_v2(
	    s->db, NULL, SQLITE_CHECKPOINT_PASSIVE, &all, &written);
	if ((rc & 0xff) == SQLITE_BUSY)
		return 0;
	if (rc != SQLITE_OK)
		return sqlite_fault(s, rc, f);
	if (all != written)
		return 0;
	/* Who is writing just now begins the log himself. */
	sqlite_wait(s, 0);
	rc = begin_log(s, f);
	sqlite_wait(s, SQLITE_BUSY_MS);
	return rc == -EBUSY ? 0 : rc;
}

int
sqlite_checkpoint(struct store *base, struct fault *f)
{
	struct sqlite *s = (struct sqlite *)base;
	int64_t unused = 0;
	int rc = sqlite_reserve_count(s, &unused, f);

	if (rc == 0 && unused < SQLITE_RESERVE_LOW)
		rc = sqlite_reserve_fill(s, f);
	if (rc == 0)
		rc = sqlite_log_fill(s, f);
	if (rc == 0)
		return sqlite_log_renew(s, f);
	/* This needs no room. */
	(void)sqlite_log_renew(s, NULL);
	return rc;
}

void
sqlite_tidy(struct store *base)
{
	struct sqlite *s = (struct sqlite *)base;
	int64_t unused = 0;

	if (s->db == NULL || sqlite_reserve_count(s, &unused, NULL) != 0)
		return;
	/* When it fails, the next one to leave finds the log as long. */
	if (s->wal_pages >= SQLITE_LOG_PAGES || unused < SQLITE_RESERVE_LOW)
		(void)sqlite_checkpoint(base, NULL);
}

/*
 * Who writes while the log is written back keeps it from ever being begun
 * anew: where many do, they wait for what little is left.
 */
static void
write_back(struct sqlite *s)
{
	int all = 0;
	int rc = sqlite3_wal_checkpoint_v2(
	    s->db, NULL, SQLITE_CHECKPOINT_PASSIVE, &all, NULL);

	if (rc != SQLITE_OK || all < 2 * SQLITE_LOG_PAGES)
		return;
	/* One who reads for long is not waited for. */
	sqlite_wait(s, FULL_MS);
	(void)sqlite3_wal_checkpoint_v2(
	    s->db, NULL, SQLITE_CHECKPOINT_FULL, NULL, NULL);
	sqlite_wait(s, SQLITE_BUSY_MS);
}

/* The next write begins the log anew, since the file stays open. */
void
sqlite_ease(struct store *base)
{
	struct sqlite *s = (struct sqlite *)base;

	if (s->db == NULL)
		return;
	if (s->unused < SQLITE_RESERVE_LOW) {
		sqlite_tidy(base);
		return;
	}
	if (s->wal_pages < s->eased)
		s->eased = 0;
	if (s->wal_pages - s->eased < SQLITE_LOG_PAGES)
		return;
	s->eased = s->wal_pages;
	write_back(s);
}
