/* sqlite_temporary - passwords that were set for somebody to change */

#include "registry/sqlite_rows.h"

int
sqlite_temporary_confirm(
    struct store *base, int64_t id, bool *done, struct fault *f)
{
	const struct sqlite_value v[] = {SQL_INT(id)};

	return SQL_RUN(
	    (struct sqlite *)base, SQL_TEMPORARY_CONFIRM, v, done, f);
}

int
sqlite_temporary_settle(
    struct store *base, int64_t account, int64_t now, struct fault *f)
{
	const struct sqlite_value v[] = {
	    SQL_INT(account), SQL_INT(now), SQL_INT(now + STORE_AHEAD_MAX)};

	return SQL_RUN((struct sqlite *)base, SQL_TEMPORARY_SETTLE, v, NULL, f);
}

int
sqlite_temporary_count(struct store *base, int64_t account, int64_t uid,
    struct store_temporaries *out, struct fault *f)
{
	struct sqlite *s = (struct sqlite *)base;
	const size_t i = SQL_TEMPORARY_COUNT;
	const struct sqlite_value v[] = {SQL_INT(account), SQL_INT(uid)};
	int rc = SQL_START(s, i, v, f);

	*out = (struct store_temporaries){0};
	if (rc != 0)
		return rc;
	rc = sqlite_step(s, i, f);
	if (rc >= 0)
		rc = rc == 1 && sqlite_get_int(s, i, 0, &out->own, 0) &&
			sqlite_get_int(s, i, 1, &out->dead, 0) &&
			sqlite_get_int(s, i, 2, &out->id, 0) &&
			sqlite_get_int(s, i, 3, &out->foreign, 0)
		    ? 0
		    : sqlite_damaged(s, "credential", f);
	sqlite_stop(s, i);
	return rc;
}

static bool
read_temporary(struct sqlite *s, int64_t now, int64_t until,
    struct registry_temporary *out)
{
	const size_t i = SQL_TEMPORARY_PAGE;
	int64_t uid, state, uses;
	bool ok;

	ok = sqlite_get_int(s, i, 0, &out->id, 1) &&
	    sqlite_get_int(s, i, 1, &uid, 0) && uid <= UINT32_MAX &&
	    sqlite_get_int(s, i, 2, &state, STORE_LIVE) &&
	    sqlite_get_int(s, i, 3, &uses, 0) && uses <= 1 &&
	    sqlite_get_int(s, i, 4, &out->issued, INT64_MIN) &&
	    sqlite_get_int(s, i, 5, &out->expires, INT64_MIN) &&
	    sqlite_get_text(s, i, 6, out->by, sizeof(out->by)) &&
	    sqlite_get_text(s, i, 7, out->user, sizeof(out->user));
	if (!ok)
		return false;
	out->uid = (uid_t)uid;
	out->set = state != STORE_INTENT;
	out->locked = state == STORE_LOCKED;
	out->late = out->locked || uses == 0 || out->expires <= until ||
	    out->issued > now + STORE_AHEAD_MAX;
	return true;
}

int
sqlite_temporary_page(struct store *base, const char *name, int64_t after,
    int64_t now, int64_t until, struct registry_temporary *out, size_t *n,
    struct fault *f)
{
	struct sqlite *s = (struct sqlite *)base;
	const size_t i = SQL_TEMPORARY_PAGE, room = *n;
	const struct sqlite_value v[] = {
	    SQL_TEXT(name), SQL_INT(after), SQL_INT((int64_t)room)};
	int rc = SQL_START(s, i, v, f);

	*n = 0;
	if (rc != 0)
		return rc;
	while ((rc = sqlite_step(s, i, f)) == 1) {
		if (*n == room || !read_temporary(s, now, until, &out[*n])) {
			rc = sqlite_damaged(s, "credential", f);
			break;
		}
		(*n)++;
	}
	sqlite_stop(s, i);
	return rc;
}
