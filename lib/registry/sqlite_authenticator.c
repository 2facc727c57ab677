/* sqlite_authenticator - authenticators: the calls of store_authenticator.h */

#include "registry/sqlite_authenticator.h"

#include <string.h>

#include "registry/store_token.h"

/* What both kinds of rows begin with, column by column. */
struct head {
	int64_t id, uid, type, digest, digits, step, next, drift, turn;
	int64_t added, used;
};

/* What a drift is kept from on, so that it is 0 or more. */
#define DRIFT_0 STORE_TOKEN_TIME_MAX

/* Wall times that no sum of two overflows. */
static bool
read_time(struct sqlite *s, size_t i, int column, int64_t *out)
{
	return sqlite_get_int(s, i, column, out, 1 - STORE_TOKEN_TIME_MAX) &&
	    *out < STORE_TOKEN_TIME_MAX;
}

/* What a yes moves on. */
static bool
read_moving(struct sqlite *s, size_t i, struct head *h)
{
	bool is = sqlite_get_wide(s, i, 6, &h->next, 0) &&
	    sqlite_get_wide(s, i, 7, &h->drift, 1) &&
	    sqlite_get_wide(s, i, 8, &h->turn, 0) &&
	    sqlite_get_wide(s, i, 10, &h->used, 0) &&
	    h->drift < DRIFT_0 + STORE_TOKEN_TIME_MAX &&
	    h->used < STORE_TOKEN_TIME_MAX;

	if (is)
		h->drift -= DRIFT_0;
	return is;
}

static bool
step_ok(const struct head *h)
{
	return h->type == CREDMINT_HOTP
	    ? h->step == 0 && h->drift == 0
	    : h->step >= 1 && h->step <= REGISTRY_STEP_MAX;
}

static bool
read_head(struct sqlite *s, size_t i, struct head *h)
{
	return sqlite_get_int(s, i, 0, &h->id, 1) &&
	    sqlite_get_int(s, i, 1, &h->uid, 0) && h->uid <= UINT32_MAX &&
	    sqlite_get_int(s, i, 2, &h->type, CREDMINT_TOTP) &&
	    h->type <= CREDMINT_HOTP &&
	    sqlite_get_int(s, i, 3, &h->digest, CREDMINT_SHA1) &&
	    h->digest <= CREDMINT_SHA512 &&
	    sqlite_get_int(s, i, 4, &h->digits, 6) && h->digits <= 8 &&
	    sqlite_get_int(s, i, 5, &h->step, 0) &&
	    read_time(s, i, 9, &h->added) && read_moving(s, i, h) && step_ok(h);
}

/* What a damaged row still tells: which it is and, if that is known, whose. */
static bool
read_damaged(struct sqlite *s, size_t i, struct head *h)
{
	memset(h, 0, sizeof(*h));
	if (!sqlite_get_int(s, i, 1, &h->uid, 0) || h->uid > UINT32_MAX)
		h->uid = STORE_NO_UID;
	return sqlite_get_int(s, i, 0, &h->id, INT64_MIN);
}

static bool
read_sane(struct sqlite *s, int64_t account, struct store_authenticator *a)
{
	const size_t i = SQL_AUTHENTICATOR_ALL;
	struct head h;

	if (!read_head(s, i, &h))
		return false;
	*a = (struct store_authenticator){.id = h.id,
	    .account = account,
	    .uid = h.uid,
	    .type = (unsigned)h.type,
	    .digest = (enum credmint_digest)h.digest,
	    .digits = (unsigned)h.digits,
	    .step = (uint32_t)h.step,
	    .next = h.next,
	    .drift = h.drift,
	    .turn = h.turn,
	    .added = h.added,
	    .used = h.used};
	return sqlite_get_text(s, i, 11, a->name, sizeof(a->name)) &&
	    sqlite_get_text(s, i, 12, a->by, sizeof(a->by)) &&
	    sqlite_get_bytes(s, i, 13, a->key_id, sizeof(a->key_id)) &&
	    sqlite_get_some(s, i, 14, a->sealed,
		REGISTRY_SEED_MIN + MAC_SEAL_MORE, sizeof(a->sealed),
		&a->sealed_n);
}

