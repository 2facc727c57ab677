/* test_limits - what counts at a login, and when it closes a name */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/core/clock_fake.h"
#include "tests/registry/room.h"

#define DAY (24 * 60 * 60)

static void
test_r09_answer_without_an_attempt_is_a_fault(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_login login = room_login("alice", &alice);
	enum registry_verdict verdict = REGISTRY_YES;
	char code[REGISTRY_CODE_SIZE];

	room_issue(room, &alice, code);
	assert_int_equal(
	    registry_decide(room->r, &login, code, 9, &verdict, &room->f),
	    -EINVAL);
	assert_int_equal(verdict, REGISTRY_NO);
	/* One attempt is one decision. */
	assert_int_equal(room_answer(room, &login, "BCDF-GHJK"), REGISTRY_NO);
	assert_int_equal(
	    registry_decide(room->r, &login, code, 9, &verdict, &room->f),
	    -EINVAL);
	assert_int_equal(room_answer(room, &login, code), REGISTRY_YES);
}

static void
test_r09_open_attempts_count_as_failed(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_login open[6];
	char code[REGISTRY_CODE_SIZE];

	room_issue(room, &alice, code);
	for (size_t i = 0; i < 6; i++) {
		open[i] = room_login("alice", &alice);
		assert_int_equal(
		    registry_attempt(room->r, &open[i], &room->f), 0);
		assert_int_equal(open[i].locked, i == 5);
	}
}

/* What was counted before an answer was compared outlives a crash there. */
static void
test_r09_attempt_is_counted_before_anything_is_compared(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	char code[REGISTRY_CODE_SIZE];

	room_issue(room, &alice, code);
	for (int i = 0; i < 5; i++) {
		struct registry_login login = room_login("alice", &alice);

		assert_int_equal(
		    registry_attempt(room->r, &login, &room->f), 0);
		room_reopen(room);
	}
	assert_int_equal(room_try(room, &alice, code), REGISTRY_NO);
	assert_string_equal(room_outcome(room), "no: locked");
}

static void
test_r09_yes_clears_failures_of_its_source_only(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_login far = room_login("alice", &alice);
	char code[REGISTRY_CODE_SIZE];

	far.rhost = "198.51.100.7";
	room_issue(room, &alice, code);
	for (int i = 0; i < 4; i++) {
		assert_int_equal(room_try(room, &alice, "no"), REGISTRY_NO);
		assert_int_equal(room_answer(room, &far, "no"), REGISTRY_NO);
	}
	assert_int_equal(room_try(room, &alice, code), REGISTRY_YES);
	for (int i = 0; i < 4; i++)
		assert_int_equal(room_try(room, &alice, "no"), REGISTRY_NO);
	assert_string_equal(room_outcome(room), "no: no live code");
	assert_int_equal(room_answer(room, &far, "no"), REGISTRY_NO);
	assert_int_equal(room_answer(room, &far, "no"), REGISTRY_NO);
	assert_string_equal(room_outcome(room), "no: locked");
}

static void
test_r09_right_code_used_up_meanwhile_is_not_counted(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_login late = room_login("alice", &alice);
	enum registry_verdict verdict;
	char code[REGISTRY_CODE_SIZE];

	late.rhost = "198.51.100.7";
	for (int i = 0; i < 20; i++) {
		room_issue(room, &alice, code);
		assert_int_equal(registry_attempt(room->r, &late, &room->f), 0);
		assert_false(late.locked);
		assert_int_equal(room_try(room, &alice, code), REGISTRY_YES);
		assert_int_equal(registry_decide(room->r, &late, code, 9,
				     &verdict, &room->f),
		    0);
		assert_int_equal(verdict, REGISTRY_NO);
		assert_string_equal(room_outcome(room), "no: used meanwhile");
	}
	/* Used up before the attempt, it is a failure like any other. */
	for (int i = 0; i < 5; i++)
		assert_int_equal(room_answer(room, &late, code), REGISTRY_NO);
	assert_int_equal(room_answer(room, &late, code), REGISTRY_NO);
	assert_string_equal(room_outcome(room), "no: locked");
}

static void
test_r10_deny_locks_one_source_for_unlock_time(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_login far = room_login("alice", &alice);
	char code[REGISTRY_CODE_SIZE], other[REGISTRY_CODE_SIZE];

	far.rhost = "198.51.100.7";
	room_issue(room, &alice, code);
	room_issue(room, &alice, other);
	for (int i = 0; i < 5; i++)
		assert_int_equal(room_try(room, &alice, "no"), REGISTRY_NO);
	/* While locked the right code is no, and stays good. */
	assert_int_equal(room_try(room, &alice, code), REGISTRY_NO);
	assert_string_equal(room_outcome(room), "no: locked");
	assert_int_equal(room_answer(room, &far, other), REGISTRY_YES);
	clock_fake_pass(599);
	assert_int_equal(room_try(room, &alice, code), REGISTRY_NO);
	/* An attempt while locked does not make it longer. */
	clock_fake_pass(1);
	assert_int_equal(room_try(room, &alice, code), REGISTRY_YES);
}

