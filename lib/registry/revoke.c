/* revoke - put an end to codes */

#include <errno.h>
#include <stdlib.h>

#include "registry/enrolment.h"
#include "registry/event.h"

/* Codes that are read at once: more than an account can have. */
#define PAGE 32

struct revoking {
	int64_t id;
	const char *user;
	const char *by;
	unsigned n;
	struct registry_code *page;
};

static int
end(struct change *c, const char *by, struct event_note *note, bool *ended)
{
	note->act = "revoke";
	note->source = "";
	note->by = by;
	return c->calls->credential_end(c->s, note->code, STORE_REVOKED,
	    c->mark + CHANGE_DEAD_KEPT, ended, c->f);
}

static int
revoke(struct change *c, void *arg)
{
	const struct revoking *v = arg;
	struct store_credential row;
	char name[ACCOUNT_NAME_MAX + 1];
	struct event_note note = {.code = v->id};
	bool ended, live;
	int rc = c->calls->credential_find(c->s, v->id, &row, name, c->f);

	if (rc != 0)
		return rc;
	/* A temporary password is no code: revoked, it would live for ever. */
	if (row.id == 0 || row.kind == REGISTRY_TEMPORARY)
		return REGISTRY_NOT_FOUND;
	rc = end(c, v->by, &note, &ended);
	/* Also of one that is used up: by that he may be enrolling himself. */
	if (rc == 0 && row.kind == REGISTRY_ENROLLING)
		rc = enrolment_cut(c, row.account);
	if (rc != 0)
		return rc;
	live = ended && row.expires > c->now &&
	    row.issued <= c->now + STORE_AHEAD_MAX;
	note.outcome = live ? "revoked" : "no: not live";
	note.user = name;
	note.service = row.service;
	rc = event_write(c, &note, !live, NULL);
	return rc == 0 && !live ? REGISTRY_NOT_LIVE : rc;
}

int
registry_revoke(struct registry *r, int64_t id, const char *by, struct fault *f)
{
	struct revoking v = {.id = id, .by = by};

	return change_run(r, STORE_DURABLE, revoke, &v, f);
}

static int
revoke_page(struct change *c, struct revoking *v, size_t n)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < n; i++) {
		const struct registry_code *code = &v->page[i];
		struct event_note note = {.code = code->id,
		    .outcome = "revoked",
		    .user = code->user,
		    .service = code->service};
		bool ended;

		rc = end(c, v->by, &note, &ended);
		if (rc == 0)
			rc = event_write(c, &note, false, NULL);
		v->n += ended;
	}
	return rc;
}

static int
revoke_all(struct change *c, void *arg)
{
	struct revoking *v = arg;
	struct event_note none = {.act = "revoke",
	    .outcome = "no: not live",
	    .user = v->user,
	    .source = "",
	    .by = v->by};
	int64_t account, after = 0;
	size_t n = PAGE;
	int rc = c->calls->account_find(c->s, v->user, &account, c->f);

	v->n = 0;
	if (rc == 0 && account == 0)
		return REGISTRY_NOT_FOUND;
	if (rc == 0)
		rc = enrolment_cut(c, account);
	while (rc == 0 && n == PAGE) {
		rc = c->calls->credential_page(
		    c->s, v->user, after, c->now, v->page, &n, c->f);
		if (rc == 0)
			rc = revoke_page(c, v, n);
		if (rc == 0 && n > 0)
			after = v->page[n - 1].id;
	}
	if (rc == 0 && v->n == 0)
		rc = event_write(c, &none, true, NULL);
	return rc;
}

int
registry_revoke_user(struct registry *r, const char *user, const char *by,
    unsigned *n, struct fault *f)
{
	struct revoking v = {.user = user, .by = by};
	int rc;

	*n = 0;
	v.page = calloc(PAGE, sizeof(*v.page));
	if (v.page == NULL)
		return fault_set(f, -ENOMEM, "no memory for a list of codes");
	rc = change_run(r, STORE_DURABLE, revoke_all, &v, f);
	free(v.page);
	if (rc == 0)
		*n = v.n;
	return rc;
}
