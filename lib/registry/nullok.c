/* nullok - who was never enrolled, whom other modules may let in */

#include "registry/change.h"
#include "registry/pass.h"

struct mark {
	const struct account *account;
	int64_t until;
	bool absent;
};

/* Whom nobody knows is looked for all the same. */
static const struct account nobody;

/* A change, so that a time that has been reached stays so. */
static int
look(struct change *c, void *arg)
{
	struct mark *m = arg;
	bool enrolled = true;
	int rc =
	    c->calls->account_enrolled(c->s, m->account->name, &enrolled, c->f);

	m->absent = rc == 0 && !enrolled && m->until > c->now;
	return rc;
}

int
registry_nullok(struct registry *r, const struct account *account,
    int64_t until, bool *absent, struct fault *f)
{
	struct mark m = {.account = account, .until = until};
	bool enrolled = true;
	int rc;

	*absent = false;
	if (account == NULL)
		m.account = &nobody;
	if (until == 0) {
		rc = registry_enrolled(r, m.account, &enrolled, f);
		m.absent = rc == 0 && !enrolled;
	} else
		rc = change_run(r, STORE_LAZY, look, &m, f);
	*absent = rc == 0 && m.absent && account != NULL;
	return rc;
}
