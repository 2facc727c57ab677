/*
 * test_store_rows - what a back end must do with credentials and events
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/registry/store_bench.h"

static struct registry_event
event(int64_t at, const char *outcome)
{
	struct registry_event e = {.at = at, .code = 3};

	(void)snprintf(e.act, sizeof(e.act), "login");
	(void)snprintf(e.outcome, sizeof(e.outcome), "%s", outcome);
	(void)snprintf(e.user, sizeof(e.user), "alice");
	(void)snprintf(e.service, sizeof(e.service), "sshd");
	(void)snprintf(e.source, sizeof(e.source), "192.0.2.1");
	(void)snprintf(e.by, sizeof(e.by), "bob");
	return e;
}

static size_t
events(struct bench *b, struct registry_event out[8])
{
	const struct registry_filter all = {0};
	size_t n = 8;

	OK(event_page, &all, INT64_MAX, out, &n);
	return n;
}

static void
test_credential_reads_back_whole(void **state)
{
	struct bench *b = *state;
	struct store_credential put = bench_credential(7, 1), got;
	char name[ACCOUNT_NAME_MAX + 1];

	BEGIN();
	OK(account_add, 1, "alice", bench_key_id, true);
	OK(credential_add, &put, true);
	assert_int_equal(bench_open(b, 1, 0, &got), 1);
	assert_int_equal(got.id, 7);
	assert_int_equal(got.account, 1);
	assert_int_equal(got.uid, 1000);
	assert_int_equal(got.kind, REGISTRY_ISSUED);
	assert_int_equal(got.state, STORE_LIVE);
	assert_int_equal(got.uses, 1);
	assert_int_equal(got.issued, put.issued);
	assert_int_equal(got.expires, put.expires);
	assert_memory_equal(got.key_id, put.key_id, sizeof(got.key_id));
	assert_memory_equal(got.digest, put.digest, sizeof(got.digest));
	assert_string_equal(got.service, "sshd");
	OK(credential_find, 7, &got, name);
	assert_int_equal(got.id, 7);
	assert_string_equal(got.by, "root");
	assert_string_equal(name, "alice");
	OK(credential_find, 8, &got, name);
	assert_int_equal(got.id, 0);
	put.id = 9;
	OK(credential_add, &put, false);
	assert_int_equal(bench_open(b, 1, 0, NULL), 1);
	ROLLBACK();
}

static void
test_last_use_uses_up_once(void **state)
{
	struct bench *b = *state;
	struct store_credential c = bench_credential(1, 1), got;
	bool done;

	c.uses = 2;
	BEGIN();
	OK(credential_add, &c, true);
	OK(credential_use, 1, 10, ROOM_NOW, &done);
	assert_true(done);
	assert_int_equal(bench_open(b, 1, 99, &got), 1);
	assert_int_equal(got.uses, 1);
	OK(credential_use, 1, 11, ROOM_NOW, &done);
	assert_true(done);
	OK(credential_use, 1, 12, ROOM_NOW, &done);
	assert_false(done);
	OK(credential_use, 2, 12, ROOM_NOW, &done);
	assert_false(done);
	/* Used up in turn 11: a candidate of those who came before. */
	assert_int_equal(bench_open(b, 1, 11, NULL), 0);
	assert_int_equal(bench_open(b, 1, 10, &got), 1);
	assert_int_equal(got.state, STORE_USED);
	ROLLBACK();
}

static void
test_ended_credential_is_never_live_again(void **state)
{
	static const enum store_state ends[] = {STORE_REVOKED, STORE_EXPIRED,
	    STORE_REPLACED, STORE_FOREIGN, STORE_AHEAD};
	struct bench *b = *state;
	bool done;

	BEGIN();
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		int64_t id = (int64_t)i + 1;
		struct store_credential c = bench_credential(id, 1);

		OK(credential_add, &c, true);
		OK(credential_end, id, ends[i], ROOM_NOW, &done);
		assert_true(done);
		OK(credential_end, id, STORE_REVOKED, ROOM_NOW, &done);
		assert_false(done);
		OK(credential_use, id, 1, ROOM_NOW, &done);
		assert_false(done);
	}
	assert_int_equal(bench_open(b, 1, -1, NULL), 0);
	ROLLBACK();
}

