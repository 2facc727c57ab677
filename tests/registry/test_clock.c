/* test_clock - a clock that jumps, and what an administrator says of it */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "tests/core/clock_fake.h"
#include "tests/registry/room.h"

#define HOUR 3600LL
#define DAY (24 * HOUR)
#define OTHER_BOOT "22222222-2222-3333-4444-555555555555"

static struct registry_clock
look(struct room *room)
{
	struct registry_clock out;

	assert_int_equal(registry_clock(room->r, &out, &room->f), 0);
	return out;
}

/* Anything that takes the time and keeps it. */
static void
touch(struct room *room)
{
	struct account bob = room_account("bob", 1001);

	assert_int_equal(room_try(room, &bob, "no"), REGISTRY_NO);
}

/* One number out of the registry's file, read by the side. */
static int64_t
number(const struct room *room, const char *sql)
{
	sqlite3_stmt *stmt;
	sqlite3 *db;
	int64_t out;

	assert_int_equal(sqlite3_open(room->conf.registry, &db), SQLITE_OK);
	assert_int_equal(
	    sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	out = sqlite3_column_int64(stmt, 0);
	assert_int_equal(sqlite3_finalize(stmt), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	return out;
}

static void
test_r07_clock_tells_what_it_goes_by(void **state)
{
	struct room *room = *state;
	struct registry_clock c = look(room);

	assert_int_equal(c.wall, ROOM_NOW);
	assert_int_equal(c.mark, ROOM_NOW);
	assert_int_equal(c.now, ROOM_NOW);
	assert_false(c.waits);
	assert_int_equal(c.follows, 0);
	/* Set back: the mark stands. */
	clock_fake_set(ROOM_NOW - DAY, 1010, ROOM_BOOT);
	c = look(room);
	assert_int_equal(c.wall, ROOM_NOW - DAY);
	assert_int_equal(c.mark, ROOM_NOW + 10);
	assert_int_equal(c.now, ROOM_NOW + 10);
	assert_false(c.waits);
}

static void
test_r07_jump_of_over_an_hour_waits_for_a_day(void **state)
{
	struct room *room = *state;
	struct registry_clock c;

	clock_fake_set(ROOM_NOW + HOUR, 1000, ROOM_BOOT);
	assert_false(look(room).waits);
	clock_fake_set(ROOM_NOW + HOUR + 1, 1000, ROOM_BOOT);
	touch(room);
	c = look(room);
	assert_true(c.waits);
	assert_int_equal(c.follows, DAY);
	assert_int_equal(c.mark, ROOM_NOW);
	assert_int_equal(c.now, ROOM_NOW + HOUR + 1);
	clock_fake_pass(DAY - 1);
	c = look(room);
	assert_true(c.waits);
	assert_int_equal(c.follows, 1);
	clock_fake_pass(1);
	c = look(room);
	assert_false(c.waits);
	assert_int_equal(c.mark, c.wall);
}

static void
test_r07_four_hundred_days_between_boots_wait(void **state)
{
	struct room *room = *state;

	clock_fake_set(ROOM_NOW + 400 * DAY, 5, OTHER_BOOT);
	assert_false(look(room).waits);
	clock_fake_set(ROOM_NOW + 400 * DAY + 1, 5, OTHER_BOOT);
	touch(room);
	assert_true(look(room).waits);
	assert_int_equal(look(room).mark, ROOM_NOW);
	clock_fake_pass(DAY);
	assert_false(look(room).waits);
}

static void
test_r07_accept_lets_the_mark_follow_at_once(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_clock c;
	struct registry_event last;
	char code[REGISTRY_CODE_SIZE];

	assert_int_equal(registry_clock_accept(room->r, "carol", &room->f),
	    REGISTRY_NOT_NEEDED);
	assert_string_equal(room_outcome(room), "no: nothing waits");
	room_issue(room, &alice, code);
	clock_fake_set(ROOM_NOW + 30 * DAY, 1000, ROOM_BOOT);
	touch(room);
	assert_int_equal(registry_clock_accept(room->r, "carol", &room->f), 0);
	(void)room_events(room, &last);
	assert_string_equal(last.act, "clock");
	assert_string_equal(last.outcome, "accepted");
	assert_string_equal(last.by, "carol");
	c = look(room);
	assert_false(c.waits);
	assert_int_equal(c.mark, ROOM_NOW + 30 * DAY);
	/* It runs on from there, and never back. */
	clock_fake_set(ROOM_NOW, 1060, ROOM_BOOT);
	assert_int_equal(look(room).now, ROOM_NOW + 30 * DAY + 60);
	assert_int_equal(room_try(room, &alice, code), REGISTRY_NO);
	assert_int_equal(registry_clock_accept(room->r, "carol", &room->f),
	    REGISTRY_NOT_NEEDED);
}

/* Nobody offered it, and nobody looked at it, before the clock was lowered. */
static void
test_r07_reset_kills_what_was_dead_first(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	/* One of hers alone: issuing clears what is dead of an account. */
	struct account carol = room_account("carol", 1002);
	struct registry_event last;
	char dead[REGISTRY_CODE_SIZE], later[REGISTRY_CODE_SIZE];
	char future[REGISTRY_CODE_SIZE], lasting[REGISTRY_CODE_SIZE];
	struct registry_issue what = {.account = &alice,
	    .service = "",
	    .ttl = 3000 * DAY,
	    .uses = 1,
	    .by = "root"};
	struct registry_code out;
	unsigned killed = 99;

	assert_int_equal(
	    registry_clock_reset(room->r, "carol", &killed, &room->f),
	    REGISTRY_NOT_NEEDED);
	assert_int_equal(killed, 0);
	assert_string_equal(room_outcome(room), "no: not ahead");
	room_issue(room, &carol, dead);
	assert_int_equal(
	    registry_issue(room->r, &what, lasting, &out, &room->f), 0);
	clock_fake_set(ROOM_NOW + 12 * HOUR, 1000, ROOM_BOOT);
	touch(room);
	assert_int_equal(registry_clock_accept(room->r, "", &room->f), 0);
	/* Issued while it was ahead: for a while, and for long. */
	room_issue(room, &alice, later);
	assert_int_equal(
	    registry_issue(room->r, &what, future, &out, &room->f), 0);
	clock_fake_set(ROOM_NOW + 60, 1060, ROOM_BOOT);
	assert_int_equal(
	    registry_clock_reset(room->r, "carol", &killed, &room->f), 0);
	assert_int_equal(killed, 3);
	(void)room_events(room, &last);
	assert_string_equal(last.act, "clock");
	assert_string_equal(last.outcome, "reset");
	assert_int_equal(last.at, ROOM_NOW + 60);
	assert_int_equal(look(room).mark, ROOM_NOW + 60);
	assert_int_equal(look(room).now, ROOM_NOW + 60);
	assert_int_equal(room_codes(room, "alice"), 1);
	assert_int_equal(room_try(room, &carol, dead), REGISTRY_NO);
	assert_int_equal(room_try(room, &alice, lasting), REGISTRY_YES);
	/* Nor do they come to life when their time comes in truth. */
	clock_fake_pass(12 * HOUR);
	assert_int_equal(room_try(room, &alice, later), REGISTRY_NO);
	assert_int_equal(room_try(room, &alice, future), REGISTRY_NO);
	assert_int_equal(room_try(room, &carol, dead), REGISTRY_NO);
}

/* Seconds that a network's time moves a clock back are nothing to reset. */
static void
test_r07_little_behind_is_not_reset(void **state)
{
	struct room *room = *state;
	unsigned killed;

	clock_fake_set(ROOM_NOW - 60, 1000, ROOM_BOOT);
	assert_int_equal(registry_clock_reset(room->r, "", &killed, &room->f),
	    REGISTRY_NOT_NEEDED);
	assert_int_equal(look(room).now, ROOM_NOW);
	clock_fake_set(ROOM_NOW - 61, 1000, ROOM_BOOT);
	assert_int_equal(
	    registry_clock_reset(room->r, "", &killed, &room->f), 0);
	assert_int_equal(look(room).now, ROOM_NOW - 61);
}

/* What was used up while the clock was ahead does not stay for years. */
static void
test_r08_reset_lets_go_of_the_dead_in_a_day(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	char code[REGISTRY_CODE_SIZE];
	unsigned killed;

	clock_fake_set(ROOM_NOW + 3000 * DAY, 1000, ROOM_BOOT);
	touch(room);
	assert_int_equal(registry_clock_accept(room->r, "", &room->f), 0);
	for (int i = 0; i < 3; i++) {
		room_issue(room, &alice, code);
		assert_int_equal(room_try(room, &alice, code), REGISTRY_YES);
	}
	room_issue(room, &alice, code);
	clock_fake_set(ROOM_NOW, 1000, ROOM_BOOT);
	assert_int_equal(
	    registry_clock_reset(room->r, "", &killed, &room->f), 0);
	assert_int_equal(killed, 1);
	clock_fake_pass(DAY + 1);
	room_issue(room, &alice, code);
	assert_int_equal(number(room, "SELECT count(*) FROM credential"), 1);
}

/* More than one transaction takes; the mark is down only after the last. */
static void
test_r07_reset_of_many_ends_all_of_them(void **state)
{
	struct room *room = *state;
	struct account a;
	char name[16], code[REGISTRY_CODE_SIZE];
	const int accounts = 140;
	unsigned killed;

	for (int i = 0; i < accounts; i++) {
		(void)snprintf(name, sizeof(name), "user%d", i);
		a = room_account(name, 2000 + (uid_t)i);
		for (int k = 0; k < REGISTRY_CODES_MAX; k++)
			room_issue(room, &a, code);
	}
	clock_fake_pass(HOUR);
	clock_fake_set(ROOM_NOW, 1000 + HOUR, ROOM_BOOT);
	assert_int_equal(
	    registry_clock_reset(room->r, "", &killed, &room->f), 0);
	assert_int_equal(killed, accounts * REGISTRY_CODES_MAX);
	assert_int_equal(
	    number(room, "SELECT count(*) FROM credential WHERE state = 1"), 0);
	assert_int_equal(look(room).mark, ROOM_NOW);
	assert_int_equal(room_codes(room, NULL), 0);
}

static void
test_r07_code_refused_as_expired_is_dead_from_then_on(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	char code[REGISTRY_CODE_SIZE];

	room_issue(room, &alice, code);
	clock_fake_pass(901);
	assert_int_equal(room_try(room, &alice, code), REGISTRY_NO);
	assert_string_equal(room_outcome(room), "no: expired");
	assert_int_equal(
	    number(room, "SELECT state FROM credential WHERE id = 1"), 4);
}

static void
test_r07_failures_stamped_in_the_future_count_as_of_now(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	char code[REGISTRY_CODE_SIZE];
	unsigned killed;

	room_issue(room, &alice, code);
	clock_fake_set(ROOM_NOW + 600, 1000, ROOM_BOOT);
	for (int i = 0; i < 5; i++)
		assert_int_equal(room_try(room, &alice, "no"), REGISTRY_NO);
	clock_fake_set(ROOM_NOW, 1000, ROOM_BOOT);
	assert_int_equal(
	    registry_clock_reset(room->r, "", &killed, &room->f), 0);
	assert_int_equal(killed, 0);
	assert_int_equal(room_try(room, &alice, code), REGISTRY_NO);
	assert_string_equal(room_outcome(room), "no: locked");
	/* For unlock_time from now, not for ten minutes more. */
	clock_fake_pass(599);
	assert_int_equal(room_try(room, &alice, code), REGISTRY_NO);
	clock_fake_pass(1);
	assert_int_equal(room_try(room, &alice, code), REGISTRY_YES);
}

/* ---- codes of an account, revoked together ---- */

static void
test_revoking_a_user_ends_all_of_his_codes(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct account bob = room_account("bob", 1001);
	char code[REGISTRY_CODE_SIZE], his[REGISTRY_CODE_SIZE];
	struct registry_login login = room_login("alice", &alice);
	struct registry_event last;
	int64_t expires;
	size_t events;
	unsigned n;

	assert_int_equal(
	    registry_revoke_user(room->r, "alice", "carol", &n, &room->f),
	    REGISTRY_NOT_FOUND);
	for (int i = 0; i < 15; i++)
		room_issue(room, &alice, code);
	room_issue(room, &bob, his);
	assert_int_equal(
	    registry_deliver(room->r, &login, code, &expires, &room->f), 0);
	events = room_events(room, NULL);
	assert_int_equal(
	    registry_revoke_user(room->r, "alice", "carol", &n, &room->f), 0);
	assert_int_equal(n, 16);
	assert_int_equal(room_events(room, &last), events + 16);
	assert_string_equal(last.outcome, "revoked");
	assert_string_equal(last.by, "carol");
	assert_true(last.code > 0);
	assert_int_equal(room_codes(room, "alice"), 0);
	assert_int_equal(room_answer(room, &login, code), REGISTRY_NO);
	assert_int_equal(room_try(room, &bob, his), REGISTRY_YES);
	assert_int_equal(
	    registry_revoke_user(room->r, "alice", "carol", &n, &room->f), 0);
	assert_int_equal(n, 0);
	assert_string_equal(room_outcome(room), "no: not live");
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, room_setup, room_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_r07_clock_tells_what_it_goes_by),
	    TEST(test_r07_jump_of_over_an_hour_waits_for_a_day),
	    TEST(test_r07_four_hundred_days_between_boots_wait),
	    TEST(test_r07_accept_lets_the_mark_follow_at_once),
	    TEST(test_r07_reset_kills_what_was_dead_first),
	    TEST(test_r07_little_behind_is_not_reset),
	    TEST(test_r08_reset_lets_go_of_the_dead_in_a_day),
	    TEST(test_r07_reset_of_many_ends_all_of_them),
	    TEST(test_r07_code_refused_as_expired_is_dead_from_then_on),
	    TEST(test_r07_failures_stamped_in_the_future_count_as_of_now),
	    TEST(test_revoking_a_user_ends_all_of_his_codes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
