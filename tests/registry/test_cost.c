/* test_cost - refusals cost the same, and a login costs little */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "registry/decide.h"
#include "registry/handle.h"
#include "registry/recovery.h"
#include "tests/core/clock_fake.h"
#include "tests/registry/shown.h"
#include "tests/registry/syncs.h"

struct cost {
	unsigned long statements, commits, macs, hmacs, syncs;
};

static struct cost
cost_now(const struct room *room)
{
	return (struct cost){
	    .statements = room->r->store->cost.statements,
	    .commits = room->r->store->cost.commits,
	    .macs = room->r->macs,
	    .hmacs = room->r->hmacs,
	    .syncs = syncs_seen(),
	};
}

static void
assert_cost(
    const struct room *room, const struct cost *before, const struct cost *one)
{
	struct cost now = cost_now(room);

	assert_int_equal(now.statements - before->statements, one->statements);
	assert_int_equal(now.commits - before->commits, one->commits);
	assert_int_equal(now.macs - before->macs, one->macs);
	assert_int_equal(now.hmacs - before->hmacs, one->hmacs);
	assert_int_equal(now.syncs - before->syncs, one->syncs);
}

/* A whole refused login with a request for a code: the measure of others. */
static struct cost
measure(struct room *room, struct registry_login *login, const char *answer,
    const char *outcome)
{
	struct cost before = cost_now(room), after;

	assert_int_equal(room_answer(room, login, answer), REGISTRY_NO);
	after = cost_now(room);
	assert_string_equal(room_outcome(room), outcome);
	return (struct cost){
	    .statements = after.statements - before.statements,
	    .commits = after.commits - before.commits,
	    .macs = after.macs - before.macs,
	    .hmacs = after.hmacs - before.hmacs,
	    .syncs = after.syncs - before.syncs,
	};
}

static void
assert_same(const struct cost *a, const struct cost *b)
{
	assert_int_equal(a->statements, b->statements);
	assert_int_equal(a->commits, b->commits);
	assert_int_equal(a->macs, b->macs);
	assert_int_equal(a->hmacs, b->hmacs);
	assert_int_equal(a->syncs, b->syncs);
}

static void
test_r08_refusals_cost_the_same(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct account bob = room_account("bob", 1001);
	struct registry_login unknown = room_login("nobody-known", NULL);
	struct registry_login none = room_login("bob", &bob);
	struct registry_login hers = room_login("alice", &alice);
	struct cost one, other;
	char code[REGISTRY_CODE_SIZE], last[REGISTRY_CODE_SIZE];

	room_issue(room, &alice, code);
	room_issue(room, &alice, last);
	one = measure(room, &unknown, "BCDF-GHJK", "no: unknown");
	assert_int_equal(one.commits, 2);
	assert_int_equal(one.syncs, 2);
	assert_int_equal(one.macs, DECIDE_MACS);
	assert_int_equal(
	    one.hmacs, REGISTRY_AUTHENTICATORS_MAX * decide_looks(&room->conf));
	assert_true(one.statements > 0);
	other = measure(room, &unknown, "BCDF-GHJK", "no: unknown");
	assert_same(&one, &other);
	other = measure(room, &none, "BCDF-GHJK", "no: no live code");
	assert_same(&one, &other);
	other = measure(room, &hers, "BCDF-GHJK", "no: wrong");
	assert_same(&one, &other);
	other = measure(room, &hers, "not a code", "no: wrong");
	assert_same(&one, &other);
	other = measure(room, &hers, "", "no: wrong");
	assert_same(&one, &other);
	clock_fake_pass(1000);
	other = measure(room, &hers, code, "no: expired");
	assert_same(&one, &other);
	for (int i = 0; i < 5; i++)
		(void)room_answer(room, &hers, "no");
	other = measure(room, &hers, last, "no: locked");
	assert_same(&one, &other);
}

