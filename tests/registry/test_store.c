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

#include "registry/store.h"
#include "tests/registry/room.h"

/* The ones there are. */
static const struct store_calls *const stores[] = {&store_sqlite};

struct bench {
	struct room room;
	const struct store_calls *calls;
	struct store *s;
	struct store *other; /* a second handle, as another process has */
};

static const unsigned char key_id[KEY_ID_SIZE] = "key ids";
static const char empty_attempt[40] = "attempt";
static const char empty_source[20] = "source";

static struct store_meta
first_meta(void)
{
	struct store_meta m = {.next_account = 1, .next_credential = 1};

	memcpy(m.key_id, key_id, sizeof(m.key_id));
	m.mark.at.wall = ROOM_NOW;
	m.mark.at.since_boot = 7;
	(void)snprintf(m.mark.at.boot, sizeof(m.mark.at.boot), "a boot");
	return m;
}

static int
setup(void **state)
{
	const struct store_meta meta = first_meta();
	const struct store_layout layout = {&meta, empty_attempt,
	    sizeof(empty_attempt), empty_source, sizeof(empty_source)};
	struct bench *b = calloc(1, sizeof(*b));
	bool made;

	assert_non_null(b);
	b->calls = stores[0];
	room_make(&b->room);
	assert_int_equal(b->calls->create(&b->s, b->room.conf.registry, &layout,
			     &made, &b->room.f),
	    0);
	assert_true(made);
	assert_int_equal(
	    b->calls->open(&b->other, b->room.conf.registry, &b->room.f), 0);
	*state = b;
	return 0;
}

static int
teardown(void **state)
{
	struct bench *b = *state;

	b->calls->close(b->s);
	b->calls->close(b->other);
	room_end(&b->room);
	free(b);
	return 0;
}

/* Calls without repeating the handle and the fault. */
#define OK(call, ...) \
	assert_int_equal(b->calls->call(b->s, __VA_ARGS__, &b->room.f), 0)
#define BEGIN() OK(begin, STORE_DURABLE)
#define COMMIT() assert_int_equal(b->calls->commit(b->s, &b->room.f), 0)
#define ROLLBACK() b->calls->rollback(b->s)

static struct store_credential
credential(int64_t id, int64_t account)
{
	struct store_credential c = {.id = id,
	    .account = account,
	    .uid = 1000,
	    .kind = REGISTRY_ISSUED,
	    .state = STORE_LIVE,
	    .uses = 1,
	    .issued = ROOM_NOW,
	    .expires = ROOM_NOW + 100,
	    .gone = ROOM_NOW + 1000,
	    .service = "sshd",
	    .by = "root"};

	memcpy(c.key_id, key_id, sizeof(c.key_id));
	memset(c.digest, (int)id, sizeof(c.digest));
	return c;
}

static void
add(struct bench *b, const struct store_credential *c)
{
	OK(credential_add, c, true);
}

static size_t
open_of(struct bench *b, int64_t account, int64_t turn,
    struct store_credential *out)
{
	static struct store_credential all[REGISTRY_CODES_MAX];
	size_t n;

	OK(credential_open, account, turn, all, &n);
	if (out != NULL)
		memcpy(out, &all[0], sizeof(*out));
	return n;
}

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
	struct store_meta put = first_meta(), got;

	put.next_account = 5;
	put.next_credential = 1LL << 40;
	put.turn = 12345;
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
	struct store_meta put = first_meta(), got;
	struct store_credential c = credential(1, 1);
	int64_t id;

	put.turn = 77;
	BEGIN();
	OK(meta_put, &put);
	OK(account_add, 1, "alice", key_id, true);
	OK(credential_add, &c, true);
	OK(attempt_put, 3, "0123456789012345678901234567890123456789", 40);
	ROLLBACK();
	BEGIN();
	OK(meta_get, &got);
	assert_int_not_equal(got.turn, 77);
	OK(account_find, "alice", &id);
	assert_int_equal(id, 0);
	assert_int_equal(open_of(b, 1, 0, NULL), 0);
	ROLLBACK();
}

