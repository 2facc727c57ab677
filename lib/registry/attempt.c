/* attempt - an answer has arrived: count it before it is looked at */

#include "registry/grace.h"

static int
count(struct change *c, void *arg)
{
	struct registry_login *login = arg;
	struct login_source source;
	struct login_slot slot;
	enum login_door door;
	bool closes = false;
	int rc = login_slot_get(c, login, -1, &slot);

	if (rc != 0)
		return rc;
	login_source(c->r, login, &source);
	door = login_door(c, login, &slot.state, &source);
	login->locked = door == LOGIN_SHUT;
	login->letters = door == LOGIN_LETTERS;
	if (door != LOGIN_OPEN)
		lockout_touch(&slot.state);
	else {
		lockout_fail(&slot.state, source.id, c->now);
		closes = !login->claimed &&
		    login_door(c, login, &slot.state, &source) == LOGIN_SHUT;
	}
	login->slot = slot.id;
	login->opened = c->now;
	login->turn = ++c->meta.turn;
	rc = login_slot_put(c, &slot);
	return rc == 0 ? grace_end(c, slot.account, closes) : rc;
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
