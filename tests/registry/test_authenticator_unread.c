/*
 * test_authenticator_unread - a seed that does not open shuts nobody out of the
 * other ways in
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "registry/handle.h"
#include "tests/registry/device_room.h"
#include "tests/registry/shown.h"

static const struct account alice = ROOM_ALICE;
static char sheet[3][REGISTRY_RECOVERY_SIZE];

static const char *const damage[] = {
    "sealed = zeroblob(length(sealed))",
    "key_id = x'0102030405060708', sealed = randomblob(length(sealed))",
};

/* Of alice: the verdict, and which one was passed over. */
static enum registry_verdict
answer(struct room *room, const char *typed, int64_t *unread)
{
	struct registry_login login = room_login("alice", &alice);
	enum registry_verdict verdict = room_answer(room, &login, typed);

	*unread = login.unread;
	return verdict;
}

static void
break_it(struct room *room, int64_t id, const char *how)
{
	char sql[160];

	(void)snprintf(sql, sizeof(sql),
	    "UPDATE authenticator SET %s WHERE id = %lld", how, (long long)id);
	device_sql(room, sql);
}

/* What an empty place would show, were it looked at. */
static const char *
nothing_shows(void)
{
	struct shown zero;

	shown_make(&zero, CREDMINT_HOTP, 0);
	memset(zero.key, 0, sizeof(zero.key));
	zero.otp.nkey = REGISTRY_SEED_MIN;
	return shown_at(&zero, 0);
}

static void
every_other_way(struct room *room, const struct shown *broken,
    const struct shown *whole, const char *issued)
{
	int64_t unread;

	assert_int_equal(
	    answer(room, shown_at(broken, 0), &unread), REGISTRY_NO);
	assert_int_equal(unread, broken->id);
	assert_int_equal(answer(room, nothing_shows(), &unread), REGISTRY_NO);
	assert_int_equal(answer(room, sheet[0], &unread), REGISTRY_YES);
	assert_int_equal(unread, broken->id);
	assert_int_equal(answer(room, issued, &unread), REGISTRY_YES);
	assert_int_equal(
	    answer(room, shown_now(whole, 0), &unread), REGISTRY_YES);
	assert_int_equal(unread, broken->id);
}

/* It is named, and nothing else can be done with it but removing it. */
static void
it_is_named_and_removed(struct room *room, const struct shown *broken)
{
	int64_t ids[REGISTRY_AUTHENTICATORS_MAX];
	struct credmint_otp otp = device_totp();
	const struct registry_enrolment e = device_asked(&alice, &otp);
	struct registry_authenticator out;
	unsigned n;
	int64_t unread;

	assert_int_equal(
	    registry_authenticators_unread(room->r, "alice", ids, &n, &room->f),
	    0);
	assert_int_equal(n, 1);
	assert_int_equal(ids[0], broken->id);
	assert_true(registry_enroll(room->r, &e, &out, &room->f) < 0);
	assert_non_null(strstr(room->f.text, "cannot be read"));
	assert_non_null(strstr(room->f.text, "remove it"));
	assert_int_equal(registry_authenticator_remove(
			     room->r, "alice", broken->id, "root", &room->f),
	    0);
	assert_int_equal(
	    registry_authenticators_unread(room->r, "alice", ids, &n, &room->f),
	    0);
	assert_int_equal(n, 0);
	assert_int_equal(answer(room, "BBBB-BBBB", &unread), REGISTRY_NO);
	assert_int_equal(unread, 0);
	assert_int_equal(registry_enroll(room->r, &e, &out, &room->f), 0);
}

static void
test_the_other_ways_stay(void **state)
{
	static struct shown broken, whole;

	(void)state;
	for (size_t i = 0; i < sizeof(damage) / sizeof(damage[0]); i++) {
		char code[REGISTRY_CODE_SIZE];
		struct room *room;
		void *each;

		(void)room_setup(&each);
		room = each;
		shown_hotp(room, &alice, &broken);
		shown_totp(room, &alice, &whole);
		room_issue(room, &alice, code);
		assert_int_equal(registry_recovery_issue(room->r, &alice,
				     "root", 3, sheet, &room->f),
		    0);
		break_it(room, broken.id, damage[i]);
		every_other_way(room, &broken, &whole, code);
		it_is_named_and_removed(room, &broken);
		(void)room_teardown(&each);
	}
}

/* Nobody learns from the work that there is one. */
static void
test_it_costs_what_an_empty_place_does(void **state)
{
	struct room *room = *state;
	struct shown broken;
	unsigned long hmacs, statements, whole[2];
	int64_t unread;

	shown_hotp(room, &alice, &broken);
	for (int i = 0; i < 2; i++) {
		hmacs = room->r->hmacs;
		statements = room->r->store->cost.statements;
		assert_int_equal(
		    answer(room, "BBBB-BBBB", &unread), REGISTRY_NO);
		hmacs = room->r->hmacs - hmacs;
		statements = room->r->store->cost.statements - statements;
		if (i == 0) {
			whole[0] = hmacs;
			whole[1] = statements;
			break_it(room, broken.id, damage[0]);
		}
	}
	assert_int_equal(unread, broken.id);
	assert_int_equal(hmacs, whole[0]);
	assert_int_equal(statements, whole[1]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		test_it_costs_what_an_empty_place_does, room_setup,
		room_teardown),
	    cmocka_unit_test(test_the_other_ways_stay),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
