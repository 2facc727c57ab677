/* sqlite_credential - credentials: adding, using up, putting an end to */

#include "registry/sqlite_rows.h"

#include <string.h>

static bool
read_candidate(struct sqlite *s, struct store_credential *c)
{
	const size_t i = SQL_CREDENTIAL_OPEN;
	int64_t kind, state;
	bool ok;

	ok = sqlite_get_int(s, i, 0, &c->id, 1) &&
	    sqlite_get_int(s, i, 1, &c->uid, 0) &&
	    sqlite_get_int(s, i, 2, &kind, REGISTRY_ISSUED) &&
	    kind <= REGISTRY_ENROLLING && kind != REGISTRY_TEMPORARY &&
	    sqlite_get_int(s, i, 3, &state, STORE_LIVE) &&
	    (state <= STORE_USED || state == STORE_CHANGING) &&
	    sqlite_get_int(s, i, 4, &c->uses, 0) &&
	    sqlite_get_int(s, i, 5, &c->issued, INT64_MIN) &&
	    sqlite_get_int(s, i, 6, &c->not_before, 0) &&
	    sqlite_get_int(s, i, 7, &c->expires, INT64_MIN) &&
	    sqlite_get_bytes(s, i, 8, c->key_id, sizeof(c->key_id)) &&
	    sqlite_get_bytes(s, i, 9, c->digest, sizeof(c->digest)) &&
	    sqlite_get_text(s, i, 10, c->service, sizeof(c->service)) &&
	    sqlite_get_text(s, i, 11, c->networks, sizeof(c->networks));
	if (!ok)
		return false;
	c->kind = (enum registry_kind)kind;
	c->state = (enum store_state)state;
	return true;
}

int
sqlite_credential_open(struct store *base, int64_t account, int64_t turn,
    bool claimed, struct store_credential *out, size_t *n, struct fault *f)
{
	struct sqlite *s = (struct sqlite *)base;
	const size_t i = SQL_CREDENTIAL_OPEN;
	const struct sqlite_value v[] = {SQL_INT(account), SQL_INT(turn),
	    SQL_INT(REGISTRY_CODES_MAX), SQL_INT(claimed)};
	int rc = SQL_START(s, i, v, f);

	*n = 0;
	memset(out, 0, REGISTRY_CODES_MAX * sizeof(*out));
	if (rc != 0)
		return rc;
	while ((rc = sqlite_step(s, i, f)) == 1) {
		struct store_credential *c = &out[*n];

		if (*n == REGISTRY_CODES_MAX || !read_candidate(s, c)) {
			rc = sqlite_damaged(s, "credential", f);
			break;
		}
		c->account = account;
		c->claimed = claimed && c->kind == REGISTRY_DELIVERED;
		(*n)++;
	}
	sqlite_stop(s, i);
	return rc;
}

int
sqlite_credential_count(struct store *base, int64_t account, int64_t except,
    bool claimed, int64_t *live, int64_t *delivered, struct fault *f)
{
	struct sqlite *s = (struct sqlite *)base;
	const size_t i = SQL_CREDENTIAL_COUNT;
	const struct sqlite_value v[] = {
	    SQL_INT(account), SQL_INT(except), SQL_INT(claimed)};
	int rc = SQL_START(s, i, v, f);

	*live = *delivered = 0;
	if (rc != 0)
		return rc;
	rc = sqlite_step(s, i, f);
	if (rc >= 0)
		rc = rc == 1 && sqlite_get_int(s, i, 0, live, 0) &&
			sqlite_get_int(s, i, 1, delivered, 0)
		    ? 0
		    : sqlite_damaged(s, "credential", f);
	sqlite_stop(s, i);
	return rc;
}

int
sqlite_credential_add(struct store *base, const struct store_credential *c,
    bool really, struct fault *f)
{
	/*
	 * The turn of its last use says nothing while there was none. It takes
	 * 8 bytes, so that a row that is used or ends becomes no longer: on a
	 * full disk one that does needs pages.
	 */
	const int64_t turn = c->state == STORE_LIVE ? INT64_MAX : c->turn;
	const struct sqlite_value v[] = {
	    SQL_INT(c->id),
	    SQL_INT(c->account),
	    SQL_INT(c->uid),
	    SQL_INT(c->kind),
	    SQL_INT(c->state),
	    SQL_INT(c->uses),
	    SQL_INT(turn),
	    SQL_INT(c->issued),
	    SQL_INT(c->expires),
	    SQL_INT(c->gone),
	    SQL_BYTES(c->key_id, sizeof(c->key_id)),
	    SQL_BYTES(c->digest, sizeof(c->digest)),
	    SQL_TEXT(c->service),
	    SQL_TEXT(c->by),
	    SQL_INT(c->not_before),
	    SQL_INT(c->claimed),
	    SQL_TEXT(c->networks),
	    SQL_INT(really),
	};

	return SQL_RUN((struct sqlite *)base, SQL_CREDENTIAL_ADD, v, NULL, f);
}