static void
test_r10_deny_user_spares_the_console_and_known_sources(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_login login;
	char code[REGISTRY_CODE_SIZE], rhost[32];

	room_issue(room, &alice, code);
	assert_int_equal(room_try(room, &alice, code), REGISTRY_YES);
	for (int i = 0; i < 50; i++) {
		login = room_login("alice", &alice);
		(void)snprintf(rhost, sizeof(rhost), "203.0.113.%d", i);
		login.rhost = rhost;
		assert_int_equal(room_answer(room, &login, "no"), REGISTRY_NO);
		assert_false(login.locked);
	}
	login.rhost = "203.0.113.200";
	assert_int_equal(room_answer(room, &login, "no"), REGISTRY_NO);
	assert_true(login.locked);
	room_issue(room, &alice, code);
	assert_int_equal(room_try(room, &alice, code), REGISTRY_YES);
	room_issue(room, &alice, code);
	login.rhost = "";
	assert_int_equal(room_answer(room, &login, code), REGISTRY_YES);
	clock_fake_pass(DAY);
	room_issue(room, &alice, code);
	login.rhost = "203.0.113.201";
	assert_int_equal(room_answer(room, &login, code), REGISTRY_YES);
}

static void
test_r10_root_is_locked_only_when_told(void **state)
{
	struct room *room = *state;
	struct account root = room_account("root", 0);
	char code[REGISTRY_CODE_SIZE];

	room_issue(room, &root, code);
	for (int i = 0; i < 70; i++)
		assert_int_equal(room_try(room, &root, "no"), REGISTRY_NO);
	assert_string_equal(room_outcome(room), "no: locked to digits");
	room->conf.even_deny_root = true;
	room_reopen(room);
	assert_int_equal(room_try(room, &root, code), REGISTRY_NO);
	assert_string_equal(room_outcome(room), "no: locked");
	room->conf.even_deny_root = false;
	room_reopen(room);
	assert_int_equal(room_try(room, &root, code), REGISTRY_YES);
}

static void
test_r10_root_unlock_time_locks_root_for_its_own_time(void **state)
{
	struct room *room = *state;
	struct account root = room_account("root", 0);
	struct account alice = room_account("alice", 1000);
	char code[REGISTRY_CODE_SIZE], hers[REGISTRY_CODE_SIZE];

	room->conf.root_unlock_time = 60;
	room_reopen(room);
	room_issue(room, &root, code);
	room_issue(room, &alice, hers);
	for (int i = 0; i < 5; i++) {
		assert_int_equal(room_try(room, &root, "no"), REGISTRY_NO);
		assert_int_equal(room_try(room, &alice, "no"), REGISTRY_NO);
	}
	assert_int_equal(room_try(room, &root, code), REGISTRY_NO);
	assert_string_equal(room_outcome(room), "no: locked");
	clock_fake_pass(60);
	assert_int_equal(room_try(room, &root, code), REGISTRY_YES);
	assert_int_equal(room_try(room, &alice, hers), REGISTRY_NO);
	assert_string_equal(room_outcome(room), "no: locked");
	clock_fake_pass(540);
	assert_int_equal(room_try(room, &alice, hers), REGISTRY_YES);
}

static void
test_r10_zero_switches_lockout_off(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	char code[REGISTRY_CODE_SIZE];

	room->conf.deny = 0;
	room->conf.deny_user = 0;
	room_reopen(room);
	room_issue(room, &alice, code);
	for (int i = 0; i < 70; i++)
		assert_int_equal(room_try(room, &alice, "no"), REGISTRY_NO);
	assert_int_equal(room_try(room, &alice, code), REGISTRY_YES);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, room_setup, room_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_r09_answer_without_an_attempt_is_a_fault),
	    TEST(test_r09_open_attempts_count_as_failed),
	    TEST(test_r09_attempt_is_counted_before_anything_is_compared),
	    TEST(test_r09_yes_clears_failures_of_its_source_only),
	    TEST(test_r09_right_code_used_up_meanwhile_is_not_counted),
	    TEST(test_r10_deny_locks_one_source_for_unlock_time),
	    TEST(test_r10_deny_user_spares_the_console_and_known_sources),
	    TEST(test_r10_root_is_locked_only_when_told),
	    TEST(test_r10_root_unlock_time_locks_root_for_its_own_time),
	    TEST(test_r10_zero_switches_lockout_off),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
