/* sent - a login that has ended: its yes was sent, or no answer came */

#include <errno.h>

#include "registry/login.h"

static int
sent(struct change *c, void *arg)
{
	const struct registry_login *login = arg;

	return c->calls->event_settle(
	    c->s, login->event, LOGIN_NOT_DELIVERED, "yes", c->f);
}

int
registry_sent(struct registry *r, struct registry_login *login, struct fault *f)
{
	if (!login->said)
		return fault_set(f, -EINVAL, "there is no yes to be sent");
	/* Given up for want of room: there is nothing to set right. */
	if (login->event == 0)
		return 0;
	return change_run(r, STORE_LAZY, sent, login, f);
}

struct abandoned {
	const struct registry_login *login;
	const char *outcome;
};

static int
abandon(struct change *c, void *arg)
{
	const struct abandoned *a = arg;

	return login_event(
	    c, a->login, LOGIN_ACT(a->login), a->outcome, 0, true, NULL);
}

int
registry_abandon(struct registry *r, struct registry_login *login,
    const char *outcome, struct fault *f)
{
	struct abandoned a = {login, outcome};

	return change_run(r, STORE_LAZY, abandon, &a, f);
}
