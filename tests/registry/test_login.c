/* test_login - issued codes at a login, rule by rule */

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
test_code_is_accepted_once(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	char code[REGISTRY_CODE_SIZE];

	room_issue(room, &alice, code);
	assert_int_equal(strlen(code), 9);
	assert_int_equal(room_try(room, &alice, code), REGISTRY_YES);
	assert_string_equal(room_outcome(room), "yes");
	assert_int_equal(room_try(room, &alice, code), REGISTRY_NO);
	assert_string_equal(room_outcome(room), "no: no live code");
}

static void
test_code_is_refused_on_second_use_after_reopening(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	char code[REGISTRY_CODE_SIZE];

	room_issue(room, &alice, code);
	room_reopen(room);
	assert_int_equal(room_try(room, &alice, code), REGISTRY_YES);
	room_reopen(room);
	assert_int_equal(room_try(room, &alice, code), REGISTRY_NO);
}

static void
test_code_is_taken_as_people_type_it(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	char code[REGISTRY_CODE_SIZE], typed[32];

	room_issue(room, &alice, code);
	(void)snprintf(typed, sizeof(typed), " %.4s %c%.3s- ", code,
	    code[5] - 'A' + 'a', code + 6);
	assert_int_equal(room_try(room, &alice, typed), REGISTRY_YES);
}

static void
test_code_of_digits_is_accepted(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_issue what = {.account = &alice,
	    .service = "",
	    .ttl = 60,
	    .uses = 1,
	    .numeric = true,
	    .by = "root"};
	struct registry_code out;
	char code[REGISTRY_CODE_SIZE];

	assert_int_equal(
	    registry_issue(room->r, &what, code, &out, &room->f), 0);
	assert_int_equal(strspn(code, "0123456789"), 4);
	assert_int_equal(strspn(code + 5, "0123456789"), 4);
	assert_int_equal(room_try(room, &alice, code), REGISTRY_YES);
}

static void
test_wrong_empty_and_odd_answers_are_refused(void **state)
{
	static const char *const answers[] = {"", "-", "BCDF-GHJK", "0000-0000",
	    "--------", "aaaaaaaa", "BCDFGHJKL", "\001\002", "BCDF GHJ\xff"};
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	char code[REGISTRY_CODE_SIZE];

	room->conf.deny = 0;
	room_reopen(room);
	room_issue(room, &alice, code);
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		if (strcmp(answers[i], code) == 0)
			continue;
		assert_int_equal(
		    room_try(room, &alice, answers[i]), REGISTRY_NO);
		assert_string_equal(room_outcome(room), "no: wrong");
	}
	assert_int_equal(room_try(room, &alice, code), REGISTRY_YES);
}

static void
test_null_answer_is_refused(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_login login = room_login("alice", &alice);
	enum registry_verdict verdict = REGISTRY_YES;

	assert_int_equal(registry_attempt(room->r, &login, &room->f), 0);
	assert_int_equal(
	    registry_decide(room->r, &login, NULL, 0, &verdict, &room->f), 0);
	assert_int_equal(verdict, REGISTRY_NO);
}

static void
test_another_user_is_refused(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct account bob = room_account("bob", 1001);
	char code[REGISTRY_CODE_SIZE];

	room_issue(room, &alice, code);
	assert_int_equal(room_try(room, &bob, code), REGISTRY_NO);
	assert_string_equal(room_outcome(room), "no: no live code");
	assert_int_equal(room_try(room, &alice, code), REGISTRY_YES);
}

static void
test_another_service_is_refused_and_spends_nothing(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_issue what = {.account = &alice,
	    .service = "sudo",
	    .ttl = 60,
	    .uses = 1,
	    .by = "root"};
	struct registry_login sudo = room_login("alice", &alice);
	struct registry_code out;
	char code[REGISTRY_CODE_SIZE];

	assert_int_equal(
	    registry_issue(room->r, &what, code, &out, &room->f), 0);
	assert_string_equal(out.service, "sudo");
	assert_int_equal(room_try(room, &alice, code), REGISTRY_NO);
	assert_string_equal(room_outcome(room), "no: other service");
	sudo.service = "sudo";
	assert_int_equal(room_answer(room, &sudo, code), REGISTRY_YES);
}

