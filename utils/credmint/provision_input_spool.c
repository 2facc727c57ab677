/* provision_input_spool - the accounts that were read, in a temporary file */

#include "provision_input_spool.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdlib.h>

enum statement {
	ADD,
	BY_NAME,
	BY_UID,
	NEXT,
	REMOVE,
	STATEMENTS,
};

/*
 * What is lost with the process needs no journal and no sync. 8 MiB of it stay
 * in memory.
 */
static const char settings[] = "PRAGMA temp_store = FILE;"
			       "PRAGMA journal_mode = OFF;"
			       "PRAGMA synchronous = OFF;"
			       "PRAGMA locking_mode = EXCLUSIVE;"
			       "PRAGMA trusted_schema = OFF;"
			       "PRAGMA cache_size = -8192;";

/* The columns are the fields, in their order. */
static const char schema[] =
    "CREATE TABLE account ("
    " line INTEGER PRIMARY KEY,"
    " name TEXT NOT NULL UNIQUE, uid INTEGER UNIQUE, gid TEXT, gecos TEXT,"
    " home TEXT, shell TEXT, groups TEXT, expiry TEXT, length TEXT,"
    " method TEXT) STRICT;"
    "BEGIN;";

static const char *const sql[STATEMENTS] = {
    /* Without a journal a statement must not be undone: it is not begun. */
    [ADD] = ("INSERT OR IGNORE INTO account"
	     " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)"),
    [BY_NAME] = "SELECT line FROM account WHERE name = ?1",
    [BY_UID] = "SELECT line FROM account WHERE uid = CAST(?1 AS INTEGER)",
    [NEXT] = "SELECT * FROM account ORDER BY line",
    [REMOVE] = "DELETE FROM account WHERE line = ?1",
};

struct provision_spool {
	sqlite3 *db;
	sqlite3_stmt *stmt[STATEMENTS];
	bool ended; /* NEXT, which would begin again */
};

static int
failed(const struct provision_spool *spool, int rc, struct fault *f)
{
	int error = spool->db != NULL ? sqlite3_system_errno(spool->db) : 0;

	if ((rc & 0xff) == SQLITE_NOMEM)
		return fault_set(f, -ENOMEM, "out of memory");
	if ((rc & 0xff) == SQLITE_FULL ||
	    ((rc & 0xff) == SQLITE_IOERR && error == ENOSPC))
		return fault_set(f, -ENOSPC,
		    "no space left for a temporary file: free some, or name "
		    "another directory by TMPDIR");
	return fault_set(f, -EIO,
	    "the temporary file failed (%s): see to the directory that TMPDIR "
	    "names, or /var/tmp",
	    sqlite3_errstr(rc));
}

