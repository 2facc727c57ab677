/* sqlite_meta - the one row that belongs to the whole registry */

#include "registry/sqlite_rows.h"

#include <string.h>

static bool
read_reading(struct sqlite *s, int column, struct clock_reading *out)
{
	return sqlite_get_int(s, SQL_META_GET, column, &out->wall, INT64_MIN) &&
	    sqlite_get_int(s, SQL_META_GET, column + 1, &out->since_boot, 0) &&
	    sqlite_get_text(
		s, SQL_META_GET, column + 2, out->boot, sizeof(out->boot));
}

static bool
read_meta(struct sqlite *s, struct store_meta *m)
{
	return sqlite_get_bytes(
		   s, SQL_META_GET, 0, m->key_id, sizeof(m->key_id)) &&
	    sqlite_get_number(s, SQL_META_GET, 1, &m->next_account, 1) &&
	    sqlite_get_number(s, SQL_META_GET, 2, &m->next_credential, 1) &&
	    sqlite_get_number(s, SQL_META_GET, 3, &m->turn, 0) &&
	    read_reading(s, 4, &m->mark.at) &&
	    read_reading(s, 7, &m->mark.pending.seen) &&
	    sqlite_get_int(s, SQL_META_GET, 10, &m->mark.pending.stood, 0) &&
	    sqlite_get_number(s, SQL_META_GET, 11, &m->lost, 0) &&
	    sqlite_get_number(s, SQL_META_GET, 12, &m->told, 0) &&
	    sqlite_get_int(s, SQL_META_GET, 13, &m->made, INT64_MIN) &&
	    sqlite_get_int(s, SQL_META_GET, 14, &m->swept, INT64_MIN) &&
	    m->told <= m->lost && timemark_is_time(m->made) &&
	    timemark_is_time(m->swept) && timemark_ok(&m->mark);
}

int
sqlite_meta_get(struct store *base, struct store_meta *meta, struct fault *f)
{
	struct sqlite *s = (struct sqlite *)base;
	int rc = sqlite_start(s, SQL_META_GET, NULL, 0, f);

	memset(meta, 0, sizeof(*meta));
	if (rc != 0)
		return rc;
	rc = sqlite_step(s, SQL_META_GET, f);
	if (rc >= 0)
		rc = rc == 1 && read_meta(s, meta)
		    ? 0
		    : sqlite_damaged(s, "meta", f);
	if (rc != 0)
		memset(meta, 0, sizeof(*meta));
	sqlite_stop(s, SQL_META_GET);
	return rc;
}

static int
write_meta(struct sqlite *s, enum sqlite_statement i,
    const struct store_meta *m, struct fault *f)
{
	const struct timemark *t = &m->mark;
	const struct sqlite_value v[] = {
	    SQL_BYTES(m->key_id, sizeof(m->key_id)),
	    SQL_INT(m->next_account),
	    SQL_INT(m->next_credential),
	    SQL_INT(m->turn),
	    SQL_INT(t->at.wall),
	    SQL_INT(t->at.since_boot),
	    SQL_TEXT(t->at.boot),
	    SQL_INT(t->pending.seen.wall),
	    SQL_INT(t->pending.seen.since_boot),
	    SQL_TEXT(t->pending.seen.boot),
	    SQL_INT(t->pending.stood),
	    SQL_INT(m->lost),
	    SQL_INT(m->told),
	    SQL_INT(m->made),
	    SQL_INT(m->swept),
	};
	bool changed;
	int rc = SQL_RUN(s, i, v, &changed, f);

	return rc == 0 && !changed ? sqlite_damaged(s, "meta", f) : rc;
}

int
sqlite_meta_put(
    struct store *base, const struct store_meta *meta, struct fault *f)
{
	return write_meta((struct sqlite *)base, SQL_META_PUT, meta, f);
}

int
sqlite_meta_make(
    struct sqlite *s, const struct store_meta *meta, struct fault *f)
{
	return write_meta(s, SQL_MAKE_META, meta, f);
}