int
sqlite_credential_use(struct store *base, int64_t id, int64_t turn,
    int64_t gone, bool *done, struct fault *f)
{
	const struct sqlite_value v[] = {
	    SQL_INT(id), SQL_INT(turn), SQL_INT(gone)};

	return SQL_RUN((struct sqlite *)base, SQL_CREDENTIAL_USE, v, done, f);
}

int
sqlite_credential_end(struct store *base, int64_t id, enum store_state state,
    int64_t gone, bool *done, struct fault *f)
{
	const struct sqlite_value v[] = {
	    SQL_INT(id), SQL_INT(state), SQL_INT(gone)};

	return SQL_RUN((struct sqlite *)base, SQL_CREDENTIAL_END, v, done, f);
}

int
sqlite_credential_end_all(struct store *base, const struct store_ending *which,
    int64_t *n, struct fault *f)
{
	const struct sqlite_value v[] = {
	    SQL_INT(which->state),
	    SQL_INT(which->turn),
	    SQL_INT(which->gone),
	    SQL_INT(which->account),
	    SQL_INT(which->uid),
	    SQL_INT(which->kind),
	    SQL_INT(which->intents),
	    SQL_INT(which->before),
	    SQL_INT(which->issued),
	};

	return SQL_COUNT(
	    (struct sqlite *)base, SQL_CREDENTIAL_END_ALL, v, n, f);
}

int
sqlite_credential_end_foreign(struct store *base, int64_t account, int64_t uid,
    int64_t gone, struct fault *f)
{
	const struct sqlite_value v[] = {
	    SQL_INT(account), SQL_INT(uid), SQL_INT(gone)};

	return SQL_RUN(
	    (struct sqlite *)base, SQL_CREDENTIAL_END_FOREIGN, v, NULL, f);
}

int
sqlite_credential_end_expired(struct store *base, int64_t account, int64_t now,
    int64_t mark, int64_t gone, struct fault *f)
{
	const struct sqlite_value v[] = {SQL_INT(account), SQL_INT(now),
	    SQL_INT(mark), SQL_INT(gone), SQL_INT(now + STORE_AHEAD_MAX)};

	return SQL_RUN(
	    (struct sqlite *)base, SQL_CREDENTIAL_END_EXPIRED, v, NULL, f);
}

int
sqlite_credential_hold(
    struct store *base, int64_t account, int64_t uid, struct fault *f)
{
	const struct sqlite_value v[] = {SQL_INT(account), SQL_INT(uid)};

	return SQL_RUN((struct sqlite *)base, SQL_CREDENTIAL_HOLD, v, NULL, f);
}

int
sqlite_credential_release(struct store *base, int64_t account, int64_t uid,
    int64_t now, struct fault *f)
{
	const struct sqlite_value v[] = {SQL_INT(account), SQL_INT(uid),
	    SQL_INT(now), SQL_INT(now + STORE_AHEAD_MAX)};

	return SQL_RUN(
	    (struct sqlite *)base, SQL_CREDENTIAL_RELEASE, v, NULL, f);
}

int
sqlite_credential_reach(struct store *base, int64_t after, int64_t batch,
    int64_t *until, struct fault *f)
{
	struct sqlite *s = (struct sqlite *)base;
	const size_t i = SQL_CREDENTIAL_REACH;
	const struct sqlite_value v[] = {SQL_INT(after), SQL_INT(batch)};
	int rc = SQL_START(s, i, v, f);

	*until = 0;
	if (rc != 0)
		return rc;
	rc = sqlite_step(s, i, f);
	if (rc >= 0)
		rc = rc == 1 && sqlite_get_int(s, i, 0, until, 0)
		    ? 0
		    : sqlite_damaged(s, "credential", f);
	sqlite_stop(s, i);
	return rc;
}

int
sqlite_credential_reset(struct store *base, const struct store_reset *what,
    int64_t *ended, int64_t *hastened, struct fault *f)
{
	struct sqlite *s = (struct sqlite *)base;
	const struct sqlite_value live[] = {SQL_INT(what->now),
	    SQL_INT(what->ahead), SQL_INT(what->gone), SQL_INT(what->batch),
	    SQL_INT(what->after), SQL_INT(what->until)};
	const struct sqlite_value dead[] = {SQL_INT(what->gone),
	    SQL_INT(what->batch), SQL_INT(what->after), SQL_INT(what->until)};
	int rc;

	*hastened = 0;
	rc = SQL_COUNT(s, SQL_CREDENTIAL_RESET_LIVE, live, ended, f);
	if (rc == 0)
		rc = SQL_COUNT(s, SQL_CREDENTIAL_RESET_DEAD, dead, hastened, f);
	return rc;
}

int
sqlite_credential_purge(struct store *base, int64_t mark, int64_t batch,
    int64_t *n, struct fault *f)
{
	const struct sqlite_value v[] = {SQL_INT(mark), SQL_INT(batch)};

	return SQL_COUNT((struct sqlite *)base, SQL_CREDENTIAL_PURGE, v, n, f);
}
