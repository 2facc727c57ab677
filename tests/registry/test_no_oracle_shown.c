/*
 * test_no_oracle_shown - the same with authenticators, sheets and grace
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "registry/decide.h"
#include "registry/recovery.h"
#include "tests/registry/oracle.h"
#include "tests/registry/shown.h"

/* Up to eight of them, of every kind, and a sheet, whatever is typed. */
static void
test_no_oracle_for_what_is_enrolled(void **state)
{
	static char sheet[3][REGISTRY_RECOVERY_SIZE];
	static const enum credmint_digest digests[] = {
	    CREDMINT_SHA1, CREDMINT_SHA256, CREDMINT_SHA512};
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct account bob = room_account("bob", 1001);
	struct registry_login login = room_login("alice", &alice);
	static struct shown s;
	struct oracle_cost one = {0};

	room->r->conf.deny = 0;
	room->r->conf.deny_user = 0;
	oracle_refused(
	    room, oracle_who("mallory", NULL), "123456", "no: unknown", &one);
	assert_int_equal(one.macs, DECIDE_MACS);
	assert_int_equal(
	    one.hmacs, REGISTRY_AUTHENTICATORS_MAX * decide_looks(&room->conf));
	for (unsigned i = 0; i < REGISTRY_AUTHENTICATORS_MAX; i++) {
		shown_make(&s, i % 2 == 0 ? CREDMINT_TOTP : CREDMINT_HOTP,
		    (unsigned char)(i + 1));
		s.otp.digest = digests[i % 3];
		s.otp.digits = 6 + i % 3;
		s.otp.nkey = i == 7 ? CREDMINT_OTP_KEY_MAX : 20;
		shown_enroll(room, &alice, &s, 0, 0);
		oracle_refused(room, &login, "000000", "no: wrong", &one);
		oracle_refused(room, &login, "0000000", "no: wrong", &one);
		oracle_refused(room, &login, "00000000", "no: wrong", &one);
	}
	assert_int_equal(registry_recovery_issue(
			     room->r, &alice, "root", 3, sheet, &room->f),
	    0);
	oracle_refused(room, &login, "BBBB-BBBB-BBBB", "no: wrong", &one);
	oracle_refused(room, &login, "password", "no: wrong", &one);
	login.ways = (struct conf_ways){1, {CONF_WAY_ISSUED}};
	oracle_refused(room, &login, "000000", "no: wrong", &one);
	oracle_refused(room, &login, sheet[0], "no: way not allowed", &one);
	oracle_refused(
	    room, &login, shown_at(&s, 0), "no: way not allowed", &one);
	oracle_refused(
	    room, oracle_who("bob", &bob), "123456", "no: no live code", &one);
	oracle_refused(room, oracle_claimed("alice", &alice, 1000), "123456",
	    "no: wrong", &one);
	login = room_login("alice", &alice);
	login.purpose = REGISTRY_FOR_ENROLMENT;
	oracle_refused(room, &login, "123456", "no: wrong", &one);
}

static void
test_no_oracle_for_right_ones_that_are_no_good(void **state)
{
	static char sheet[3][REGISTRY_RECOVERY_SIZE];
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct account moved = room_account("alice", 2000);
	struct registry_login login = room_login("alice", &alice), yes;
	static struct shown s;
	struct oracle_cost one = {0};

	oracle_refused(
	    room, oracle_who("mallory", NULL), "123456", "no: unknown", &one);
	shown_hotp(room, &alice, &s);
	assert_int_equal(registry_recovery_issue(
			     room->r, &alice, "root", 3, sheet, &room->f),
	    0);
	yes = login;
	assert_int_equal(
	    room_answer(room, &yes, shown_at(&s, 0)), REGISTRY_YES);
	assert_int_equal(room_answer(room, &yes, sheet[0]), REGISTRY_YES);
	oracle_refused(
	    room, &login, shown_at(&s, 0), "no: code used before", &one);
	oracle_refused(room, &login, sheet[0], "no: code used before", &one);
	login.account = &moved;
	oracle_refused(room, &login, shown_at(&s, 1), "no: uid changed", &one);
	login.account = &alice;
	login.rhost = "192.0.2.7";
	for (int i = 0; i < 5; i++)
		oracle_refused(room, &login, "000000", "no: wrong", &one);
	oracle_refused(room, &login, shown_at(&s, 1), "no: locked", &one);
	oracle_refused(room, &login, sheet[1], "no: locked", &one);
	oracle_refused(room, &login, "000000", "no: locked", &one);
	login.rhost = "192.0.2.8";
	assert_int_equal(
	    room_answer(room, &login, shown_at(&s, 1)), REGISTRY_YES);
}

/* Asked for grace: the same whoever it is, and whatever there is. */
static void
test_no_oracle_by_grace(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct account bob = room_account("bob", 1001);
	struct registry_login login[] = {room_login("mallory", NULL),
	    room_login("bob", &bob), room_login("alice", &alice),
	    room_login("alice", &alice), room_login("alice", &alice)};
	struct oracle_cost before, one, first = {0};
	char code[REGISTRY_CODE_SIZE];
	bool granted;

	oracle_issue(room, &alice, &(struct oracle_terms){0}, code);
	login[3].rhost = "192.0.2.77";
	for (size_t i = 0; i < 5; i++) {
		/* The last is of a group that has none. */
		login[i].grace = i < 4 ? 600 : 0;
		if (i == 3)
			assert_int_equal(
			    room_answer(room, &login[2], code), REGISTRY_YES);
		before = oracle_cost_now(room);
		assert_int_equal(
		    registry_grace(room->r, &login[i], &granted, &room->f), 0);
		one = oracle_cost_since(room, &before);
		assert_false(granted);
		if (i == 0)
			first = one;
		assert_int_equal(one.statements, first.statements);
		assert_int_equal(one.commits, first.commits);
		assert_int_equal(one.macs, first.macs);
		assert_int_equal(one.syncs, 0);
	}
}

/* Nor by nullok, with an end and without one. */
static void
test_no_oracle_by_nullok(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct account bob = room_account("bob", 1001);
	const struct account *who[] = {NULL, &bob, &alice};
	const int64_t until[] = {0, ROOM_NOW + 60, ROOM_NOW - 60, INT64_MAX};
	struct oracle_cost before, one, first = {0};
	static struct shown s;
	char other[REGISTRY_NAME_SIZE];
	bool absent;

	shown_hotp(room, &alice, &s);
	for (size_t i = 0; i < 12; i++) {
		before = oracle_cost_now(room);
		assert_int_equal(registry_nullok(room->r, who[i % 3],
				     until[i / 3], &absent, other, &room->f),
		    0);
		one = oracle_cost_since(room, &before);
		/* Whom nobody knows is not let through. */
		assert_int_equal(absent, i % 3 == 1 && i / 3 != 2);
		if (i == 0 || i == 3)
			first = one;
		assert_true(one.statements > 0);
		assert_int_equal(one.statements, first.statements);
		assert_int_equal(one.commits, first.commits);
		assert_int_equal(one.macs, first.macs);
		assert_int_equal(one.syncs, 0);
	}
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, room_setup, room_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_no_oracle_for_what_is_enrolled),
	    TEST(test_no_oracle_for_right_ones_that_are_no_good),
	    TEST(test_no_oracle_by_grace),
	    TEST(test_no_oracle_by_nullok),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
