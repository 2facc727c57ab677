/* test_deliver - codes minted at a login */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/core/clock_fake.h"
#include "tests/registry/room.h"

#define HOUR (60 * 60)

static int
deliver(struct room *room, struct registry_login *login,
    char code[REGISTRY_CODE_SIZE])
{
	int64_t expires;
	int rc = registry_deliver(room->r, login, code, &expires, &room->f);

	if (rc == 0) {
		assert_int_equal(strlen(code), 9);
		assert_true(expires > 0);
	} else {
		assert_string_equal(code, "");
		assert_int_equal(expires, 0);
	}
	return rc;
}

static void
test_delivered_code_is_accepted_once(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_login login = room_login("alice", &alice);
	char code[REGISTRY_CODE_SIZE];

	assert_int_equal(deliver(room, &login, code), 0);
	assert_string_equal(room_outcome(room), "sent");
	assert_int_equal(room_answer(room, &login, code), REGISTRY_YES);
	assert_int_equal(room_answer(room, &login, code), REGISTRY_NO);
}

static void
test_r12_delivered_code_is_good_in_its_conversation_only(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_login one = room_login("alice", &alice);
	struct registry_login two = room_login("alice", &alice);
	char code[REGISTRY_CODE_SIZE], other[REGISTRY_CODE_SIZE];

	assert_int_equal(deliver(room, &one, code), 0);
	assert_int_equal(deliver(room, &two, other), 0);
	assert_int_equal(room_try(room, &alice, code), REGISTRY_NO);
	assert_string_equal(room_outcome(room), "no: sent elsewhere");
	assert_int_equal(room_answer(room, &two, code), REGISTRY_NO);
	assert_int_equal(room_answer(room, &one, code), REGISTRY_YES);
	assert_int_equal(room_answer(room, &two, other), REGISTRY_YES);
}

static void
test_r12_resend_kills_its_predecessor_and_nothing_else(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_login one = room_login("alice", &alice);
	struct registry_login two = room_login("alice", &alice);
	char first[REGISTRY_CODE_SIZE], second[REGISTRY_CODE_SIZE];
	char other[REGISTRY_CODE_SIZE], issued[REGISTRY_CODE_SIZE];

	room_issue(room, &alice, issued);
	assert_int_equal(deliver(room, &two, other), 0);
	assert_int_equal(deliver(room, &one, first), 0);
	assert_int_equal(deliver(room, &one, second), 0);
	assert_int_equal(room_codes(room, "alice"), 3);
	assert_int_equal(room_answer(room, &one, first), REGISTRY_NO);
	assert_int_equal(room_answer(room, &two, other), REGISTRY_YES);
	assert_int_equal(room_answer(room, &one, second), REGISTRY_YES);
	assert_int_equal(room_try(room, &alice, issued), REGISTRY_YES);
}

static void
test_r12_resend_beyond_the_limit_leaves_the_last_code_good(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_login login = room_login("alice", &alice);
	char code[REGISTRY_CODE_SIZE], none[REGISTRY_CODE_SIZE];

	for (int i = 0; i < 5; i++)
		assert_int_equal(deliver(room, &login, code), 0);
	assert_int_equal(deliver(room, &login, none), REGISTRY_NOT_SENT);
	assert_int_equal(room_answer(room, &login, code), REGISTRY_YES);
}

static void
test_r12_three_wait_at_most(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_login login[4];
	char code[REGISTRY_CODE_SIZE];

	for (size_t i = 0; i < 4; i++) {
		login[i] = room_login("alice", &alice);
		assert_int_equal(deliver(room, &login[i], code),
		    i < 3 ? 0 : REGISTRY_NOT_SENT);
	}
	assert_string_equal(room_outcome(room), "no: limit");
	/* They end by themselves. */
	clock_fake_pass(601);
	assert_int_equal(deliver(room, &login[3], code), 0);
}

static void
test_r12_five_an_hour_for_an_account(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct account bob = room_account("bob", 1001);
	struct registry_login login = room_login("alice", &alice);
	struct registry_login his = room_login("bob", &bob);
	char code[REGISTRY_CODE_SIZE], rhost[32];

	login.rhost = rhost;
	for (int i = 0; i < 8; i++) {
		(void)snprintf(rhost, sizeof(rhost), "203.0.113.%d", i);
		assert_int_equal(
		    deliver(room, &login, code), i < 5 ? 0 : REGISTRY_NOT_SENT);
	}
	assert_int_equal(deliver(room, &his, code), 0);
	clock_fake_pass(HOUR - 1);
	assert_int_equal(deliver(room, &login, code), REGISTRY_NOT_SENT);
	clock_fake_pass(1);
	assert_int_equal(deliver(room, &login, code), 0);
}

