/*
 * test_store_changing - what a back end must do with codes that lead to a new
 * password while one is set
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/registry/store_bench.h"

#define ALICE 1
#define BOB 2

static void
add(struct bench *b, int64_t id, int64_t account, enum registry_kind kind,
    enum store_state state)
{
	struct store_credential c = bench_credential(id, account);

	c.kind = kind;
	c.state = state;
	c.uses = 3;
	OK(credential_add, &c, true);
}

static int
begin(void **state)
{
	int r = store_bench_setup(state);
	struct bench *b = *state;

	BEGIN();
	OK(account_add, ALICE, "alice", bench_key_id, true);
	OK(account_add, BOB, "bob", bench_key_id, true);
	return r;
}

static int
end(void **state)
{
	struct bench *b = *state;

	ROLLBACK();
	return store_bench_teardown(state);
}

static enum store_state
state_of(struct bench *b, int64_t id)
{
	struct store_credential c;
	char name[ACCOUNT_NAME_MAX + 1];

	OK(credential_find, id, &c, name);
	assert_int_equal(c.id, id);
	assert_int_equal(c.uses, 3);
	return c.state;
}

static void
test_live_ones_that_lead_to_a_password_are_held(void **state)
{
	struct bench *b = *state;
	struct store_credential other = bench_credential(9, ALICE);

	add(b, 1, ALICE, REGISTRY_MUST_CHANGE, STORE_LIVE);
	add(b, 2, ALICE, REGISTRY_MUST_CHANGE, STORE_LIVE);
	add(b, 3, ALICE, REGISTRY_ISSUED, STORE_LIVE);
	add(b, 4, ALICE, REGISTRY_DELIVERED, STORE_LIVE);
	add(b, 5, ALICE, REGISTRY_TEMPORARY, STORE_LIVE);
	add(b, 6, ALICE, REGISTRY_TEMPORARY, STORE_INTENT);
	add(b, 7, ALICE, REGISTRY_MUST_CHANGE, STORE_REVOKED);
	add(b, 8, BOB, REGISTRY_MUST_CHANGE, STORE_LIVE);
	other.kind = REGISTRY_MUST_CHANGE;
	other.uid = 4711;
	other.uses = 3;
	OK(credential_add, &other, true);
	OK(credential_hold, ALICE, 1000);
	assert_int_equal(state_of(b, 1), STORE_CHANGING);
	assert_int_equal(state_of(b, 2), STORE_CHANGING);
	assert_int_equal(state_of(b, 3), STORE_LIVE);
	assert_int_equal(state_of(b, 4), STORE_LIVE);
	assert_int_equal(state_of(b, 5), STORE_LIVE);
	assert_int_equal(state_of(b, 6), STORE_INTENT);
	assert_int_equal(state_of(b, 7), STORE_REVOKED);
	assert_int_equal(state_of(b, 8), STORE_LIVE);
	assert_int_equal(state_of(b, 9), STORE_LIVE);
	/* Of another account, or uid, none is let go. */
	OK(credential_release, BOB, 1000, ROOM_NOW);
	OK(credential_release, ALICE, 4711, ROOM_NOW);
	assert_int_equal(state_of(b, 1), STORE_CHANGING);
	OK(credential_release, ALICE, 1000, ROOM_NOW);
	assert_int_equal(state_of(b, 1), STORE_LIVE);
	assert_int_equal(state_of(b, 2), STORE_LIVE);
	assert_int_equal(state_of(b, 7), STORE_REVOKED);
	/* Of nobody: nothing, and no fault. */
	OK(credential_hold, 99, 1000);
	OK(credential_release, 99, 1000, ROOM_NOW);
}

static void
test_held_one_is_not_used_but_seen_and_counted(void **state)
{
	struct bench *b = *state;
	static struct registry_code page[4];
	struct store_credential c;
	int64_t live, delivered;
	size_t n = 4;
	bool done;

	add(b, 1, ALICE, REGISTRY_MUST_CHANGE, STORE_LIVE);
	OK(credential_hold, ALICE, 1000);
	OK(credential_use, 1, 10, ROOM_NOW, &done);
	assert_false(done);
	assert_int_equal(bench_open(b, ALICE, 0, &c), 1);
	assert_int_equal(c.state, STORE_CHANGING);
	OK(credential_count, ALICE, 0, false, &live, &delivered);
	assert_int_equal(live, 1);
	assert_int_equal(delivered, 0);
	OK(credential_page, "alice", 0, ROOM_NOW, page, &n);
	assert_int_equal(n, 1);
	assert_true(page[0].changing);
	OK(credential_release, ALICE, 1000, ROOM_NOW);
	n = 4;
	OK(credential_page, "alice", 0, ROOM_NOW, page, &n);
	assert_int_equal(n, 1);
	assert_false(page[0].changing);
	OK(credential_use, 1, 10, ROOM_NOW, &done);
	assert_true(done);
}

/* Used ones make room for them as they do for live ones. */
static void
test_held_ones_come_before_used_ones(void **state)
{
	struct bench *b = *state;
	static struct store_credential all[REGISTRY_CODES_MAX];
	size_t n;

	for (int64_t id = 1; id <= REGISTRY_CODES_MAX; id++) {
		struct store_credential c = bench_credential(id, ALICE);

		c.state = STORE_USED;
		c.turn = 9;
		OK(credential_add, &c, true);
	}
	add(b, 30, ALICE, REGISTRY_MUST_CHANGE, STORE_LIVE);
	add(b, 31, ALICE, REGISTRY_ISSUED, STORE_LIVE);
	OK(credential_hold, ALICE, 1000);
	OK(credential_open, ALICE, 0, false, all, &n);
	assert_int_equal(n, REGISTRY_CODES_MAX);
	assert_int_equal(all[0].id, 30);
	assert_int_equal(all[1].id, 31);
}

