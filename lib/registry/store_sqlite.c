/* store_sqlite - a registry in a file of SQLite 3 */

#include <errno.h>

#include "registry/sqlite_rows.h"

/*
 * Pages in the write-ahead log that make it due for writing back: 1 MiB. Who
 * opens the file alone reads the log whole, about a millisecond's work.
 */
#define LOG_PAGES 256

static void
close_store(struct store *base)
{
	sqlite_disconnect((struct sqlite *)base);
}

static int
open_store(struct store **out, const char *where, struct fault *f)
{
	char path[SQLITE_PATH_SIZE];
	struct sqlite *s;
	bool exists, blank;
	int rc;

	*out = NULL;
	rc = sqlite_place(where, path, &exists, f);
	if (rc == 0 && !exists)
		rc = fault_set(f, -ENOENT,
		    "%s: there is no registry: run \"credmint init\" as root",
		    path);
	if (rc != 0)
		return rc;
	rc = sqlite_connect(&s, path, false, f);
	if (rc != 0)
		return rc;
	rc = sqlite_identify(s, &blank, f);
	if (rc == 0 && blank)
		rc = fault_set(f, -ENODATA,
		    "%s: the registry is empty: run \"credmint init\" as root",
		    path);
	if (rc == 0)
		rc = sqlite_log(s, false, f);
	if (rc != 0) {
		sqlite_disconnect(s);
		return rc;
	}
	s->base.calls = &store_sqlite;
	*out = &s->base;
	return 0;
}

static int
lay_out(struct sqlite *s, const struct store_layout *layout, struct fault *f)
{
	const struct sqlite_value attempts[] = {SQL_INT(STORE_BUCKETS),
	    SQL_BYTES(layout->attempt, layout->attempt_n)};
	const struct sqlite_value sources[] = {SQL_INT(STORE_BUCKETS),
	    SQL_BYTES(layout->source, layout->source_n)};
	int rc = sqlite_text(s, sqlite_schema, f);

	if (rc == 0)
		rc = sqlite_meta_make(s, layout->meta, f);
	if (rc == 0)
		rc = SQL_RUN(s, SQL_MAKE_ATTEMPTS, attempts, NULL, f);
	if (rc == 0)
		rc = SQL_RUN(s, SQL_MAKE_SOURCES, sources, NULL, f);
	return rc;
}

/* All of it or nothing: who comes second finds it made. */
static int
make(struct sqlite *s, const struct store_layout *layout, bool *made,
    struct fault *f)
{
	bool blank;
	int rc = sqlite_begin(&s->base, STORE_DURABLE, f);

	if (rc != 0)
		return rc;
	rc = sqlite_identify(s, &blank, f);
	if (rc == 0 && blank)
		rc = lay_out(s, layout, f);
	if (rc == 0 && blank)
		rc = sqlite_commit(&s->base, f);
	if (rc != 0 || !blank)
		sqlite_rollback(&s->base);
	*made = rc == 0 && blank;
	return rc;
}

/*
 * Begin the log anew. SQLite does that at the next write, but only while
 * somebody has the file open: who comes after the last one left reads the old
 * log again, and it would grow for ever.
 */
static int
begin_log(struct store *base, struct fault *f)
{
	struct store_meta meta;
	int rc = sqlite_begin(base, STORE_DURABLE, f);

	if (rc != 0)
		return rc;
	rc = sqlite_meta_get(base, &meta, f);
	/* A row that stays as it is would not be written. */
	meta.turn++;
	if (rc == 0)
		rc = sqlite_meta_put(base, &meta, f);
	if (rc == 0)
		rc = sqlite_commit(base, f);
	if (rc != 0)
		sqlite_rollback(base);
	return rc;
}

static int
checkpoint(struct store *base, struct fault *f)
{
	struct sqlite *s = (struct sqlite *)base;
	int all = 0, written = 0;
	int rc = sqlite3_wal_checkpoint_v2(
	    s->db, NULL, SQLITE_CHECKPOINT_PASSIVE, &all, &written);

	if ((rc & 0xff) == SQLITE_BUSY)
		return 0;
	if (rc != SQLITE_OK)
		return sqlite_fault(s, rc, f);
	if (all != written)
		return 0;
	/* Who is writing just now begins the log himself. */
	(void)sqlite3_busy_timeout(s->db, 0);
	rc = begin_log(base, f);
	(void)sqlite3_busy_timeout(s->db, SQLITE_BUSY_MS);
	return rc == -EBUSY ? 0 : rc;
}

static void
tidy(struct store *base)
{
	struct sqlite *s = (struct sqlite *)base;

	/* When it fails, the next one to leave finds the log as long. */
	if (s->wal_pages >= LOG_PAGES)
		(void)checkpoint(base, NULL);
}

static int
create_store(struct store **out, const char *where,
    const struct store_layout *layout, bool *made, struct fault *f)
{
	char path[SQLITE_PATH_SIZE];
	struct sqlite *s;
	bool exists;
	int rc;

	*out = NULL;
	*made = false;
	rc = sqlite_place(where, path, &exists, f);
	if (rc != 0)
		return rc;
	rc = sqlite_connect(&s, path, true, f);
	if (rc != 0)
		return rc;
	rc = sqlite_log(s, true, f);
	if (rc == 0)
		rc = make(s, layout, made, f);
	if (rc == 0 && *made)
		rc = checkpoint(&s->base, f);
	if (rc != 0) {
		sqlite_disconnect(s);
		return rc;
	}
	s->base.calls = &store_sqlite;
	*out = &s->base;
	return 0;
}

static int
check(struct store *base, struct fault *f)
{
	return sqlite_check((struct sqlite *)base, f);
}

static int
has_rows(struct store *base, bool *rows, struct fault *f)
{
	int64_t any;
	int rc = sqlite_number((struct sqlite *)base,
	    "SELECT EXISTS (SELECT 1 FROM account)"
	    " OR EXISTS (SELECT 1 FROM credential)",
	    &any, f);

	*rows = rc == 0 && any != 0;
	return rc;
}

const struct store_calls store_sqlite = {
    .name = "sqlite",
    .open = open_store,
    .create = create_store,
    .close = close_store,
    .check = check,
    .checkpoint = checkpoint,
    .tidy = tidy,
    .has_rows = has_rows,
    .begin = sqlite_begin,
    .commit = sqlite_commit,
    .rollback = sqlite_rollback,
    .meta_get = sqlite_meta_get,
    .meta_put = sqlite_meta_put,
    .account_find = sqlite_account_find,
    .account_add = sqlite_account_add,
    .account_enrolled = sqlite_account_enrolled,
    .attempt_get = sqlite_attempt_get,
    .attempt_put = sqlite_attempt_put,
    .attempt_add = sqlite_attempt_add,
    .source_get = sqlite_source_get,
    .source_put = sqlite_source_put,
    .credential_open = sqlite_credential_open,
    .credential_count = sqlite_credential_count,
    .credential_add = sqlite_credential_add,
    .credential_use = sqlite_credential_use,
    .credential_end = sqlite_credential_end,
    .credential_end_foreign = sqlite_credential_end_foreign,
    .credential_end_expired = sqlite_credential_end_expired,
    .credential_find = sqlite_credential_find,
    .credential_reset = sqlite_credential_reset,
    .credential_purge = sqlite_credential_purge,
    .credential_page = sqlite_credential_page,
    .event_merge = sqlite_event_merge,
    .event_add = sqlite_event_add,
    .event_settle = sqlite_event_settle,
    .event_prune = sqlite_event_prune,
    .event_page = sqlite_event_page,
};
