/* test_store_authenticator - what a back end must do with authenticators */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "registry/store_authenticator.h"
#include "tests/registry/store_bench.h"

/* Calls without repeating the handle and the fault. */
#define DEVICE(call, ...) \
	assert_int_equal( \
	    b->calls->authenticators->call(b->s, __VA_ARGS__, &b->room.f), 0)

static struct store_authenticator all[REGISTRY_AUTHENTICATORS_MAX];

static struct store_authenticator
device(int64_t id, int64_t account)
{
	struct store_authenticator a = {.id = id,
	    .account = account,
	    .uid = 1000,
	    .type = CREDMINT_TOTP,
	    .digest = CREDMINT_SHA256,
	    .digits = 8,
	    .step = 60,
	    .next = 100,
	    .drift = -2,
	    .turn = 3,
	    .added = ROOM_NOW,
	    .used = ROOM_NOW + 1,
	    .sealed_n = 20 + MAC_SEAL_MORE,
	    .name = "phone",
	    .by = "root"};

	memcpy(a.key_id, bench_key_id, sizeof(a.key_id));
	memset(a.sealed, (int)id, a.sealed_n);
	return a;
}

static void
put(struct bench *b, int64_t id, int64_t account)
{
	const struct store_authenticator a = device(id, account);

	DEVICE(add, &a, true);
}

static size_t
of(struct bench *b, int64_t account)
{
	size_t n;

	DEVICE(all, account, all, &n);
	return n;
}

static void
test_it_is_found_as_it_was_added(void **state)
{
	struct bench *b = *state;
	static struct store_authenticator first, most, none;

	first = device(7, BENCH_ALICE);
	most = device(9, BENCH_ALICE);
	most.type = CREDMINT_HOTP;
	most.step = 0;
	most.drift = 0;
	most.next = INT64_MAX;
	most.sealed_n = STORE_SEALED_MAX;
	memset(most.sealed, 0xa5, sizeof(most.sealed));
	memset(most.name, 'n', sizeof(most.name) - 1);
	memset(most.by, 'b', sizeof(most.by) - 1);
	BEGIN();
	bench_accounts(b);
	DEVICE(add, &most, true);
	DEVICE(add, &first, true);
	put(b, 8, BENCH_BOB);
	assert_int_equal(of(b, BENCH_ALICE), 2);
	assert_memory_equal(&all[0], &first, sizeof(first));
	assert_memory_equal(&all[1], &most, sizeof(most));
	for (size_t i = 2; i < REGISTRY_AUTHENTICATORS_MAX; i++)
		assert_memory_equal(&all[i], &none, sizeof(none));
	assert_int_equal(of(b, 0), 0);
	COMMIT();
}

/* Whether it applies or not the same statement runs. */
static void
test_nothing_is_added_unless_really(void **state)
{
	struct bench *b = *state;
	const struct store_authenticator a = device(7, BENCH_ALICE);
	unsigned long before, meant, not_meant;

	BEGIN();
	bench_accounts(b);
	before = b->s->cost.statements;
	DEVICE(add, &a, false);
	not_meant = b->s->cost.statements - before;
	assert_int_equal(of(b, BENCH_ALICE), 0);
	before = b->s->cost.statements;
	DEVICE(add, &a, true);
	meant = b->s->cost.statements - before;
	assert_int_equal(meant, not_meant);
	assert_int_equal(of(b, BENCH_ALICE), 1);
	ROLLBACK();
	BEGIN();
	assert_int_equal(of(b, BENCH_ALICE), 0);
	ROLLBACK();
}

static void
test_a_step_is_taken_once_and_never_back(void **state)
{
	struct bench *b = *state;
	struct store_authenticator a = device(7, BENCH_ALICE);
	unsigned long before, one;
	bool done;

	BEGIN();
	bench_accounts(b);
	put(b, 7, BENCH_ALICE);
	put(b, 8, BENCH_ALICE);
	a.next = 101;
	a.drift = 1;
	a.turn = 9;
	a.used = ROOM_NOW + 5;
	before = b->s->cost.statements;
	DEVICE(step, &a, &done);
	one = b->s->cost.statements - before;
	assert_true(done);
	assert_int_equal(of(b, BENCH_ALICE), 2);
	assert_memory_equal(&all[0], &a, sizeof(a));
	assert_int_equal(all[1].next, 100);
	a.drift = 7;
	DEVICE(step, &a, &done);
	assert_false(done);
	a.next = 100;
	DEVICE(step, &a, &done);
	assert_false(done);
	a.id = 0;
	a.next = 1000;
	before = b->s->cost.statements;
	DEVICE(step, &a, &done);
	assert_false(done);
	assert_int_equal(b->s->cost.statements - before, one);
	assert_int_equal(of(b, BENCH_ALICE), 2);
	assert_int_equal(all[0].next, 101);
	assert_int_equal(all[0].drift, 1);
	COMMIT();
}

