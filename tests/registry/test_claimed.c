/* test_claimed - logins that another than root asks for, kept apart */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "registry/digest.h"
#include "registry/handle.h"
#include "tests/core/clock_fake.h"
#include "tests/registry/room.h"

/* A conversation of a program that runs as asker. */
static struct registry_login
claim(const char *user, const struct account *a, uid_t asker)
{
	struct registry_login login = room_login(user, a);

	login.service = "self:screen";
	login.claimed = true;
	login.asker = asker;
	return login;
}

static enum registry_verdict
claim_try(
    struct room *room, const struct account *a, uid_t asker, const char *answer)
{
	struct registry_login login = claim(a->name, a, asker);

	return room_answer(room, &login, answer);
}

static int
deliver(struct room *room, struct registry_login *login)
{
	char code[REGISTRY_CODE_SIZE];
	int64_t expires;

	return registry_deliver(room->r, login, code, &expires, &room->f);
}

static void
test_r05_claimed_login_takes_a_code(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_event last;
	char code[REGISTRY_CODE_SIZE];

	room_issue(room, &alice, code);
	assert_int_equal(claim_try(room, &alice, 1000, code), REGISTRY_YES);
	(void)room_events(room, &last);
	assert_string_equal(last.source, "uid 1000");
	assert_string_equal(last.service, "self:screen");
	assert_int_equal(claim_try(room, &alice, 1000, code), REGISTRY_NO);
	assert_int_equal(room_try(room, &alice, code), REGISTRY_NO);
}

static void
test_r05_claimed_failures_never_close_the_others(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_login far = room_login("alice", &alice);
	char code[REGISTRY_CODE_SIZE], other[REGISTRY_CODE_SIZE];

	room_issue(room, &alice, code);
	room_issue(room, &alice, other);
	/* More than deny_user in a day, from one asker and from many. */
	for (unsigned i = 0; i < 200; i++)
		assert_int_equal(
		    claim_try(room, &alice, 1000 + i % 10, "no"), REGISTRY_NO);
	assert_string_equal(room_outcome(room), "no: locked");
	assert_int_equal(claim_try(room, &alice, 1000, code), REGISTRY_NO);
	far.rhost = "203.0.113.77";
	assert_int_equal(room_answer(room, &far, code), REGISTRY_YES);
	assert_int_equal(room_try(room, &alice, other), REGISTRY_YES);
}

/*
 * Who guesses slowly as somebody's program closes his screen for a day, whether
 * it was opened by a code lately or not, and nothing of root's.
 */
static void
test_r10_deny_user_bounds_claimed_failures_apart(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_issue what = {.account = &alice,
	    .service = "",
	    .ttl = REGISTRY_TTL_USUAL,
	    .uses = 1,
	    .by = "root"};
	struct registry_login far = room_login("alice", &alice);
	char code[REGISTRY_CODE_SIZE], other[REGISTRY_CODE_SIZE];
	struct registry_code out;

	room_issue(room, &alice, other);
	assert_int_equal(claim_try(room, &alice, 1000, other), REGISTRY_YES);
	what.uses = 2;
	what.ttl = 2 * REGISTRY_TTL_USUAL;
	assert_int_equal(
	    registry_issue(room->r, &what, code, &out, &room->f), 0);
	for (int i = 0; i < 60; i++) {
		assert_int_equal(
		    claim_try(room, &alice, 1000, "no"), REGISTRY_NO);
		assert_string_equal(
		    room_outcome(room), i < 50 ? "no: wrong" : "no: locked");
		clock_fake_pass(226);
	}
	assert_int_equal(claim_try(room, &alice, 1000, code), REGISTRY_NO);
	/* Enrolling himself is such a program as well. */
	far = claim("alice", &alice, 1000);
	far.purpose = REGISTRY_FOR_ENROLMENT;
	assert_int_equal(room_answer(room, &far, "no"), REGISTRY_NO);
	assert_true(far.locked);
	far = room_login("alice", &alice);
	far.rhost = "203.0.113.77";
	assert_int_equal(room_answer(room, &far, code), REGISTRY_YES);
	clock_fake_pass(86400LL - 10 * 226);
	assert_int_equal(claim_try(room, &alice, 1000, code), REGISTRY_YES);
}

/* The address it says it comes from is neither closed nor opened by it. */
static void
test_r05_claimed_address_counts_for_nothing(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_login liar = claim("alice", &alice, 1000);
	struct registry_login console = claim("alice", &alice, 1000);
	char code[REGISTRY_CODE_SIZE], other[REGISTRY_CODE_SIZE];
	char rhost[32];

	room_issue(room, &alice, code);
	room_issue(room, &alice, other);
	console.rhost = "";
	for (int i = 0; i < 5; i++) {
		(void)snprintf(rhost, sizeof(rhost), "192.0.2.%d", i);
		liar.rhost = rhost;
		assert_int_equal(room_answer(room, &liar, "no"), REGISTRY_NO);
	}
	assert_int_equal(room_answer(room, &console, code), REGISTRY_NO);
	assert_string_equal(room_outcome(room), "no: locked");
	/* Another asker is another source. */
	assert_int_equal(claim_try(room, &alice, 33, code), REGISTRY_YES);
	console = room_login("alice", &alice);
	console.rhost = "";
	assert_int_equal(room_answer(room, &console, other), REGISTRY_YES);
}

