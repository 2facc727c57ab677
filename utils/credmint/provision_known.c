/* provision_known - the names in a file of secrets */

#include "provision_known.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdlib.h>

enum statement {
	ADD,
	FIND,
	STATEMENTS
};

static const char begin[] =
    "PRAGMA journal_mode = OFF;"
    "PRAGMA cache_size = -4096;" /* KiB: memory stays flat */
    "CREATE TABLE known (name TEXT PRIMARY KEY, at INTEGER NOT NULL)"
    " WITHOUT ROWID;"
    "BEGIN;";

static const char *const texts[STATEMENTS] = {
    [ADD] = "INSERT INTO known (name, at) VALUES (?1, ?2)"
	    " ON CONFLICT (name) DO UPDATE SET at = ?2",
    [FIND] = "SELECT at FROM known WHERE name = ?1",
};

struct provision_known {
	sqlite3 *db;
	sqlite3_stmt *statement[STATEMENTS];
	uint64_t count;
};

static int
failed(struct provision_known *known, struct fault *f)
{
	int code = sqlite3_errcode(known->db);

	return fault_set(f,
	    code == SQLITE_FULL        ? -ENOSPC
		: code == SQLITE_NOMEM ? -ENOMEM
				       : -EIO,
	    "cannot keep the names of the secrets in a temporary file: %s; "
	    "TMPDIR names where else there is room",
	    sqlite3_errmsg(known->db));
}

int
provision_known_open(struct provision_known **out, struct fault *f)
{
	struct provision_known *known = calloc(1, sizeof(*known));
	int rc = 0;

	*out = NULL;
	if (known == NULL)
		return fault_set(f, -ENOMEM, "out of memory");
	if (sqlite3_open("", &known->db) != SQLITE_OK ||
	    sqlite3_exec(known->db, begin, NULL, NULL, NULL) != SQLITE_OK)
		rc = failed(known, f);
	for (size_t i = 0; rc == 0 && i < STATEMENTS; i++)
		if (sqlite3_prepare_v2(known->db, texts[i], -1,
			&known->statement[i], NULL) != SQLITE_OK)
			rc = failed(known, f);
	if (rc == 0)
		*out = known;
	else
		provision_known_close(known);
	return rc;
}

void
provision_known_close(struct provision_known *known)
{
	if (known == NULL)
		return;
	for (size_t i = 0; i < STATEMENTS; i++)
		(void)sqlite3_finalize(known->statement[i]);
	(void)sqlite3_close(known->db);
	free(known);
}

int
provision_known_find(struct provision_known *known, const char *name,
    int64_t *at, struct fault *f)
{
	sqlite3_stmt *s = known->statement[FIND];
	int rc = sqlite3_bind_text(s, 1, name, -1, SQLITE_STATIC);

	*at = 0;
	if (rc == SQLITE_OK)
		rc = sqlite3_step(s);
	if (rc == SQLITE_ROW)
		*at = sqlite3_column_int64(s, 0);
	(void)sqlite3_reset(s);
	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		return failed(known, f);
	return rc == SQLITE_ROW;
}

int
provision_known_add(struct provision_known *known, const char *name, int64_t at,
    struct fault *f)
{
	sqlite3_stmt *s = known->statement[ADD];
	int64_t before;
	int rc = provision_known_find(known, name, &before, f);

	if (rc < 0)
		return rc;
	known->count += rc == 0;
	rc = sqlite3_bind_text(s, 1, name, -1, SQLITE_STATIC);
	if (rc == SQLITE_OK)
		rc = sqlite3_bind_int64(s, 2, at);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(s);
	(void)sqlite3_reset(s);
	return rc == SQLITE_DONE ? 0 : failed(known, f);
}

uint64_t
provision_known_count(const struct provision_known *known)
{
	return known->count;
}
