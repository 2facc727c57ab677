/* revoke - put an end to a code */

#include "registry/event.h"

struct revoking {
	int64_t id;
	const char *by;
};

static int
revoke(struct change *c, void *arg)
{
	const struct revoking *v = arg;
	struct store_credential row;
	char name[ACCOUNT_NAME_MAX + 1];
	struct event_note note = {.act = "revoke", .by = v->by};
	bool ended, live;
	int rc = c->calls->credential_find(c->s, v->id, &row, name, c->f);

	if (rc != 0)
		return rc;
	if (row.id == 0)
		return REGISTRY_NOT_FOUND;
	rc = c->calls->credential_end(c->s, v->id, STORE_REVOKED,
	    c->mark + CHANGE_DEAD_KEPT, &ended, c->f);
	if (rc != 0)
		return rc;
	live = ended && row.expires > c->now &&
	    row.issued <= c->now + STORE_AHEAD_MAX;
	note.outcome = live ? "revoked" : "no: not live";
	note.user = name;
	note.service = row.service;
	note.source = "";
	note.code = row.id;
	rc = event_write(c, &note, !live, NULL);
	return rc == 0 && !live ? REGISTRY_NOT_LIVE : rc;
}

int
registry_revoke(struct registry *r, int64_t id, const char *by, struct fault *f)
{
	struct revoking v = {id, by};

	return change_run(r, STORE_DURABLE, revoke, &v, f);
}