static void
test_those_of_an_account_are_removed(void **state)
{
	struct bench *b = *state;
	struct store_authenticator a = device(10, BENCH_ALICE);
	bool done;
	int64_t n;

	a.uid = 2000;
	BEGIN();
	bench_accounts(b);
	put(b, 7, BENCH_ALICE);
	put(b, 8, BENCH_ALICE);
	put(b, 9, BENCH_BOB);
	DEVICE(add, &a, true);
	DEVICE(remove, BENCH_ALICE, 9, &done);
	assert_false(done);
	DEVICE(remove, BENCH_ALICE, 0, &done);
	assert_false(done);
	DEVICE(remove, BENCH_ALICE, 8, &done);
	assert_true(done);
	DEVICE(remove_foreign, BENCH_ALICE, 1000, &n);
	assert_int_equal(n, 1);
	assert_int_equal(of(b, BENCH_ALICE), 1);
	assert_int_equal(all[0].id, 7);
	DEVICE(remove_all, 0, &n);
	assert_int_equal(n, 0);
	DEVICE(remove_all, BENCH_ALICE, &n);
	assert_int_equal(n, 1);
	assert_int_equal(of(b, BENCH_ALICE), 0);
	assert_int_equal(of(b, BENCH_BOB), 1);
	COMMIT();
}

static void
test_pages_go_on_after_an_id(void **state)
{
	struct bench *b = *state;
	struct registry_authenticator page[4];
	size_t n = 2;

	BEGIN();
	bench_accounts(b);
	for (int64_t id = 1; id <= 5; id++)
		put(b, id, id == 3 ? BENCH_BOB : BENCH_ALICE);
	COMMIT();
	/* Alone, outside any transaction. */
	DEVICE(page, NULL, 0, page, &n);
	assert_int_equal(n, 2);
	assert_int_equal(page[1].id, 2);
	n = 4;
	DEVICE(page, NULL, 2, page, &n);
	assert_int_equal(n, 3);
	assert_int_equal(page[0].id, 3);
	assert_string_equal(page[0].user, "bob");
	assert_string_equal(page[0].name, "phone");
	assert_string_equal(page[0].by, "root");
	assert_int_equal(page[0].uid, 1000);
	assert_int_equal(page[0].digest, CREDMINT_SHA256);
	assert_int_equal(page[0].digits, 8);
	assert_int_equal(page[0].step, 60);
	assert_int_equal(page[0].next, 100);
	assert_int_equal(page[0].drift, -2);
	assert_int_equal(page[0].added, ROOM_NOW);
	assert_int_equal(page[0].used, ROOM_NOW + 1);
	n = 4;
	DEVICE(page, "alice", 1, page, &n);
	assert_int_equal(n, 3);
	assert_int_equal(page[0].id, 2);
	assert_int_equal(page[1].id, 4);
	n = 4;
	DEVICE(page, "carol", 0, page, &n);
	assert_int_equal(n, 0);
}

static void
test_an_account_has_its_mark_sheet_and_grace(void **state)
{
	struct bench *b = *state;
	struct store_account row, none = {0};
	unsigned char grace[STORE_GRACE_SIZE];
	unsigned long before, found;

	memset(grace, 0x77, sizeof(grace));
	BEGIN();
	bench_accounts(b);
	before = b->s->cost.statements;
	DEVICE(account_get, BENCH_ALICE, &row);
	found = b->s->cost.statements - before;
	assert_memory_equal(row.grace, none.grace, sizeof(none.grace));
	assert_false(row.enrolled);
	assert_int_equal(row.sheet, 0);
	assert_int_equal(row.ended, 0);
	DEVICE(account_enrol, BENCH_ALICE, 1000);
	DEVICE(account_sheet, BENCH_ALICE, 5);
	DEVICE(account_grace, BENCH_ALICE, grace, false);
	DEVICE(account_get, BENCH_ALICE, &row);
	assert_true(row.enrolled);
	assert_int_equal(row.sheet, 5);
	assert_memory_equal(row.grace, none.grace, sizeof(none.grace));
	DEVICE(account_grace, BENCH_ALICE, grace, true);
	DEVICE(account_end, BENCH_ALICE, 17);
	DEVICE(account_end, 0, 18);
	COMMIT();
	DEVICE(account_get, BENCH_ALICE, &row);
	assert_memory_equal(row.grace, grace, sizeof(grace));
	assert_int_equal(row.ended, 17);
	DEVICE(account_get, BENCH_BOB, &row);
	assert_false(row.enrolled);
	assert_int_equal(row.ended, 0);
	before = b->s->cost.statements;
	DEVICE(account_get, 0, &row);
	assert_int_equal(b->s->cost.statements - before, found);
	assert_false(row.enrolled);
	assert_int_equal(row.sheet, 0);
	BEGIN();
	DEVICE(account_enrol, 0, 1000);
	DEVICE(account_grace, 0, grace, true);
	DEVICE(account_enrol, BENCH_ALICE, STORE_UNMARKED);
	DEVICE(account_get, BENCH_ALICE, &row);
	assert_false(row.enrolled);
	ROLLBACK();
}