static void
test_foreign_and_expired_ones_are_ended_by_account(void **state)
{
	struct bench *b = *state;
	struct store_credential c;
	int64_t live, delivered;

	BEGIN();
	for (int64_t id = 1; id <= 6; id++) {
		c = bench_credential(id, id == 6 ? 2 : 1);
		c.uid += id == 1 || id == 6;
		c.kind = id == 4 ? REGISTRY_DELIVERED : REGISTRY_ISSUED;
		c.issued += id == 5 ? 1000 : 0;
		c.expires += id == 5 ? 1000 : 0;
		OK(credential_add, &c, true);
	}
	OK(credential_count, 1, 0, false, &live, &delivered);
	assert_int_equal(live, 5);
	assert_int_equal(delivered, 1);
	OK(credential_count, 1, 4, false, &live, &delivered);
	assert_int_equal(live, 4);
	assert_int_equal(delivered, 0);
	OK(credential_end_foreign, 1, 1000, ROOM_NOW);
	OK(credential_count, 1, 0, false, &live, &delivered);
	assert_int_equal(live, 4);
	/* By now the delivered one and the one from the future. */
	OK(credential_end_expired, 1, ROOM_NOW + 100, ROOM_NOW, ROOM_NOW);
	OK(credential_count, 1, 0, false, &live, &delivered);
	assert_int_equal(live, 2);
	assert_int_equal(delivered, 0);
	OK(credential_end_expired, 1, ROOM_NOW + 100, ROOM_NOW + 100, ROOM_NOW);
	OK(credential_count, 1, 0, false, &live, &delivered);
	assert_int_equal(live, 0);
	OK(credential_count, 2, 0, false, &live, &delivered);
	assert_int_equal(live, 1);
	ROLLBACK();
}

static void
test_candidates_are_sixteen_at_most_live_ones_first(void **state)
{
	struct bench *b = *state;
	struct store_credential got;
	bool done;

	BEGIN();
	for (int64_t id = 1; id <= 40; id++) {
		struct store_credential c = bench_credential(id, 1);

		OK(credential_add, &c, true);
		if (id <= 30)
			OK(credential_use, id, id, ROOM_NOW, &done);
	}
	assert_int_equal(bench_open(b, 1, 0, &got), REGISTRY_CODES_MAX);
	assert_int_equal(got.id, 31);
	assert_int_equal(bench_open(b, 1, 28, NULL), 12);
	assert_int_equal(bench_open(b, 2, 0, NULL), 0);
	ROLLBACK();
}

static void
test_purge_removes_what_is_gone_in_batches(void **state)
{
	struct bench *b = *state;
	struct store_credential c;
	int64_t live, delivered;
	bool done;

	BEGIN();
	for (int64_t id = 1; id <= 9; id++) {
		c = bench_credential(id, 1);
		c.gone = ROOM_NOW + id;
		OK(credential_add, &c, true);
	}
	OK(credential_purge, ROOM_NOW, 16, NULL);
	OK(credential_count, 1, 0, false, &live, &delivered);
	assert_int_equal(live, 9);
	OK(credential_purge, ROOM_NOW + 8, 3, NULL);
	OK(credential_count, 1, 0, false, &live, &delivered);
	assert_int_equal(live, 6);
	/* Ending one never keeps it for longer. */
	OK(credential_end, 4, STORE_REVOKED, ROOM_NOW + 5000, &done);
	OK(credential_purge, ROOM_NOW + 8, 16, NULL);
	OK(credential_count, 1, 0, false, &live, &delivered);
	assert_int_equal(live, 1);
	OK(credential_find, 4, &c, (char[ACCOUNT_NAME_MAX + 1]){""});
	assert_int_equal(c.id, 0);
	ROLLBACK();
}

static void
test_pages_hold_live_ones_in_order(void **state)
{
	struct bench *b = *state;
	static struct registry_code page[4];
	size_t n = 4;
	bool done;

	BEGIN();
	OK(account_add, 1, "alice", bench_key_id, true);
	OK(account_add, 2, "bob", bench_key_id, true);
	for (int64_t id = 1; id <= 10; id++) {
		struct store_credential c = bench_credential(id, 1 + id % 2);

		c.expires = id == 5 ? ROOM_NOW : c.expires;
		c.issued = id == 6 ? ROOM_NOW + 301 : c.issued;
		OK(credential_add, &c, true);
	}
	OK(credential_end, 2, STORE_REVOKED, ROOM_NOW, &done);
	COMMIT();
	OK(credential_page, NULL, 0, ROOM_NOW, page, &n);
	assert_int_equal(n, 4);
	assert_int_equal(page[0].id, 1);
	assert_int_equal(page[1].id, 3);
	assert_int_equal(page[3].id, 7);
	assert_string_equal(page[0].user, "bob");
	OK(credential_page, NULL, 7, ROOM_NOW, page, &n);
	assert_int_equal(n, 3);
	OK(credential_page, "alice", 0, ROOM_NOW, page, &n);
	assert_int_equal(n, 3);
	assert_int_equal(page[0].id, 4);
	n = 4;
	OK(credential_page, "carol", 0, ROOM_NOW, page, &n);
	assert_int_equal(n, 0);
}

