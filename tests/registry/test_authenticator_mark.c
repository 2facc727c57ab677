/* test_authenticator_mark - what enrolling and removing do beside their rows */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/registry/device_room.h"

static const struct account alice = ROOM_ALICE, bob = ROOM_BOB;

static void
test_enrolling_sets_the_mark_and_ends_grace_and_codes(void **state)
{
	struct room *room = *state;
	char code[REGISTRY_CODE_SIZE];

	(void)room_issue_enrolling(room, &alice, 3, code);
	(void)room_issue_enrolling(room, &bob, 3, code);
	room_issue(room, &alice, code);
	device_grace(room, "alice");
	device_grace(room, "bob");
	assert_false(device_beside(room, "alice")->enrolled);
	device_number(room, &alice, 1);
	assert_true(device_beside(room, "alice")->enrolled);
	assert_false(device_has_grace(room, "alice"));
	assert_int_equal(room_codes(room, "alice"), 1);
	assert_false(device_beside(room, "bob")->enrolled);
	assert_true(device_has_grace(room, "bob"));
	assert_int_equal(room_codes(room, "bob"), 1);
}

static void
test_a_code_for_enrolling_is_for_nothing_else(void **state)
{
	struct room *room = *state;
	const struct registry_issue good = {.account = &alice,
	    .service = "",
	    .ttl = 900,
	    .uses = 3,
	    .enrolling = true,
	    .by = "root"};
	struct registry_issue bad[] = {good, good, good};
	char code[REGISTRY_CODE_SIZE];
	struct registry_code out;

	bad[0].must_change = true;
	bad[1].service = "sshd";
	bad[2].networks = "192.0.2.0/24";
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(
		    registry_issue(room->r, &bad[i], code, &out, &room->f),
		    -EINVAL);
	assert_int_equal(room_codes(room, "alice"), 0);
}

static void
test_r19_the_mark_outlives_the_last_one_removed(void **state)
{
	struct room *room = *state;
	int64_t id = device_number(room, &alice, 1);

	device_grace(room, "alice");
	assert_int_equal(
	    registry_authenticator_remove(room->r, "bob", id, "root", &room->f),
	    REGISTRY_NOT_FOUND);
	assert_int_equal(registry_authenticator_remove(
			     room->r, "alice", id + 1, "root", &room->f),
	    REGISTRY_NOT_FOUND);
	assert_true(device_has_grace(room, "alice"));
	assert_int_equal(registry_authenticator_remove(
			     room->r, "alice", id, "root", &room->f),
	    0);
	device_said(room, "remove", "removed");
	assert_int_equal(device_list(room, NULL, NULL), 0);
	assert_true(device_beside(room, "alice")->enrolled);
	assert_false(device_has_grace(room, "alice"));
}

static void
test_r19_remove_all_clears_the_mark(void **state)
{
	const char *const paper[] = {"12345678"};
	struct room *room = *state;
	struct registry_recovery left;
	char code[REGISTRY_CODE_SIZE];
	unsigned n;

	assert_int_equal(registry_authenticator_remove_all(
			     room->r, "alice", "root", &n, &room->f),
	    REGISTRY_NOT_FOUND);
	device_number(room, &alice, 1);
	device_number(room, &alice, 2);
	device_number(room, &bob, 1);
	assert_int_equal(registry_recovery_import(
			     room->r, &alice, "root", 1, paper, &room->f),
	    0);
	(void)room_issue_enrolling(room, &alice, 3, code);
	room_issue(room, &alice, code);
	device_grace(room, "alice");
	assert_int_equal(registry_authenticator_remove_all(
			     room->r, "alice", "root", &n, &room->f),
	    0);
	assert_int_equal(n, 2);
	device_said(room, "remove", "all removed");
	assert_int_equal(device_list(room, "alice", NULL), 0);
	assert_int_equal(device_list(room, "bob", NULL), 1);
	assert_int_equal(
	    registry_recovery_count(room->r, "alice", &left, &room->f),
	    REGISTRY_NOT_FOUND);
	assert_false(device_beside(room, "alice")->enrolled);
	assert_false(device_has_grace(room, "alice"));
	/* A code that was issued for logins is none of it. */
	assert_int_equal(room_codes(room, "alice"), 1);
}

/* Who has the name now gets nothing of who had it. */
static void
test_r20_what_another_uid_had_goes_when_one_enrolls(void **state)
{
	const char *const paper[] = {"12345678", "23456789"};
	struct room *room = *state;
	struct account again = room_account("alice", 2000);
	struct credmint_otp otp = device_totp();
	struct registry_enrolment e = device_asked(&again, &otp);
	struct registry_authenticator out, last;
	struct registry_recovery left;

	device_enroll(room, &alice, &otp);
	assert_int_equal(registry_recovery_import(
			     room->r, &alice, "root", 2, paper, &room->f),
	    0);
	/* The same seed is another one: it was somebody else's. */
	assert_int_equal(registry_enroll(room->r, &e, &out, &room->f), 0);
	assert_int_equal(device_list(room, "alice", &last), 1);
	assert_int_equal(last.uid, 2000);
	assert_int_equal(
	    registry_recovery_count(room->r, "alice", &left, &room->f),
	    REGISTRY_NOT_FOUND);
}

#define TEST(t) cmocka_unit_test_setup_teardown(t, room_setup, room_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_enrolling_sets_the_mark_and_ends_grace_and_codes),
	    TEST(test_a_code_for_enrolling_is_for_nothing_else),
	    TEST(test_r19_the_mark_outlives_the_last_one_removed),
	    TEST(test_r19_remove_all_clears_the_mark),
	    TEST(test_r20_what_another_uid_had_goes_when_one_enrolls),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
