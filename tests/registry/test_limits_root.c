/* test_limits_root - root is not guessed at, and nobody locks him out */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "registry/recovery.h"
#include "tests/core/clock_fake.h"
#include "tests/registry/oracle.h"
#include "tests/registry/shown.h"

#define TO_DIGITS "no: locked to digits"
#define FAR "198.51.100.7"

static struct shown app;

/* A login of root's from somewhere. */
static struct registry_login
root_from(const struct account *root, const char *rhost)
{
	struct registry_login login = room_login("root", root);

	login.rhost = rhost;
	return login;
}

/* Failures from one source, and what root has. */
static struct account
closed(struct room *room, const char *rhost, int n)
{
	struct account root = room_account("root", 0);
	struct registry_login login = root_from(&root, rhost);

	shown_totp(room, &root, &app);
	for (int i = 0; i < n; i++)
		assert_int_equal(
		    room_answer(room, &login, "000000"), REGISTRY_NO);
	return root;
}

static void
issue(struct room *room, const struct account *root, bool numeric,
    char code[REGISTRY_CODE_SIZE])
{
	const struct registry_issue what = {.account = root,
	    .service = "",
	    .ttl = REGISTRY_TTL_USUAL,
	    .uses = 9,
	    .numeric = numeric,
	    .by = "root"};
	struct registry_code out;

	assert_int_equal(
	    registry_issue(room->r, &what, code, &out, &room->f), 0);
}

static void
test_r10_root_is_closed_to_codes_of_digits(void **state)
{
	static const char *const scratch[] = {"31415926"};
	struct room *room = *state;
	struct account root = closed(room, "", 5);
	struct registry_login here = root_from(&root, "");
	struct registry_login far = root_from(&root, FAR);
	char digits[REGISTRY_CODE_SIZE];

	issue(room, &root, true, digits);
	assert_int_equal(registry_recovery_import(
			     room->r, &root, "root", 1, scratch, &room->f),
	    0);
	SAYS(&here, shown_now(&app, 0), TO_DIGITS);
	SAYS(&here, digits, TO_DIGITS);
	SAYS(&here, scratch[0], TO_DIGITS);
	SAYS(&here, "no code", TO_DIGITS);
	/* None of them is used up, and other sources are open. */
	SAYS(&far, shown_now(&app, 0), SHOWN_YES);
	SAYS(&far, digits, SHOWN_YES);
	SAYS(&far, scratch[0], SHOWN_YES);
}

static void
test_r10_root_is_never_closed_to_codes_of_letters(void **state)
{
	static char sheet[2][REGISTRY_RECOVERY_SIZE];
	struct room *room = *state;
	struct account root = closed(room, "", 5);
	struct registry_login here = root_from(&root, "");
	char letters[REGISTRY_CODE_SIZE], sent[REGISTRY_CODE_SIZE];
	int64_t expires;

	SAYS(&here, shown_now(&app, 0), TO_DIGITS);
	issue(room, &root, false, letters);
	SAYS(&here, "BCDF-GHJK", TO_DIGITS);
	SAYS(&here, letters, SHOWN_YES);
	/* A yes lets go of the failures from there. */
	SAYS(&here, shown_now(&app, 0), SHOWN_YES);

	for (int i = 0; i < 5; i++)
		SAYS(&here, "000000", WRONG);
	SAYS(&here, "000000", TO_DIGITS);
	assert_int_equal(
	    registry_recovery_issue(room->r, &root, "root", 2, sheet, &room->f),
	    0);
	SAYS(&here, sheet[0], SHOWN_YES);

	for (int i = 0; i < 5; i++)
		SAYS(&here, "000000", WRONG);
	SAYS(&here, "000000", TO_DIGITS);
	here.delivered = 0;
	assert_int_equal(
	    registry_deliver(room->r, &here, sent, &expires, &room->f), 0);
	SAYS(&here, sent, SHOWN_YES);
}

static void
test_r10_root_is_open_to_digits_after_unlock_time(void **state)
{
	struct room *room = *state;
	struct account root = closed(room, "", 5);
	struct registry_login here = root_from(&root, "");

	clock_fake_pass(590);
	SAYS(&here, shown_now(&app, 0), TO_DIGITS);
	clock_fake_pass(9);
	SAYS(&here, shown_now(&app, 0), SHOWN_YES);
}

