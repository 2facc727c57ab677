/* test_must_change - codes that lead to a new password, and what that ends */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "registry/handle.h"
#include "tests/core/clock_fake.h"
#include "tests/registry/room.h"

#define DAY (24LL * 60 * 60)
#define HASH "$6$saltsalt$hash"

static struct registry_temporary last;

static size_t
listed(struct room *room, const char *user)
{
	return room_temporaries(room, user, &last);
}

static void
change(struct room *room, const struct account *a)
{
	struct registry_login login = room_login(a->name, a);

	assert_int_equal(registry_changed(room->r, &login, &room->f), 0);
}

static void
issue(struct room *room, const struct account *a, unsigned uses,
    const char *networks, char code[REGISTRY_CODE_SIZE])
{
	struct registry_issue what = {.account = a,
	    .service = "",
	    .networks = networks,
	    .ttl = 900,
	    .uses = uses,
	    .must_change = true,
	    .by = "root"};
	struct registry_code out;

	assert_int_equal(
	    registry_issue(room->r, &what, code, &out, &room->f), 0);
	assert_int_equal(out.kind, REGISTRY_MUST_CHANGE);
}

/* ---- codes that lead to a new password ---- */

static void
r15_must_change_code_is_a_yes_of_its_own(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_event e;
	char code[REGISTRY_CODE_SIZE], plain[REGISTRY_CODE_SIZE];

	issue(room, &alice, REGISTRY_CHANGE_USES, NULL, code);
	room_issue(room, &alice, plain);
	for (int i = 0; i < REGISTRY_CHANGE_USES; i++)
		assert_int_equal(
		    room_try(room, &alice, code), REGISTRY_YES_CHANGE);
	(void)room_events(room, &e);
	assert_string_equal(e.outcome, "yes");
	assert_int_equal(room_try(room, &alice, code), REGISTRY_NO);
	assert_int_equal(room_try(room, &alice, plain), REGISTRY_YES);
}

static void
r15_all_uses_are_dead_once_the_password_is_changed(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct account bob = room_account("bob", 1001);
	struct registry_login open = room_login("alice", &alice);
	struct registry_event e;
	enum registry_verdict verdict;
	char one[REGISTRY_CODE_SIZE], two[REGISTRY_CODE_SIZE];
	char plain[REGISTRY_CODE_SIZE], his[REGISTRY_CODE_SIZE];

	issue(room, &alice, 3, NULL, one);
	issue(room, &alice, 3, NULL, two);
	issue(room, &bob, 3, NULL, his);
	room_issue(room, &alice, plain);
	assert_int_equal(room_try(room, &alice, one), REGISTRY_YES_CHANGE);
	/* An answer on its way meanwhile is refused, and not counted. */
	assert_int_equal(registry_attempt(room->r, &open, &room->f), 0);
	change(room, &alice);
	(void)room_events(room, &e);
	assert_string_equal(e.act, "change");
	assert_string_equal(e.outcome, "yes");
	assert_string_equal(e.user, "alice");
	assert_int_equal(registry_decide(room->r, &open, two, strlen(two),
			     &verdict, &room->f),
	    0);
	assert_int_equal(verdict, REGISTRY_NO);
	assert_string_equal(room_outcome(room), "no: used meanwhile");
	assert_int_equal(room_try(room, &alice, one), REGISTRY_NO);
	assert_int_equal(room_try(room, &alice, two), REGISTRY_NO);
	assert_int_equal(room_try(room, &alice, plain), REGISTRY_YES);
	assert_int_equal(room_try(room, &bob, his), REGISTRY_YES_CHANGE);
}

/* A step of a change of her password. */
static void
step(struct room *room, const struct account *a,
    int (*take)(struct registry *, struct registry_login *, struct fault *))
{
	struct registry_login login = room_login(a->name, a);

	assert_int_equal(take(room->r, &login, &room->f), 0);
}

static void
assert_change(struct room *room, const char *outcome)
{
	struct registry_event e;

	(void)room_events(room, &e);
	assert_string_equal(e.act, "change");
	assert_string_equal(e.outcome, outcome);
	assert_string_equal(e.user, "alice");
}

