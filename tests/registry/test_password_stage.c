/*
 * test_password_stage - what a login learns of a password that must be changed,
 * whatever the clock does
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "registry/handle.h"
#include "tests/core/clock_fake.h"
#include "tests/registry/room.h"

#define HOUR (60LL * 60)
#define DAY (24 * HOUR)
#define HASH "$6$saltsalt$hash"

static struct registry_temporary last;

static bool
late(struct room *room)
{
	assert_int_equal(room_temporaries(room, NULL, &last), 1);
	return last.late;
}

/* ---- the account stage ---- */

static void
r14_in_time_leads_and_too_late_refuses(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_event e;
	int64_t id = room_reset(room, &alice, HASH);

	assert_int_equal(
	    room_password(room, &alice), REGISTRY_PASSWORD_IN_TIME);
	(void)room_events(room, &e);
	assert_string_equal(e.act, "login");
	assert_string_equal(e.outcome, "yes: must change");
	assert_string_equal(e.user, "alice");
	assert_string_equal(e.service, "sshd");
	assert_string_equal(e.source, "192.0.2.1");
	assert_int_equal(e.code, id);
	clock_fake_pass(DAY - 1);
	assert_int_equal(
	    room_password(room, &alice), REGISTRY_PASSWORD_IN_TIME);
	assert_false(late(room));
	clock_fake_pass(1);
	assert_true(late(room));
	assert_int_equal(
	    room_password(room, &alice), REGISTRY_PASSWORD_TOO_LATE);
	(void)room_events(room, &e);
	assert_string_equal(e.outcome, "no: temporary password too late");
	assert_int_equal(e.code, id);
	/* Years later as well: nobody saw to it. */
	clock_fake_pass(300 * DAY);
	assert_int_equal(registry_tidy(room->r, &room->f), 0);
	assert_int_equal(
	    room_password(room, &alice), REGISTRY_PASSWORD_TOO_LATE);
	assert_true(late(room));
}

static void
r14_of_others_nothing_is_known(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct account bob = room_account("bob", 1001);
	char code[REGISTRY_CODE_SIZE];
	size_t events;

	(void)room_reset(room, &alice, HASH);
	room_issue(room, &bob, code);
	events = room_events(room, NULL);
	assert_int_equal(room_password(room, &bob), REGISTRY_PASSWORD_NONE);
	assert_int_equal(room_password(room, NULL), REGISTRY_PASSWORD_NONE);
	assert_int_equal(room_events(room, NULL), events);
}

static void
r14_intent_counts_and_the_dead_one_decides(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	int64_t id = room_intend(room, &alice, HASH);

	assert_int_equal(
	    room_password(room, &alice), REGISTRY_PASSWORD_IN_TIME);
	clock_fake_pass(DAY);
	assert_int_equal(
	    room_password(room, &alice), REGISTRY_PASSWORD_TOO_LATE);
	/* Which of the two it is cannot be told here. */
	id = room_intend(room, &alice, HASH);
	assert_int_equal(
	    room_password(room, &alice), REGISTRY_PASSWORD_TOO_LATE);
	assert_int_equal(registry_reset_confirm(room->r, id, "", &room->f), 0);
	assert_int_equal(
	    room_password(room, &alice), REGISTRY_PASSWORD_IN_TIME);
}

/* ---- the clock ---- */

static void
r07_refused_once_is_refused_when_the_clock_is_set_back(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);

	(void)room_reset(room, &alice, HASH);
	/* A jump that waits: decisions go by it, and what they kill is dead. */
	clock_fake_set(ROOM_NOW + 2 * DAY, 1001, ROOM_BOOT);
	assert_false(late(room));
	assert_int_equal(
	    room_password(room, &alice), REGISTRY_PASSWORD_TOO_LATE);
	clock_fake_set(ROOM_NOW + 2, 1002, ROOM_BOOT);
	assert_int_equal(
	    room_password(room, &alice), REGISTRY_PASSWORD_TOO_LATE);
	assert_true(late(room));
}

static void
r07_jump_that_waits_locks_nobody(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);

	(void)room_reset(room, &alice, HASH);
	clock_fake_set(ROOM_NOW + 2 * DAY, 1001, ROOM_BOOT);
	assert_false(late(room));
	clock_fake_set(ROOM_NOW + 2, 1002, ROOM_BOOT);
	assert_int_equal(
	    room_password(room, &alice), REGISTRY_PASSWORD_IN_TIME);
	/* And one that was right does. */
	clock_fake_set(ROOM_NOW + 2 * DAY, 1003, ROOM_BOOT);
	assert_int_equal(room_try(room, &alice, "no"), REGISTRY_NO);
	assert_int_equal(registry_clock_accept(room->r, "", &room->f), 0);
	assert_true(late(room));
}

static void
r07_set_by_a_clock_that_ran_ahead_is_dead(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);

	clock_fake_set(ROOM_NOW + 2 * HOUR, 1001, ROOM_BOOT);
	(void)room_reset(room, &alice, HASH);
	assert_int_equal(
	    room_password(room, &alice), REGISTRY_PASSWORD_IN_TIME);
	clock_fake_set(ROOM_NOW + 2, 1002, ROOM_BOOT);
	assert_true(late(room));
	assert_int_equal(
	    room_password(room, &alice), REGISTRY_PASSWORD_TOO_LATE);
	clock_fake_pass(2 * HOUR);
	assert_int_equal(
	    room_password(room, &alice), REGISTRY_PASSWORD_TOO_LATE);
}

static void
r07_reset_of_the_clock_leaves_the_dead_dead(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct account bob = room_account("bob", 1001);
	struct account carol = room_account("carol", 1002);
	unsigned killed;

	(void)room_reset(room, &alice, HASH);
	(void)room_intend(room, &carol, HASH);
	clock_fake_set(ROOM_NOW + 30 * DAY, 1001, ROOM_BOOT);
	assert_int_equal(room_password(room, &bob), REGISTRY_PASSWORD_NONE);
	assert_int_equal(registry_clock_accept(room->r, "", &room->f), 0);
	(void)room_reset(room, &bob, HASH);
	clock_fake_set(ROOM_NOW + 2, 1002, ROOM_BOOT);
	assert_int_equal(
	    registry_clock_reset(room->r, "", &killed, &room->f), 0);
	assert_int_equal(killed, 3);
	assert_int_equal(room_temporaries(room, NULL, &last), 3);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(
		    room_password(room, &alice), REGISTRY_PASSWORD_TOO_LATE);
		assert_int_equal(
		    room_password(room, &bob), REGISTRY_PASSWORD_TOO_LATE);
		assert_int_equal(
		    room_password(room, &carol), REGISTRY_PASSWORD_TOO_LATE);
		clock_fake_pass(30 * DAY);
		assert_int_equal(registry_tidy(room->r, &room->f), 0);
	}
	assert_int_equal(room_temporaries(room, NULL, &last), 3);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, room_setup, room_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(r14_in_time_leads_and_too_late_refuses),
	    TEST(r14_of_others_nothing_is_known),
	    TEST(r14_intent_counts_and_the_dead_one_decides),
	    TEST(r07_refused_once_is_refused_when_the_clock_is_set_back),
	    TEST(r07_jump_that_waits_locks_nobody),
	    TEST(r07_set_by_a_clock_that_ran_ahead_is_dead),
	    TEST(r07_reset_of_the_clock_leaves_the_dead_dead),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
