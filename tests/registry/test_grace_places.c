/* test_grace_places - where a yes was said */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/core/clock_fake.h"
#include "tests/registry/grace_room.h"

static const struct account alice = ROOM_ALICE;

/* The oldest goes first. */
static void
test_places_are_bounded(void **state)
{
	static const char *const hosts[] = {"192.0.2.10", "192.0.2.11",
	    "192.0.2.12", "192.0.2.13", "192.0.2.14", "192.0.2.15",
	    "192.0.2.16", "192.0.2.17", "192.0.2.18"};
	const size_t n = sizeof(hosts) / sizeof(hosts[0]);
	struct room *room = *state;
	struct registry_login login = grace_login(&alice);

	for (size_t i = 0; i < n; i++) {
		login.rhost = hosts[i];
		grace_say_yes(room, login);
		clock_fake_pass(1);
	}
	for (size_t i = 0; i < n; i++) {
		login.rhost = hosts[i];
		assert_int_equal(grace_granted(room, login), i > 0);
	}
}

/* Without a source that is known, whatever the user types there. */
static void
test_texts_of_a_place_do_not_run_together(void **state)
{
	struct room *room = *state;
	struct registry_login login = grace_login(&alice), other;

	login.rhost = "";
	login.tty = "ab";
	login.session = "c";
	grace_say_yes(room, login);
	other = login;
	other.tty = "a";
	other.session = "bc";
	assert_false(grace_granted(room, other));
	assert_true(grace_granted(room, login));
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
	struct registry_login login = grace_login(&alice);

	login.tty = "/dev/pts/0";
	login.session = "812.90210";
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		login.rhost = names[i];
		grace_say_yes(room, login);
		assert_false(grace_granted(room, login));
	}
	for (size_t i = 0; i < sizeof(same) / sizeof(*same); i++) {
		login.rhost = same[i][0];
		grace_say_yes(room, login);
		assert_true(grace_granted(room, login));
		login.rhost = same[i][1];
		assert_true(grace_granted(room, login));
	}
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		login.rhost = others[i][0];
		grace_say_yes(room, login);
		assert_true(grace_granted(room, login));
		login.rhost = others[i][1];
		assert_false(grace_granted(room, login));
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
