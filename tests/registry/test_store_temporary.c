/*
 * test_store_temporary - what a back end must do with temporary passwords, and
 * with records that end together
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/registry/store_bench.h"

#define NOBODY 99

static void
test_record_is_found_with_what_it_keeps(void **state)
{
	struct bench *b = *state;
	struct store_credential put = bench_credential(7, BENCH_ALICE);
	const struct store_credential *got;

	BEGIN();
	bench_accounts(b);
	put.kind = REGISTRY_TEMPORARY;
	put.state = STORE_INTENT;
	OK(credential_add, &put, true);
	COMMIT();
	/* Alone, outside any transaction. */
	got = bench_found(b, 7);
	assert_int_equal(got->account, BENCH_ALICE);
	assert_int_equal(got->kind, REGISTRY_TEMPORARY);
	assert_int_equal(got->state, STORE_INTENT);
	assert_memory_equal(got->key_id, put.key_id, sizeof(got->key_id));
	assert_memory_equal(got->digest, put.digest, sizeof(got->digest));
	assert_int_equal(bench_found(b, 8)->id, 0);
}

static void
test_intent_lives_once_it_is_confirmed(void **state)
{
	static const enum store_state ended[] = {STORE_USED, STORE_REVOKED,
	    STORE_EXPIRED, STORE_REPLACED, STORE_FOREIGN};
	struct bench *b = *state;
	bool done;

	BEGIN();
	bench_accounts(b);
	bench_put(b, 1, REGISTRY_TEMPORARY, STORE_INTENT);
	OK(temporary_confirm, 1, &done);
	assert_true(done);
	assert_int_equal(bench_found(b, 1)->state, STORE_LIVE);
	OK(temporary_confirm, 1, &done);
	assert_false(done);
	OK(temporary_confirm, NOBODY, &done);
	assert_false(done);
	/* What has ended stays so, as an intent and as a live one. */
	for (size_t i = 0; i < sizeof(ended) / sizeof(ended[0]); i++) {
		int64_t id = 2 + 2 * (int64_t)i;

		bench_put(b, id, REGISTRY_TEMPORARY, STORE_INTENT);
		bench_put(b, id + 1, REGISTRY_TEMPORARY, STORE_LIVE);
		for (int64_t one = id; one <= id + 1; one++) {
			OK(credential_end, one, ended[i], ROOM_NOW, &done);
			assert_true(done);
			OK(credential_end, one, STORE_USED, ROOM_NOW, &done);
			assert_false(done);
			OK(temporary_confirm, one, &done);
			assert_false(done);
			assert_int_equal(bench_found(b, one)->state, ended[i]);
		}
	}
	/* Codes are none. */
	bench_put(b, 30, REGISTRY_ISSUED, STORE_INTENT);
	OK(temporary_confirm, 30, &done);
	assert_false(done);
	ROLLBACK();
}

static void
test_temporary_password_is_no_code(void **state)
{
	struct bench *b = *state;
	static struct registry_code page[4];
	struct store_credential c;
	int64_t live, delivered;
	size_t n = 4;
	bool done;

	BEGIN();
	bench_accounts(b);
	bench_put(b, 1, REGISTRY_TEMPORARY, STORE_LIVE);
	bench_put(b, 2, REGISTRY_TEMPORARY, STORE_INTENT);
	assert_int_equal(bench_open(b, BENCH_ALICE, 0, NULL), 0);
	OK(credential_count, BENCH_ALICE, 0, false, &live, &delivered);
	assert_int_equal(live, 0);
	OK(credential_use, 1, 10, ROOM_NOW, &done);
	assert_false(done);
	OK(credential_page, NULL, 0, ROOM_NOW, page, &n);
	assert_int_equal(n, 0);
	/* Another uid and a time that is over do not end it. */
	OK(credential_end_foreign, BENCH_ALICE, 4711, ROOM_NOW);
	OK(credential_end_expired, BENCH_ALICE, ROOM_NOW + 9999,
	    ROOM_NOW + 9999, ROOM_NOW);
	assert_int_equal(bench_found(b, 1)->state, STORE_LIVE);
	assert_int_equal(bench_found(b, 2)->state, STORE_INTENT);
	/* One that leads to a new password is a code. */
	bench_put(b, 3, REGISTRY_MUST_CHANGE, STORE_LIVE);
	assert_int_equal(bench_open(b, BENCH_ALICE, 0, &c), 1);
	assert_int_equal(c.kind, REGISTRY_MUST_CHANGE);
	OK(credential_count, BENCH_ALICE, 0, false, &live, &delivered);
	assert_int_equal(live, 1);
	ROLLBACK();
}

