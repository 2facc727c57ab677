/* test_store_token - what a back end must do with tokens that are kept */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "registry/store_token.h"
#include "tests/registry/store_bench.h"

/* Calls without repeating the handle and the fault. */
#define TOKEN(call, ...)  \
	assert_int_equal( \
	    b->calls->tokens->call(b->s, __VA_ARGS__, &b->room.f), 0)

static struct store_token
bench_token(int64_t id)
{
	struct store_token t = {.id = id,
	    .lookup = 1000 + id,
	    .state = STORE_LIVE,
	    .uses = 1,
	    .issued = ROOM_NOW,
	    .expires = ROOM_NOW + 100,
	    .seen = ROOM_NOW,
	    .gone = ROOM_NOW + 1000,
	    .kind = "reset",
	    .subject = "alice",
	    .by = "root"};

	memcpy(t.key_id, bench_key_id, sizeof(t.key_id));
	memset(t.digest, (int)id, sizeof(t.digest));
	return t;
}

static void
add(struct bench *b, const struct store_token *t)
{
	bool done;

	TOKEN(add, t, &done);
	assert_true(done);
}

/* The next call reuses it. */
static const struct store_token *
got(struct bench *b, int64_t id)
{
	static struct store_token t;

	TOKEN(get, id, &t);
	return &t;
}

static void
test_token_is_found_as_it_was_added(void **state)
{
	struct bench *b = *state;
	struct store_token put = bench_token(7), out;
	bool done, rows;

	put.idle = 9;
	put.uses = STORE_TOKEN_UNLIMITED;
	(void)snprintf(put.label, sizeof(put.label), "phone");
	OK(has_rows, &rows);
	assert_false(rows);
	BEGIN();
	add(b, &put);
	COMMIT();
	OK(has_rows, &rows);
	assert_true(rows);
	/* Alone, outside any transaction, and for everybody. */
	assert_int_equal(
	    b->calls->tokens->find(b->other, 1007, &out, &b->room.f), 0);
	assert_memory_equal(&out, &put, sizeof(out));
	assert_memory_equal(got(b, 7), &put, sizeof(put));
	TOKEN(find, 7, &out);
	assert_int_equal(out.id, 0);
	assert_int_equal(got(b, 1007)->id, 0);
	/* With a CSRF digest. */
	BEGIN();
	put = bench_token(8);
	put.has_csrf = true;
	memset(put.csrf, 5, sizeof(put.csrf));
	add(b, &put);
	assert_memory_equal(got(b, 8), &put, sizeof(put));
	/* No two have one lookup. */
	put.id = 9;
	TOKEN(add, &put, &done);
	assert_false(done);
	assert_int_equal(got(b, 9)->id, 0);
	ROLLBACK();
	assert_int_equal(got(b, 8)->id, 0);
}

static void
test_use_is_taken_from_a_live_one_that_has_one(void **state)
{
	static const enum store_state dead[] = {
	    STORE_USED, STORE_REVOKED, STORE_EXPIRED, STORE_AHEAD};
	struct bench *b = *state;
	struct store_token t = bench_token(1);
	bool done;

	BEGIN();
	t.uses = 2;
	add(b, &t);
	TOKEN(use, 1, &done);
	assert_true(done);
	assert_int_equal(got(b, 1)->uses, 1);
	assert_int_equal(got(b, 1)->state, STORE_LIVE);
	assert_int_equal(got(b, 1)->gone, ROOM_NOW + 1000);
	TOKEN(use, 1, &done);
	assert_true(done);
	assert_int_equal(got(b, 1)->uses, 0);
	assert_int_equal(got(b, 1)->state, STORE_USED);
	assert_int_equal(got(b, 1)->gone, ROOM_NOW + 1000);
	TOKEN(use, 1, &done);
	assert_false(done);
	TOKEN(use, 99, &done);
	assert_false(done);
	t = bench_token(2);
	t.uses = STORE_TOKEN_UNLIMITED;
	add(b, &t);
	TOKEN(use, 2, &done);
	assert_false(done);
	for (size_t i = 0; i < sizeof(dead) / sizeof(dead[0]); i++) {
		t = bench_token(10 + (int64_t)i);
		t.state = dead[i];
		add(b, &t);
		TOKEN(use, t.id, &done);
		assert_false(done);
		assert_memory_equal(got(b, t.id), &t, sizeof(t));
	}
	ROLLBACK();
}

static void
test_what_has_ended_is_changed_by_nothing(void **state)
{
	static const enum store_state ends[] = {
	    STORE_REVOKED, STORE_EXPIRED, STORE_AHEAD};
	const unsigned char digest[MAC_SIZE] = "other";
	struct bench *b = *state;
	struct store_token t, ended;
	bool done;

	BEGIN();
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		t = bench_token(1 + (int64_t)i);
		add(b, &t);
		TOKEN(end, t.id, ends[i], &done);
		assert_true(done);
		ended = *got(b, t.id);
		assert_int_equal(ended.state, ends[i]);
		assert_int_equal(ended.gone, ROOM_NOW + 1000);
		TOKEN(end, t.id, STORE_REVOKED, &done);
		assert_false(done);
		TOKEN(seen, t.id, ROOM_NOW + 1, ROOM_NOW + 1);
		TOKEN(rotate, t.id, 5, digest, &done);
		assert_false(done);
		TOKEN(csrf, t.id, digest, &done);
		assert_false(done);
		assert_memory_equal(got(b, t.id), &ended, sizeof(ended));
	}
	ROLLBACK();
}

