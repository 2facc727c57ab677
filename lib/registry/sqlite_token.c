/* sqlite_token - tokens: the calls of store_token.h on SQLite, for one */

#include "registry/sqlite_token.h"

#include <string.h>

/* '' is none. */
static bool
read_csrf(struct sqlite *s, size_t i, struct store_token *t)
{
	if (sqlite_get_bytes(s, i, 12, t->csrf, sizeof(t->csrf))) {
		t->has_csrf = true;
		return true;
	}
	return sqlite3_column_type(s->stmt[i], 12) == SQLITE_BLOB &&
	    sqlite3_column_bytes(s->stmt[i], 12) == 0;
}

/* Sums of times and spans stay far from overflow. */
static bool
read_time(struct sqlite *s, size_t i, int column, int64_t *out)
{
	return sqlite_get_int(s, i, column, out, 1 - STORE_TOKEN_TIME_MAX) &&
	    *out < STORE_TOKEN_TIME_MAX;
}

static bool
read_numbers(struct sqlite *s, size_t i, struct store_token *t)
{
	int64_t state;

	if (!sqlite_get_int(s, i, 0, &t->id, 1) ||
	    !sqlite_get_int(s, i, 1, &t->lookup, 0) ||
	    !sqlite_get_int(s, i, 3, &state, STORE_LIVE) ||
	    (state > STORE_EXPIRED && state != STORE_AHEAD) ||
	    !sqlite_get_int(s, i, 4, &t->uses, STORE_TOKEN_UNLIMITED) ||
	    t->uses > REGISTRY_USES_MAX || !read_time(s, i, 5, &t->issued) ||
	    !read_time(s, i, 6, &t->expires) ||
	    !sqlite_get_int(s, i, 7, &t->idle, 0) ||
	    t->idle > REGISTRY_TTL_MAX || !read_time(s, i, 8, &t->seen) ||
	    !read_time(s, i, 9, &t->gone))
		return false;
	t->state = (enum store_state)state;
	return true;
}

bool
sqlite_token_read(struct sqlite *s, size_t i, struct store_token *t)
{
	memset(t, 0, sizeof(*t));
	return read_numbers(s, i, t) &&
	    sqlite_get_text(s, i, 2, t->kind, sizeof(t->kind)) &&
	    sqlite_get_bytes(s, i, 10, t->key_id, sizeof(t->key_id)) &&
	    sqlite_get_bytes(s, i, 11, t->digest, sizeof(t->digest)) &&
	    read_csrf(s, i, t) &&
	    sqlite_get_text(s, i, 13, t->subject, sizeof(t->subject)) &&
	    sqlite_get_text(s, i, 14, t->label, sizeof(t->label)) &&
	    sqlite_get_text(s, i, 15, t->by, sizeof(t->by));
}

static int
add(struct store *base, const struct store_token *t, bool *done,
    struct fault *f)
{
	const struct sqlite_value v[] = {
	    SQL_INT(t->id),
	    SQL_INT(t->lookup),
	    SQL_TEXT(t->kind),
	    SQL_INT(t->state),
	    SQL_INT(t->uses),
	    SQL_INT(t->issued),
	    SQL_INT(t->expires),
	    SQL_INT(t->idle),
	    SQL_INT(t->seen),
	    SQL_INT(t->gone),
	    SQL_BYTES(t->key_id, sizeof(t->key_id)),
	    SQL_BYTES(t->digest, sizeof(t->digest)),
	    SQL_BYTES(t->csrf, t->has_csrf ? sizeof(t->csrf) : 0),
	    SQL_TEXT(t->subject),
	    SQL_TEXT(t->label),
	    SQL_TEXT(t->by),
	};

	return SQL_RUN((struct sqlite *)base, SQL_TOKEN_ADD, v, done, f);
}

static int
one(struct store *base, size_t i, int64_t by, struct store_token *out,
    struct fault *f)
{
	struct sqlite *s = (struct sqlite *)base;
	const struct sqlite_value v[] = {SQL_INT(by)};
	int rc = SQL_START(s, i, v, f);

	memset(out, 0, sizeof(*out));
	if (rc != 0)
		return rc;
	rc = sqlite_step(s, i, f);
	if (rc == 1)
		rc = sqlite_token_read(s, i, out)
		    ? 0
		    : sqlite_damaged(s, "token", f);
	if (rc != 0)
		memset(out, 0, sizeof(*out));
	sqlite_stop(s, i);
	return rc;
}

static int
find(struct store *base, int64_t lookup, struct store_token *out,
    struct fault *f)
{
	int rc = sqlite_ready((struct sqlite *)base, f);

	if (rc != 0)
		return rc;
	sqlite_roomy((struct sqlite *)base);
	return one(base, SQL_TOKEN_FIND, lookup, out, f);
}

static int
get(struct store *base, int64_t id, struct store_token *out, struct fault *f)
{
	return one(base, SQL_TOKEN_GET, id, out, f);
}

static int
use(struct store *base, int64_t id, bool *done, struct fault *f)
{
	const struct sqlite_value v[] = {SQL_INT(id)};

	return SQL_RUN((struct sqlite *)base, SQL_TOKEN_USE, v, done, f);
}

static int
end(struct store *base, int64_t id, enum store_state state, bool *done,
    struct fault *f)
{
	const struct sqlite_value v[] = {SQL_INT(id), SQL_INT(state)};

	return SQL_RUN((struct sqlite *)base, SQL_TOKEN_END, v, done, f);
}

static int
sooner(struct store *base, int64_t id, int64_t gone, struct fault *f)
{
	const struct sqlite_value v[] = {SQL_INT(id), SQL_INT(gone)};

	return SQL_RUN((struct sqlite *)base, SQL_TOKEN_SOONER, v, NULL, f);
}

static int
seen(struct store *base, int64_t id, int64_t at, int64_t gone, struct fault *f)
{
	const struct sqlite_value v[] = {
	    SQL_INT(id), SQL_INT(at), SQL_INT(gone)};

	return SQL_RUN((struct sqlite *)base, SQL_TOKEN_SEEN, v, NULL, f);
}

static int
rotate(struct store *base, int64_t id, int64_t lookup,
    const unsigned char digest[MAC_SIZE], bool *done, struct fault *f)
{
	const struct sqlite_value v[] = {
	    SQL_INT(id), SQL_INT(lookup), SQL_BYTES(digest, MAC_SIZE)};

	return SQL_RUN((struct sqlite *)base, SQL_TOKEN_ROTATE, v, done, f);
}

static int
csrf(struct store *base, int64_t id, const unsigned char digest[MAC_SIZE],
    bool *done, struct fault *f)
{
	const struct sqlite_value v[] = {
	    SQL_INT(id), SQL_BYTES(digest, MAC_SIZE)};

	return SQL_RUN((struct sqlite *)base, SQL_TOKEN_CSRF, v, done, f);
}

const struct store_token_calls store_sqlite_tokens = {
    .add = add,
    .find = find,
    .get = get,
    .use = use,
    .end = end,
    .sooner = sooner,
    .seen = seen,
    .rotate = rotate,
    .csrf = csrf,
    .span = sqlite_token_span,
    .page = sqlite_token_page,
    .reach = sqlite_token_reach,
    .reset = sqlite_token_reset,
    .purge = sqlite_token_purge,
};