static void
test_code_of_three_uses_is_accepted_three_times(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_issue what = {.account = &alice,
	    .service = "",
	    .ttl = 60,
	    .uses = 3,
	    .by = "root"};
	struct registry_code out;
	char code[REGISTRY_CODE_SIZE];

	assert_int_equal(
	    registry_issue(room->r, &what, code, &out, &room->f), 0);
	for (int i = 0; i < 3; i++)
		assert_int_equal(room_try(room, &alice, code), REGISTRY_YES);
	assert_int_equal(room_try(room, &alice, code), REGISTRY_NO);
}

static void
test_expired_code_is_refused_and_dead(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	char code[REGISTRY_CODE_SIZE];

	room_issue(room, &alice, code);
	clock_fake_set(ROOM_NOW + 900, 1900, ROOM_BOOT);
	assert_int_equal(room_try(room, &alice, code), REGISTRY_NO);
	assert_string_equal(room_outcome(room), "no: expired");
	assert_int_equal(room_try(room, &alice, code), REGISTRY_NO);
	assert_string_equal(room_outcome(room), "no: no live code");
}

static void
test_r07_clock_set_back_revives_nothing(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	char used[REGISTRY_CODE_SIZE], old[REGISTRY_CODE_SIZE];

	room_issue(room, &alice, used);
	room_issue(room, &alice, old);
	assert_int_equal(room_try(room, &alice, used), REGISTRY_YES);
	/* Time passes until old has expired; nobody offers it. */
	clock_fake_pass(1000);
	assert_int_equal(room_try(room, &alice, "BCDF-GHJK"), REGISTRY_NO);
	/* In the same boot, and after another. */
	clock_fake_set(ROOM_NOW, 2010, ROOM_BOOT);
	assert_int_equal(room_try(room, &alice, used), REGISTRY_NO);
	assert_int_equal(room_codes(room, "alice"), 0);
	clock_fake_set(ROOM_NOW - DAY, 5, "another boot");
	assert_int_equal(room_try(room, &alice, used), REGISTRY_NO);
	assert_int_equal(room_codes(room, "alice"), 0);
	assert_int_equal(room_try(room, &alice, old), REGISTRY_NO);
	assert_string_equal(room_outcome(room), "no: expired");
}

static void
test_r07_clock_set_far_ahead_kills_only_what_was_offered(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	char offered[REGISTRY_CODE_SIZE], kept[REGISTRY_CODE_SIZE];
	char other[REGISTRY_CODE_SIZE];

	room_issue(room, &alice, offered);
	room_issue(room, &alice, kept);
	clock_fake_set(ROOM_NOW + 365LL * DAY, 1010, ROOM_BOOT);
	assert_int_equal(room_try(room, &alice, offered), REGISTRY_NO);
	assert_string_equal(room_outcome(room), "no: expired");
	assert_int_equal(room_codes(room, "alice"), 0);
	/* What is issued meanwhile clears and removes nothing of it. */
	room_issue(room, &alice, other);
	clock_fake_set(ROOM_NOW + 20, 1020, ROOM_BOOT);
	assert_int_equal(room_try(room, &alice, offered), REGISTRY_NO);
	assert_int_equal(room_codes(room, "alice"), 1);
	assert_int_equal(room_try(room, &alice, kept), REGISTRY_YES);
}

static void
test_r07_code_issued_in_the_future_is_dead(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	char code[REGISTRY_CODE_SIZE];

	clock_fake_set(ROOM_NOW + 30LL * DAY, 1010, ROOM_BOOT);
	room_issue(room, &alice, code);
	clock_fake_set(ROOM_NOW + 20, 1020, ROOM_BOOT);
	assert_int_equal(room_codes(room, "alice"), 0);
	assert_int_equal(room_try(room, &alice, code), REGISTRY_NO);
	assert_string_equal(room_outcome(room), "no: issued in the future");
	/* Also when that time comes. */
	clock_fake_set(ROOM_NOW + 30LL * DAY, 1030, ROOM_BOOT);
	assert_int_equal(room_try(room, &alice, code), REGISTRY_NO);
}