/* What else is kept of an account costs no refusal more, or less. */
static void
test_r14_temporary_passwords_are_not_seen_by_the_cost(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct account bob = room_account("bob", 1001);
	struct registry_login unknown = room_login("nobody-known", NULL);
	struct registry_login his = room_login("bob", &bob);
	struct registry_login hers = room_login("alice", &alice);
	struct registry_login claimed = room_login("alice", &alice);
	struct registry_issue what = {.account = &alice,
	    .service = "",
	    .ttl = 900,
	    .uses = 1,
	    .must_change = true,
	    .by = "root"};
	char code[REGISTRY_CODE_SIZE];
	struct registry_code out;
	struct cost one, other;

	(void)room_reset(room, &bob, "a hash");
	(void)room_intend(room, &bob, "a hash");
	assert_int_equal(
	    registry_issue(room->r, &what, code, &out, &room->f), 0);
	one = measure(room, &unknown, "BCDF-GHJK", "no: unknown");
	other = measure(room, &his, "BCDF-GHJK", "no: no live code");
	assert_same(&one, &other);
	other = measure(room, &hers, "BCDF-GHJK", "no: wrong");
	assert_same(&one, &other);
	claimed.claimed = true;
	claimed.asker = 1000;
	other = measure(room, &claimed, code, "no: wrong");
	assert_same(&one, &other);
	/* While a new password is set, the right one as well as a wrong one. */
	assert_int_equal(registry_changing(room->r, &hers, &room->f), 0);
	other = measure(room, &hers, code, "no: password is being changed");
	assert_same(&one, &other);
	other = measure(room, &hers, "BCDF-GHJK", "no: no live code");
	assert_same(&one, &other);
	clock_fake_pass(900);
	other = measure(room, &hers, code, "no: expired");
	assert_same(&one, &other);
}

/* The right code outside its networks, before its time, of a claimed login. */
static void
test_r08_refusals_of_right_codes_cost_the_same(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_login unknown = room_login("nobody-known", NULL);
	struct registry_login hers = room_login("alice", &alice);
	struct registry_login claimed = room_login("alice", &alice);
	struct registry_issue what = {.account = &alice,
	    .service = "",
	    .networks = "10.0.0.0/8,2001:db8::/32",
	    .ttl = 900,
	    .uses = 1,
	    .by = "root"};
	char bound[REGISTRY_CODE_SIZE], early[REGISTRY_CODE_SIZE];
	char other[REGISTRY_CODE_SIZE];
	struct registry_code out;
	struct cost one, same;

	claimed.claimed = true;
	claimed.asker = 1000;
	assert_int_equal(
	    registry_issue(room->r, &what, bound, &out, &room->f), 0);
	what.networks = "";
	what.not_before = ROOM_NOW + 60;
	assert_int_equal(
	    registry_issue(room->r, &what, early, &out, &room->f), 0);
	what.not_before = 0;
	what.service = "login";
	assert_int_equal(
	    registry_issue(room->r, &what, other, &out, &room->f), 0);
	one = measure(room, &unknown, "BCDF-GHJK", "no: unknown");
	same = measure(room, &hers, bound, "no: other network");
	assert_same(&one, &same);
	same = measure(room, &hers, early, "no: not yet");
	assert_same(&one, &same);
	same = measure(room, &hers, other, "no: other service");
	assert_same(&one, &same);
	same = measure(room, &claimed, bound, "no: wrong");
	assert_same(&one, &same);
	same = measure(room, &claimed, early, "no: not yet");
	assert_same(&one, &same);
	for (int i = 0; i < 5; i++)
		(void)room_answer(room, &claimed, "no");
	same = measure(room, &claimed, bound, "no: locked");
	assert_same(&one, &same);
}

static void
test_yes_costs_what_a_refusal_does(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_login login = room_login("alice", &alice);
	struct cost one, before;
	char code[REGISTRY_CODE_SIZE];

	room_issue(room, &alice, code);
	one = measure(room, &login, "no", "no: wrong");
	before = cost_now(room);
	assert_int_equal(room_answer(room, &login, code), REGISTRY_YES);
	assert_cost(room, &before, &one);
}

