/* sqlite_list - credentials as they are shown, and one as it is kept */

#include "registry/sqlite_rows.h"

#include <string.h>

/* The columns that SQL_CREDENTIAL_FIND and SQL_CREDENTIAL_PAGE share. */
static bool
read_row(struct sqlite *s, size_t i, struct store_credential *c, char *name)
{
	int64_t kind, state;
	bool ok;

	memset(c, 0, sizeof(*c));
	ok = sqlite_get_int(s, i, 1, &c->uid, 0) && c->uid <= UINT32_MAX &&
	    sqlite_get_int(s, i, 2, &kind, REGISTRY_ISSUED) &&
	    kind <= REGISTRY_ENROLLING &&
	    sqlite_get_int(s, i, 3, &state, STORE_LIVE) &&
	    state <= STORE_CHANGING && sqlite_get_int(s, i, 4, &c->uses, 0) &&
	    c->uses <= REGISTRY_USES_MAX &&
	    sqlite_get_int(s, i, 5, &c->issued, INT64_MIN) &&
	    sqlite_get_int(s, i, 6, &c->expires, INT64_MIN) &&
	    sqlite_get_text(s, i, 7, c->service, sizeof(c->service)) &&
	    sqlite_get_text(s, i, 8, c->by, sizeof(c->by)) &&
	    sqlite_get_text(s, i, 9, name, ACCOUNT_NAME_MAX + 1) &&
	    sqlite_get_int(s, i, 10, &c->not_before, 0) &&
	    sqlite_get_text(s, i, 11, c->networks, sizeof(c->networks)) &&
	    sqlite_get_int(s, i, 0, &c->id, 1);
	if (!ok)
		return false;
	c->kind = (enum registry_kind)kind;
	c->state = (enum store_state)state;
	return true;
}

/* What pages go without. */
static bool
read_rest(struct sqlite *s, size_t i, struct store_credential *c)
{
	return sqlite_get_number(s, i, 14, &c->account, 1) &&
	    sqlite_get_bytes(s, i, 12, c->key_id, sizeof(c->key_id)) &&
	    sqlite_get_bytes(s, i, 13, c->digest, sizeof(c->digest));
}

int
sqlite_credential_find(struct store *base, int64_t id,
    struct store_credential *out, char *name, struct fault *f)
{
	struct sqlite *s = (struct sqlite *)base;
	const struct sqlite_value v[] = {SQL_INT(id)};
	int rc = SQL_START(s, SQL_CREDENTIAL_FIND, v, f);

	memset(out, 0, sizeof(*out));
	*name = '\0';
	if (rc != 0)
		return rc;
	rc = sqlite_step(s, SQL_CREDENTIAL_FIND, f);
	if (rc == 1)
		rc = read_row(s, SQL_CREDENTIAL_FIND, out, name) &&
			read_rest(s, SQL_CREDENTIAL_FIND, out)
		    ? 0
		    : sqlite_damaged(s, "credential", f);
	sqlite_stop(s, SQL_CREDENTIAL_FIND);
	return rc;
}

static bool
read_code(struct sqlite *s, struct registry_code *out)
{
	struct store_credential c;

	if (!read_row(s, SQL_CREDENTIAL_PAGE, &c, out->user))
		return false;
	out->id = c.id;
	out->kind = c.kind;
	out->changing = c.state == STORE_CHANGING;
	out->issued = c.issued;
	out->not_before = c.not_before;
	out->expires = c.expires;
	out->uses = (unsigned)c.uses;
	out->uid = (uid_t)c.uid;
	memcpy(out->service, c.service, sizeof(out->service));
	memcpy(out->networks, c.networks, sizeof(out->networks));
	memcpy(out->by, c.by, sizeof(out->by));
	return true;
}

int
sqlite_credential_page(struct store *base, const char *name, int64_t after,
    int64_t now, struct registry_code *out, size_t *n, struct fault *f)
{
	struct sqlite *s = (struct sqlite *)base;
	const size_t room = *n;
	const struct sqlite_value v[] = {SQL_TEXT(name), SQL_INT(after),
	    SQL_INT(now), SQL_INT(now + STORE_AHEAD_MAX),
	    SQL_INT((int64_t)room)};
	int rc = SQL_START(s, SQL_CREDENTIAL_PAGE, v, f);

	*n = 0;
	if (rc != 0)
		return rc;
	while ((rc = sqlite_step(s, SQL_CREDENTIAL_PAGE, f)) == 1) {
		if (*n == room || !read_code(s, &out[*n])) {
			rc = sqlite_damaged(s, "credential", f);
			break;
		}
		(*n)++;
	}
	sqlite_stop(s, SQL_CREDENTIAL_PAGE);
	return rc;
}
