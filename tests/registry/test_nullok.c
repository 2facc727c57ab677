/* test_nullok - who was never enrolled */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "registry/recovery.h"
#include "tests/core/clock_fake.h"
#include "tests/registry/shown.h"

static const struct account alice = ROOM_ALICE, bob = ROOM_BOB;

static bool
absent(struct room *room, const struct account *a, int64_t until)
{
	bool yes = true;

	assert_int_equal(registry_nullok(room->r, a, until, &yes, &room->f), 0);
	return yes;
}

static void
test_r19_nullok_is_for_who_was_never_enrolled(void **state)
{
	struct room *room = *state;
	static char sheet[1][REGISTRY_RECOVERY_SIZE];
	static struct shown s;
	char code[REGISTRY_CODE_SIZE];
	unsigned n;

	assert_true(absent(room, &alice, 0));
	assert_true(absent(room, &alice, ROOM_NOW + 60));
	/* Codes that were issued are none of it. */
	(void)room_issue(room, &alice, code);
	assert_int_equal(room_try(room, &alice, code), REGISTRY_YES);
	assert_true(absent(room, &alice, 0));
	shown_hotp(room, &alice, &s);
	assert_false(absent(room, &alice, 0));
	assert_false(absent(room, &alice, ROOM_NOW + 60));
	assert_int_equal(registry_authenticator_remove(
			     room->r, "alice", s.id, "root", &room->f),
	    0);
	assert_false(absent(room, &alice, 0));
	assert_true(absent(room, &bob, 0));
	assert_int_equal(registry_authenticator_remove_all(
			     room->r, "alice", "root", &n, &room->f),
	    0);
	assert_true(absent(room, &alice, 0));
	assert_int_equal(registry_recovery_issue(
			     room->r, &alice, "root", 1, sheet, &room->f),
	    0);
	assert_false(absent(room, &alice, 0));
}

/* Its end has come once it has come. */
static void
test_r19_nullok_does_not_come_back_with_the_clock(void **state)
{
	struct room *room = *state;
	const int64_t until = ROOM_NOW + 600;

	assert_true(absent(room, &alice, until));
	clock_fake_pass(599);
	assert_true(absent(room, &alice, until));
	clock_fake_pass(1);
	assert_false(absent(room, &alice, until));
	clock_fake_set(ROOM_NOW, 1700, ROOM_BOOT);
	assert_false(absent(room, &alice, until));
	clock_fake_set(ROOM_NOW, 10, "99999999-2222-3333-4444-555555555555");
	assert_false(absent(room, &alice, until));
	assert_true(absent(room, &alice, until + 3600));
}

static void
test_r19_fault_is_no(void **state)
{
	struct room *room = *state;
	bool yes = true;

	clock_fake_fail(-EIO);
	assert_int_equal(
	    registry_nullok(room->r, &alice, ROOM_NOW + 1, &yes, &room->f),
	    -EIO);
	assert_false(yes);
	clock_fake_fail(0);
	assert_true(absent(room, &alice, ROOM_NOW + 1));
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, room_setup, room_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_r19_nullok_is_for_who_was_never_enrolled),
	    TEST(test_r19_nullok_does_not_come_back_with_the_clock),
	    TEST(test_r19_fault_is_no),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