static void
test_events_read_back_whole_and_settle_once(void **state)
{
	static struct registry_event got[8];
	struct bench *b = *state;
	struct registry_event e = event(ROOM_NOW, "pending");
	int64_t id, none;

	BEGIN();
	OK(event_add, &e, true, &id);
	assert_true(id > 0);
	OK(event_add, &e, false, &none);
	assert_int_equal(none, 0);
	OK(event_settle, id, "other", "never");
	OK(event_settle, id, "pending", "yes");
	OK(event_settle, id, "pending", "again");
	COMMIT();
	assert_int_equal(events(b, got), 1);
	assert_int_equal(got[0].id, id);
	assert_int_equal(got[0].at, ROOM_NOW);
	assert_int_equal(got[0].last, ROOM_NOW);
	assert_int_equal(got[0].count, 1);
	assert_int_equal(got[0].code, 3);
	assert_string_equal(got[0].act, "login");
	assert_string_equal(got[0].outcome, "yes");
	assert_string_equal(got[0].user, "alice");
	assert_string_equal(got[0].service, "sshd");
	assert_string_equal(got[0].source, "192.0.2.1");
	assert_string_equal(got[0].by, "bob");
}

static void
test_equal_events_merge_within_their_span(void **state)
{
	static struct registry_event got[8];
	struct bench *b = *state;
	struct registry_event e = event(ROOM_NOW, "no");
	struct registry_event later = event(ROOM_NOW + 59, "no");
	struct registry_event other = event(ROOM_NOW + 59, "no: other");
	int64_t id;
	bool merged;

	BEGIN();
	OK(event_merge, &e, ROOM_NOW - 60, true, &merged);
	assert_false(merged);
	OK(event_add, &e, true, &id);
	OK(event_merge, &later, ROOM_NOW - 1, false, &merged);
	assert_false(merged);
	OK(event_merge, &later, ROOM_NOW - 1, true, &merged);
	assert_true(merged);
	OK(event_merge, &later, ROOM_NOW, true, &merged);
	assert_false(merged);
	OK(event_merge, &other, ROOM_NOW - 1, true, &merged);
	assert_false(merged);
	COMMIT();
	assert_int_equal(events(b, got), 1);
	assert_int_equal(got[0].count, 2);
	assert_int_equal(got[0].at, ROOM_NOW);
	assert_int_equal(got[0].last, ROOM_NOW + 59);
}

static void
test_old_events_are_pruned_oldest_first(void **state)
{
	static struct registry_event got[8];
	struct bench *b = *state;
	struct store_prune p = {.before = ROOM_NOW, .rows = 100, .batch = 2};
	int64_t id;

	BEGIN();
	for (int i = 0; i < 8; i++) {
		struct registry_event e = event(ROOM_NOW + i - 3, "no");

		OK(event_add, &e, true, &id);
	}
	OK(event_prune, &p, NULL);
	assert_int_equal(events(b, got), 6);
	OK(event_prune, &p, NULL);
	OK(event_prune, &p, NULL);
	assert_int_equal(events(b, got), 5);
	assert_int_equal(got[0].at, ROOM_NOW);
	p.rows = 4;
	OK(event_prune, &p, NULL);
	OK(event_prune, &p, NULL);
	assert_int_equal(events(b, got), 4);
	COMMIT();
}

static void
test_events_of_a_clock_ahead_keep_no_older_ones(void **state)
{
	static struct registry_event got[8];
	struct bench *b = *state;
	struct store_prune p = {.before = ROOM_NOW, .rows = 100, .batch = 2};
	int64_t id;

	BEGIN();
	for (int i = 0; i < 6; i++) {
		struct registry_event e =
		    event(i < 4 ? ROOM_NOW + 9999 : ROOM_NOW - 1, "no");

		OK(event_add, &e, true, &id);
	}
	OK(event_prune, &p, NULL);
	assert_int_equal(events(b, got), 4);
	assert_int_equal(got[3].at, ROOM_NOW + 9999);
	COMMIT();
}

#define TEST(name)                       \
	cmocka_unit_test_setup_teardown( \
	    name, store_bench_setup, store_bench_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_credential_reads_back_whole),
	    TEST(test_last_use_uses_up_once),
	    TEST(test_ended_credential_is_never_live_again),
	    TEST(test_foreign_and_expired_ones_are_ended_by_account),
	    TEST(test_candidates_are_sixteen_at_most_live_ones_first),
	    TEST(test_purge_removes_what_is_gone_in_batches),
	    TEST(test_pages_hold_live_ones_in_order),
	    TEST(test_events_read_back_whole_and_settle_once),
	    TEST(test_equal_events_merge_within_their_span),
	    TEST(test_old_events_are_pruned_oldest_first),
	    TEST(test_events_of_a_clock_ahead_keep_no_older_ones),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