static void
test_r12_twenty_an_hour_from_a_source(void **state)
{
	struct room *room = *state;
	struct account who;
	struct registry_login login;
	char code[REGISTRY_CODE_SIZE], name[32];

	for (unsigned i = 0; i < 25; i++) {
		(void)snprintf(name, sizeof(name), "user%u", i);
		who = room_account(name, 1000 + i);
		login = room_login(name, &who);
		assert_int_equal(deliver(room, &login, code),
		    i < 20 ? 0 : REGISTRY_NOT_SENT);
	}
	login.rhost = "192.0.2.77";
	assert_int_equal(deliver(room, &login, code), 0);
	login.rhost = "192.0.2.1";
	clock_fake_pass(HOUR);
	assert_int_equal(deliver(room, &login, code), 0);
}

static void
test_r12_unknown_names_use_up_the_limit_of_their_source(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_login login = room_login("nobody-known", NULL);
	char code[REGISTRY_CODE_SIZE];

	for (int i = 0; i < 20; i++)
		assert_int_equal(
		    deliver(room, &login, code), REGISTRY_NOT_SENT);
	login = room_login("alice", &alice);
	assert_int_equal(deliver(room, &login, code), REGISTRY_NOT_SENT);
	assert_string_equal(room_outcome(room), "no: limit");
}

/* With buckets shared by strangers, 60,000 of them would close every one. */
static void
test_r10_strangers_never_close_the_first_delivery(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_login stranger = room_login("alice", NULL);
	struct registry_login login = room_login("alice", &alice);
	char code[REGISTRY_CODE_SIZE], rhost[32];

	/* The same name, so the same bucket, while NSS does not know it. */
	stranger.rhost = rhost;
	for (int i = 0; i < 60; i++) {
		(void)snprintf(rhost, sizeof(rhost), "203.0.113.%d", i);
		assert_int_equal(
		    deliver(room, &stranger, code), REGISTRY_NOT_SENT);
		assert_int_equal(
		    room_answer(room, &stranger, "no"), REGISTRY_NO);
	}
	assert_true(stranger.locked);
	assert_int_equal(deliver(room, &login, code), 0);
	assert_int_equal(room_answer(room, &login, code), REGISTRY_YES);
}

static void
test_locked_account_is_sent_nothing(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_login login = room_login("alice", &alice);
	char code[REGISTRY_CODE_SIZE];

	room_issue(room, &alice, code);
	for (int i = 0; i < 5; i++)
		assert_int_equal(room_try(room, &alice, "no"), REGISTRY_NO);
	assert_int_equal(deliver(room, &login, code), REGISTRY_NOT_SENT);
	assert_string_equal(room_outcome(room), "no: locked");
	login.rhost = "198.51.100.7";
	assert_int_equal(deliver(room, &login, code), 0);
}

static void
test_r08_sixteen_codes_stop_delivery(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_login login = room_login("alice", &alice);
	char code[REGISTRY_CODE_SIZE];

	for (int i = 0; i < REGISTRY_CODES_MAX; i++)
		room_issue(room, &alice, code);
	assert_int_equal(deliver(room, &login, code), REGISTRY_NOT_SENT);
	assert_int_equal(room_try(room, &alice, "no"), REGISTRY_NO);
}

static void
test_r20_delivered_code_dies_with_the_uid(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct account heir = room_account("alice", 1007);
	struct registry_login login = room_login("alice", &alice);
	char code[REGISTRY_CODE_SIZE];

	assert_int_equal(deliver(room, &login, code), 0);
	login.account = &heir;
	assert_int_equal(room_answer(room, &login, code), REGISTRY_NO);
	assert_string_equal(room_outcome(room), "no: uid changed");
}

static void
test_delivered_codes_expire_by_a_clock_set_ahead(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_login login;
	char code[REGISTRY_CODE_SIZE];

	/* The jump waits to be believed; delivery goes on meanwhile. */
	clock_fake_set(ROOM_NOW + 365LL * 24 * HOUR, 1010, ROOM_BOOT);
	for (int i = 0; i < 60; i++) {
		login = room_login("alice", &alice);
		assert_int_equal(deliver(room, &login, code), 0);
		clock_fake_pass(15 * 60);
	}
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, room_setup, room_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_delivered_code_is_accepted_once),
	    TEST(test_r12_delivered_code_is_good_in_its_conversation_only),
	    TEST(test_r12_resend_kills_its_predecessor_and_nothing_else),
	    TEST(test_r12_resend_beyond_the_limit_leaves_the_last_code_good),
	    TEST(test_r12_three_wait_at_most),
	    TEST(test_r12_five_an_hour_for_an_account),
	    TEST(test_r12_twenty_an_hour_from_a_source),
	    TEST(test_r12_unknown_names_use_up_the_limit_of_their_source),
	    TEST(test_r10_strangers_never_close_the_first_delivery),
	    TEST(test_locked_account_is_sent_nothing),
	    TEST(test_r08_sixteen_codes_stop_delivery),
	    TEST(test_r20_delivered_code_dies_with_the_uid),
	    TEST(test_delivered_codes_expire_by_a_clock_set_ahead),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