static void
test_r18_use_is_told_delivered_only_after_the_yes_was_sent(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_login login = room_login("alice", &alice);
	struct registry_event last;
	char code[REGISTRY_CODE_SIZE];
	int64_t id = room_issue(room, &alice, code);

	assert_int_equal(room_answer(room, &login, code), REGISTRY_YES);
	assert_string_equal(room_outcome(room), "used, not delivered");
	assert_int_equal(registry_sent(room->r, &login, &room->f), 0);
	(void)room_events(room, &last);
	assert_string_equal(last.outcome, "yes");
	assert_string_equal(last.user, "alice");
	assert_string_equal(last.source, "192.0.2.1");
	assert_string_equal(last.service, "sshd");
	assert_int_equal(last.code, id);
}

static void
test_nothing_is_told_as_sent_without_a_yes(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_login login = room_login("alice", &alice);

	assert_int_equal(registry_sent(room->r, &login, &room->f), -EINVAL);
	assert_int_equal(room_answer(room, &login, "no"), REGISTRY_NO);
	assert_int_equal(registry_sent(room->r, &login, &room->f), -EINVAL);
}

static void
test_r20_another_uid_is_dead(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct account heir = room_account("alice", 1007);
	char code[REGISTRY_CODE_SIZE], other[REGISTRY_CODE_SIZE];

	room_issue(room, &alice, code);
	room_issue(room, &alice, other);
	assert_int_equal(room_try(room, &heir, code), REGISTRY_NO);
	assert_string_equal(room_outcome(room), "no: uid changed");
	/* All of them, and for good. */
	assert_int_equal(room_codes(room, "alice"), 0);
	assert_int_equal(room_try(room, &alice, code), REGISTRY_NO);
	assert_int_equal(room_try(room, &alice, other), REGISTRY_NO);
	assert_string_equal(room_outcome(room), "no: no live code");
}

static void
test_r20_wrong_answer_logs_the_changed_uid(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct account heir = room_account("alice", 1007);
	char code[REGISTRY_CODE_SIZE];

	room_issue(room, &alice, code);
	assert_int_equal(room_try(room, &heir, "no"), REGISTRY_NO);
	assert_string_equal(room_outcome(room), "no: uid changed");
	assert_int_equal(room_codes(room, "alice"), 0);
}

static void
test_fault_before_the_commit_spends_nothing(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_login login = room_login("alice", &alice);
	enum registry_verdict verdict = REGISTRY_YES;
	char code[REGISTRY_CODE_SIZE];

	room_issue(room, &alice, code);
	assert_int_equal(registry_attempt(room->r, &login, &room->f), 0);
	clock_fake_fail(-EIO);
	assert_int_equal(
	    registry_decide(room->r, &login, code, 9, &verdict, &room->f),
	    -EIO);
	assert_int_equal(verdict, REGISTRY_NO);
	clock_fake_fail(0);
	assert_int_equal(room_try(room, &alice, code), REGISTRY_YES);
}

static void
test_code_is_not_in_the_files(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	char code[REGISTRY_CODE_SIZE], plain[REGISTRY_CODE_SIZE];

	room_issue(room, &alice, code);
	(void)snprintf(plain, sizeof(plain), "%.4s%s", code, code + 5);
	assert_int_equal(room_try(room, &alice, code), REGISTRY_YES);
	assert_true(room_holds(room, "alice"));
	assert_false(room_holds(room, code));
	assert_false(room_holds(room, plain));
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, room_setup, room_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_code_is_accepted_once),
	    TEST(test_code_is_refused_on_second_use_after_reopening),
	    TEST(test_code_is_taken_as_people_type_it),
	    TEST(test_code_of_digits_is_accepted),
	    TEST(test_wrong_empty_and_odd_answers_are_refused),
	    TEST(test_null_answer_is_refused),
	    TEST(test_another_user_is_refused),
	    TEST(test_another_service_is_refused_and_spends_nothing),
	    TEST(test_code_of_three_uses_is_accepted_three_times),
	    TEST(test_expired_code_is_refused_and_dead),
	    TEST(test_r07_clock_set_back_revives_nothing),
	    TEST(test_r07_clock_set_far_ahead_kills_only_what_was_offered),
	    TEST(test_r07_code_issued_in_the_future_is_dead),
	    TEST(test_r18_use_is_told_delivered_only_after_the_yes_was_sent),
	    TEST(test_nothing_is_told_as_sent_without_a_yes),
	    TEST(test_r20_another_uid_is_dead),
	    TEST(test_r20_wrong_answer_logs_the_changed_uid),
	    TEST(test_fault_before_the_commit_spends_nothing),
	    TEST(test_code_is_not_in_the_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
