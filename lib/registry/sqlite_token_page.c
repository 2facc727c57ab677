/* sqlite_token_page - tokens: the calls of store_token.h for many */

#include "registry/sqlite_token.h"

static int
number(struct sqlite *s, size_t i, const struct sqlite_value *v, size_t n,
    int64_t *out, struct fault *f)
{
	int rc = sqlite_start(s, i, v, n, f);

	*out = 0;
	if (rc != 0)
		return rc;
	rc = sqlite_step(s, i, f);
	if (rc >= 0)
		rc = rc == 1 && sqlite_get_int(s, i, 0, out, 0)
		    ? 0
		    : sqlite_damaged(s, "token", f);
	sqlite_stop(s, i);
	return rc;
}

int
sqlite_token_span(struct store *base, const struct store_token_which *which,
    int64_t batch, int64_t *until, struct fault *f)
{
	const bool of_subject = which->subject != NULL;
	const struct sqlite_value v[] = {
	    SQL_INT(which->after),
	    SQL_INT(batch),
	    SQL_TEXT(of_subject ? which->subject : which->label),
	};

	if (!of_subject && which->label == NULL)
		return sqlite_token_reach(base, which->after, batch, until, f);
	return number((struct sqlite *)base,
	    of_subject ? SQL_TOKEN_REACH_SUBJECT : SQL_TOKEN_REACH_LABEL, v, 3,
	    until, f);
}

int
sqlite_token_reach(struct store *base, int64_t after, int64_t batch,
    int64_t *until, struct fault *f)
{
	const struct sqlite_value v[] = {SQL_INT(after), SQL_INT(batch)};

	return number((struct sqlite *)base, SQL_TOKEN_REACH, v, 2, until, f);
}

int
sqlite_token_page(struct store *base, const struct store_token_which *which,
    struct store_token *out, size_t *n, struct fault *f)
{
	struct sqlite *s = (struct sqlite *)base;
	const size_t i = which->subject != NULL ? SQL_TOKEN_PAGE_SUBJECT
	    : which->label != NULL              ? SQL_TOKEN_PAGE_LABEL
						: SQL_TOKEN_PAGE;
	const size_t room = *n;
	const struct sqlite_value v[] = {
	    SQL_TEXT(which->kind),
	    SQL_TEXT(which->subject),
	    SQL_TEXT(which->label),
	    SQL_INT(which->dead),
	    SQL_INT(which->now),
	    SQL_INT(which->now + STORE_AHEAD_MAX),
	    SQL_INT(which->after),
	    SQL_INT(which->until),
	    SQL_INT((int64_t)room),
	};
	int rc = SQL_START(s, i, v, f);

	*n = 0;
	if (rc != 0)
		return rc;
	while ((rc = sqlite_step(s, i, f)) == 1) {
		if (*n == room || !sqlite_token_read(s, i, &out[*n])) {
			rc = sqlite_damaged(s, "token", f);
			break;
		}
		(*n)++;
	}
	sqlite_stop(s, i);
	return rc;
}

int
sqlite_token_reset(struct store *base, const struct store_reset *what,
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
	rc = SQL_COUNT(s, SQL_TOKEN_RESET_LIVE, live, ended, f);
	if (rc == 0)
		rc = SQL_COUNT(s, SQL_TOKEN_RESET_DEAD, dead, hastened, f);
	return rc;
}

int
sqlite_token_purge(struct store *base, int64_t mark, int64_t batch, int64_t *n,
    struct fault *f)
{
	const struct sqlite_value v[] = {SQL_INT(mark), SQL_INT(batch)};

	return SQL_COUNT((struct sqlite *)base, SQL_TOKEN_PURGE, v, n, f);
}
