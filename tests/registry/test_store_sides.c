/*
 * test_store_sides - what a store keeps apart for claimed logins, binds to
 * networks and times, marks, and makes up for a clock that ran ahead
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "registry/store_authenticator.h"
#include "tests/registry/store_bench.h"

#define DAY (24LL * 60 * 60)

static struct store_credential
delivered(int64_t id, int64_t account, bool claimed)
{
	struct store_credential c = bench_credential(id, account);

	c.kind = REGISTRY_DELIVERED;
	c.claimed = claimed;
	return c;
}

static void
add(struct bench *b, const struct store_credential *c)
{
	OK(credential_add, c, true);
}

static void
test_networks_and_beginning_read_back(void **state)
{
	struct bench *b = *state;
	struct store_credential put = bench_credential(7, 1), got;
	static struct registry_code page[2];
	char name[ACCOUNT_NAME_MAX + 1];
	size_t n = 2;

	put.not_before = put.issued + 60;
	(void)strcpy(put.networks, "10.0.0.0/8,::1");
	BEGIN();
	OK(account_add, 1, "alice", bench_key_id, true);
	add(b, &put);
	assert_int_equal(bench_open(b, 1, 0, &got), 1);
	assert_int_equal(got.not_before, put.not_before);
	assert_string_equal(got.networks, put.networks);
	OK(credential_find, 7, &got, name);
	assert_int_equal(got.not_before, put.not_before);
	assert_string_equal(got.networks, put.networks);
	OK(credential_page, NULL, 0, put.issued, page, &n);
	assert_int_equal(n, 1);
	assert_int_equal(page[0].not_before, put.not_before);
	assert_string_equal(page[0].networks, put.networks);
	COMMIT();
}

static void
test_r05_sides_do_not_see_each_others_delivered_codes(void **state)
{
	struct bench *b = *state;
	static struct store_credential all[REGISTRY_CODES_MAX];
	struct store_credential issued = bench_credential(1, 1);
	int64_t live, sent;
	size_t n;

	BEGIN();
	add(b, &issued);
	for (int64_t id = 2; id <= 4; id++) {
		struct store_credential c = delivered(id, 1, id != 4);

		add(b, &c);
	}
	OK(credential_count, 1, 0, true, &live, &sent);
	assert_int_equal(live, 3);
	assert_int_equal(sent, 2);
	OK(credential_count, 1, 2, true, &live, &sent);
	assert_int_equal(live, 2);
	assert_int_equal(sent, 1);
	OK(credential_count, 1, 0, false, &live, &sent);
	assert_int_equal(live, 2);
	assert_int_equal(sent, 1);
	OK(credential_open, 1, 0, true, all, &n);
	assert_int_equal(n, 3);
	assert_true(all[1].claimed);
	assert_false(all[0].claimed);
	OK(credential_open, 1, 0, false, all, &n);
	assert_int_equal(n, 2);
	assert_int_equal(all[1].id, 4);
	COMMIT();
}

static void
test_r19_no_account_is_enrolled_by_being_added(void **state)
{
	struct bench *b = *state;
	const struct store_authenticator_calls *a = b->s->calls->authenticators;
	struct store_enrolled has;

	/* Alone, outside any transaction. */
	assert_int_equal(
	    a->account_enrolled(b->s, "alice", 1000, &has, &b->room.f), 0);
	assert_false(has.own);
	BEGIN();
	OK(account_add, 1, "alice", bench_key_id, true);
	COMMIT();
	assert_int_equal(
	    a->account_enrolled(b->s, "alice", 1000, &has, &b->room.f), 0);
	assert_false(has.own);
	assert_string_equal(has.other, "");
}

static enum store_state
state_of(struct bench *b, int64_t id)
{
	struct store_credential c;
	char name[ACCOUNT_NAME_MAX + 1];

	OK(credential_find, id, &c, name);
	return c.state;
}

static void
add_timed(struct bench *b, int64_t id, int64_t issued, int64_t expires)
{
	struct store_credential c = bench_credential(id, 1);

	c.issued = issued;
	c.expires = expires;
	c.gone = expires + DAY;
	add(b, &c);
}

