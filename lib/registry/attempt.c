/* attempt - an answer has arrived: count it before it is looked at */

#include "registry/login.h"

static int
count(struct change *c, void *arg)
{
	struct registry_login *login = arg;
	struct login_source source;
	struct login_slot slot;
	int rc = login_slot_get(c, login, -1, &slot);

	if (rc != 0)
		return rc;
	login_source(c->r, login, &source);
	login->locked = login_closed(c, login, &slot.state, &source);
	if (login->locked)
		lockout_touch(&slot.state);
	else
		lockout_fail(&slot.state, source.id, c->now);
	login->slot = slot.id;
	login->opened = c->now;
	login->turn = ++c->meta.turn;
	return login_slot_put(c, &slot);
}

int
registry_attempt(
    struct registry *r, struct registry_login *login, struct fault *f)
{
	int rc;

	login->counted = false;
	rc = change_run(r, STORE_DURABLE, count, login, f);
	login->counted = rc == 0;
	return rc;
}