static struct store_recovery
code(int64_t account, int digest)
{
	struct store_recovery c = {
	    .account = account, .uid = 1000, .issued = ROOM_NOW};

	memcpy(c.key_id, bench_key_id, sizeof(c.key_id));
	memset(c.digest, digest, sizeof(c.digest));
	return c;
}

static bool
added(struct bench *b, const struct store_recovery *c)
{
	bool done;

	DEVICE(recovery_add, c, &done);
	return done;
}

static void
test_a_recovery_code_is_good_once(void **state)
{
	struct bench *b = *state;
	const struct store_recovery c = code(BENCH_ALICE, 1);
	struct store_recovery out;
	unsigned char other[MAC_SIZE] = {0};
	unsigned long before, hit;
	bool done;

	BEGIN();
	bench_accounts(b);
	assert_true(added(b, &c));
	before = b->s->cost.statements;
	DEVICE(recovery_find, BENCH_ALICE, c.digest, &out);
	hit = b->s->cost.statements - before;
	assert_memory_equal(&out, &c, sizeof(c));
	before = b->s->cost.statements;
	DEVICE(recovery_find, 0, c.digest, &out);
	assert_int_equal(b->s->cost.statements - before, hit);
	assert_int_equal(out.account, 0);
	DEVICE(recovery_find, BENCH_BOB, c.digest, &out);
	assert_int_equal(out.account, 0);
	DEVICE(recovery_find, BENCH_ALICE, other, &out);
	assert_int_equal(out.account, 0);
	DEVICE(recovery_use, BENCH_BOB, c.digest, 4, ROOM_NOW, &done);
	assert_false(done);
	DEVICE(recovery_use, 0, c.digest, 4, ROOM_NOW, &done);
	assert_false(done);
	DEVICE(recovery_use, BENCH_ALICE, c.digest, 4, ROOM_NOW + 2, &done);
	assert_true(done);
	DEVICE(recovery_use, BENCH_ALICE, c.digest, 5, ROOM_NOW + 3, &done);
	assert_false(done);
	DEVICE(recovery_find, BENCH_ALICE, c.digest, &out);
	assert_int_equal(out.used, 4);
	assert_int_equal(out.used_at, ROOM_NOW + 2);
	/* The same again is no other one, and does not make it good. */
	assert_false(added(b, &c));
	DEVICE(recovery_find, BENCH_ALICE, c.digest, &out);
	assert_int_equal(out.used, 4);
	COMMIT();
}

static void
test_recovery_codes_are_counted_and_cleared(void **state)
{
	struct bench *b = *state;
	struct store_recovery c = code(BENCH_BOB, 1);
	struct store_recoveries have;
	int64_t n;
	bool done;

	BEGIN();
	bench_accounts(b);
	assert_true(added(b, &c));
	for (int i = 1; i <= 4; i++) {
		c = code(BENCH_ALICE, i);
		c.issued += i;
		if (i == 4)
			c.uid = 2000;
		assert_true(added(b, &c));
	}
	DEVICE(recovery_use, BENCH_ALICE, code(0, 2).digest, 9, 1, &done);
	assert_true(done);
	DEVICE(recovery_count, BENCH_ALICE, &have);
	assert_int_equal(have.total, 4);
	assert_int_equal(have.left, 3);
	assert_int_equal(have.issued, ROOM_NOW + 4);
	DEVICE(recovery_clear_foreign, BENCH_ALICE, 1000, &n);
	assert_int_equal(n, 1);
	COMMIT();
	DEVICE(recovery_count, BENCH_ALICE, &have);
	assert_int_equal(have.total, 3);
	BEGIN();
	DEVICE(recovery_clear, BENCH_ALICE, &n);
	assert_int_equal(n, 3);
	DEVICE(recovery_count, BENCH_ALICE, &have);
	assert_int_equal(have.total, 0);
	assert_int_equal(have.issued, 0);
	DEVICE(recovery_count, BENCH_BOB, &have);
	assert_int_equal(have.total, 1);
	COMMIT();
}

#define TEST(t)                          \
	cmocka_unit_test_setup_teardown( \
	    t, store_bench_setup, store_bench_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_it_is_found_as_it_was_added),
	    TEST(test_nothing_is_added_unless_really),
	    TEST(test_a_step_is_taken_once_and_never_back),
	    TEST(test_those_of_an_account_are_removed),
	    TEST(test_pages_go_on_after_an_id),
	    TEST(test_an_account_has_its_mark_sheet_and_grace),
	    TEST(test_a_recovery_code_is_good_once),
	    TEST(test_recovery_codes_are_counted_and_cleared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