/* A yes to a claimed login opens and keeps open nothing for the others. */
static void
test_r05_claimed_yes_clears_nothing_of_the_others(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	char code[REGISTRY_CODE_SIZE], other[REGISTRY_CODE_SIZE];

	room_issue(room, &alice, code);
	room_issue(room, &alice, other);
	for (int i = 0; i < 5; i++)
		assert_int_equal(room_try(room, &alice, "no"), REGISTRY_NO);
	/* Nor do their failures close his own screen. */
	assert_int_equal(claim_try(room, &alice, 1000, code), REGISTRY_YES);
	assert_int_equal(room_try(room, &alice, other), REGISTRY_NO);
	assert_string_equal(room_outcome(room), "no: locked");
	assert_int_equal(claim_try(room, &alice, 1000, other), REGISTRY_YES);
}

static void
test_r05_claimed_failures_close_their_asker_for_unlock_time(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	char code[REGISTRY_CODE_SIZE];

	room_issue(room, &alice, code);
	for (int i = 0; i < 5; i++)
		assert_int_equal(
		    claim_try(room, &alice, 1000, "no"), REGISTRY_NO);
	clock_fake_pass(599);
	assert_int_equal(claim_try(room, &alice, 1000, code), REGISTRY_NO);
	clock_fake_pass(1);
	assert_int_equal(claim_try(room, &alice, 1000, code), REGISTRY_YES);
}

static void
test_r05_claimed_deliveries_use_up_nobody_elses(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_login hers[4], ours[4];

	/* Three wait, of either side. */
	for (size_t i = 0; i < 4; i++) {
		hers[i] = claim("alice", &alice, 1000);
		assert_int_equal(
		    deliver(room, &hers[i]), i < 3 ? 0 : REGISTRY_NOT_SENT);
	}
	for (size_t i = 0; i < 4; i++) {
		ours[i] = room_login("alice", &alice);
		assert_int_equal(
		    deliver(room, &ours[i]), i < 3 ? 0 : REGISTRY_NOT_SENT);
	}
	/* Five an hour, of either side. */
	assert_int_equal(deliver(room, &hers[0]), 0);
	assert_int_equal(deliver(room, &hers[0]), 0);
	assert_int_equal(deliver(room, &hers[0]), REGISTRY_NOT_SENT);
	assert_int_equal(deliver(room, &ours[0]), 0);
	assert_int_equal(deliver(room, &ours[0]), 0);
	assert_int_equal(deliver(room, &ours[0]), REGISTRY_NOT_SENT);
}

/* Twenty an hour of an asker leave all to every address and the console. */
static void
test_r05_claimed_deliveries_use_up_no_address(void **state)
{
	struct room *room = *state;
	struct account bob = room_account("bob", 1001);
	struct registry_login stranger = claim("nobody-known", NULL, 1000);
	struct registry_login his = room_login("bob", &bob);

	his.rhost = "";
	for (int i = 0; i < 30; i++)
		assert_int_equal(deliver(room, &stranger), REGISTRY_NOT_SENT);
	assert_int_equal(deliver(room, &his), 0);
	/* The same asker has none left for anybody. */
	his = claim("bob", &bob, 1000);
	assert_int_equal(deliver(room, &his), REGISTRY_NOT_SENT);
	assert_string_equal(room_outcome(room), "no: limit");
	his = claim("bob", &bob, 1001);
	assert_int_equal(deliver(room, &his), 0);
}

/* No asker shares a bucket with an address, however their digests fall. */
static void
test_r05_askers_have_buckets_of_their_own(void **state)
{
	struct room *room = *state;
	unsigned char id[LOCKOUT_SOURCE_SIZE];
	struct source source;
	char rhost[32];
	int64_t bucket;

	for (unsigned i = 0; i < 5000; i++) {
		source_asker(i, &source);
		digest_source(
		    room->r->key, &source, id, &bucket, STORE_BUCKETS);
		assert_in_range(
		    bucket, STORE_BUCKETS / 4 * 3, STORE_BUCKETS - 1);
		(void)snprintf(
		    rhost, sizeof(rhost), "10.0.%u.%u", i / 250, i % 250);
		source_read(rhost, &source);
		digest_source(
		    room->r->key, &source, id, &bucket, STORE_BUCKETS);
		assert_in_range(bucket, 0, STORE_BUCKETS / 4 * 3 - 1);
	}
}