/* By every way in, and with any windows. */
static void
test_yes_costs_the_same_by_every_way(void **state)
{
	static char sheet[1][REGISTRY_RECOVERY_SIZE];
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_login login = room_login("alice", &alice);
	static struct shown totp, hotp;
	struct cost one, before;
	char code[REGISTRY_CODE_SIZE];
	const char *answers[4] = {code, NULL, NULL, sheet[0]};

	login.grace = 600;
	room->r->conf.totp_window = 20;
	room->r->conf.hotp_window = 100;
	room_issue(room, &alice, code);
	shown_totp(room, &alice, &totp);
	shown_hotp(room, &alice, &hotp);
	assert_int_equal(registry_recovery_issue(
			     room->r, &alice, "root", 1, sheet, &room->f),
	    0);
	one = measure(room, &login, "no", "no: wrong");
	assert_int_equal(one.hmacs, 8 * 102);
	for (size_t i = 0; i < 4; i++) {
		if (i == 1)
			answers[i] = shown_now(&totp, 0);
		if (i == 2)
			answers[i] = shown_at(&hotp, 0);
		before = cost_now(room);
		assert_int_equal(
		    room_answer(room, &login, answers[i]), REGISTRY_YES);
		assert_cost(room, &before, &one);
	}
}

/* Each step of a change is on disk when it is answered. */
static void
test_r15_steps_of_a_change_are_synced(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_login hers = room_login("alice", &alice);
	int (*const steps[])(
	    struct registry *, struct registry_login *, struct fault *) = {
	    registry_changing, registry_unchanged, registry_changed};
	char code[REGISTRY_CODE_SIZE];
	unsigned long before;

	room_issue(room, &alice, code);
	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
		before = syncs_seen();
		assert_int_equal(steps[i](room->r, &hers, &room->f), 0);
		assert_true(syncs_seen() > before);
	}
}

static struct cost
measure_delivery(
    struct room *room, const char *user, const struct account *a, int expected)
{
	struct registry_login login = room_login(user, a);
	struct cost before, after;
	char code[REGISTRY_CODE_SIZE];
	int64_t expires;

	before = cost_now(room);
	assert_int_equal(
	    registry_deliver(room->r, &login, code, &expires, &room->f),
	    expected);
	after = cost_now(room);
	return (struct cost){
	    .statements = after.statements - before.statements,
	    .commits = after.commits - before.commits,
	    .macs = after.macs - before.macs,
	    .hmacs = after.hmacs - before.hmacs,
	    .syncs = after.syncs - before.syncs,
	};
}

static void
test_delivery_costs_the_same_sent_or_not(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct account bob = room_account("bob", 1001);
	struct cost one, other;

	one = measure_delivery(room, "alice", &alice, 0);
	assert_int_equal(one.commits, 1);
	assert_int_equal(one.syncs, 0);
	for (int i = 0; i < 2; i++) {
		other = measure_delivery(room, "alice", &alice, 0);
		assert_same(&one, &other);
	}
	other = measure_delivery(room, "alice", &alice, REGISTRY_NOT_SENT);
	assert_same(&one, &other);
	other = measure_delivery(room, "nobody", NULL, REGISTRY_NOT_SENT);
	assert_same(&one, &other);
	other = measure_delivery(room, "bob", &bob, 0);
	assert_same(&one, &other);
}

/* With a log of every length: the login that begins it anew included. */
static void
test_login_syncs_three_times_at_most(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	unsigned long most = 0, before, n;
	char code[REGISTRY_CODE_SIZE];
	int64_t expires;

	for (int i = 0; i < 400; i++) {
		struct registry_login login = room_login("alice", &alice);

		registry_close(room->r);
		before = syncs_seen();
		assert_int_equal(
		    registry_open(&room->r, &room->conf, &room->f), 0);
		assert_int_equal(
		    registry_deliver(room->r, &login, code, &expires, &room->f),
		    0);
		assert_int_equal(room_answer(room, &login, code), REGISTRY_YES);
		assert_int_equal(registry_sent(room->r, &login, &room->f), 0);
		n = syncs_seen() - before;
		most = n > most ? n : most;
		clock_fake_pass(15 * 60);
	}
	assert_in_range(most, 2, 3);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, room_setup, room_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_r08_refusals_cost_the_same),
	    TEST(test_r08_refusals_of_right_codes_cost_the_same),
	    TEST(test_r14_temporary_passwords_are_not_seen_by_the_cost),
	    TEST(test_yes_costs_what_a_refusal_does),
	    TEST(test_yes_costs_the_same_by_every_way),
	    TEST(test_r15_steps_of_a_change_are_synced),
	    TEST(test_delivery_costs_the_same_sent_or_not),
	    TEST(test_login_syncs_three_times_at_most),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