static void
test_r07_reset_ends_what_expired_and_what_is_to_come(void **state)
{
	struct bench *b = *state;
	struct store_reset what = {.now = ROOM_NOW + 10 * DAY,
	    .ahead = ROOM_NOW + STORE_AHEAD_MAX,
	    .gone = ROOM_NOW + DAY,
	    .batch = 100,
	    .until = INT64_MAX};
	int64_t ended, hastened;
	bool done;

	BEGIN();
	OK(account_add, 1, "alice", bench_key_id, true);
	for (int64_t id = 1; id <= 5; id++)
		add_timed(b, id, id == 2 ? what.ahead + 1 : what.ahead,
		    id == 1 ? what.now : what.now + 1);
	/* One is dead already, and would stay; one has a use left. */
	OK(credential_end, 4, STORE_REVOKED, what.now + DAY, &done);
	assert_true(done);
	OK(credential_reset, &what, &ended, &hastened);
	assert_int_equal(ended, 2);
	assert_int_equal(hastened, 1);
	assert_int_equal(state_of(b, 1), STORE_EXPIRED);
	assert_int_equal(state_of(b, 2), STORE_AHEAD);
	assert_int_equal(state_of(b, 3), STORE_LIVE);
	assert_int_equal(state_of(b, 4), STORE_REVOKED);
	OK(credential_reset, &what, &ended, &hastened);
	assert_int_equal(ended, 0);
	assert_int_equal(hastened, 0);
	/* The dead go within the day, the living stay. */
	OK(credential_purge, what.gone, 100, NULL);
	assert_int_equal(bench_open(b, 1, 0, NULL), 2);
	COMMIT();
}

static void
test_reset_takes_a_batch_at_a_time(void **state)
{
	struct bench *b = *state;
	struct store_reset what = {.now = ROOM_NOW + 10 * DAY,
	    .ahead = ROOM_NOW + 10 * DAY,
	    .gone = ROOM_NOW + DAY,
	    .batch = 4,
	    .until = INT64_MAX};
	int64_t ended, hastened, all = 0;

	int64_t until;

	BEGIN();
	OK(account_add, 1, "alice", bench_key_id, true);
	for (int64_t id = 1; id <= 10; id++) {
		struct store_credential c = bench_credential(2 * id, id);

		add(b, &c);
	}
	OK(credential_reach, 0, 4, &until);
	assert_int_equal(until, 8);
	OK(credential_reach, 17, 4, &until);
	assert_int_equal(until, 20);
	OK(credential_reach, 20, 4, &until);
	assert_int_equal(until, 0);
	/* Within bounds, none but those. */
	what.after = 2;
	what.until = 6;
	OK(credential_reset, &what, &ended, &hastened);
	assert_int_equal(ended, 2);
	assert_int_equal(state_of(b, 2), STORE_LIVE);
	all = ended;
	what.after = 0;
	what.until = INT64_MAX;
	do {
		OK(credential_reset, &what, &ended, &hastened);
		assert_in_range(ended, 0, 4);
		all += ended;
	} while (ended == 4);
	assert_int_equal(all, 10);
	COMMIT();
}

static void
test_next_event_is_found_behind_gaps(void **state)
{
	struct bench *b = *state;
	static struct registry_event e = {.at = ROOM_NOW}, page[4];
	const struct registry_filter filter = {0};
	int64_t id, first, second;
	size_t n = 4;

	OK(event_next, 0, &id);
	assert_int_equal(id, 0);
	BEGIN();
	OK(event_add, &e, true, &first);
	OK(event_add, &e, true, &second);
	COMMIT();
	OK(event_next, 0, &id);
	assert_int_equal(id, first);
	OK(event_next, first, &id);
	assert_int_equal(id, second);
	OK(event_next, second, &id);
	assert_int_equal(id, 0);
	OK(event_page, &filter, first, page, &n);
	assert_int_equal(n, 1);
	assert_int_equal(page[0].id, first);
}

#define TEST(name)                       \
	cmocka_unit_test_setup_teardown( \
	    name, store_bench_setup, store_bench_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_networks_and_beginning_read_back),
	    TEST(test_r05_sides_do_not_see_each_others_delivered_codes),
	    TEST(test_r19_no_account_is_enrolled_by_being_added),
	    TEST(test_r07_reset_ends_what_expired_and_what_is_to_come),
	    TEST(test_reset_takes_a_batch_at_a_time),
	    TEST(test_next_event_is_found_behind_gaps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
