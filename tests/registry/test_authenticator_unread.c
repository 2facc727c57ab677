/*
 * test_authenticator_unread - a seed that does not open, or a row that holds
 * what cannot be, shuts nobody out of the other ways in
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

/* Of an HOTP one. */
static const char *const damage[] = {
    "sealed = zeroblob(length(sealed))",
    "key_id = x'0102030405060708', sealed = randomblob(length(sealed))",
    "sealed = x''",
    "sealed = zeroblob(1053)",
    "key_id = x''",
    "type = 2",
    "type = -1",
    "type = 0",
    "digest = 0",
    "digest = 4",
    "digits = 5",
    "digits = 9",
    "digits = -9223372036854775808",
    "step = 30",
    "step = -1",
    "next = 0",
    "next = 9223372036854775807",
    "turn = 0",
    "drift = 0",
    "drift = drift + 1",
    "drift = drift + (1 << 41)",
    "added = -9223372036854775808",
    "used = -1",
    "used = used + (1 << 41)",
    "name = printf('%65c', 'n')",
    "issuer = printf('%300c', 'n')",
    "type = 0, step = 0, digits = 0, digest = 0, next = 7, drift = 7",
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
	struct registry_enrolment e = device_asked(&alice, &otp);
	struct registry_authenticator out;
	unsigned n;
	int64_t unread;

	e.act = "import";
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

struct cost {
	unsigned long macs, hmacs, statements;
};

static struct cost
cost_of_no(struct room *room, int64_t *unread)
{
	const struct registry *r = room->r;
	struct cost c = {r->macs, r->hmacs, r->store->cost.statements};

	assert_int_equal(answer(room, "BBBB-BBBB", unread), REGISTRY_NO);
	return (struct cost){r->macs - c.macs, r->hmacs - c.hmacs,
	    r->store->cost.statements - c.statements};
}

/* Nobody learns from the work that there is one. */
static void
test_it_costs_what_an_empty_place_does(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(damage) / sizeof(damage[0]); i++) {
		struct cost whole, broken;
		struct room *room;
		struct shown one;
		int64_t unread;
		void *each;

		(void)room_setup(&each);
		room = each;
		shown_hotp(room, &alice, &one);
		whole = cost_of_no(room, &unread);
		assert_int_equal(unread, 0);
		break_it(room, one.id, damage[i]);
		broken = cost_of_no(room, &unread);
		assert_int_equal(unread, one.id);
		assert_int_equal(broken.macs, whole.macs);
		assert_int_equal(broken.hmacs, whole.hmacs);
		assert_int_equal(broken.statements, whole.statements);
		(void)room_teardown(&each);
	}
}

/* Whose it is is not known: an enrolment does away with it. */
static void
test_one_of_no_uid_is_unread(void **state)
{
	static const char *const uids[] = {"uid = -1", "uid = 4294967295",
	    "uid = 4294967296", "uid = 9223372036854775807"};
	struct room *room = *state;
	struct shown broken, whole;
	int64_t unread;

	shown_hotp(room, &alice, &broken);
	shown_totp(room, &alice, &whole);
	for (size_t i = 0; i < sizeof(uids) / sizeof(uids[0]); i++) {
		break_it(room, broken.id, uids[i]);
		assert_int_equal(
		    answer(room, shown_at(&broken, 0), &unread), REGISTRY_NO);
		assert_int_equal(unread, broken.id);
		assert_string_equal(room_outcome(room), "no: wrong");
	}
	assert_int_equal(
	    answer(room, shown_now(&whole, 0), &unread), REGISTRY_YES);
	shown_make(&whole, CREDMINT_TOTP, 9);
	shown_enroll(room, &alice, &whole, 0, 0);
	assert_int_equal(device_list(room, "alice", NULL), 2);
}

static bool said_damaged;

static int
look_at(const struct registry_authenticator *a, void *arg)
{
	const int64_t *id = arg;

	assert_string_equal(a->user, "alice");
	if (a->id != *id) {
		assert_false(a->damaged);
		return 0;
	}
	assert_true(a->damaged);
	assert_int_equal(a->digits + a->step + (uint64_t)a->next, 0);
	assert_string_equal(a->name, "");
	said_damaged = true;
	return 0;
}

static void
test_a_list_shows_it_as_damaged(void **state)
{
	struct room *room = *state;
	struct shown broken, whole;

	shown_hotp(room, &alice, &broken);
	shown_totp(room, &alice, &whole);
	break_it(room, broken.id, "digits = 9");
	for (int i = 0; i < 2; i++) {
		said_damaged = false;
		assert_int_equal(
		    registry_authenticators(room->r, i == 0 ? NULL : "alice",
			look_at, &broken.id, &room->f),
		    0);
		assert_true(said_damaged);
	}
	/* Codes bring it back no more than they do one of another key. */
	assert_int_equal(
	    registry_authenticator_resync(room->r, "alice", broken.id, "111111",
		6, "222222", 6, "root", &room->f),
	    -EBADMSG);
	assert_non_null(strstr(room->f.text, "remove it"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		test_one_of_no_uid_is_unread, room_setup, room_teardown),
	    cmocka_unit_test_setup_teardown(
		test_a_list_shows_it_as_damaged, room_setup, room_teardown),
	    cmocka_unit_test(test_it_costs_what_an_empty_place_does),
	    cmocka_unit_test(test_the_other_ways_stay),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
