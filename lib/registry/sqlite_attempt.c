/* sqlite_attempt - accounts, and the records that count for names and sources
 */

#include "registry/sqlite_rows.h"

#include <string.h>

int
sqlite_account_find(
    struct store *base, const char *name, int64_t *id, struct fault *f)
{
	struct sqlite *s = (struct sqlite *)base;
	const struct sqlite_value v[] = {SQL_TEXT(name)};
	int rc = SQL_START(s, SQL_ACCOUNT_FIND, v, f);

	*id = 0;
	if (rc != 0)
		return rc;
	rc = sqlite_step(s, SQL_ACCOUNT_FIND, f);
	if (rc == 1)
		rc = sqlite_get_number(s, SQL_ACCOUNT_FIND, 0, id, 1)
		    ? 0
		    : sqlite_damaged(s, "account", f);
	if (rc != 0)
		*id = 0;
	sqlite_stop(s, SQL_ACCOUNT_FIND);
	return rc;
}

int
sqlite_account_add(struct store *base, int64_t id, const char *name,
    const unsigned char key_id[KEY_ID_SIZE], bool really, struct fault *f)
{
	const struct sqlite_value v[] = {SQL_INT(id), SQL_TEXT(name),
	    SQL_BYTES(key_id, KEY_ID_SIZE), SQL_INT(really)};

	return SQL_RUN((struct sqlite *)base, SQL_ACCOUNT_ADD, v, NULL, f);
}

static int
record_get(struct sqlite *s, enum sqlite_statement i, int64_t id, void *record,
    size_t n, struct fault *f)
{
	const struct sqlite_value v[] = {SQL_INT(id)};
	int rc = SQL_START(s, i, v, f);

	memset(record, 0, n);
	if (rc != 0)
		return rc;
	rc = sqlite_step(s, i, f);
	if (rc >= 0)
		rc = rc == 1 && sqlite_get_bytes(s, i, 0, record, n)
		    ? 0
		    : sqlite_damaged(s, "record", f);
	sqlite_stop(s, i);
	return rc;
}

static int
record_put(struct sqlite *s, enum sqlite_statement i, int64_t id,
    const void *record, size_t n, struct fault *f)
{
	const struct sqlite_value v[] = {SQL_INT(id), SQL_BYTES(record, n)};
	bool changed;
	int rc = SQL_RUN(s, i, v, &changed, f);

	return rc == 0 && !changed ? sqlite_damaged(s, "record", f) : rc;
}

int
sqlite_attempt_get(
    struct store *base, int64_t id, void *record, size_t n, struct fault *f)
{
	return record_get(
	    (struct sqlite *)base, SQL_ATTEMPT_GET, id, record, n, f);
}

int
sqlite_attempt_put(struct store *base, int64_t id, const void *record, size_t n,
    struct fault *f)
{
	return record_put(
	    (struct sqlite *)base, SQL_ATTEMPT_PUT, id, record, n, f);
}

int
sqlite_attempt_add(struct store *base, int64_t id, const void *record, size_t n,
    bool really, struct fault *f)
{
	const struct sqlite_value v[] = {
	    SQL_INT(id), SQL_BYTES(record, n), SQL_INT(really)};

	return SQL_RUN((struct sqlite *)base, SQL_ATTEMPT_ADD, v, NULL, f);
}

int
sqlite_source_get(
    struct store *base, int64_t id, void *record, size_t n, struct fault *f)
{
	return record_get(
	    (struct sqlite *)base, SQL_SOURCE_GET, id, record, n, f);
}

int
sqlite_source_put(struct store *base, int64_t id, const void *record, size_t n,
    struct fault *f)
{
	return record_put(
	    (struct sqlite *)base, SQL_SOURCE_PUT, id, record, n, f);
}
