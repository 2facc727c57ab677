/* sqlite_recovery - recovery codes: the calls of store_authenticator.h */

#include "registry/sqlite_authenticator.h"

#include <string.h>

static bool
read_recovery(struct sqlite *s, struct store_recovery *c)
{
	const size_t i = SQL_RECOVERY_FIND;

	return sqlite_get_int(s, i, 0, &c->uid, 0) && c->uid <= UINT32_MAX &&
	    sqlite_get_int(s, i, 1, &c->issued, INT64_MIN) &&
	    sqlite_get_wide(s, i, 2, &c->used, 0) &&
	    sqlite_get_wide(s, i, 3, &c->used_at, 0) &&
	    sqlite_get_bytes(s, i, 4, c->key_id, sizeof(c->key_id));
}

int
sqlite_recovery_find(struct store *base, int64_t account,
    const unsigned char digest[MAC_SIZE], struct store_recovery *out,
    struct fault *f)
{
	struct sqlite *s = (struct sqlite *)base;
	const size_t i = SQL_RECOVERY_FIND;
	const struct sqlite_value v[] = {
	    SQL_INT(account), SQL_BYTES(digest, MAC_SIZE)};
	int rc = SQL_START(s, i, v, f);

	memset(out, 0, sizeof(*out));
	if (rc != 0)
		return rc;
	rc = sqlite_step(s, i, f);
	if (rc == 1) {
		out->account = account;
		memcpy(out->digest, digest, MAC_SIZE);
		rc = read_recovery(s, out) ? 0
					   : sqlite_damaged(s, "recovery", f);
	}
	if (rc != 0)
		memset(out, 0, sizeof(*out));
	sqlite_stop(s, i);
	return rc;
}

int
sqlite_recovery_use(struct store *base, int64_t account,
    const unsigned char digest[MAC_SIZE], int64_t turn, int64_t at, bool *done,
    struct fault *f)
{
	const struct sqlite_value v[] = {SQL_INT(account),
	    SQL_BYTES(digest, MAC_SIZE), SQL_WIDE(turn), SQL_WIDE(at)};

	return SQL_RUN((struct sqlite *)base, SQL_RECOVERY_USE, v, done, f);
}

int
sqlite_recovery_add(struct store *base, const struct store_recovery *c,
    bool *done, struct fault *f)
{
	const struct sqlite_value v[] = {
	    SQL_INT(c->account),
	    SQL_BYTES(c->digest, sizeof(c->digest)),
	    SQL_INT(c->uid),
	    SQL_BYTES(c->key_id, sizeof(c->key_id)),
	    SQL_INT(c->issued),
	    SQL_WIDE(c->used),
	    SQL_WIDE(c->used_at),
	    SQL_BYTES(c->trace, c->trace_n),
	};

	return SQL_RUN((struct sqlite *)base, SQL_RECOVERY_ADD, v, done, f);
}

/* What was used leaves its trace: it may be imported again. */
static int
clear(struct store *base, int64_t account, int64_t but, int64_t *n,
    struct fault *f)
{
	const struct sqlite_value v[] = {SQL_INT(account), SQL_INT(but)};
	const struct sqlite_value most[] = {
	    SQL_INT(account), SQL_INT(STORE_SPENT_CODES_MAX)};
	struct sqlite *s = (struct sqlite *)base;
	int rc = SQL_RUN(s, SQL_RECOVERY_SPENT, v, NULL, f);

	if (rc == 0)
		rc = SQL_RUN(s, SQL_RECOVERY_FORGET, most, NULL, f);
	return rc == 0 ? SQL_COUNT(s, SQL_RECOVERY_CLEAR, v, n, f) : rc;
}

/* No row has this uid. */
int
sqlite_recovery_clear(
    struct store *base, int64_t account, int64_t *n, struct fault *f)
{
	return clear(base, account, -1, n, f);
}

int
sqlite_recovery_clear_foreign(struct store *base, int64_t account, int64_t uid,
    int64_t *n, struct fault *f)
{
	return clear(base, account, uid, n, f);
}

int
sqlite_recovery_less(struct store *base, int64_t account, struct fault *f)
{
	const struct sqlite_value v[] = {SQL_INT(account)};

	return SQL_RUN((struct sqlite *)base, SQL_RECOVERY_LESS, v, NULL, f);
}

int
sqlite_recovery_left(struct store *base, int64_t account, struct fault *f)
{
	const struct sqlite_value v[] = {SQL_INT(account)};

	return SQL_RUN((struct sqlite *)base, SQL_RECOVERY_LEFT, v, NULL, f);
}

int
sqlite_recovery_count(struct store *base, int64_t account,
    struct store_recoveries *out, struct fault *f)
{
	struct sqlite *s = (struct sqlite *)base;
	const size_t i = SQL_RECOVERY_COUNT;
	const struct sqlite_value v[] = {SQL_INT(account)};
	int rc = SQL_START(s, i, v, f);

	memset(out, 0, sizeof(*out));
	if (rc != 0)
		return rc;
	rc = sqlite_step(s, i, f);
	if (rc >= 0)
		rc = rc == 1 && sqlite_get_int(s, i, 0, &out->total, 0) &&
			sqlite_get_int(s, i, 1, &out->left, 0) &&
			sqlite_get_int(s, i, 2, &out->issued, INT64_MIN)
		    ? 0
		    : sqlite_damaged(s, "recovery", f);
	if (rc != 0)
		memset(out, 0, sizeof(*out));
	sqlite_stop(s, i);
	return rc;
}