static void
r15_codes_wait_while_a_password_is_set(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct account bob = room_account("bob", 1001);
	char one[REGISTRY_CODE_SIZE], plain[REGISTRY_CODE_SIZE];
	char his[REGISTRY_CODE_SIZE];

	issue(room, &alice, 3, NULL, one);
	issue(room, &bob, 3, NULL, his);
	room_issue(room, &alice, plain);
	assert_int_equal(room_try(room, &alice, one), REGISTRY_YES_CHANGE);
	step(room, &alice, registry_changing);
	assert_change(room, "begun");
	assert_int_equal(room_try(room, &alice, one), REGISTRY_NO);
	assert_string_equal(
	    room_outcome(room), "no: password is being changed");
	assert_int_equal(room_try(room, &alice, plain), REGISTRY_YES);
	assert_int_equal(room_try(room, &bob, his), REGISTRY_YES_CHANGE);
	/* It is on disk, and stays so for who is cut off. */
	room_reopen(room);
	assert_int_equal(room_try(room, &alice, one), REGISTRY_NO);
	/* Nothing was set: two uses are left, as before. */
	step(room, &alice, registry_unchanged);
	assert_change(room, "no: nothing was set");
	for (int i = 0; i < 2; i++)
		assert_int_equal(
		    room_try(room, &alice, one), REGISTRY_YES_CHANGE);
	assert_int_equal(room_try(room, &alice, one), REGISTRY_NO);
}

static void
r15_codes_that_waited_are_dead_once_the_password_is_changed(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_login open = room_login("alice", &alice);
	enum registry_verdict verdict;
	char one[REGISTRY_CODE_SIZE], two[REGISTRY_CODE_SIZE];

	issue(room, &alice, 3, NULL, one);
	step(room, &alice, registry_changing);
	issue(room, &alice, 3, NULL, two);
	assert_int_equal(registry_attempt(room->r, &open, &room->f), 0);
	change(room, &alice);
	assert_change(room, "yes");
	assert_int_equal(registry_decide(room->r, &open, one, strlen(one),
			     &verdict, &room->f),
	    0);
	assert_int_equal(verdict, REGISTRY_NO);
	assert_string_equal(room_outcome(room), "no: used meanwhile");
	/* The word that nothing was set comes too late. */
	step(room, &alice, registry_unchanged);
	assert_int_equal(room_try(room, &alice, one), REGISTRY_NO);
	assert_int_equal(room_try(room, &alice, two), REGISTRY_NO);
	assert_int_equal(room_codes(room, "alice"), 0);
}

static void
r15_codes_that_expired_meanwhile_stay_dead(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	char one[REGISTRY_CODE_SIZE];

	issue(room, &alice, 3, NULL, one);
	step(room, &alice, registry_changing);
	clock_fake_pass(900);
	step(room, &alice, registry_unchanged);
	clock_fake_pass(-600);
	assert_int_equal(room_try(room, &alice, one), REGISTRY_NO);
	issue(room, &alice, 3, NULL, one);
	step(room, &alice, registry_changing);
	clock_fake_pass(1800);
	assert_int_equal(room_try(room, &alice, one), REGISTRY_NO);
	assert_string_equal(room_outcome(room), "no: expired");
	step(room, &alice, registry_unchanged);
	assert_int_equal(room_try(room, &alice, one), REGISTRY_NO);
}

/* Two sessions by one code: what fails in one gives nothing to the other. */
static void
r15_codes_wait_for_the_last_change(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	char one[REGISTRY_CODE_SIZE];

	issue(room, &alice, 3, NULL, one);
	step(room, &alice, registry_changing);
	step(room, &alice, registry_changing);
	step(room, &alice, registry_unchanged);
	assert_int_equal(room_try(room, &alice, one), REGISTRY_NO);
	step(room, &alice, registry_unchanged);
	assert_int_equal(room_try(room, &alice, one), REGISTRY_YES_CHANGE);
}

