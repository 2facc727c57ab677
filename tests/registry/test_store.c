/*
 * test_store - what a back end must do: run on every one there is
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/registry/store_bench.h"

static void
test_creating_again_changes_nothing(void **state)
{
	struct bench *b = *state;
	const struct store_meta meta = {.turn = 99};
	const struct store_layout layout = {&meta, "", 1, "", 1};
	struct store_meta now, first;
	struct store *again;
	bool made;

	OK(meta_get, &first);
	assert_int_equal(b->calls->create(&again, b->room.conf.registry,
			     &layout, &made, &b->room.f),
	    0);
	assert_false(made);
	assert_int_equal(b->calls->meta_get(again, &now, &b->room.f), 0);
	assert_memory_equal(&now, &first, sizeof(now));
	assert_int_equal(b->calls->check(again, &b->room.f), 0);
	b->calls->close(again);
}

static void
test_meta_reads_back_whole(void **state)
{
	struct bench *b = *state;
	struct store_meta put = bench_meta(), got;

	put.next_account = 5;
	put.next_credential = 1LL << 40;
	put.turn = 12345;
	put.lost = 9;
	put.told = 8;
	put.made = ROOM_NOW;
	put.swept = ROOM_NOW + 60;
	put.mark.at.wall += 9;
	put.mark.pending.seen = put.mark.at;
	put.mark.pending.seen.boot[0] = 'b';
	put.mark.pending.stood = 77;
	BEGIN();
	OK(meta_put, &put);
	COMMIT();
	assert_int_equal(b->calls->meta_get(b->other, &got, &b->room.f), 0);
	assert_memory_equal(&put, &got, sizeof(put));
}

static void
test_rollback_leaves_nothing(void **state)
{
	struct bench *b = *state;
	struct store_meta put = bench_meta(), got;
	struct store_credential c = bench_credential(1, 1);
	int64_t id;

	put.turn = 77;
	BEGIN();
	OK(meta_put, &put);
	OK(account_add, 1, "alice", bench_key_id, true);
	OK(credential_add, &c, true);
	OK(attempt_put, 3, "0123456789012345678901234567890123456789", 40);
	ROLLBACK();
	BEGIN();
	OK(meta_get, &got);
	assert_int_not_equal(got.turn, 77);
	OK(account_find, "alice", &id);
	assert_int_equal(id, 0);
	assert_int_equal(bench_open(b, 1, 0, NULL), 0);
	ROLLBACK();
}

static void
test_commit_is_seen_by_others(void **state)
{
	struct bench *b = *state;
	bool rows;

	BEGIN();
	OK(account_add, 1, "alice", bench_key_id, true);
	assert_int_equal(b->calls->has_rows(b->other, &rows, &b->room.f), 0);
	assert_false(rows);
	COMMIT();
	assert_int_equal(b->calls->has_rows(b->other, &rows, &b->room.f), 0);
	assert_true(rows);
}

static void
test_only_one_can_change_at_a_time(void **state)
{
	struct bench *b = *state;
	struct store_meta m;

	BEGIN();
	assert_int_equal(
	    b->calls->begin(b->other, STORE_DURABLE, &b->room.f), -EBUSY);
	/* Reading goes on. */
	assert_int_equal(b->calls->meta_get(b->other, &m, &b->room.f), 0);
	COMMIT();
	assert_int_equal(
	    b->calls->begin(b->other, STORE_DURABLE, &b->room.f), 0);
	b->calls->rollback(b->other);
}

static void
test_transactions_do_not_nest_and_end_once(void **state)
{
	struct bench *b = *state;

	assert_int_equal(b->calls->commit(b->s, &b->room.f), -EIO);
	BEGIN();
	assert_int_equal(
	    b->calls->begin(b->s, STORE_DURABLE, &b->room.f), -EINVAL);
	COMMIT();
	assert_int_equal(b->calls->commit(b->s, &b->room.f), -EIO);
	ROLLBACK();
	BEGIN();
	ROLLBACK();
}

static void
test_lazy_and_durable_transactions_mix(void **state)
{
	struct bench *b = *state;
	struct store_meta m = bench_meta();
	unsigned long commits = b->s->cost.commits;

	for (int i = 0; i < 6; i++) {
		OK(begin, i % 2 == 0 ? STORE_LAZY : STORE_DURABLE);
		m.turn = i;
		OK(meta_put, &m);
		COMMIT();
	}
	assert_int_equal(b->s->cost.commits - commits, 6);
}

