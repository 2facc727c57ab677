/*
 * test_store_locked - what a back end must do with temporary passwords whose
 * account was locked
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/registry/store_bench.h"

static void
test_locked_one_is_dead_until_it_ends(void **state)
{
	struct bench *b = *state;
	int64_t n;
	bool done;

	BEGIN();
	bench_accounts(b);
	bench_put(b, 1, REGISTRY_TEMPORARY, STORE_LIVE);
	for (int i = 0; i < 2; i++) {
		OK(credential_end, 1, STORE_LOCKED, STORE_KEPT, &done);
		assert_true(done);
		assert_int_equal(bench_found(b, 1)->state, STORE_LOCKED);
	}
	assert_int_equal(bench_counted(b, BENCH_ALICE, 1000).own, 1);
	assert_int_equal(bench_counted(b, BENCH_ALICE, 1000).dead, 1);
	assert_int_equal(bench_counted(b, BENCH_ALICE, 1000).id, 1);
	assert_int_equal(bench_counted(b, BENCH_ALICE, 4711).dead, 0);
	assert_int_equal(bench_counted(b, BENCH_ALICE, 4711).foreign, 1);
	OK(temporary_confirm, 1, &done);
	assert_false(done);
	OK(temporary_settle, BENCH_ALICE, ROOM_NOW);
	OK(credential_purge, STORE_KEPT - 1, 16, &n);
	assert_int_equal(n, 0);
	assert_int_equal(bench_found(b, 1)->state, STORE_LOCKED);
	OK(credential_end, 1, STORE_USED, ROOM_NOW + 10, &done);
	assert_true(done);
	assert_int_equal(bench_counted(b, BENCH_ALICE, 1000).own, 0);
	OK(credential_end, 1, STORE_LOCKED, STORE_KEPT, &done);
	assert_false(done);
	OK(credential_purge, ROOM_NOW + 10, 16, &n);
	assert_int_equal(n, 1);
	ROLLBACK();
}

static void
test_locked_one_is_no_code(void **state)
{
	struct bench *b = *state;
	static struct registry_code page[4];
	int64_t live, delivered;
	size_t n = 4;
	bool done;

	BEGIN();
	bench_accounts(b);
	bench_put(b, 1, REGISTRY_TEMPORARY, STORE_LOCKED);
	OK(credential_use, 1, 10, ROOM_NOW, &done);
	assert_false(done);
	assert_int_equal(bench_open(b, BENCH_ALICE, 0, NULL), 0);
	OK(credential_count, BENCH_ALICE, 0, false, &live, &delivered);
	assert_int_equal(live, 0);
	OK(credential_page, NULL, 0, ROOM_NOW, page, &n);
	assert_int_equal(n, 0);
	OK(credential_end_foreign, BENCH_ALICE, 4711, ROOM_NOW);
	OK(credential_end_expired, BENCH_ALICE, ROOM_NOW + 9999,
	    ROOM_NOW + 9999, ROOM_NOW);
	assert_int_equal(bench_found(b, 1)->state, STORE_LOCKED);
	ROLLBACK();
}

static void
test_r07_reset_keeps_it(void **state)
{
	struct bench *b = *state;
	struct store_reset what = {.now = ROOM_NOW + 100,
	    .ahead = ROOM_NOW + STORE_AHEAD_MAX,
	    .gone = ROOM_NOW,
	    .batch = 100,
	    .until = INT64_MAX};
	int64_t ended, hastened, n;

	BEGIN();
	bench_accounts(b);
	bench_put(b, 1, REGISTRY_TEMPORARY, STORE_LOCKED);
	OK(credential_reset, &what, &ended, &hastened);
	/* It was dead before. */
	assert_int_equal(ended, 0);
	assert_int_equal(hastened, 0);
	OK(credential_purge, STORE_KEPT - 1, 16, &n);
	assert_int_equal(n, 0);
	assert_int_equal(bench_found(b, 1)->state, STORE_LOCKED);
	ROLLBACK();
}

static void
test_page_tells_it(void **state)
{
	struct bench *b = *state;
	static struct registry_temporary page[4];
	size_t n = 4;

	BEGIN();
	bench_accounts(b);
	bench_put(b, 1, REGISTRY_TEMPORARY, STORE_LIVE);
	bench_put(b, 2, REGISTRY_TEMPORARY, STORE_LOCKED);
	COMMIT();
	OK(temporary_page, "alice", 0, ROOM_NOW, ROOM_NOW, page, &n);
	assert_int_equal(n, 2);
	assert_false(page[0].locked);
	assert_false(page[0].late);
	/* Whatever the time. */
	assert_int_equal(page[1].id, 2);
	assert_true(page[1].locked);
	assert_true(page[1].late);
	assert_true(page[1].set);
}

static void
test_it_ends_with_live_ones(void **state)
{
	struct bench *b = *state;
	struct store_ending which = {.account = BENCH_ALICE,
	    .uid = 1000,
	    .kind = REGISTRY_TEMPORARY,
	    .before = 4,
	    .issued = INT64_MAX,
	    .state = STORE_REPLACED,
	    .turn = 40,
	    .gone = ROOM_NOW + 5};
	int64_t n;

	BEGIN();
	bench_accounts(b);
	bench_put(b, 1, REGISTRY_TEMPORARY, STORE_LOCKED);
	bench_put(b, 2, REGISTRY_TEMPORARY, STORE_INTENT);
	bench_put(b, 3, REGISTRY_TEMPORARY, STORE_LIVE);
	bench_put(b, 4, REGISTRY_TEMPORARY, STORE_LOCKED);
	OK(credential_end_all, &which, &n);
	assert_int_equal(n, 2);
	assert_int_equal(bench_found(b, 1)->state, STORE_REPLACED);
	assert_int_equal(bench_found(b, 2)->state, STORE_INTENT);
	assert_int_equal(bench_found(b, 3)->state, STORE_REPLACED);
	assert_int_equal(bench_found(b, 4)->state, STORE_LOCKED);
	OK(credential_purge, ROOM_NOW + 5, 16, &n);
	assert_int_equal(n, 2);
	ROLLBACK();
}

#define TEST(name)                       \
	cmocka_unit_test_setup_teardown( \
	    name, store_bench_setup, store_bench_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_locked_one_is_dead_until_it_ends),
	    TEST(test_locked_one_is_no_code),
	    TEST(test_r07_reset_keeps_it),
	    TEST(test_page_tells_it),
	    TEST(test_it_ends_with_live_ones),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