static void
test_temporary_password_is_kept_until_it_ends(void **state)
{
	struct bench *b = *state;
	int64_t n;
	bool done;

	BEGIN();
	bench_accounts(b);
	bench_put(b, 1, REGISTRY_TEMPORARY, STORE_LIVE);
	bench_put(b, 2, REGISTRY_TEMPORARY, STORE_INTENT);
	OK(credential_purge, STORE_KEPT - 1, 16, &n);
	assert_int_equal(n, 0);
	OK(credential_end, 1, STORE_USED, ROOM_NOW + 10, &done);
	OK(credential_purge, ROOM_NOW + 9, 16, &n);
	assert_int_equal(n, 0);
	OK(credential_purge, ROOM_NOW + 10, 16, &n);
	assert_int_equal(n, 1);
	assert_int_equal(bench_found(b, 1)->id, 0);
	ROLLBACK();
}

static void
test_r07_settled_ones_are_dead_for_good(void **state)
{
	struct bench *b = *state;
	struct store_credential c;

	BEGIN();
	bench_accounts(b);
	/*
	 * At +100 the first is over and 4 is not, 2 was set too far ahead and 3
	 * was not; 5 is bob's.
	 */
	for (int64_t id = 1; id <= 5; id++) {
		c = bench_credential(id, id == 5 ? BENCH_BOB : BENCH_ALICE);
		c.kind = REGISTRY_TEMPORARY;
		c.state = id % 2 == 0 ? STORE_INTENT : STORE_LIVE;
		c.gone = STORE_KEPT;
		c.expires += id == 4 ? 1 : 0;
		c.expires += id == 2 || id == 3 ? 1000 : 0;
		c.issued += id == 2 ? 100 + STORE_AHEAD_MAX + 1 : 0;
		c.issued += id == 3 ? 100 + STORE_AHEAD_MAX : 0;
		OK(credential_add, &c, true);
	}
	bench_put(b, 6, REGISTRY_ISSUED, STORE_LIVE);
	OK(temporary_settle, BENCH_ALICE, ROOM_NOW + 100);
	assert_int_equal(bench_counted(b, BENCH_ALICE, 1000).own, 4);
	assert_int_equal(bench_counted(b, BENCH_ALICE, 1000).dead, 2);
	assert_int_equal(bench_counted(b, BENCH_ALICE, 1000).id, 4);
	assert_int_equal(bench_counted(b, BENCH_ALICE, 1000).foreign, 0);
	/* Earlier, none of them comes to life, and 3 is ahead. */
	OK(temporary_settle, BENCH_ALICE, ROOM_NOW);
	assert_int_equal(bench_counted(b, BENCH_ALICE, 1000).dead, 3);
	assert_int_equal(bench_counted(b, BENCH_BOB, 1000).dead, 0);
	assert_int_equal(bench_found(b, 6)->uses, 1);
	assert_int_equal(bench_counted(b, BENCH_ALICE, 4711).own, 0);
	assert_int_equal(bench_counted(b, BENCH_ALICE, 4711).dead, 0);
	assert_int_equal(bench_counted(b, BENCH_ALICE, 4711).id, 0);
	assert_int_equal(bench_counted(b, BENCH_ALICE, 4711).foreign, 4);
	assert_int_equal(bench_counted(b, NOBODY, 1000).own, 0);
	ROLLBACK();
}

static void
test_r07_reset_ends_none_but_they_are_dead(void **state)
{
	struct bench *b = *state;
	struct store_reset what = {.now = ROOM_NOW + 100,
	    .ahead = ROOM_NOW + STORE_AHEAD_MAX,
	    .gone = ROOM_NOW,
	    .batch = 100,
	    .until = INT64_MAX};
	int64_t ended, hastened;

	BEGIN();
	bench_accounts(b);
	bench_put(b, 1, REGISTRY_TEMPORARY, STORE_LIVE);
	bench_put(b, 2, REGISTRY_TEMPORARY, STORE_INTENT);
	bench_put(b, 3, REGISTRY_TEMPORARY, STORE_USED);
	OK(credential_reset, &what, &ended, &hastened);
	assert_int_equal(ended, 2);
	assert_int_equal(hastened, 1);
	assert_int_equal(bench_found(b, 1)->state, STORE_LIVE);
	assert_int_equal(bench_found(b, 1)->uses, 0);
	assert_int_equal(bench_found(b, 2)->state, STORE_INTENT);
	assert_int_equal(bench_found(b, 2)->uses, 0);
	OK(credential_reset, &what, &ended, &hastened);
	assert_int_equal(ended, 0);
	assert_int_equal(hastened, 0);
	OK(credential_purge, ROOM_NOW, 16, NULL);
	assert_int_equal(bench_found(b, 1)->id, 1);
	assert_int_equal(bench_found(b, 2)->id, 2);
	assert_int_equal(bench_found(b, 3)->id, 0);
	ROLLBACK();
}