static void
test_r10_deny_user_closes_root_to_digits_from_elsewhere(void **state)
{
	struct room *room = *state;
	struct account root = closed(room, FAR, 0);
	struct registry_login login;
	char letters[REGISTRY_CODE_SIZE], rhost[32];

	issue(room, &root, false, letters);
	for (int i = 0; i < 50; i++) {
		(void)snprintf(rhost, sizeof(rhost), "203.0.113.%d", i);
		login = root_from(&root, rhost);
		SAYS(&login, "000000", WRONG);
	}
	login = root_from(&root, FAR);
	SAYS(&login, shown_now(&app, 0), TO_DIGITS);
	/* From the console, and from where a yes came. */
	login = root_from(&root, "");
	SAYS(&login, shown_now(&app, 0), SHOWN_YES);
	clock_fake_pass(30);
	login = root_from(&root, FAR);
	SAYS(&login, letters, SHOWN_YES);
	SAYS(&login, shown_now(&app, 0), SHOWN_YES);
	login = root_from(&root, "198.51.100.8");
	SAYS(&login, shown_now(&app, 0), TO_DIGITS);
}

/* What was not counted is not taken back, and takes nothing else back. */
static void
test_r09_used_meanwhile_while_closed_to_digits(void **state)
{
	struct room *room = *state;
	struct account root = closed(room, "", 5);
	struct registry_login late = root_from(&root, "");
	struct registry_login far = root_from(&root, FAR);
	enum registry_verdict verdict;
	char letters[REGISTRY_CODE_SIZE];

	room_issue(room, &root, letters);
	assert_int_equal(registry_attempt(room->r, &late, &room->f), 0);
	assert_false(late.locked);
	assert_true(late.letters);
	assert_int_equal(room_answer(room, &far, letters), REGISTRY_YES);
	assert_int_equal(
	    registry_decide(room->r, &late, letters, 9, &verdict, &room->f), 0);
	assert_int_equal(verdict, REGISTRY_NO);
	assert_string_equal(room_outcome(room), "no: used meanwhile");
	late = root_from(&root, "");
	SAYS(&late, shown_now(&app, 0), TO_DIGITS);
}

/* What strangers fail at takes nobody's grace: no code is asked for there. */
static void
test_r10_grace_of_root_outlives_failures(void **state)
{
	struct room *room = *state;
	struct account root = closed(room, FAR, 0);
	struct registry_login here = root_from(&root, FAR);
	bool granted;

	here.grace = 3600;
	assert_int_equal(
	    room_answer(room, &here, shown_now(&app, 0)), REGISTRY_YES);
	for (int i = 0; i < 6; i++)
		assert_int_equal(
		    room_answer(room, &here, "000000"), REGISTRY_NO);
	assert_true(here.letters);
	assert_int_equal(registry_grace(room->r, &here, &granted, &room->f), 0);
	assert_true(granted);
}

/* Locked or not, by digits or letters: the same statements, MACs and syncs. */
static void
test_no_oracle_by_what_is_closed_to_root(void **state)
{
	struct room *room = *state;
	struct account root = closed(room, "", 0);
	struct registry_login here = root_from(&root, "");
	struct oracle_cost one = {0};
	char letters[REGISTRY_CODE_SIZE];

	issue(room, &root, false, letters);
	oracle_refused(
	    room, oracle_who("mallory", NULL), "123456", "no: unknown", &one);
	for (int i = 0; i < 5; i++)
		oracle_refused(room, &here, "000000", WRONG, &one);
	oracle_refused(room, &here, "000000", TO_DIGITS, &one);
	oracle_refused(room, &here, shown_now(&app, 0), TO_DIGITS, &one);
	oracle_refused(room, &here, "BCDF-GHJK", TO_DIGITS, &one);
	oracle_refused(room, &here, "BCDF-GHJK-LMNP", TO_DIGITS, &one);
	oracle_refused(room, &here, "password", TO_DIGITS, &one);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, room_setup, room_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_r10_root_is_closed_to_codes_of_digits),
	    TEST(test_r10_root_is_never_closed_to_codes_of_letters),
	    TEST(test_r10_root_is_open_to_digits_after_unlock_time),
	    TEST(test_r10_deny_user_closes_root_to_digits_from_elsewhere),
	    TEST(test_r09_used_meanwhile_while_closed_to_digits),
	    TEST(test_r10_grace_of_root_outlives_failures),
	    TEST(test_no_oracle_by_what_is_closed_to_root),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