/* One that is damaged opens no seed, as one that is not there. */
static bool
read_row(struct sqlite *s, int64_t account, struct store_authenticator *a)
{
	struct head h;

	if (read_sane(s, account, a))
		return true;
	memset(a, 0, sizeof(*a));
	if (!read_damaged(s, SQL_AUTHENTICATOR_ALL, &h))
		return false;
	a->id = h.id;
	a->account = account;
	a->uid = h.uid;
	return true;
}

static int
all(struct store *base, int64_t account, struct store_authenticator *out,
    size_t *n, struct fault *f)
{
	struct sqlite *s = (struct sqlite *)base;
	const size_t i = SQL_AUTHENTICATOR_ALL;
	const struct sqlite_value v[] = {
	    SQL_INT(account), SQL_INT(REGISTRY_AUTHENTICATORS_MAX + 1)};
	int rc = SQL_START(s, i, v, f);

	*n = 0;
	memset(out, 0, REGISTRY_AUTHENTICATORS_MAX * sizeof(*out));
	if (rc != 0)
		return rc;
	while ((rc = sqlite_step(s, i, f)) == 1) {
		if (*n == REGISTRY_AUTHENTICATORS_MAX ||
		    !read_row(s, account, &out[*n])) {
			rc = sqlite_damaged(s, "authenticator", f);
			break;
		}
		(*n)++;
	}
	sqlite_stop(s, i);
	return rc;
}

static int
add(struct store *base, const struct store_authenticator *a, bool really,
    struct fault *f)
{
	const struct sqlite_value v[] = {
	    SQL_INT(a->id),
	    SQL_INT(a->account),
	    SQL_INT(a->uid),
	    SQL_INT(a->type),
	    SQL_INT(a->digest),
	    SQL_INT(a->digits),
	    SQL_INT(a->step),
	    SQL_WIDE(a->next),
	    SQL_WIDE(DRIFT_0 + a->drift),
	    SQL_WIDE(a->turn),
	    SQL_INT(a->added),
	    SQL_WIDE(a->used),
	    SQL_TEXT(a->name),
	    SQL_TEXT(a->by),
	    SQL_BYTES(a->key_id, sizeof(a->key_id)),
	    SQL_BYTES(a->sealed, a->sealed_n),
	    SQL_INT(really),
	    SQL_BYTES(a->trace, sizeof(a->trace)),
	};

	return SQL_RUN(
	    (struct sqlite *)base, SQL_AUTHENTICATOR_ADD, v, NULL, f);
}

static int
step(struct store *base, const struct store_authenticator *a, bool *done,
    struct fault *f)
{
	const struct sqlite_value v[] = {SQL_INT(a->id), SQL_WIDE(a->next),
	    SQL_WIDE(DRIFT_0 + a->drift), SQL_WIDE(a->turn), SQL_WIDE(a->used)};

	return SQL_RUN(
	    (struct sqlite *)base, SQL_AUTHENTICATOR_STEP, v, done, f);
}

static int
spent(struct store *base, int64_t account, const unsigned char trace[MAC_SIZE],
    int64_t *next, struct fault *f)
{
	struct sqlite *s = (struct sqlite *)base;
	const size_t i = SQL_AUTHENTICATOR_SPENT;
	const struct sqlite_value v[] = {
	    SQL_INT(account), SQL_BYTES(trace, MAC_SIZE)};
	int rc = SQL_START(s, i, v, f);

	*next = 0;
	if (rc != 0)
		return rc;
	rc = sqlite_step(s, i, f);
	if (rc >= 0)
		rc = rc == 1 && sqlite_get_wide(s, i, 0, next, 0)
		    ? 0
		    : sqlite_damaged(s, "authenticator", f);
	sqlite_stop(s, i);
	return rc;
}

/* The oldest of those that were removed go. */
static int
forget(struct store *base, int64_t account, int rc, struct fault *f)
{
	const struct sqlite_value v[] = {
	    SQL_INT(account), SQL_INT(STORE_SPENT_MAX)};

	return rc != 0 ? rc
		       : SQL_RUN((struct sqlite *)base,
			     SQL_AUTHENTICATOR_FORGET, v, NULL, f);
}

static int
remove_one(struct store *base, int64_t account, int64_t id, bool *done,
    struct fault *f)
{
	const struct sqlite_value v[] = {SQL_INT(account), SQL_INT(id)};

