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
			sqlite_get_int(s, i, 1, &out->sheet, 0) &&
			sqlite_get_bytes(
			    s, i, 2, out->grace, sizeof(out->grace)) &&
			sqlite_get_int(s, i, 3, &out->ended, 0) &&
			sqlite_get_int(s, i, 4, &out->left, 0)
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
    struct store *base, int64_t account, bool mark, struct fault *f)
{
	const struct sqlite_value v[] = {SQL_INT(account), SQL_INT(mark)};

	return SQL_RUN((struct sqlite *)base, SQL_ACCOUNT_ENROL, v, NULL, f);
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