static void
test_commit_is_seen_by_others(void **state)
{
	struct bench *b = *state;
	bool rows;

	BEGIN();
	OK(account_add, 1, "alice", key_id, true);
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
	struct store_meta m = first_meta();
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
	OK(account_add, 1, "alice", key_id, true);
	OK(account_add, 2, "Alice", key_id, true);
	OK(account_add, 3, "bob", key_id, false);
	OK(account_find, "alice", &id);
	assert_int_equal(id, 1);
	OK(account_find, "Alice", &id);
	assert_int_equal(id, 2);
	OK(account_find, "bob", &id);
	assert_int_equal(id, 0);
	OK(account_find, "alic%", &id);
	assert_int_equal(id, 0);
	/* A name has one row. */
	assert_int_equal(
	    b->calls->account_add(b->s, 4, "alice", key_id, true, &b->room.f),
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
		assert_memory_equal(got, empty_attempt, sizeof(got));
		OK(source_get, id, got, sizeof(empty_source));
		assert_memory_equal(got, empty_source, sizeof(empty_source));
	}
	OK(attempt_put, 4095, record, sizeof(record));
	OK(source_put, 0, record, sizeof(empty_source));
	OK(attempt_add, STORE_BUCKETS + 1, record, sizeof(record), true);
	OK(attempt_add, STORE_BUCKETS + 2, record, sizeof(record), false);
	COMMIT();
	BEGIN();
	OK(attempt_get, 4095, got, sizeof(got));
	assert_memory_equal(got, record, sizeof(got));
	OK(attempt_get, STORE_BUCKETS + 1, got, sizeof(got));
	assert_memory_equal(got, record, sizeof(got));
	OK(attempt_get, 4094, got, sizeof(got));
	assert_memory_equal(got, empty_attempt, sizeof(got));
	OK(source_get, 0, got, sizeof(empty_source));
	assert_memory_equal(got, record, sizeof(empty_source));
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
test_credential_reads_back_whole(void **state)
{
	struct bench *b = *state;
	struct store_credential put = credential(7, 1), got;
	char name[ACCOUNT_NAME_MAX + 1];

	BEGIN();
	OK(account_add, 1, "alice", key_id, true);
	add(b, &put);
	assert_int_equal(open_of(b, 1, 0, &got), 1);
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
	assert_int_equal(open_of(b, 1, 0, NULL), 1);
	ROLLBACK();
}

static void
test_last_use_uses_up_once(void **state)
{
	struct bench *b = *state;
	struct store_credential c = credential(1, 1), got;
	bool done;

	c.uses = 2;
	BEGIN();
	add(b, &c);
	OK(credential_use, 1, 10, ROOM_NOW, &done);
	assert_true(done);
	assert_int_equal(open_of(b, 1, 99, &got), 1);
	assert_int_equal(got.uses, 1);
	OK(credential_use, 1, 11, ROOM_NOW, &done);
	assert_true(done);
	OK(credential_use, 1, 12, ROOM_NOW, &done);
	assert_false(done);
	OK(credential_use, 2, 12, ROOM_NOW, &done);
	assert_false(done);
	/* Used up in turn 11: a candidate of those who came before. */
	assert_int_equal(open_of(b, 1, 11, NULL), 0);
	assert_int_equal(open_of(b, 1, 10, &got), 1);
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
		struct store_credential c = credential(id, 1);

		add(b, &c);
		OK(credential_end, id, ends[i], ROOM_NOW, &done);
		assert_true(done);
		OK(credential_end, id, STORE_REVOKED, ROOM_NOW, &done);
		assert_false(done);
		OK(credential_use, id, 1, ROOM_NOW, &done);
		assert_false(done);
	}
	assert_int_equal(open_of(b, 1, -1, NULL), 0);
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
		c = credential(id, id == 6 ? 2 : 1);
		c.uid += id == 1 || id == 6;
		c.kind = id == 4 ? REGISTRY_DELIVERED : REGISTRY_ISSUED;
		c.issued += id == 5 ? 1000 : 0;
		c.expires += id == 5 ? 1000 : 0;
		add(b, &c);
	}
	OK(credential_count, 1, 0, &live, &delivered);
	assert_int_equal(live, 5);
	assert_int_equal(delivered, 1);
	OK(credential_count, 1, 4, &live, &delivered);
	assert_int_equal(live, 4);
	assert_int_equal(delivered, 0);
	OK(credential_end_foreign, 1, 1000, ROOM_NOW);
	OK(credential_count, 1, 0, &live, &delivered);
	assert_int_equal(live, 4);
	/* By now the delivered one and the one from the future. */
	OK(credential_end_expired, 1, ROOM_NOW + 100, ROOM_NOW, ROOM_NOW);
	OK(credential_count, 1, 0, &live, &delivered);
	assert_int_equal(live, 2);
	assert_int_equal(delivered, 0);
	OK(credential_end_expired, 1, ROOM_NOW + 100, ROOM_NOW + 100, ROOM_NOW);
	OK(credential_count, 1, 0, &live, &delivered);
	assert_int_equal(live, 0);
	OK(credential_count, 2, 0, &live, &delivered);
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
		struct store_credential c = credential(id, 1);

		add(b, &c);
		if (id <= 30)
			OK(credential_use, id, id, ROOM_NOW, &done);
	}
	assert_int_equal(open_of(b, 1, 0, &got), REGISTRY_CODES_MAX);
	assert_int_equal(got.id, 31);
	assert_int_equal(open_of(b, 1, 28, NULL), 12);
	assert_int_equal(open_of(b, 2, 0, NULL), 0);
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
		c = credential(id, 1);
		c.gone = ROOM_NOW + id;
		add(b, &c);
	}
	OK(credential_purge, ROOM_NOW, 16);
	OK(credential_count, 1, 0, &live, &delivered);
	assert_int_equal(live, 9);
	OK(credential_purge, ROOM_NOW + 8, 3);
	OK(credential_count, 1, 0, &live, &delivered);
	assert_int_equal(live, 6);
	/* Ending one never keeps it for longer. */
	OK(credential_end, 4, STORE_REVOKED, ROOM_NOW + 5000, &done);
	OK(credential_purge, ROOM_NOW + 8, 16);
	OK(credential_count, 1, 0, &live, &delivered);
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
	OK(account_add, 1, "alice", key_id, true);
	OK(account_add, 2, "bob", key_id, true);
	for (int64_t id = 1; id <= 10; id++) {
		struct store_credential c = credential(id, 1 + id % 2);

		c.expires = id == 5 ? ROOM_NOW : c.expires;
		c.issued = id == 6 ? ROOM_NOW + 301 : c.issued;
		add(b, &c);
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

	OK(event_page, &all, out, &n);
	return n;
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
	OK(event_prune, &p);
	assert_int_equal(events(b, got), 6);
	OK(event_prune, &p);
	OK(event_prune, &p);
	assert_int_equal(events(b, got), 5);
	assert_int_equal(got[0].at, ROOM_NOW);
	p.rows = 4;
	OK(event_prune, &p);
	OK(event_prune, &p);
	assert_int_equal(events(b, got), 4);
	COMMIT();
}

static void
test_work_is_counted(void **state)
{
	struct bench *b = *state;
	unsigned long statements = b->s->cost.statements;
	int64_t id;

	BEGIN();
	OK(account_find, "nobody", &id);
	OK(account_add, 1, "nobody", key_id, false);
	COMMIT();
	assert_int_equal(b->s->cost.statements - statements, 2);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

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
	    TEST(test_work_is_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
