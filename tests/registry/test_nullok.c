/* test_nullok - who was never enrolled */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "registry/handle.h"
#include "registry/recovery.h"
#include "tests/core/clock_fake.h"
#include "tests/registry/device_room.h"
#include "tests/registry/shown.h"

static const struct account alice = ROOM_ALICE, bob = ROOM_BOB;

/* The other name that keeps it from passing. */
static char other[REGISTRY_NAME_SIZE];

static bool
absent(struct room *room, const struct account *a, int64_t until)
{
	bool yes = true;

	assert_int_equal(
	    registry_nullok(room->r, a, until, &yes, other, &room->f), 0);
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
take_away(struct room *room, const char *user)
{
	unsigned n;

	assert_int_equal(registry_authenticator_remove_all(
			     room->r, user, "root", &n, &room->f),
	    0);
}

/* The account was renamed: what it has enrolled keeps its old name. */
static void
test_r20_another_name_of_the_uid_is_enrolled(void **state)
{
	static char sheet[1][REGISTRY_RECOVERY_SIZE];
	const struct account alicia = room_account("alicia", 1000);
	struct room *room = *state;
	static struct shown s;
	bool yes = false;

	shown_totp(room, &alice, &s);
	assert_false(absent(room, &alice, 0));
	assert_string_equal(other, "");
	assert_false(absent(room, &alicia, 0));
	assert_string_equal(other, "alice");
	assert_false(absent(room, &alicia, ROOM_NOW + 60));
	assert_string_equal(other, "alice");
	assert_int_equal(
	    registry_enrolled(room->r, &alicia, &yes, other, &room->f), 0);
	assert_true(yes);
	assert_string_equal(other, "alice");
	/* A code is no code of the other name. */
	assert_int_equal(
	    room_try(room, &alicia, shown_now(&s, 0)), REGISTRY_NO);
	assert_string_equal(room_outcome(room), "no: no live code");
	assert_true(absent(room, &bob, 0));
	assert_true(absent(room, NULL, 0) == false);
	/* The mark alone, which the last one that is removed leaves. */
	assert_int_equal(registry_authenticator_remove(
			     room->r, "alice", s.id, "root", &room->f),
	    0);
	assert_false(absent(room, &alicia, 0));
	take_away(room, "alice");
	assert_true(absent(room, &alicia, 0));
	assert_string_equal(other, "");
	assert_int_equal(registry_recovery_issue(
			     room->r, &alice, "root", 1, sheet, &room->f),
	    0);
	assert_false(absent(room, &alicia, 0));
	/* Enrolled anew it has its own, and the old may go. */
	shown_totp(room, &alicia, &s);
	assert_false(absent(room, &alicia, 0));
	assert_string_equal(other, "");
	take_away(room, "alice");
	assert_false(absent(room, &alicia, 0));
	take_away(room, "alicia");
	assert_true(absent(room, &alicia, 0));
}

/* ... and was given to somebody else, who enrolled: what was removed tells. */
static void
test_r20_the_old_name_may_be_anothers(void **state)
{
	const struct account alicia = room_account("alicia", 1000);
	const struct account anew = room_account("alice", 2000);
	struct room *room = *state;
	static struct shown s;

	shown_totp(room, &alice, &s);
	shown_make(&s, CREDMINT_TOTP, 7);
	shown_enroll(room, &anew, &s, 0, 0);
	assert_false(absent(room, &anew, 0));
	assert_string_equal(other, "");
	assert_false(absent(room, &alicia, 0));
	assert_string_equal(other, "alice");
	take_away(room, "alice");
	assert_true(absent(room, &anew, 0));
	assert_true(absent(room, &alicia, 0));
}

/* Of who can write the registry: no byte of it makes anybody pass. */
static void
test_r19_no_byte_lets_pass(void **state)
{
	static const char *const changes[] = {
	    "UPDATE account SET enrolled = 0",
	    "UPDATE account SET name = 'blice' WHERE name = 'alice'",
	    "UPDATE account SET uid = 1001 WHERE name = 'alice'",
	    "UPDATE account SET uid = -1 WHERE name = 'alice'",
	    "UPDATE authenticator SET uid = 1001",
	    "UPDATE authenticator SET account = -account",
	    "UPDATE recovery SET account = account + 1",
	};
	static char sheet[1][REGISTRY_RECOVERY_SIZE];
	struct room *room = *state;
	static struct shown s;

	for (size_t i = 0; i < 2 * sizeof(changes) / sizeof(*changes); i++) {
		if (i % 2 == 0)
			shown_totp(room, &alice, &s);
		else
			assert_int_equal(
			    registry_recovery_issue(
				room->r, &alice, "root", 1, sheet, &room->f),
			    0);
		device_sql(room, changes[i / 2]);
		assert_false(absent(room, &alice, 0));
		device_sql(room,
		    "UPDATE account SET name = 'alice' WHERE name = 'blice'");
		device_sql(room, "DELETE FROM authenticator");
		device_sql(room, "DELETE FROM recovery");
		take_away(room, "alice");
		assert_true(absent(room, &alice, 0));
	}
}

/* Each statement for everybody. */
static void
test_r19_looking_costs_the_same(void **state)
{
	const struct account alicia = room_account("alicia", 1000);
	const struct account *const who[] = {&alice, &alicia, &bob, NULL};
	struct room *room = *state;
	unsigned long before, first[2] = {0, 0};
	static struct shown s;

	shown_totp(room, &alice, &s);
	for (size_t i = 0; i < 8; i++) {
		before = room->r->store->cost.statements;
		(void)absent(room, who[i / 2], i % 2);
		before = room->r->store->cost.statements - before;
		if (i < 2)
			first[i] = before;
		assert_int_equal(before, first[i % 2]);
		assert_true(before > 0);
	}
}

struct marks {
	unsigned n;
	struct registry_mark last;
};

static int
each(const struct registry_mark *one, void *arg)
{
	struct marks *m = arg;

	m->n++;
	m->last = *one;
	return 0;
}

static void
test_marks_are_listed(void **state)
{
	struct room *room = *state;
	struct marks m = {0};
	static struct shown s;
	char code[REGISTRY_CODE_SIZE];

	(void)room_issue(room, &bob, code);
	assert_int_equal(registry_marks(room->r, each, &m, &room->f), 0);
	assert_int_equal(m.n, 0);
	for (unsigned i = 0; i < 300; i++) {
		char name[16];
		struct account a;

		(void)snprintf(name, sizeof(name), "user%u", i);
		a = room_account(name, 3000 + i);
		shown_make(&s, CREDMINT_TOTP, 1);
		shown_enroll(room, &a, &s, 0, 0);
	}
	assert_int_equal(registry_marks(room->r, each, &m, &room->f), 0);
	assert_int_equal(m.n, 300);
	assert_string_equal(m.last.user, "user299");
	assert_int_equal(m.last.uid, 3299);
}

static void
test_r19_fault_is_no(void **state)
{
	struct room *room = *state;
	bool yes = true;

	clock_fake_fail(-EIO);
	assert_int_equal(registry_nullok(room->r, &alice, ROOM_NOW + 1, &yes,
			     other, &room->f),
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
	    TEST(test_r20_another_name_of_the_uid_is_enrolled),
	    TEST(test_r20_the_old_name_may_be_anothers),
	    TEST(test_r19_no_byte_lets_pass),
	    TEST(test_r19_looking_costs_the_same),
	    TEST(test_marks_are_listed),
	    TEST(test_r19_fault_is_no),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
