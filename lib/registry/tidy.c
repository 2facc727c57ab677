/* tidy - what is dead or old goes */

#include "registry/change.h"

/* Rows of a kind that one transaction removes: some milliseconds. */
#define BATCH 512

struct tidying {
	int64_t dead, old; /* removed in the last one */
};

static int
tidy(struct change *c, void *arg)
{
	struct tidying *t = arg;
	const struct store_prune p = {
	    .before = c->mark - c->r->conf.event_age,
	    .rows = c->r->conf.event_rows,
	    .batch = BATCH,
	};
	int rc =
	    c->calls->credential_purge(c->s, c->mark, BATCH, &t->dead, c->f);

	if (rc == 0)
		rc = c->calls->event_prune(c->s, &p, &t->old, c->f);
	return rc;
}

int
registry_tidy(struct registry *r, struct fault *f)
{
	struct tidying t = {1, 1};
	int rc = 0;

	while (rc == 0 && (t.dead > 0 || t.old > 0))
		rc = change_run(r, STORE_LAZY, tidy, &t, f);
	return rc == 0 ? registry_checkpoint(r, f) : rc;
}
