/* test_grace_places - where a yes was said */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/core/clock_fake.h"
#include "tests/registry/room.h"

#define SPAN 3600

static struct account alice;

static struct registry_login
begin(struct room *room)
{
	struct registry_login login;

	alice = room_account("alice", 1000);
	(void)room;
	login = room_login("alice", &alice);
	login.grace = SPAN;
	return login;
}

static bool
granted(struct room *room, struct registry_login login)
{
	bool yes = true;

	assert_int_equal(registry_grace(room->r, &login, &yes, &room->f), 0);
	if (yes)
		assert_string_equal(room_outcome(room), "yes: grace");
	return yes;
}

/* A yes by an issued code. */
static void
say_yes(struct room *room, struct registry_login login)
{
	char code[REGISTRY_CODE_SIZE];

	(void)room_issue(room, login.account, code);
	assert_int_equal(room_answer(room, &login, code), REGISTRY_YES);
}

/* The oldest goes first. */
static void
test_places_are_bounded(void **state)
{
	static const char *const hosts[] = {"192.0.2.10", "192.0.2.11",
	    "192.0.2.12", "192.0.2.13", "192.0.2.14", "192.0.2.15",
	    "192.0.2.16", "192.0.2.17", "192.0.2.18"};
	const size_t n = sizeof(hosts) / sizeof(hosts[0]);
	struct room *room = *state;
	struct registry_login login = begin(room);

	for (size_t i = 0; i < n; i++) {
		login.rhost = hosts[i];
		say_yes(room, login);
		clock_fake_pass(1);
	}
	for (size_t i = 0; i < n; i++) {
		login.rhost = hosts[i];
		assert_int_equal(granted(room, login), i > 0);
	}
}

/* Without a source that is known, whatever the user types there. */
static void
test_texts_of_a_place_do_not_run_together(void **state)
{
	struct room *room = *state;
	struct registry_login login = begin(room), other;

	login.rhost = "";
	login.tty = "ab";
	login.session = "c";
	say_yes(room, login);
	other = login;
	other.tty = "a";
	other.session = "bc";
	assert_false(granted(room, other));
	assert_true(granted(room, login));
}

/* An address is who is there; a name is whatever its owner says it is. */
static void
test_r23_grace_from_afar_is_of_an_address(void **state)
{
	static const char *const names[] = {"client.example", "UNKNOWN",
	    "localhost", "192.0.2.1 ", "192.0.2", "192.0.2.1:22",
	    "192.0.2.1%eth0", "[2001:db8::1]", "2001:db8::1/128", " "};
	static const char *const same[][2] = {{"192.0.2.5", "::ffff:192.0.2.5"},
	    {"::ffff:192.0.2.6", "192.0.2.6"},
	    {"2001:db8::1", "2001:DB8:0:0::1"}};
	static const char *const others[][2] = {{"192.0.2.8", "::192.0.2.8"},
	    {"fe80::1%eth0", "fe80::1%eth1"}, {"fe80::2%eth0", "fe80::2"},
	    {"2001:db8::2", "2001:db8::3"}};
	struct room *room = *state;
	struct registry_login login = begin(room);

	login.tty = "/dev/pts/0";
	login.session = "812.90210";
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		login.rhost = names[i];
		say_yes(room, login);
		assert_false(granted(room, login));
	}
	for (size_t i = 0; i < sizeof(same) / sizeof(*same); i++) {
		login.rhost = same[i][0];
		say_yes(room, login);
		assert_true(granted(room, login));
		login.rhost = same[i][1];
		assert_true(granted(room, login));
	}
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		login.rhost = others[i][0];
		say_yes(room, login);
		assert_true(granted(room, login));
		login.rhost = others[i][1];
		assert_false(granted(room, login));
	}
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, room_setup, room_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_r23_grace_from_afar_is_of_an_address),
	    TEST(test_texts_of_a_place_do_not_run_together),
	    TEST(test_places_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
