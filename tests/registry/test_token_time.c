/* test_token_time - when a token dies, stays dead, and goes */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "registry/handle.h"
#include "registry/store_token.h"
#include "tests/core/clock_fake.h"
#include "tests/registry/token_room.h"

#define A(x) REGISTRY_TOKEN_##x
#define MINUTE 60
#define HOUR 3600
#define DAY (24 * HOUR)

/* The next call reuses it. */
static const struct store_token *
row_of(struct room *room, int64_t id)
{
	static struct store_token t;

	assert_int_equal(room->r->store->calls->tokens->get(
			     room->r->store, id, &t, &room->f),
	    0);
	return &t;
}

static enum registry_token_answer
verify(struct room *room, const char *text)
{
	return token_room_ask(room, A(VERIFY), text);
}

static void
test_absolute_end_is_to_the_second(void **state)
{
	struct room *room = *state;
	char text[REGISTRY_TOKEN_SIZE];
	int64_t id = token_room_issue(room, "reset", "alice", text);

	clock_fake_pass(HOUR - 1);
	assert_int_equal(verify(room, text), A(YES));
	clock_fake_pass(1);
	assert_int_equal(verify(room, text), A(EXPIRED));
	assert_int_equal(row_of(room, id)->state, STORE_EXPIRED);
}

static void
test_session_slides_while_it_is_seen(void **state)
{
	struct room *room = *state;
	char text[REGISTRY_TOKEN_SIZE];
	int64_t id = token_room_issue(room, "session", "alice", text);

	/* Every 29 minutes to the absolute end, which no verify moves. */
	for (int i = 0; i < 24; i++) {
		clock_fake_pass(29 * MINUTE);
		assert_int_equal(verify(room, text), A(YES));
		assert_int_equal(
		    row_of(room, id)->seen, ROOM_NOW + (i + 1) * 29 * MINUTE);
	}
	clock_fake_pass(24 * MINUTE);
	assert_int_equal(verify(room, text), A(EXPIRED));
	assert_int_equal(row_of(room, id)->state, STORE_EXPIRED);
}

static void
test_session_that_was_not_seen_is_dead(void **state)
{
	struct room *room = *state;
	char text[REGISTRY_TOKEN_SIZE];
	int64_t id = token_room_issue(room, "session", "alice", text);

	/* Issued, and never seen since. */
	assert_int_equal(row_of(room, id)->gone,
	    ROOM_NOW + 30 * MINUTE + room->conf.token_retention);
	clock_fake_pass(30 * MINUTE - 1);
	assert_int_equal(verify(room, text), A(YES));
	clock_fake_pass(30 * MINUTE);
	assert_int_equal(verify(room, text), A(EXPIRED));
	assert_int_equal(verify(room, text), A(EXPIRED));
}

static void
test_stamps_are_a_minute_apart_or_less(void **state)
{
	struct room *room = *state;
	static struct registry_token_op op;
	char key[REGISTRY_TOKEN_SIZE];
	int64_t id = token_room_issue(room, "api-key", "build", key);
	unsigned long commits = room->r->store->cost.commits;

	for (int i = 0; i < 59; i++) {
		clock_fake_pass(1);
		assert_int_equal(verify(room, key), A(YES));
	}
	/* Nothing was written meanwhile. */
	assert_int_equal(room->r->store->cost.commits, commits);
	assert_int_equal(row_of(room, id)->seen, ROOM_NOW);
	clock_fake_pass(1);
	assert_int_equal(verify(room, key), A(YES));
	assert_int_equal(room->r->store->cost.commits, commits + 1);
	assert_int_equal(row_of(room, id)->seen, ROOM_NOW + 60);
	assert_int_equal(row_of(room, id)->gone,
	    ROOM_NOW + 365 * DAY + room->conf.token_retention);
	/* A 16th of a short idle time. */
	token_room_new(room, &op, "session", "alice");
	op.idle = 160;
	token_room_run(room, &op);
	clock_fake_pass(9);
	assert_int_equal(verify(room, op.text), A(YES));
	assert_int_equal(row_of(room, op.is.id)->seen, ROOM_NOW + 60);
	clock_fake_pass(1);
	assert_int_equal(verify(room, op.text), A(YES));
	assert_int_equal(row_of(room, op.is.id)->seen, ROOM_NOW + 70);
	/* An idle second. */
	op.idle = 1;
	token_room_run(room, &op);
	assert_int_equal(verify(room, op.text), A(YES));
	clock_fake_pass(1);
	assert_int_equal(verify(room, op.text), A(EXPIRED));
}

