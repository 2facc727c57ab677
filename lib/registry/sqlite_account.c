/* sqlite_account - what an account's row has beside its name */

#include "registry/sqlite_authenticator.h"

#include <string.h>

int
sqlite_account_get(struct store *base, int64_t account,
    struct store_account *out, struct fault *f)
{
	struct sqlite *s = (struct sqlite *)base;
	const size_t i = SQL_ACCOUNT_GET;
	const struct sqlite_value v[] = {SQL_INT(account)};
	int64_t mark = 0;
	int rc = SQL_START(s, i, v, f);

	memset(out, 0, sizeof(*out));
	if (rc != 0)
		return rc;
	rc = sqlite_step(s, i, f);
	if (rc == 1)
		rc = sqlite_get_int(s, i, 0, &mark, 0) && mark <= 1 &&
			sqlite_get_number(s, i, 1, &out->sheet, 0) &&
			sqlite_get_bytes(
			    s, i, 2, out->grace, sizeof(out->grace)) &&
			sqlite_get_number(s, i, 3, &out->ended, 0) &&
			sqlite_get_number(s, i, 4, &out->left, 0)
		    ? 0
		    : sqlite_damaged(s, "account", f);
	if (rc != 0)
		memset(out, 0, sizeof(*out));
	out->enrolled = rc == 0 && mark != 0;
	sqlite_stop(s, i);
	return rc;
}

int
sqlite_account_enrol(
    struct store *base, int64_t account, int64_t uid, struct fault *f)
{
	const struct sqlite_value v[] = {SQL_INT(account), SQL_INT(uid)};

	return SQL_RUN((struct sqlite *)base, SQL_ACCOUNT_ENROL, v, NULL, f);
}

static bool
read_enrolled(struct sqlite *s, struct store_enrolled *out)
{
	const size_t i = SQL_ACCOUNT_ENROLLED;
	int64_t mark, rows;

	if (!sqlite_get_int(s, i, 0, &mark, 0) || mark > 1 ||
	    !sqlite_get_int(s, i, 1, &rows, 0) ||
	    !sqlite_get_text(s, i, 2, out->other, sizeof(out->other)))
		return false;
	out->own = mark != 0 || rows != 0;
	return true;
}

int
sqlite_account_enrolled(struct store *base, const char *name, int64_t uid,
    struct store_enrolled *out, struct fault *f)
{
	struct sqlite *s = (struct sqlite *)base;
	const size_t i = SQL_ACCOUNT_ENROLLED;
	const struct sqlite_value v[] = {SQL_TEXT(name), SQL_INT(uid)};
	int rc = SQL_START(s, i, v, f);

	*out = (struct store_enrolled){.own = true};
	if (rc != 0)
		return rc;
	rc = sqlite_step(s, i, f);
	if (rc >= 0)
		rc = rc == 1 && read_enrolled(s, out)
		    ? 0
		    : sqlite_damaged(s, "account", f);
	if (rc != 0)
		*out = (struct store_enrolled){.own = true};
	sqlite_stop(s, i);
	return rc;
}

static bool
read_mark(struct sqlite *s, struct registry_mark *m)
{
	const size_t i = SQL_ACCOUNT_MARKS;

	return sqlite_get_int(s, i, 0, &m->account, 1) &&
	    sqlite_get_text(s, i, 1, m->user, sizeof(m->user)) &&
	    sqlite_get_int(s, i, 2, &m->uid, -1) && m->uid <= UINT32_MAX;
}

int
sqlite_account_marks(struct store *base, int64_t after,
    struct registry_mark *out, size_t *n, struct fault *f)
{
	struct sqlite *s = (struct sqlite *)base;
	const size_t i = SQL_ACCOUNT_MARKS;
	const size_t room = *n;
	const struct sqlite_value v[] = {
	    SQL_INT(after), SQL_INT((int64_t)room)};
	int rc = SQL_START(s, i, v, f);

	*n = 0;
	if (rc != 0)
		return rc;
	while ((rc = sqlite_step(s, i, f)) == 1) {
		if (*n == room || !read_mark(s, &out[*n])) {
			rc = sqlite_damaged(s, "account", f);
			break;
		}
		(*n)++;
	}
	sqlite_stop(s, i);
	return rc;
}

int
sqlite_account_sheet(
    struct store *base, int64_t account, int64_t sheet, struct fault *f)
{
	const struct sqlite_value v[] = {SQL_INT(account), SQL_INT(sheet)};

	return SQL_RUN((struct sqlite *)base, SQL_ACCOUNT_SHEET, v, NULL, f);
}

int
sqlite_account_end(
    struct store *base, int64_t account, int64_t turn, struct fault *f)
{
	const struct sqlite_value v[] = {SQL_INT(account), SQL_INT(turn)};

	return SQL_RUN((struct sqlite *)base, SQL_ACCOUNT_END, v, NULL, f);
}

int
sqlite_account_grace(struct store *base, int64_t account,
    const unsigned char grace[STORE_GRACE_SIZE], bool really, struct fault *f)
{
	const struct sqlite_value v[] = {SQL_INT(account),
	    SQL_BYTES(grace, STORE_GRACE_SIZE), SQL_INT(really)};

	return SQL_RUN((struct sqlite *)base, SQL_ACCOUNT_GRACE, v, NULL, f);
}