static void
test_dead_one_goes_sooner_by_more_than_a_day_alone(void **state)
{
	struct bench *b = *state;
	struct store_token t = bench_token(1);
	bool done;

	BEGIN();
	t.gone = ROOM_NOW + 3 + STORE_TOKEN_STAYS;
	add(b, &t);
	/* Not while it lives. */
	TOKEN(sooner, 1, ROOM_NOW);
	assert_memory_equal(got(b, 1), &t, sizeof(t));
	TOKEN(end, 1, STORE_REVOKED, &done);
	assert_true(done);
	TOKEN(sooner, 1, ROOM_NOW + 3);
	assert_int_equal(got(b, 1)->gone, t.gone);
	TOKEN(sooner, 1, t.gone + 1);
	assert_int_equal(got(b, 1)->gone, t.gone);
	TOKEN(sooner, 1, ROOM_NOW + 2);
	assert_int_equal(got(b, 1)->gone, ROOM_NOW + 2);
	TOKEN(sooner, 99, ROOM_NOW);
	ROLLBACK();
}

static void
test_live_one_is_seen_and_rotated(void **state)
{
	const unsigned char digest[MAC_SIZE] = "other";
	struct bench *b = *state;
	struct store_token t = bench_token(1), want = t, out;
	bool done;

	BEGIN();
	add(b, &t);
	t = bench_token(2);
	add(b, &t);
	TOKEN(seen, 1, ROOM_NOW + 7, ROOM_NOW + 3000);
	want.seen = ROOM_NOW + 7;
	want.gone = ROOM_NOW + 3000;
	assert_memory_equal(got(b, 1), &want, sizeof(want));
	/* Another's lookup stays another's. */
	TOKEN(rotate, 1, 1002, digest, &done);
	assert_false(done);
	assert_memory_equal(got(b, 1), &want, sizeof(want));
	TOKEN(rotate, 1, 77, digest, &done);
	assert_true(done);
	want.lookup = 77;
	memcpy(want.digest, digest, sizeof(digest));
	assert_memory_equal(got(b, 1), &want, sizeof(want));
	TOKEN(find, 1001, &out);
	assert_int_equal(out.id, 0);
	TOKEN(csrf, 1, digest, &done);
	assert_true(done);
	want.has_csrf = true;
	memcpy(want.csrf, digest, sizeof(digest));
	assert_memory_equal(got(b, 1), &want, sizeof(want));
	ROLLBACK();
}

/* The ids of a page, as text. */
static const char *
page(struct bench *b, const struct store_token_which *which, size_t room)
{
	static char ids[128];
	static struct store_token rows[16];
	size_t n = room, at = 0;

	TOKEN(page, which, rows, &n);
	assert_true(n <= room);
	ids[0] = '\0';
	for (size_t i = 0; i < n; i++)
		at += (size_t)snprintf(
		    ids + at, sizeof(ids) - at, "%lld ", (long long)rows[i].id);
	return ids;
}

/* 1 alice; 2 alice, labelled; 3 bob, labelled, a session; 4 to 7 dead. */
static void
fill(struct bench *b)
{
	struct store_token t;

	for (int64_t id = 1; id <= 8; id++) {
		t = bench_token(id);
		if (id == 2 || id == 3)
			(void)snprintf(t.label, sizeof(t.label), "phone");
		if (id == 3) {
			(void)snprintf(t.subject, sizeof(t.subject), "bob");
			(void)snprintf(t.kind, sizeof(t.kind), "session");
		}
		if (id == 4)
			t.state = STORE_REVOKED;
		if (id == 5)
			t.expires = ROOM_NOW;
		if (id == 6)
			t.issued = ROOM_NOW + STORE_AHEAD_MAX + 1;
		if (id == 7 || id == 8)
			t.idle = 50;
		if (id == 7)
			t.seen = ROOM_NOW - 50;
		if (id == 8)
			t.seen = ROOM_NOW - 49;
		add(b, &t);
	}
}

