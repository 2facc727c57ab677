/* sqlite_event - rows of the event log */

#include "registry/sqlite_rows.h"

int
sqlite_event_merge(struct store *base, const struct registry_event *e,
    int64_t since, bool really, bool *merged, struct fault *f)
{
	const struct sqlite_value v[] = {
	    SQL_INT(e->at),
	    SQL_INT(since),
	    SQL_INT(e->code),
	    SQL_TEXT(e->act),
	    SQL_TEXT(e->outcome),
	    SQL_TEXT(e->user),
	    SQL_TEXT(e->service),
	    SQL_TEXT(e->source),
	    SQL_TEXT(e->by),
	    SQL_INT(really),
	};

	return SQL_RUN((struct sqlite *)base, SQL_EVENT_MERGE, v, merged, f);
}

int
sqlite_event_add(struct store *base, const struct registry_event *e,
    bool really, int64_t *id, struct fault *f)
{
	struct sqlite *s = (struct sqlite *)base;
	const struct sqlite_value v[] = {
	    SQL_INT(e->at),
	    SQL_INT(e->code),
	    SQL_TEXT(e->act),
	    SQL_TEXT(e->outcome),
	    SQL_TEXT(e->user),
	    SQL_TEXT(e->service),
	    SQL_TEXT(e->source),
	    SQL_TEXT(e->by),
	    SQL_INT(really),
	};
	bool added;
	int rc = SQL_RUN(s, SQL_EVENT_ADD, v, &added, f);

	*id = rc == 0 && added ? sqlite3_last_insert_rowid(s->db) : 0;
	return rc;
}

int
sqlite_event_settle(struct store *base, int64_t id, const char *from,
    const char *to, struct fault *f)
{
	const struct sqlite_value v[] = {
	    SQL_INT(id), SQL_TEXT(from), SQL_TEXT(to)};

	return SQL_RUN((struct sqlite *)base, SQL_EVENT_SETTLE, v, NULL, f);
}

int
sqlite_event_prune(struct store *base, const struct store_prune *p, int64_t *n,
    struct fault *f)
{
	const struct sqlite_value v[] = {
	    SQL_INT(p->before), SQL_INT(p->rows), SQL_INT(p->batch)};

	return SQL_COUNT((struct sqlite *)base, SQL_EVENT_PRUNE, v, n, f);
}

static bool
read_event(struct sqlite *s, struct registry_event *e)
{
	const size_t i = SQL_EVENT_PAGE;
	int64_t count;
	bool ok;

	ok = sqlite_get_int(s, i, 0, &e->id, 1) &&
	    sqlite_get_int(s, i, 1, &e->at, INT64_MIN) &&
	    sqlite_get_int(s, i, 2, &e->last, INT64_MIN) &&
	    sqlite_get_int(s, i, 3, &count, 1) && count <= UINT32_MAX &&
	    sqlite_get_int(s, i, 4, &e->code, 0) &&
	    sqlite_get_text(s, i, 5, e->act, sizeof(e->act)) &&
	    sqlite_get_text(s, i, 6, e->outcome, sizeof(e->outcome)) &&
	    sqlite_get_text(s, i, 7, e->user, sizeof(e->user)) &&
	    sqlite_get_text(s, i, 8, e->service, sizeof(e->service)) &&
	    sqlite_get_text(s, i, 9, e->source, sizeof(e->source)) &&
	    sqlite_get_text(s, i, 10, e->by, sizeof(e->by));
	if (ok)
		e->count = (unsigned)count;
	return ok;
}

int
sqlite_event_next(
    struct store *base, int64_t after, int64_t *id, struct fault *f)
{
	struct sqlite *s = (struct sqlite *)base;
	const struct sqlite_value v[] = {SQL_INT(after)};
	int rc = SQL_START(s, SQL_EVENT_NEXT, v, f);

	*id = 0;
	if (rc != 0)
		return rc;
	rc = sqlite_step(s, SQL_EVENT_NEXT, f);
	if (rc >= 0)
		rc = rc == 1 && sqlite_get_int(s, SQL_EVENT_NEXT, 0, id, 0)
		    ? 0
		    : sqlite_damaged(s, "event", f);
	sqlite_stop(s, SQL_EVENT_NEXT);
	return rc;
}

int
sqlite_event_page(struct store *base, const struct registry_filter *filter,
    int64_t until, struct registry_event *out, size_t *n, struct fault *f)
{
	struct sqlite *s = (struct sqlite *)base;
	const size_t room = *n;
	const struct sqlite_value v[] = {SQL_INT(filter->after),
	    SQL_INT(filter->since), SQL_TEXT(filter->user),
	    SQL_INT((int64_t)room), SQL_INT(until)};
	int rc = SQL_START(s, SQL_EVENT_PAGE, v, f);

	*n = 0;
	if (rc != 0)
		return rc;
	while ((rc = sqlite_step(s, SQL_EVENT_PAGE, f)) == 1) {
		if (*n == room || !read_event(s, &out[*n])) {
			rc = sqlite_damaged(s, "event", f);
			break;
		}
		(*n)++;
	}
	sqlite_stop(s, SQL_EVENT_PAGE);
	return rc;
}
