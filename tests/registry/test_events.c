/* test_events - the log: what it tells, what it keeps out, how it ends */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/core/clock_fake.h"
#include "tests/registry/room.h"

#define DAY (24LL * 60 * 60)

static void
test_making_the_registry_is_the_first_event(void **state)
{
	struct room *room = *state;
	struct registry_event last;

	assert_int_equal(room_events(room, &last), 1);
	assert_string_equal(last.act, "init");
	assert_string_equal(last.outcome, "made");
	assert_int_equal(last.at, ROOM_NOW);
}

static void
test_r08_equal_refusals_within_a_minute_are_one_row(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_event last;

	room->conf.deny = 0;
	room_reopen(room);
	for (int i = 0; i < 6; i++) {
		assert_int_equal(room_try(room, &alice, "no"), REGISTRY_NO);
		clock_fake_pass(10);
	}
	assert_int_equal(room_events(room, &last), 2);
	assert_int_equal(last.count, 6);
	assert_int_equal(last.at, ROOM_NOW);
	assert_int_equal(last.last, ROOM_NOW + 50);
	assert_int_equal(room_try(room, &alice, "no"), REGISTRY_NO);
	assert_int_equal(room_events(room, &last), 3);
	assert_int_equal(last.count, 1);
}

static void
test_r08_different_refusals_stay_apart(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_login login = room_login("alice", &alice);
	char code[REGISTRY_CODE_SIZE];

	assert_int_equal(room_answer(room, &login, "no"), REGISTRY_NO);
	room_issue(room, &alice, code);
	assert_int_equal(room_answer(room, &login, "no"), REGISTRY_NO);
	login.rhost = "192.0.2.2";
	assert_int_equal(room_answer(room, &login, "no"), REGISTRY_NO);
	login.service = "su";
	assert_int_equal(room_answer(room, &login, "no"), REGISTRY_NO);
	login.ruser = "bob";
	assert_int_equal(room_answer(room, &login, "no"), REGISTRY_NO);
	assert_int_equal(room_events(room, NULL), 7);
}

static void
test_yeses_are_never_merged(void **state)
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
	assert_int_equal(room_events(room, NULL), 5);
}

static void
test_r08_unknown_names_are_nowhere_in_the_files(void **state)
{
	struct room *room = *state;
	struct registry_login login = room_login("hunter2-my-password", NULL);
	struct registry_event last;
	char code[REGISTRY_CODE_SIZE];
	int64_t expires;

	assert_int_equal(room_answer(room, &login, "no"), REGISTRY_NO);
	assert_int_equal(
	    registry_deliver(room->r, &login, code, &expires, &room->f),
	    REGISTRY_NOT_SENT);
	assert_int_equal(
	    registry_abandon(room->r, &login, "no: closed", &room->f), 0);
	(void)room_events(room, &last);
	assert_string_equal(last.outcome, "no: closed");
	assert_string_equal(last.user, "");
	assert_true(room_holds(room, "192.0.2.1"));
	assert_false(room_holds(room, "hunter2"));
}

static void
test_r08_unknown_names_are_logged_when_conf_says_so(void **state)
{
	struct room *room = *state;
	struct registry_login login = room_login("no\none", NULL);
	struct registry_event last;

	room->conf.log_unknown_users = true;
	room_reopen(room);
	assert_int_equal(room_answer(room, &login, "no"), REGISTRY_NO);
	(void)room_events(room, &last);
	assert_string_equal(last.user, "no\\012one");
	assert_string_equal(last.outcome, "no: unknown");
}