static void
test_redeem_and_rotate_are_seen_as_well(void **state)
{
	struct room *room = *state;
	static struct registry_token_op op;
	const struct registry_token_op *got;

	token_room_new(room, &op, "reset", "alice");
	op.uses = 3;
	op.idle = 10 * MINUTE;
	token_room_run(room, &op);
	clock_fake_pass(9 * MINUTE);
	assert_int_equal(token_room_ask(room, A(REDEEM), op.text), A(YES));
	clock_fake_pass(9 * MINUTE);
	got = token_room_act(room, A(ROTATE), op.text);
	assert_int_equal(got->answer, A(YES));
	memcpy(op.text, got->text, sizeof(op.text));
	clock_fake_pass(9 * MINUTE);
	assert_int_equal(verify(room, op.text), A(YES));
	/* To be revoked is not to be seen. */
	clock_fake_pass(9 * MINUTE);
	assert_int_equal(token_room_ask(room, A(REVOKE), op.text), A(YES));
	assert_int_equal(row_of(room, op.is.id)->seen, ROOM_NOW + 27 * MINUTE);
}

static void
test_refused_as_dead_stays_dead_when_the_clock_is_set_back(void **state)
{
	struct room *room = *state;
	char reset[REGISTRY_TOKEN_SIZE], session[REGISTRY_TOKEN_SIZE];
	char quiet[REGISTRY_TOKEN_SIZE];

	(void)token_room_issue(room, "reset", "alice", reset);
	(void)token_room_issue(room, "session", "alice", session);
	(void)token_room_issue(room, "session", "bob", quiet);
	/* A jump that the mark does not follow. */
	clock_fake_set(ROOM_NOW + 100 * DAY, 1001, ROOM_BOOT);
	assert_int_equal(verify(room, reset), A(EXPIRED));
	assert_int_equal(verify(room, session), A(EXPIRED));
	clock_fake_set(ROOM_NOW + 2, 1002, ROOM_BOOT);
	assert_int_equal(verify(room, reset), A(EXPIRED));
	assert_int_equal(token_room_ask(room, A(REDEEM), reset), A(EXPIRED));
	assert_int_equal(verify(room, session), A(EXPIRED));
	assert_int_equal(verify(room, quiet), A(YES));
	/* A use is a use at any time. */
	(void)token_room_issue(room, "reset", "alice", reset);
	assert_int_equal(token_room_ask(room, A(REDEEM), reset), A(YES));
	clock_fake_set(ROOM_NOW - 100 * DAY, 1003, ROOM_BOOT);
	assert_int_equal(token_room_ask(room, A(REDEEM), reset), A(USED));
	assert_int_equal(verify(room, quiet), A(YES));
}

static void
test_what_a_clock_ahead_has_made_is_dead(void **state)
{
	struct room *room = *state;
	char ahead[REGISTRY_TOKEN_SIZE], seen[REGISTRY_TOKEN_SIZE];
	char key[REGISTRY_TOKEN_SIZE], near[REGISTRY_TOKEN_SIZE];
	static struct registry_token_op op;
	int64_t id;

	token_room_new(room, &op, "session", "alice");
	op.ttl = 365 * DAY;
	op.idle = 200 * DAY;
	token_room_run(room, &op);
	memcpy(seen, op.text, sizeof(seen));
	(void)token_room_issue(room, "api-key", "build", key);
	clock_fake_set(ROOM_NOW + 100 * DAY, 1001, ROOM_BOOT);
	id = token_room_issue(room, "api-key", "build", ahead);
	assert_int_equal(verify(room, seen), A(YES));
	assert_int_equal(verify(room, key), A(YES));
	clock_fake_set(ROOM_NOW + 100 * DAY - 300, 1002, ROOM_BOOT);
	assert_int_equal(verify(room, ahead), A(YES));
	(void)token_room_issue(room, "api-key", "build", near);
	clock_fake_set(ROOM_NOW + 2, 1003, ROOM_BOOT);
	assert_int_equal(verify(room, ahead), A(EXPIRED));
	assert_int_equal(verify(room, near), A(EXPIRED));
	assert_int_equal(row_of(room, id)->state, STORE_AHEAD);
	/* How long it was idle nobody knows. */
	assert_int_equal(verify(room, seen), A(EXPIRED));
	/* That does not matter where it may be idle for ever. */
	assert_int_equal(verify(room, key), A(YES));
	assert_int_equal(row_of(room, 2)->seen, ROOM_NOW + 3);
}