/* A program's codes are not among those that a login of root's may be. */
static void
test_r05_claimed_codes_push_out_no_code(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_login hers[3];
	char code[REGISTRY_CODE_SIZE];

	for (size_t i = 0; i < 3; i++) {
		hers[i] = claim("alice", &alice, 1000);
		assert_int_equal(deliver(room, &hers[i]), 0);
	}
	for (int i = 0; i < REGISTRY_CODES_MAX; i++)
		room_issue(room, &alice, code);
	assert_int_equal(room_try(room, &alice, code), REGISTRY_YES);
}

/* ---- enrolled ---- */

static void
run_sql(const struct room *room, const char *sql)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(room->conf.registry, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static bool
enrolled(struct room *room, const struct account *a)
{
	char other[REGISTRY_NAME_SIZE];
	bool yes = false;

	assert_int_equal(
	    registry_enrolled(room->r, a, &yes, other, &room->f), 0);
	return yes;
}

static void
test_r19_codes_do_not_enrol_and_the_mark_stays(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct account bob = room_account("bob", 1001);
	char code[REGISTRY_CODE_SIZE];

	assert_false(enrolled(room, &alice));
	room_issue(room, &alice, code);
	room_issue(room, &bob, code);
	assert_false(enrolled(room, &alice));
	run_sql(room, "UPDATE account SET enrolled = 1 WHERE name = 'alice'");
	assert_true(enrolled(room, &alice));
	assert_false(enrolled(room, &bob));
	/* Neither end, purge nor lock clears it. */
	for (int i = 0; i < 6; i++)
		(void)room_try(room, &alice, "no");
	clock_fake_pass(40LL * 24 * 60 * 60);
	room_issue(room, &bob, code);
	room_issue(room, &alice, code);
	assert_true(enrolled(room, &alice));
	room_reopen(room);
	assert_true(enrolled(room, &alice));
}

static void
test_r19_what_cannot_be_read_is_enrolled(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	char code[REGISTRY_CODE_SIZE], other[REGISTRY_NAME_SIZE];
	bool yes = false;

	room_issue(room, &alice, code);
	run_sql(room, "UPDATE account SET enrolled = 2");
	assert_int_not_equal(
	    registry_enrolled(room->r, &alice, &yes, other, &room->f), 0);
	assert_true(yes);
	yes = false;
	run_sql(room, "DROP TABLE account");
	assert_int_not_equal(
	    registry_enrolled(room->r, &alice, &yes, other, &room->f), 0);
	assert_true(yes);
}

/* What has the shape of no way that the service has is no code there. */
static void
test_r09_shape_of_a_code(void **state)
{
	enum {
		I = 1,
		D = 2,
		A = 4,
		R = 8
	};
	static const struct {
		const char *typed;
		unsigned ways;
	} of[] = {{"BCDF-GHJK", I | D}, {"bcdfghjk", I | D},
	    {" b c d f g h j k ", I | D}, {"1234-5678", I | A | R},
	    {"12345678", I | A | R}, {"--12345678--", I | A | R}, {"123456", A},
	    {"123 456", A}, {"1234567", A}, {"BCDF-GHJK-LMNP", R}, {"", 0},
	    {"BCDFGHJ", 0}, {"BCDFGHJKL", 0}, {"BCDFGHJA", 0}, {"1234567B", 0},
	    {"hunter2", 0}, {"12345", 0}, {"123456789", 0}, {"--------", 0},
	    {"BCDF_GHJK", 0}, {"\303\204CDFGHJ", 0}, {"BCDFGHJKLMN", 0}};
	const struct conf_ways all = ROOM_WAYS;

	(void)state;
	for (size_t i = 0; i < sizeof(of) / sizeof(of[0]); i++)
		for (unsigned set = 0; set < 16; set++) {
			struct conf_ways ways = {0};

			for (unsigned w = 0; w < 4; w++)
				if ((set & (1u << w)) != 0)
					ways.way[ways.n++] = all.way[w];
			assert_int_equal(registry_shaped(of[i].typed,
					     strlen(of[i].typed), &ways),
			    (of[i].ways & set) != 0);
		}
	assert_false(registry_shaped("1234567\0", 8, &all));
	assert_true(registry_shaped("123456789", 8, &all));
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, room_setup, room_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_r05_claimed_login_takes_a_code),
	    TEST(test_r05_claimed_failures_never_close_the_others),
	    TEST(test_r10_deny_user_bounds_claimed_failures_apart),
	    TEST(test_r05_claimed_address_counts_for_nothing),
	    TEST(test_r05_claimed_yes_clears_nothing_of_the_others),
	    TEST(test_r05_claimed_failures_close_their_asker_for_unlock_time),
	    TEST(test_r05_claimed_deliveries_use_up_nobody_elses),
	    TEST(test_r05_claimed_deliveries_use_up_no_address),
	    TEST(test_r05_askers_have_buckets_of_their_own),
	    TEST(test_r05_claimed_codes_push_out_no_code),
	    TEST(test_r19_codes_do_not_enrol_and_the_mark_stays),
	    TEST(test_r19_what_cannot_be_read_is_enrolled),
	    cmocka_unit_test(test_r09_shape_of_a_code),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