	return forget(base, account,
	    SQL_RUN(
		(struct sqlite *)base, SQL_AUTHENTICATOR_REMOVE, v, done, f),
	    f);
}

static int
remove_all(struct store *base, int64_t account, int64_t *n, struct fault *f)
{
	const struct sqlite_value v[] = {SQL_INT(account)};

	return forget(base, account,
	    SQL_COUNT(
		(struct sqlite *)base, SQL_AUTHENTICATOR_REMOVE_ALL, v, n, f),
	    f);
}

static int
remove_foreign(struct store *base, int64_t account, int64_t uid, int64_t *n,
    struct fault *f)
{
	const struct sqlite_value v[] = {SQL_INT(account), SQL_INT(uid)};

	return forget(base, account,
	    SQL_COUNT((struct sqlite *)base, SQL_AUTHENTICATOR_REMOVE_FOREIGN,
		v, n, f),
	    f);
}

static bool
read_shown_sane(struct sqlite *s, size_t i, struct registry_authenticator *a)
{
	struct head h;

	if (!read_head(s, i, &h))
		return false;
	*a = (struct registry_authenticator){.id = h.id,
	    .uid = (uid_t)h.uid,
	    .type = (unsigned)h.type,
	    .digest = (enum credmint_digest)h.digest,
	    .digits = (unsigned)h.digits,
	    .step = (uint32_t)h.step,
	    .next = h.next,
	    .drift = h.drift,
	    .added = h.added,
	    .used = h.used};
	return sqlite_get_text(s, i, 11, a->name, sizeof(a->name)) &&
	    sqlite_get_text(s, i, 12, a->by, sizeof(a->by)) &&
	    sqlite_get_text(s, i, 13, a->user, sizeof(a->user));
}

static bool
read_shown(struct sqlite *s, size_t i, struct registry_authenticator *a)
{
	struct head h;

	if (read_shown_sane(s, i, a))
		return true;
	memset(a, 0, sizeof(*a));
	if (!read_damaged(s, i, &h))
		return false;
	a->id = h.id;
	a->uid = (uid_t)h.uid;
	a->damaged = true;
	return sqlite_get_text(s, i, 13, a->user, sizeof(a->user));
}

static int
page(struct store *base, const char *name, int64_t after,
    struct registry_authenticator *out, size_t *n, struct fault *f)
{
	struct sqlite *s = (struct sqlite *)base;
	const size_t room = *n;
	const size_t i =
	    name != NULL ? SQL_AUTHENTICATOR_PAGE_OF : SQL_AUTHENTICATOR_PAGE;
	const struct sqlite_value v[] = {
	    SQL_INT(after), SQL_INT((int64_t)room), SQL_TEXT(name)};
	int rc = sqlite_start(s, i, v, name != NULL ? 3 : 2, f);

	*n = 0;
	if (rc != 0)
		return rc;
	while ((rc = sqlite_step(s, i, f)) == 1) {
		if (*n == room || !read_shown(s, i, &out[*n])) {
			rc = sqlite_damaged(s, "authenticator", f);
			break;
		}
		(*n)++;
	}
	sqlite_stop(s, i);
	return rc;
}

const struct store_authenticator_calls store_sqlite_authenticators = {
    .account_get = sqlite_account_get,
    .account_enrol = sqlite_account_enrol,
    .account_enrolled = sqlite_account_enrolled,
    .account_marks = sqlite_account_marks,
    .account_sheet = sqlite_account_sheet,
    .account_grace = sqlite_account_grace,
    .account_end = sqlite_account_end,
    .all = all,
    .add = add,
    .step = step,
    .spent = spent,
    .remove = remove_one,
    .remove_all = remove_all,
    .remove_foreign = remove_foreign,
    .page = page,
    .recovery_find = sqlite_recovery_find,
    .recovery_use = sqlite_recovery_use,
    .recovery_add = sqlite_recovery_add,
    .recovery_clear = sqlite_recovery_clear,
    .recovery_clear_foreign = sqlite_recovery_clear_foreign,
    .recovery_less = sqlite_recovery_less,
    .recovery_left = sqlite_recovery_left,
    .recovery_count = sqlite_recovery_count,
};