static void
test_r05_texts_are_cleaned_and_cut(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_login login = room_login("alice", &alice);
	struct registry_event last;
	char longer[600];

	memset(longer, 'a', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	login.rhost = "evil\nhost\x1b[2J\xc3\xa9\\";
	login.service = longer;
	login.ruser = NULL;
	assert_int_equal(room_answer(room, &login, "no"), REGISTRY_NO);
	(void)room_events(room, &last);
	assert_string_equal(
	    last.source, "evil\\012host\\033[2J\\303\\251\\134");
	assert_int_equal(strlen(last.service), REGISTRY_TEXT_SIZE - 1);
	assert_string_equal(last.by, "");
}

struct wanted {
	const char *user;
	size_t n;
	int64_t last;
};

static int
see(const struct registry_event *e, void *arg)
{
	struct wanted *w = arg;

	if (w->user != NULL)
		assert_string_equal(e->user, w->user);
	assert_true(e->id > w->last);
	w->last = e->id;
	w->n++;
	return 0;
}

static size_t
filtered(struct room *room, const char *user, int64_t since, int64_t after)
{
	struct registry_filter filter = {user, since, after};
	struct wanted w = {.user = user};

	assert_int_equal(
	    registry_events(room->r, &filter, see, &w, &room->f), 0);
	return w.n;
}

static void
test_events_are_filtered_and_read_in_pages(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct account bob = room_account("bob", 1001);
	char code[REGISTRY_CODE_SIZE];

	for (int i = 0; i < 300; i++) {
		int64_t id = room_issue(room, &alice, code);

		assert_int_equal(
		    registry_revoke(room->r, id, "root", &room->f), 0);
		clock_fake_pass(1);
	}
	room_issue(room, &bob, code);
	assert_int_equal(filtered(room, NULL, 0, 0), 602);
	assert_int_equal(filtered(room, "alice", 0, 0), 600);
	assert_int_equal(filtered(room, "bob", 0, 0), 1);
	assert_int_equal(filtered(room, "carol", 0, 0), 0);
	assert_int_equal(filtered(room, NULL, ROOM_NOW + 299, 0), 3);
	assert_int_equal(filtered(room, NULL, 0, 600), 2);
}

static void
test_r08_events_are_limited_by_rows(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_event last;
	char code[REGISTRY_CODE_SIZE];

	room->conf.event_rows = 50;
	room_reopen(room);
	for (int i = 0; i < 100; i++) {
		int64_t id = room_issue(room, &alice, code);

		assert_int_equal(
		    registry_revoke(room->r, id, "root", &room->f), 0);
	}
	assert_int_equal(room_events(room, &last), 50);
	assert_string_equal(last.outcome, "revoked");
	assert_int_equal(last.id, 201);
	/* A lower limit is reached in small steps. */
	room->conf.event_rows = 10;
	room_reopen(room);
	room_issue(room, &alice, code);
	assert_int_equal(room_events(room, NULL), 50 + 1 - 16);
	room_issue(room, &alice, code);
	room_issue(room, &alice, code);
	assert_int_equal(room_events(room, NULL), 10);
}

static void
test_r08_events_are_limited_by_age(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	char code[REGISTRY_CODE_SIZE];

	for (int i = 0; i < 5; i++)
		room_issue(room, &alice, code);
	assert_int_equal(room_events(room, NULL), 6);
	/* Off for 91 days. */
	clock_fake_set(ROOM_NOW + 91 * DAY, 10, "the next boot");
	room_issue(room, &alice, code);
	assert_int_equal(room_events(room, NULL), 1);
}

static void
test_r07_clock_set_far_ahead_removes_no_event(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	char code[REGISTRY_CODE_SIZE];

	for (int i = 0; i < 5; i++)
		room_issue(room, &alice, code);
	clock_fake_set(ROOM_NOW + 365 * DAY, 1010, ROOM_BOOT);
	room_issue(room, &alice, code);
	assert_int_equal(room_events(room, NULL), 7);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, room_setup, room_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_making_the_registry_is_the_first_event),
	    TEST(test_r08_equal_refusals_within_a_minute_are_one_row),
	    TEST(test_r08_different_refusals_stay_apart),
	    TEST(test_yeses_are_never_merged),
	    TEST(test_r08_unknown_names_are_nowhere_in_the_files),
	    TEST(test_r08_unknown_names_are_logged_when_conf_says_so),
	    TEST(test_r05_texts_are_cleaned_and_cut),
	    TEST(test_events_are_filtered_and_read_in_pages),
	    TEST(test_r08_events_are_limited_by_rows),
	    TEST(test_r08_events_are_limited_by_age),
	    TEST(test_r07_clock_set_far_ahead_removes_no_event),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