int
provision_spool_open(struct provision_spool **out, struct fault *f)
{
	struct provision_spool *spool = calloc(1, sizeof(*spool));
	int rc = spool != NULL ? SQLITE_OK : SQLITE_NOMEM;

	*out = NULL;
	if (spool == NULL)
		return fault_set(f, -ENOMEM, "out of memory");
	/* The empty name: a file that is there for this connection alone. */
	if (rc == SQLITE_OK)
		rc = sqlite3_open_v2("", &spool->db,
		    SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE |
			SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
		    NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(spool->db, settings, NULL, NULL, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(spool->db, schema, NULL, NULL, NULL);
	for (size_t i = 0; rc == SQLITE_OK && i < STATEMENTS; i++)
		rc = sqlite3_prepare_v3(spool->db, sql[i], -1,
		    SQLITE_PREPARE_PERSISTENT, &spool->stmt[i], NULL);
	if (rc != SQLITE_OK) {
		rc = failed(spool, rc, f);
		provision_spool_close(spool);
		return rc;
	}
	*out = spool;
	return 0;
}

void
provision_spool_close(struct provision_spool *spool)
{
	if (spool == NULL)
		return;
	for (size_t i = 0; i < STATEMENTS; i++)
		(void)sqlite3_finalize(spool->stmt[i]);
	(void)sqlite3_close(spool->db);
	free(spool);
}

/* An account's field; what was not given stays NULL. */
static int
bind(sqlite3_stmt *stmt, int place, const struct provision_text *t)
{
	if (t->n == 0)
		return sqlite3_bind_null(stmt, place);
	return sqlite3_bind_text(stmt, place, t->p, (int)t->n, SQLITE_STATIC);
}

/* The line where the text stands; 0: in none. */
static int
find(struct provision_spool *spool, enum statement which,
    const struct provision_text *t, uint64_t *line)
{
	sqlite3_stmt *stmt = spool->stmt[which];
	int rc = bind(stmt, 1, t);

	*line = 0;
	if (rc == SQLITE_OK)
		rc = sqlite3_step(stmt);
	if (rc == SQLITE_ROW)
		*line = (uint64_t)sqlite3_column_int64(stmt, 0);
	(void)sqlite3_reset(stmt);
	return rc == SQLITE_ROW || rc == SQLITE_DONE ? SQLITE_OK : rc;
}

static int
refuse(struct provision_spool *spool, const struct provision_read *record,
    struct fault *why)
{
	const struct provision_text *name = &record->field[PROVISION_NAME];
	const struct provision_text *uid = &record->field[PROVISION_UID];
	uint64_t line;
	int rc = find(spool, BY_NAME, name, &line);

	if (rc == SQLITE_OK && line != 0)
		return fault_set(why, -EINVAL,
		    "the name %.*s stands in line %llu already", (int)name->n,
		    name->p, (unsigned long long)line);
	if (rc == SQLITE_OK)
		rc = find(spool, BY_UID, uid, &line);
	if (rc == SQLITE_OK && line != 0)
		return fault_set(why, -EINVAL,
		    "the uid %.*s stands in line %llu already", (int)uid->n,
		    uid->p, (unsigned long long)line);
	return failed(spool, rc != SQLITE_OK ? rc : SQLITE_INTERNAL, why);
}

int
provision_spool_add(struct provision_spool *spool,
    const struct provision_read *record, struct fault *why)
{
	sqlite3_stmt *stmt = spool->stmt[ADD];
	int rc = sqlite3_bind_int64(stmt, 1, (int64_t)record->line);

	for (int i = 0; rc == SQLITE_OK && i < PROVISION_FIELDS; i++)
		rc = bind(stmt, i + 2, &record->field[i]);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(stmt);
	(void)sqlite3_reset(stmt);
	if (rc != SQLITE_DONE)
		return failed(spool, rc, why);
	return sqlite3_changes(spool->db) == 1 ? 0 : refuse(spool, record, why);
}

int
provision_spool_done(struct provision_spool *spool, struct fault *f)
{
	int rc = sqlite3_exec(spool->db, "COMMIT;", NULL, NULL, NULL);

	return rc == SQLITE_OK ? 0 : failed(spool, rc, f);
}

int
provision_spool_next(struct provision_spool *spool,
    struct provision_account *out, struct fault *f)
{
	sqlite3_stmt *stmt = spool->stmt[NEXT];
	int rc = spool->ended ? SQLITE_DONE : sqlite3_step(stmt);

	*out = (struct provision_account){.line = 0};
	if (rc != SQLITE_ROW) {
		spool->ended = true;
		(void)sqlite3_reset(stmt);
		return rc == SQLITE_DONE ? 0 : failed(spool, rc, f);
	}
	out->line = (uint64_t)sqlite3_column_int64(stmt, 0);
	for (int i = 0; i < PROVISION_FIELDS; i++) {
		out->field[i] = (const char *)sqlite3_column_text(stmt, i + 1);
		if (out->field[i] == NULL &&
		    sqlite3_column_type(stmt, i + 1) != SQLITE_NULL)
			return failed(spool, SQLITE_NOMEM, f);
	}
	return 1;
}

void
provision_spool_rewind(struct provision_spool *spool)
{
	(void)sqlite3_reset(spool->stmt[NEXT]);
	spool->ended = false;
}

int
provision_spool_remove(
    struct provision_spool *spool, uint64_t line, struct fault *f)
{
	sqlite3_stmt *stmt = spool->stmt[REMOVE];
	int rc = sqlite3_bind_int64(stmt, 1, (int64_t)line);

	if (rc == SQLITE_OK)
		rc = sqlite3_step(stmt);
	(void)sqlite3_reset(stmt);
	if (rc != SQLITE_DONE)
		return failed(spool, rc, f);
	return sqlite3_changes(spool->db) == 1 ? 0 : -ENOENT;
}