static void
test_accounts_are_found_by_their_exact_name(void **state)
{
	struct bench *b = *state;
	int64_t id;

	BEGIN();
	OK(account_add, 1, "alice", bench_key_id, true);
	OK(account_add, 2, "Alice", bench_key_id, true);
	OK(account_add, 3, "bob", bench_key_id, false);
	OK(account_find, "alice", &id);
	assert_int_equal(id, 1);
	OK(account_find, "Alice", &id);
	assert_int_equal(id, 2);
	OK(account_find, "bob", &id);
	assert_int_equal(id, 0);
	OK(account_find, "alic%", &id);
	assert_int_equal(id, 0);
	/* A name has one row. */
	assert_int_equal(b->calls->account_add(
			     b->s, 4, "alice", bench_key_id, true, &b->room.f),
	    -EBADMSG);
	ROLLBACK();
}

static void
test_records_are_laid_out_and_kept(void **state)
{
	static const char record[40] = "another record";
	struct bench *b = *state;
	char got[40];

	BEGIN();
	for (int64_t id = 0; id < STORE_BUCKETS; id += 4095) {
		OK(attempt_get, id, got, sizeof(got));
		assert_memory_equal(got, bench_attempt, sizeof(got));
		OK(source_get, id, got, sizeof(bench_source));
		assert_memory_equal(got, bench_source, sizeof(bench_source));
	}
	OK(attempt_put, 4095, record, sizeof(record));
	OK(source_put, 0, record, sizeof(bench_source));
	OK(attempt_add, STORE_BUCKETS + 1, record, sizeof(record), true);
	OK(attempt_add, STORE_BUCKETS + 2, record, sizeof(record), false);
	COMMIT();
	BEGIN();
	OK(attempt_get, 4095, got, sizeof(got));
	assert_memory_equal(got, record, sizeof(got));
	OK(attempt_get, STORE_BUCKETS + 1, got, sizeof(got));
	assert_memory_equal(got, record, sizeof(got));
	OK(attempt_get, 4094, got, sizeof(got));
	assert_memory_equal(got, bench_attempt, sizeof(got));
	OK(source_get, 0, got, sizeof(bench_source));
	assert_memory_equal(got, record, sizeof(bench_source));
	ROLLBACK();
}

static void
test_record_that_is_missing_or_of_another_size_is_a_fault(void **state)
{
	struct bench *b = *state;
	char got[64];

	BEGIN();
	for (int64_t id = -1; id <= STORE_BUCKETS + 2;
	     id += STORE_BUCKETS + 3) {
		assert_int_equal(
		    b->calls->attempt_get(b->s, id, got, 40, &b->room.f),
		    -EBADMSG);
		assert_int_equal(
		    b->calls->attempt_put(b->s, id, got, 40, &b->room.f),
		    -EBADMSG);
		assert_int_equal(
		    b->calls->source_put(b->s, id, got, 20, &b->room.f),
		    -EBADMSG);
	}
	assert_int_equal(
	    b->calls->attempt_get(b->s, 0, got, 41, &b->room.f), -EBADMSG);
	assert_int_equal(
	    b->calls->source_get(b->s, 0, got, 19, &b->room.f), -EBADMSG);
	ROLLBACK();
}

static void
test_work_is_counted(void **state)
{
	struct bench *b = *state;
	unsigned long statements = b->s->cost.statements;
	int64_t id;

	BEGIN();
	OK(account_find, "nobody", &id);
	OK(account_add, 1, "nobody", bench_key_id, false);
	COMMIT();
	/* The commit asks how long the file is. */
	assert_int_equal(b->s->cost.statements - statements, 3);
}

#define TEST(name)                       \
	cmocka_unit_test_setup_teardown( \
	    name, store_bench_setup, store_bench_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_creating_again_changes_nothing),
	    TEST(test_meta_reads_back_whole),
	    TEST(test_rollback_leaves_nothing),
	    TEST(test_commit_is_seen_by_others),
	    TEST(test_only_one_can_change_at_a_time),
	    TEST(test_transactions_do_not_nest_and_end_once),
	    TEST(test_lazy_and_durable_transactions_mix),
	    TEST(test_accounts_are_found_by_their_exact_name),
	    TEST(test_records_are_laid_out_and_kept),
	    TEST(test_record_that_is_missing_or_of_another_size_is_a_fault),
	    TEST(test_work_is_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