static void
test_page_holds_what_was_asked_for(void **state)
{
	struct bench *b = *state;
	struct store_token_which which = {.now = ROOM_NOW, .until = 100};
	int64_t id;

	BEGIN();
	fill(b);
	COMMIT();
	assert_string_equal(page(b, &which, 16), "1 2 3 8 ");
	assert_string_equal(page(b, &which, 2), "1 2 ");
	which.after = 2;
	assert_string_equal(page(b, &which, 2), "3 8 ");
	which.until = 7;
	assert_string_equal(page(b, &which, 2), "3 ");
	which.until = 100;
	which.dead = true;
	assert_string_equal(page(b, &which, 16), "3 4 5 6 7 8 ");
	which.after = 0;
	which.subject = "alice";
	assert_string_equal(page(b, &which, 16), "1 2 4 5 6 7 8 ");
	which.label = "phone";
	assert_string_equal(page(b, &which, 16), "2 ");
	which.subject = NULL;
	assert_string_equal(page(b, &which, 16), "2 3 ");
	which.kind = "session";
	assert_string_equal(page(b, &which, 16), "3 ");
	which.label = NULL;
	assert_string_equal(page(b, &which, 16), "3 ");
	which.subject = "nobody";
	assert_string_equal(page(b, &which, 16), "");
	which = (struct store_token_which){.after = 0};
	TOKEN(span, &which, 1, &id);
	assert_int_equal(id, 1);
	which.after = 6;
	TOKEN(span, &which, 3, &id);
	assert_int_equal(id, 8);
	which.after = 8;
	TOKEN(span, &which, 3, &id);
	assert_int_equal(id, 0);
	which.after = 1;
	which.subject = "alice";
	TOKEN(span, &which, 2, &id);
	assert_int_equal(id, 4);
	which.label = "phone";
	TOKEN(span, &which, 2, &id);
	assert_int_equal(id, 4);
	which.subject = NULL;
	TOKEN(span, &which, 2, &id);
	assert_int_equal(id, 3);
	which.after = 3;
	TOKEN(span, &which, 2, &id);
	assert_int_equal(id, 0);
	TOKEN(reach, 0, 3, &id);
	assert_int_equal(id, 3);
	TOKEN(reach, 6, 3, &id);
	assert_int_equal(id, 8);
	TOKEN(reach, 8, 3, &id);
	assert_int_equal(id, 0);
}

static void
test_reset_ends_what_is_dead_or_from_a_clock_ahead(void **state)
{
	struct bench *b = *state;
	const struct store_reset what = {.now = ROOM_NOW,
	    .ahead = ROOM_NOW + STORE_AHEAD_MAX,
	    .gone = ROOM_NOW + 10,
	    .batch = 16,
	    .until = 8};
	struct store_reset part = what;
	int64_t ended, hastened;

	BEGIN();
	fill(b);
	part.until = 5;
	TOKEN(reset, &part, &ended, &hastened);
	assert_int_equal(ended, 1);
	/* The one revoked before. */
	assert_int_equal(hastened, 1);
	TOKEN(reset, &what, &ended, &hastened);
	assert_int_equal(ended, 2);
	assert_int_equal(hastened, 0);
	assert_int_equal(got(b, 5)->state, STORE_EXPIRED);
	assert_int_equal(got(b, 6)->state, STORE_AHEAD);
	assert_int_equal(got(b, 7)->state, STORE_EXPIRED);
	assert_int_equal(got(b, 7)->gone, ROOM_NOW + 10);
	assert_int_equal(got(b, 4)->gone, ROOM_NOW + 10);
	assert_int_equal(got(b, 4)->state, STORE_REVOKED);
	assert_int_equal(got(b, 8)->state, STORE_LIVE);
	assert_int_equal(got(b, 1)->gone, ROOM_NOW + 1000);
	ROLLBACK();
}

static void
test_purge_removes_what_is_gone_a_batch_at_a_time(void **state)
{
	struct bench *b = *state;
	struct store_token t;
	int64_t n;

	BEGIN();
	for (int64_t id = 1; id <= 5; id++) {
		t = bench_token(id);
		t.gone = ROOM_NOW + 10 - id;
		add(b, &t);
	}
	TOKEN(purge, ROOM_NOW + 8, 3, &n);
	assert_int_equal(n, 3);
	assert_int_equal(got(b, 5)->id, 0);
	assert_int_equal(got(b, 2)->id, 2);
	TOKEN(purge, ROOM_NOW + 8, 3, &n);
	assert_int_equal(n, 1);
	assert_int_equal(got(b, 1)->id, 1);
	TOKEN(purge, ROOM_NOW + 8, 3, &n);
	assert_int_equal(n, 0);
	ROLLBACK();
}

#define BENCH_TEST(t)                    \
	cmocka_unit_test_setup_teardown( \
	    t, store_bench_setup, store_bench_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    BENCH_TEST(test_token_is_found_as_it_was_added),
	    BENCH_TEST(test_use_is_taken_from_a_live_one_that_has_one),
	    BENCH_TEST(test_what_has_ended_is_changed_by_nothing),
	    BENCH_TEST(test_dead_one_goes_sooner_by_more_than_a_day_alone),
	    BENCH_TEST(test_live_one_is_seen_and_rotated),
	    BENCH_TEST(test_page_holds_what_was_asked_for),
	    BENCH_TEST(test_reset_ends_what_is_dead_or_from_a_clock_ahead),
	    BENCH_TEST(test_purge_removes_what_is_gone_a_batch_at_a_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