static void
r08_codes_that_wait_count_as_live_ones(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_issue what = {.account = &alice,
	    .service = "",
	    .ttl = 900,
	    .uses = 1,
	    .by = "root"};
	struct registry_code out;
	char code[REGISTRY_CODE_SIZE];
	unsigned n;

	for (int i = 0; i < REGISTRY_CODES_MAX; i++)
		issue(room, &alice, 3, NULL, code);
	step(room, &alice, registry_changing);
	assert_int_equal(
	    registry_issue(room->r, &what, code, &out, &room->f), -EDQUOT);
	assert_int_equal(room_codes(room, "alice"), REGISTRY_CODES_MAX);
	assert_int_equal(registry_revoke(room->r, 1, "root", &room->f), 0);
	assert_int_equal(
	    registry_revoke(room->r, 1, "root", &room->f), REGISTRY_NOT_LIVE);
	assert_int_equal(
	    registry_issue(room->r, &what, code, &out, &room->f), 0);
	assert_int_equal(
	    registry_revoke_user(room->r, "alice", "root", &n, &room->f), 0);
	assert_int_equal(n, REGISTRY_CODES_MAX);
	step(room, &alice, registry_unchanged);
	assert_int_equal(room_codes(room, "alice"), 0);
}

static void
r15_change_ends_temporary_passwords_of_before(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	int64_t id = room_reset(room, &alice, HASH);

	/* It may have been set after the change: its hash will tell. */
	clock_fake_pass(REGISTRY_CHANGED_SPAN - 1);
	change(room, &alice);
	assert_int_equal(listed(room, NULL), 1);
	id = room_intend(room, &alice, HASH);
	clock_fake_pass(1);
	change(room, &alice);
	assert_int_equal(listed(room, NULL), 1);
	assert_int_equal(last.id, id);
	/* An intent is being set, or was and its hash will tell. */
	clock_fake_pass(DAY);
	change(room, &alice);
	assert_int_equal(listed(room, NULL), 1);
	/* Nobody else's. */
	alice.uid = 2000;
	assert_int_equal(registry_reset_confirm(room->r, id, "", &room->f), 0);
	change(room, &alice);
	assert_int_equal(listed(room, NULL), 1);
	alice.uid = 1000;
	change(room, &alice);
	assert_int_equal(listed(room, NULL), 0);
}

static void
r05_must_change_code_is_refused_unevaluated_to_a_claim(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_login claim = room_login("alice", &alice);
	char code[REGISTRY_CODE_SIZE];

	issue(room, &alice, 1, NULL, code);
	claim.claimed = true;
	claim.asker = 1000;
	assert_int_equal(room_answer(room, &claim, code), REGISTRY_NO);
	assert_string_equal(room_outcome(room), "no: wrong");
	assert_int_equal(room_try(room, &alice, code), REGISTRY_YES_CHANGE);
}

static void
r15_bounds_of_codes_hold_for_these(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct account again = room_account("alice", 2000);
	char code[REGISTRY_CODE_SIZE];

	issue(room, &alice, 1, "10.0.0.0/8", code);
	assert_int_equal(room_try(room, &alice, code), REGISTRY_NO);
	assert_string_equal(room_outcome(room), "no: other network");
	issue(room, &alice, 1, NULL, code);
	assert_int_equal(room_try(room, &again, code), REGISTRY_NO);
	assert_string_equal(room_outcome(room), "no: uid changed");
	issue(room, &alice, 1, NULL, code);
	clock_fake_pass(900);
	assert_int_equal(room_try(room, &alice, code), REGISTRY_NO);
	assert_string_equal(room_outcome(room), "no: expired");
}

static void
test_change_of_nobody_is_a_fault(void **state)
{
	struct room *room = *state;
	struct registry_login login = room_login("nobody", NULL);

	assert_true(registry_changing(room->r, &login, &room->f) < 0);
	assert_true(registry_unchanged(room->r, &login, &room->f) < 0);
	assert_true(registry_changed(room->r, &login, &room->f) < 0);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, room_setup, room_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(r15_must_change_code_is_a_yes_of_its_own),
	    TEST(r15_all_uses_are_dead_once_the_password_is_changed),
	    TEST(r15_codes_wait_while_a_password_is_set),
	    TEST(r15_codes_that_waited_are_dead_once_the_password_is_changed),
	    TEST(r15_codes_that_expired_meanwhile_stay_dead),
	    TEST(r15_codes_wait_for_the_last_change),
	    TEST(r08_codes_that_wait_count_as_live_ones),
	    TEST(r15_change_ends_temporary_passwords_of_before),
	    TEST(r05_must_change_code_is_refused_unevaluated_to_a_claim),
	    TEST(r15_bounds_of_codes_hold_for_these),
	    TEST(test_change_of_nobody_is_a_fault),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
