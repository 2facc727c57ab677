/* store_sqlite - a registry in a file of SQLite 3 */

#include <errno.h>

#include "registry/sqlite_rows.h"
#include "registry/store_authenticator.h"
#include "registry/store_token.h"

static void
close_store(struct store *base)
{
	sqlite_free((struct sqlite *)base);
}

/* Whether it is a whole registry. */
static int
look(struct sqlite *s, struct fault *f)
{
	bool blank;
	int rc = sqlite_identify(s, &blank, f);

	if (rc == 0 && blank)
		rc = fault_set(f, -ENODATA,
		    "%s: the registry is empty: run \"credmint init\" as root",
		    s->path);
	return rc == 0 ? sqlite_log(s, false, f) : rc;
}

static int
open_store(
    struct store **out, const char *where, int64_t until, struct fault *f)
{
	char path[SQLITE_PATH_SIZE];
	struct sqlite *s;
	bool exists;
	int rc;

	*out = NULL;
	rc = sqlite_place(where, path, &exists, f);
	if (rc == 0 && !exists)
		rc = fault_set(f, -ENOENT,
		    "%s: there is no registry: run \"credmint init\" as root",
		    path);
	if (rc == 0)
		rc = sqlite_new(&s, path, f);
	if (rc != 0)
		return rc;
	s->base.until = until;
	rc = look(s, f);
	if (rc < 0 && s->base.crowded) {
		const bool busy = rc == -EBUSY;
		int alone = sqlite_alone(&s->base, busy ? f : NULL);

		if (alone == 0)
			rc = look(s, f);
		else if (busy)
			rc = alone;
		sqlite_together(&s->base);
	}
	if (rc != 0) {
		sqlite_free(s);
		return rc;
	}
	s->base.calls = &store_sqlite;
	*out = &s->base;
	return 0;
}

static int
lay_out(struct sqlite *s, const struct store_layout *layout, struct fault *f)
{
	const struct sqlite_value attempts[] = {SQL_INT(STORE_BUCKETS),
	    SQL_BYTES(layout->attempt, layout->attempt_n)};
	const struct sqlite_value sources[] = {SQL_INT(STORE_BUCKETS),
	    SQL_BYTES(layout->source, layout->source_n)};
	int rc = sqlite_text(s, sqlite_schema, f);

	if (rc == 0)
		rc = sqlite_meta_make(s, layout->meta, f);
	if (rc == 0)
		rc = SQL_RUN(s, SQL_MAKE_ATTEMPTS, attempts, NULL, f);
	if (rc == 0)
		rc = SQL_RUN(s, SQL_MAKE_SOURCES, sources, NULL, f);
	return rc;
}

/* All of it or nothing: who comes second finds it made. */
static int
make(struct sqlite *s, const struct store_layout *layout, bool *made,
    struct fault *f)
{
	bool blank;
	int rc = sqlite_begin(&s->base, STORE_DURABLE, f);

	if (rc != 0)
		return rc;
	rc = sqlite_identify(s, &blank, f);
	if (rc == 0 && blank)
		rc = lay_out(s, layout, f);
	if (rc == 0 && blank)
		rc = sqlite_commit(&s->base, f);
	if (rc != 0 || !blank)
		sqlite_rollback(&s->base);
	*made = rc == 0 && blank;
	return rc;
}

static int
create_store(struct store **out, const char *where,
    const struct store_layout *layout, bool *made, struct fault *f)
{
	char path[SQLITE_PATH_SIZE];
	struct sqlite *s;
	bool exists;
	int rc;

	*out = NULL;
	*made = false;
	rc = sqlite_place(where, path, &exists, f);
	if (rc != 0)
		return rc;
	rc = sqlite_place_ready(path, f);
	if (rc == 0)
		rc = sqlite_new(&s, path, f);
	if (rc != 0)
		return rc;
	rc = sqlite_attach(s, SQLITE_HOW_MAKE, SQLITE_BUSY_MS, f);
	if (rc == 0)
		rc = sqlite_log(s, true, f);
	if (rc == 0)
		rc = make(s, layout, made, f);
	if (rc == 0 && *made)
		rc = sqlite_checkpoint(&s->base, f);
	if (rc != 0) {
		sqlite_free(s);
		return rc;
	}
	s->base.calls = &store_sqlite;
	*out = &s->base;
	return 0;
}

static int
check(struct store *base, struct fault *f)
{
	return sqlite_check((struct sqlite *)base, f);
}

static int
has_rows(struct store *base, bool *rows, struct fault *f)
{
	int64_t any;
	int rc = sqlite_number((struct sqlite *)base,
	    "SELECT EXISTS (SELECT 1 FROM account)"
	    " OR EXISTS (SELECT 1 FROM credential)"
	    " OR EXISTS (SELECT 1 FROM token)",
	    &any, f);

	*rows = rc == 0 && any != 0;
	return rc;
}

const struct store_calls store_sqlite = {
    .name = "sqlite",
    .authenticators = &store_sqlite_authenticators,
    .tokens = &store_sqlite_tokens,
    .open = open_store,
    .create = create_store,
    .close = close_store,
    .check = check,
    .checkpoint = sqlite_checkpoint,
    .tidy = sqlite_tidy,
    .ease = sqlite_ease,
    .has_rows = has_rows,
    .alone = sqlite_alone,
    .together = sqlite_together,
    .room = sqlite_room,
    .reserve = sqlite_reserve,
    .begin = sqlite_begin,
    .commit = sqlite_commit,
    .rollback = sqlite_rollback,
    .meta_get = sqlite_meta_get,
    .meta_put = sqlite_meta_put,
    .account_find = sqlite_account_find,
    .account_add = sqlite_account_add,
    .attempt_get = sqlite_attempt_get,
    .attempt_put = sqlite_attempt_put,
    .attempt_add = sqlite_attempt_add,
    .source_get = sqlite_source_get,
    .source_put = sqlite_source_put,
    .credential_open = sqlite_credential_open,
    .credential_count = sqlite_credential_count,
    .credential_add = sqlite_credential_add,
    .credential_use = sqlite_credential_use,
    .credential_end = sqlite_credential_end,
    .credential_end_all = sqlite_credential_end_all,
    .credential_end_foreign = sqlite_credential_end_foreign,
    .credential_end_expired = sqlite_credential_end_expired,
    .credential_hold = sqlite_credential_hold,
    .credential_release = sqlite_credential_release,
    .credential_find = sqlite_credential_find,
    .credential_reach = sqlite_credential_reach,
    .credential_reset = sqlite_credential_reset,
    .credential_purge = sqlite_credential_purge,
    .credential_page = sqlite_credential_page,
    .temporary_confirm = sqlite_temporary_confirm,
    .temporary_settle = sqlite_temporary_settle,
    .temporary_count = sqlite_temporary_count,
    .temporary_page = sqlite_temporary_page,
    .event_merge = sqlite_event_merge,
    .event_add = sqlite_event_add,
    .event_settle = sqlite_event_settle,
    .event_prune = sqlite_event_prune,
    .event_next = sqlite_event_next,
    .event_page = sqlite_event_page,
};