/* Two changes at once: the first that fails gives nothing back. */
static void
test_it_lives_again_when_nobody_holds_it(void **state)
{
	struct bench *b = *state;

	add(b, 1, ALICE, REGISTRY_MUST_CHANGE, STORE_LIVE);
	OK(credential_hold, ALICE, 1000);
	add(b, 2, ALICE, REGISTRY_MUST_CHANGE, STORE_LIVE);
	OK(credential_hold, ALICE, 1000);
	OK(credential_release, ALICE, 1000, ROOM_NOW);
	assert_int_equal(state_of(b, 1), STORE_CHANGING);
	OK(credential_release, ALICE, 1000, ROOM_NOW);
	assert_int_equal(state_of(b, 1), STORE_LIVE);
	assert_int_equal(state_of(b, 2), STORE_LIVE);
	OK(credential_release, ALICE, 1000, ROOM_NOW);
	OK(credential_hold, ALICE, 1000);
	assert_int_equal(state_of(b, 1), STORE_CHANGING);
}

static void
test_r07_what_has_expired_does_not_live_again(void **state)
{
	struct bench *b = *state;

	add(b, 1, ALICE, REGISTRY_MUST_CHANGE, STORE_LIVE);
	OK(credential_hold, ALICE, 1000);
	OK(credential_release, ALICE, 1000, ROOM_NOW + 100);
	assert_int_equal(state_of(b, 1), STORE_EXPIRED);
	OK(credential_release, ALICE, 1000, ROOM_NOW);
	assert_int_equal(state_of(b, 1), STORE_EXPIRED);
	add(b, 2, ALICE, REGISTRY_MUST_CHANGE, STORE_LIVE);
	OK(credential_hold, ALICE, 1000);
	OK(credential_release, ALICE, 1000, ROOM_NOW - STORE_AHEAD_MAX - 1);
	assert_int_equal(state_of(b, 2), STORE_EXPIRED);
	add(b, 3, ALICE, REGISTRY_MUST_CHANGE, STORE_LIVE);
	OK(credential_hold, ALICE, 1000);
	OK(credential_release, ALICE, 1000, ROOM_NOW + 99);
	assert_int_equal(state_of(b, 3), STORE_LIVE);
}

static void
test_held_ones_end_as_live_ones_do(void **state)
{
	struct bench *b = *state;
	const struct store_ending changed = {.account = ALICE,
	    .uid = 1000,
	    .kind = REGISTRY_MUST_CHANGE,
	    .before = INT64_MAX,
	    .issued = INT64_MAX,
	    .state = STORE_USED,
	    .turn = 40,
	    .gone = ROOM_NOW + 5};
	const struct store_reset reset = {.now = ROOM_NOW + 100,
	    .ahead = ROOM_NOW + STORE_AHEAD_MAX,
	    .gone = ROOM_NOW,
	    .batch = 100,
	    .until = INT64_MAX};
	int64_t n, hastened;
	bool done;

	for (int64_t id = 1; id <= 4; id++) {
		add(b, id, ALICE, REGISTRY_MUST_CHANGE, STORE_LIVE);
		OK(credential_hold, ALICE, 1000);
		if (id == 1) {
			OK(credential_end, id, STORE_REVOKED, ROOM_NOW, &done);
			assert_true(done);
			assert_int_equal(state_of(b, id), STORE_REVOKED);
		} else if (id == 2) {
			OK(credential_end_foreign, ALICE, 4711, ROOM_NOW);
			assert_int_equal(state_of(b, id), STORE_FOREIGN);
		} else if (id == 3) {
			OK(credential_end_expired, ALICE, ROOM_NOW + 100,
			    ROOM_NOW + 100, ROOM_NOW);
			assert_int_equal(state_of(b, id), STORE_EXPIRED);
		} else {
			OK(credential_end_all, &changed, &n);
			assert_int_equal(n, 1);
			assert_int_equal(state_of(b, id), STORE_USED);
		}
		OK(credential_release, ALICE, 1000, ROOM_NOW);
		assert_int_not_equal(state_of(b, id), STORE_LIVE);
	}
	/* What was held when the password was set is a candidate like others.
	 */
	assert_int_equal(bench_open(b, ALICE, 39, NULL), 1);
	add(b, 5, ALICE, REGISTRY_MUST_CHANGE, STORE_LIVE);
	OK(credential_hold, ALICE, 1000);
	OK(credential_reset, &reset, &n, &hastened);
	assert_int_equal(n, 1);
	assert_int_equal(state_of(b, 5), STORE_EXPIRED);
	add(b, 6, ALICE, REGISTRY_MUST_CHANGE, STORE_LIVE);
	OK(credential_hold, ALICE, 1000);
	OK(credential_purge, ROOM_NOW + 999, 16, NULL);
	assert_int_equal(state_of(b, 6), STORE_CHANGING);
	OK(credential_purge, ROOM_NOW + 1000, 16, &n);
	assert_int_equal(n, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_live_ones_that_lead_to_a_password_are_held),
	    TEST(test_held_one_is_not_used_but_seen_and_counted),
	    TEST(test_held_ones_come_before_used_ones),
	    TEST(test_it_lives_again_when_nobody_holds_it),
	    TEST(test_r07_what_has_expired_does_not_live_again),
	    TEST(test_held_ones_end_as_live_ones_do),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