static void
test_dead_rows_go_after_the_retention_time(void **state)
{
	struct room *room = *state;
	char text[REGISTRY_TOKEN_SIZE];
	const struct registry_token_filter all = {.all = true};
	struct registry_event last;

	/*
	 * One used at once and one revoked, which would have died soon; one
	 * revoked that would not; one that expires; one that lives.
	 */
	(void)token_room_issue(room, "reset", "alice", text);
	assert_int_equal(token_room_ask(room, A(REDEEM), text), A(YES));
	(void)token_room_issue(room, "session", "alice", text);
	assert_int_equal(token_room_ask(room, A(REVOKE), text), A(YES));
	(void)token_room_issue(room, "api-key", "alice", text);
	assert_int_equal(token_room_ask(room, A(REVOKE), text), A(YES));
	(void)token_room_issue(room, "reset", "alice", text);
	(void)token_room_issue(room, "api-key", "alice", text);
	clock_fake_pass(room->conf.token_retention - 1);
	assert_int_equal(registry_tidy(room->r, &room->f), 0);
	assert_int_equal(token_room_list(room, &all, NULL), 5);
	clock_fake_pass(1);
	assert_int_equal(registry_tidy(room->r, &room->f), 0);
	assert_int_equal(token_room_list(room, &all, NULL), 4);
	(void)room_events(room, &last);
	assert_string_equal(last.act, "token-sweep");
	assert_string_equal(last.outcome, "removed 1");
	/* Their end is less than a day away: it is not written anew. */
	clock_fake_pass(HOUR);
	assert_int_equal(registry_tidy(room->r, &room->f), 0);
	assert_int_equal(token_room_list(room, &all, NULL), 1);
	assert_int_equal(registry_tidy(room->r, &room->f), 0);
	(void)room_events(room, &last);
	assert_string_equal(last.outcome, "removed 3");
	assert_int_equal(verify(room, text), A(YES));
}

static void
test_rows_go_by_the_mark(void **state)
{
	struct room *room = *state;
	char text[REGISTRY_TOKEN_SIZE];
	const struct registry_token_filter all = {.all = true};

	(void)token_room_issue(room, "reset", "alice", text);
	clock_fake_set(ROOM_NOW + 1000 * DAY, 1001, ROOM_BOOT);
	assert_int_equal(registry_tidy(room->r, &room->f), 0);
	assert_int_equal(token_room_list(room, &all, NULL), 1);
	assert_int_equal(registry_clock_accept(room->r, "root", &room->f), 0);
	assert_int_equal(registry_tidy(room->r, &room->f), 0);
	assert_int_equal(token_room_list(room, &all, NULL), 0);
}

static void
test_clock_reset_kills_what_was_dead_by_the_old_mark(void **state)
{
	enum {
		MANY = 1100
	};
	struct room *room = *state;
	static char text[5][REGISTRY_TOKEN_SIZE];
	char other[REGISTRY_TOKEN_SIZE];
	struct account alice = room_account("alice", 1000);
	char code[REGISTRY_CODE_SIZE];
	unsigned killed;
	int64_t id;

	(void)token_room_issue(room, "reset", "alice", text[0]);
	id = token_room_issue(room, "session", "alice", text[1]);
	(void)token_room_issue(room, "api-key", "alice", text[2]);
	(void)room_issue(room, &alice, code);
	/* More than a transaction sees to. */
	for (int i = 0; i < MANY; i++)
		(void)token_room_issue(room, "reset", "bob", other);
	clock_fake_set(ROOM_NOW + 20 * DAY, 1001, ROOM_BOOT);
	assert_int_equal(registry_clock_accept(room->r, "root", &room->f), 0);
	(void)token_room_issue(room, "api-key", "alice", text[3]);
	(void)token_room_issue(room, "reset", "alice", text[4]);
	assert_int_equal(token_room_ask(room, A(REDEEM), text[4]), A(YES));
	clock_fake_set(ROOM_NOW + 10, 1002, ROOM_BOOT);
	assert_int_equal(verify(room, text[3]), A(YES));
	assert_int_equal(
	    registry_clock_reset(room->r, "root", &killed, &room->f), 0);
	/* The code, the reset links, the session and the key ahead. */
	assert_int_equal(killed, 1 + MANY + 1 + 1 + 1);
	assert_int_equal(verify(room, text[0]), A(EXPIRED));
	assert_int_equal(verify(room, text[1]), A(EXPIRED));
	assert_int_equal(row_of(room, id)->state, STORE_EXPIRED);
	assert_int_equal(verify(room, text[2]), A(YES));
	assert_int_equal(verify(room, text[3]), A(EXPIRED));
	assert_int_equal(verify(room, other), A(EXPIRED));
	/* The dead stay no longer than they would have from now on. */
	assert_int_equal(row_of(room, id + 4 + MANY)->state, STORE_USED);
	assert_int_equal(row_of(room, id + 4 + MANY)->gone,
	    ROOM_NOW + 10 + room->conf.token_retention);
}

#define TEST(t) cmocka_unit_test_setup_teardown(t, room_setup, room_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_absolute_end_is_to_the_second),
	    TEST(test_session_slides_while_it_is_seen),
	    TEST(test_session_that_was_not_seen_is_dead),
	    TEST(test_stamps_are_a_minute_apart_or_less),
	    TEST(test_redeem_and_rotate_are_seen_as_well),
	    TEST(test_refused_as_dead_stays_dead_when_the_clock_is_set_back),
	    TEST(test_what_a_clock_ahead_has_made_is_dead),
	    TEST(test_dead_rows_go_after_the_retention_time),
	    TEST(test_rows_go_by_the_mark),
	    TEST(test_clock_reset_kills_what_was_dead_by_the_old_mark),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
