/*
 * test_temporary_locked - a temporary password whose account was locked stays
 * dead, whoever unlocks it
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
#define HASH "$y$j9T$F5Jx5fExrKuPp53xLKQ..1$X3DX6M94c7o.9agCG9G317fhZg9SqC"
#define OTHER "$y$j9T$F5Jx5fExrKuPp53xLKQ..1$X3DX6M94c7o.9agCG9G317fhZg9SqD"

static struct registry_temporary last;

static bool
is(struct room *room, int64_t id, const char *hash)
{
	bool same = true;

	assert_int_equal(
	    registry_temporary_is(room->r, id, hash, &same, &room->f), 0);
	return same;
}

static int
end(struct room *room, int64_t id, enum registry_temporary_end end)
{
	return registry_temporary_end(room->r, id, end, "root", &room->f);
}

/* One that is dead, and locked. */
static int64_t
locked(struct room *room, const struct account *a)
{
	int64_t id = room_reset(room, a, HASH);

	assert_int_equal(end(room, id, REGISTRY_TEMPORARY_LOCKED), 0);
	return id;
}

static void
r14_locked_one_stays_dead_whoever_unlocks_it(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_event e;
	int64_t id = locked(room, &alice);
	size_t events = room_events(room, &e);

	assert_string_equal(e.act, "sweep");
	assert_string_equal(e.outcome, "locked: not used in time");
	assert_int_equal(e.code, id);
	room_reopen(room);
	assert_int_equal(room_temporaries(room, "alice", &last), 1);
	assert_int_equal(last.id, id);
	assert_true(last.set);
	assert_true(last.late);
	assert_true(last.locked);
	assert_int_equal(
	    room_password(room, &alice), REGISTRY_PASSWORD_TOO_LATE);
	/* Locked again, and years later. */
	assert_int_equal(end(room, id, REGISTRY_TEMPORARY_LOCKED), 0);
	assert_int_equal(room_events(room, &e), events + 2);
	assert_string_equal(e.outcome, "locked: not used in time");
	clock_fake_pass(300 * DAY);
	assert_int_equal(registry_tidy(room->r, &room->f), 0);
	assert_true(is(room, id, HASH));
	assert_int_equal(
	    room_password(room, &alice), REGISTRY_PASSWORD_TOO_LATE);
	/* No reset, nor what becomes of one, revives it. */
	assert_int_equal(registry_reset_confirm(room->r, id, "", &room->f),
	    REGISTRY_NOT_LIVE);
	assert_int_equal(registry_reset_finish(room->r, id, "", &room->f),
	    REGISTRY_NOT_LIVE);
	assert_int_equal(
	    registry_reset_cancel(room->r, id, "late", "", &room->f),
	    REGISTRY_NOT_LIVE);
	assert_int_equal(
	    room_password(room, &alice), REGISTRY_PASSWORD_TOO_LATE);
}

static void
r14_locked_one_ends_with_its_password(void **state)
{
	static const enum registry_temporary_end ends[] = {
	    REGISTRY_TEMPORARY_USED, REGISTRY_TEMPORARY_REPLACED,
	    REGISTRY_TEMPORARY_GONE};
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_login login = room_login("alice", &alice);
	int64_t id;

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		id = locked(room, &alice);
		assert_int_equal(end(room, id, ends[i]), 0);
		assert_int_equal(room_temporaries(room, NULL, &last), 0);
		assert_int_equal(
		    room_password(room, &alice), REGISTRY_PASSWORD_NONE);
		assert_int_equal(end(room, id, REGISTRY_TEMPORARY_LOCKED),
		    REGISTRY_NOT_LIVE);
	}
	/* A reset takes its place, once it is confirmed. */
	id = locked(room, &alice);
	id = room_intend(room, &alice, OTHER);
	assert_int_equal(room_temporaries(room, NULL, &last), 2);
	assert_int_equal(
	    room_password(room, &alice), REGISTRY_PASSWORD_TOO_LATE);
	assert_int_equal(registry_reset_confirm(room->r, id, "", &room->f), 0);
	assert_int_equal(room_temporaries(room, NULL, &last), 1);
	assert_int_equal(last.id, id);
	assert_int_equal(
	    room_password(room, &alice), REGISTRY_PASSWORD_IN_TIME);
	/* So does a password that a code led to. */
	assert_int_equal(end(room, id, REGISTRY_TEMPORARY_LOCKED), 0);
	clock_fake_pass(HOUR);
	assert_int_equal(registry_changed(room->r, &login, &room->f), 0);
	assert_int_equal(room_temporaries(room, NULL, &last), 0);
	assert_int_equal(room_password(room, &alice), REGISTRY_PASSWORD_NONE);
}

static void
r07_reset_of_the_clock_keeps_locked_ones(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	unsigned killed;

	clock_fake_set(ROOM_NOW + 300 * DAY, 1001, ROOM_BOOT);
	assert_int_equal(room_password(room, &alice), REGISTRY_PASSWORD_NONE);
	assert_int_equal(registry_clock_accept(room->r, "", &room->f), 0);
	(void)locked(room, &alice);
	clock_fake_set(ROOM_NOW + 2, 1002, ROOM_BOOT);
	assert_int_equal(
	    registry_clock_reset(room->r, "", &killed, &room->f), 0);
	clock_fake_pass(30 * DAY);
	assert_int_equal(registry_tidy(room->r, &room->f), 0);
	assert_int_equal(room_temporaries(room, NULL, &last), 1);
	assert_true(last.locked);
	assert_int_equal(
	    room_password(room, &alice), REGISTRY_PASSWORD_TOO_LATE);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, room_setup, room_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(r14_locked_one_stays_dead_whoever_unlocks_it),
	    TEST(r14_locked_one_ends_with_its_password),
	    TEST(r07_reset_of_the_clock_keeps_locked_ones),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