static void
test_pages_tell_which_are_set_and_which_late(void **state)
{
	struct bench *b = *state;
	static struct registry_temporary page[4];
	size_t n = 4;
	bool done;

	BEGIN();
	bench_accounts(b);
	for (int64_t id = 1; id <= 6; id++)
		bench_put(b, id, REGISTRY_TEMPORARY,
		    id % 2 == 0 ? STORE_INTENT : STORE_LIVE);
	bench_put(b, 7, REGISTRY_ISSUED, STORE_LIVE);
	OK(credential_end, 2, STORE_REVOKED, ROOM_NOW, &done);
	COMMIT();
	/* Alone, outside any transaction. */
	OK(temporary_page, NULL, 0, ROOM_NOW, ROOM_NOW, page, &n);
	assert_int_equal(n, 4);
	assert_int_equal(page[0].id, 1);
	assert_true(page[0].set);
	assert_false(page[0].late);
	assert_string_equal(page[0].user, "alice");
	assert_string_equal(page[0].by, "root");
	assert_int_equal(page[0].uid, 1000);
	assert_int_equal(page[1].id, 3);
	assert_int_equal(page[2].id, 4);
	assert_false(page[2].set);
	OK(temporary_page, "alice", 5, ROOM_NOW, ROOM_NOW + 99, page, &n);
	assert_int_equal(n, 1);
	assert_false(page[0].late);
	OK(temporary_page, "alice", 5, ROOM_NOW, ROOM_NOW + 100, page, &n);
	assert_true(page[0].late);
	n = 4;
	OK(temporary_page, "alice", 5, ROOM_NOW - STORE_AHEAD_MAX - 1, ROOM_NOW,
	    page, &n);
	assert_true(page[0].late);
	OK(temporary_page, "bob", 0, ROOM_NOW, ROOM_NOW, page, &n);
	assert_int_equal(n, 0);
}

static struct store_ending
ending(enum registry_kind kind)
{
	return (struct store_ending){.account = BENCH_ALICE,
	    .uid = 1000,
	    .kind = kind,
	    .before = INT64_MAX,
	    .issued = INT64_MAX,
	    .state = STORE_USED,
	    .turn = 40,
	    .gone = ROOM_NOW + 5};
}

static void
test_records_end_together(void **state)
{
	struct bench *b = *state;
	struct store_ending which = ending(REGISTRY_MUST_CHANGE);
	struct store_credential c;
	int64_t n;

	BEGIN();
	bench_accounts(b);
	bench_put(b, 1, REGISTRY_MUST_CHANGE, STORE_LIVE);
	bench_put(b, 2, REGISTRY_MUST_CHANGE, STORE_REVOKED);
	bench_put(b, 3, REGISTRY_ISSUED, STORE_LIVE);
	c = bench_credential(4, BENCH_BOB);
	c.kind = REGISTRY_MUST_CHANGE;
	OK(credential_add, &c, true);
	c = bench_credential(5, BENCH_ALICE);
	c.kind = REGISTRY_MUST_CHANGE;
	c.uid = 4711;
	OK(credential_add, &c, true);
	OK(credential_end_all, &which, &n);
	assert_int_equal(n, 1);
	assert_int_equal(bench_found(b, 1)->state, STORE_USED);
	assert_int_equal(bench_found(b, 2)->state, STORE_REVOKED);
	for (int64_t id = 3; id <= 5; id++)
		assert_int_equal(bench_found(b, id)->state, STORE_LIVE);
	/* A candidate of who came before that turn, and gone in its time. */
	assert_int_equal(bench_open(b, BENCH_ALICE, 39, NULL), 3);
	assert_int_equal(bench_open(b, BENCH_ALICE, 40, NULL), 2);
	OK(credential_purge, ROOM_NOW + 5, 16, &n);
	assert_int_equal(n, 1);
	ROLLBACK();
}

static void
test_records_end_together_within_bounds(void **state)
{
	struct bench *b = *state;
	struct store_ending which = ending(REGISTRY_TEMPORARY);
	int64_t n;

	BEGIN();
	bench_accounts(b);
	for (int64_t id = 1; id <= 6; id++)
		bench_put(b, id, REGISTRY_TEMPORARY,
		    id % 2 == 0 ? STORE_INTENT : STORE_LIVE);
	which.issued = ROOM_NOW - 1;
	OK(credential_end_all, &which, &n);
	assert_int_equal(n, 0);
	which.issued = ROOM_NOW;
	which.before = 3;
	OK(credential_end_all, &which, &n);
	assert_int_equal(n, 1);
	assert_int_equal(bench_found(b, 1)->state, STORE_USED);
	assert_int_equal(bench_found(b, 2)->state, STORE_INTENT);
	which.intents = true;
	OK(credential_end_all, &which, &n);
	assert_int_equal(n, 1);
	which.before = INT64_MAX;
	OK(credential_end_all, &which, NULL);
	assert_int_equal(bench_counted(b, BENCH_ALICE, 1000).own, 0);
	ROLLBACK();
}

#define TEST(name)                       \
	cmocka_unit_test_setup_teardown( \
	    name, store_bench_setup, store_bench_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_record_is_found_with_what_it_keeps),
	    TEST(test_intent_lives_once_it_is_confirmed),
	    TEST(test_temporary_password_is_no_code),
	    TEST(test_temporary_password_is_kept_until_it_ends),
	    TEST(test_r07_settled_ones_are_dead_for_good),
	    TEST(test_r07_reset_ends_none_but_they_are_dead),
	    TEST(test_pages_tell_which_are_set_and_which_late),
	    TEST(test_records_end_together),
	    TEST(test_records_end_together_within_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
