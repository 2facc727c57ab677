/* grace_room - logins of a test's registry that may pass without a code */

#include "tests/registry/grace_room.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct registry_login
grace_login(const struct account *a)
{
	struct registry_login login = room_login(a->name, a);

	login.grace = GRACE_SPAN;
	return login;
}

bool
grace_granted(struct room *room, struct registry_login login)
{
	bool yes = true;

	assert_int_equal(registry_grace(room->r, &login, &yes, &room->f), 0);
	if (yes)
		assert_string_equal(room_outcome(room), "yes: grace");
	return yes;
}

void
grace_say_yes(struct room *room, struct registry_login login)
{
	char code[REGISTRY_CODE_SIZE];

	(void)room_issue(room, login.account, code);
	assert_int_equal(room_answer(room, &login, code), REGISTRY_YES);
}
