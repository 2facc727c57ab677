/* test_ways - which ways in there are, in what order, and what for */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "registry/handle.h"
#include "registry/recovery.h"
#include "tests/core/clock_fake.h"
#include "tests/registry/shown.h"

#define NOT_ALLOWED "no: way not allowed"

static const struct account alice = ROOM_ALICE;

static struct conf_ways
ways(enum conf_way first, enum conf_way second)
{
	struct conf_ways w = {
	    .way = {(unsigned char)first, (unsigned char)second}};

	w.n = first == CONF_WAY_NONE ? 0 : second == CONF_WAY_NONE ? 1 : 2;
	return w;
}

/* Each of the four by each set of the four. */
static void
test_way_that_is_not_allowed_is_no_and_spends_nothing(void **state)
{
	static char codes[4][REGISTRY_RECOVERY_SIZE],
	    sheet[2][REGISTRY_RECOVERY_SIZE];
	struct room *room = *state;
	struct registry_login login = shown_begin(room, &alice);
	const struct conf_ways all = ROOM_WAYS;
	static struct shown s;
	int64_t expires;

	shown_hotp(room, &alice, &s);
	assert_int_equal(registry_recovery_issue(
			     room->r, &alice, "root", 2, sheet, &room->f),
	    0);
	(void)room_issue(room, &alice, codes[0]);
	assert_int_equal(
	    registry_deliver(room->r, &login, codes[1], &expires, &room->f), 0);
	strcpy(codes[2], shown_at(&s, 0));
	strcpy(codes[3], sheet[0]);
	for (unsigned set = 0; set < 16; set++) {
		login.ways = (struct conf_ways){0};
		for (unsigned w = 0; w < 4; w++)
			if ((set & (1u << w)) != 0)
				login.ways.way[login.ways.n++] = all.way[w];
		for (unsigned w = 0; w < 4; w++)
			if ((set & (1u << w)) == 0)
				SAYS(&login, codes[w], NOT_ALLOWED);
	}
	login.ways = all;
	for (unsigned w = 0; w < 4; w++)
		SAYS(&login, codes[w], SHOWN_YES);
	for (unsigned w = 0; w < 4; w++)
		assert_int_equal(
		    room_answer(room, &login, codes[w]), REGISTRY_NO);
}

static void
test_way_that_is_not_allowed_counts_as_a_failure(void **state)
{
	struct room *room = *state;
	struct registry_login login = shown_begin(room, &alice);
	static struct shown s;

	room->r->conf.deny = 5;
	shown_hotp(room, &alice, &s);
	login.ways = ways(CONF_WAY_ISSUED, CONF_WAY_NONE);
	for (int i = 0; i < 5; i++)
		SAYS(&login, shown_at(&s, 0), NOT_ALLOWED);
	SAYS(&login, shown_at(&s, 0), "no: locked");
}

/* An answer that is two things at once is the one that comes first. */
static void
test_ways_are_tried_in_their_order(void **state)
{
	static const enum conf_way order[][2] = {
	    {CONF_WAY_AUTHENTICATOR, CONF_WAY_RECOVERY},
	    {CONF_WAY_RECOVERY, CONF_WAY_AUTHENTICATOR}};
	struct room *room = *state;
	struct registry_login login = shown_begin(room, &alice);
	struct registry_recovery count;
	static struct shown s;
	char text[2][CREDMINT_OTP_SIZE];
	const char *const both[] = {text[0], text[1]};

	shown_make(&s, CREDMINT_HOTP, 2);
	s.otp.digits = 8;
	shown_enroll(room, &alice, &s, 0, 0);
	strcpy(text[0], shown_at(&s, 0));
	strcpy(text[1], shown_at(&s, 1));
	assert_int_equal(registry_recovery_import(
			     room->r, &alice, "root", 2, both, &room->f),
	    0);
	for (size_t i = 0; i < 2; i++) {
		login.ways = ways(order[i][0], order[i][1]);
		assert_int_equal(
		    room_answer(room, &login, text[i]), REGISTRY_YES);
		assert_int_equal(login.used,
		    i == 0 ? REGISTRY_USED_AUTHENTICATOR
			   : REGISTRY_USED_RECOVERY);
	}
	assert_int_equal(
	    registry_recovery_count(room->r, "alice", &count, &room->f), 0);
	/* It was good once: nothing of it is left to the other way. */
	assert_int_equal(count.left, 0);
	assert_int_equal(shown_row(room, &s).next, 2);
	for (size_t i = 0; i < 2; i++) {
		login.ways = ways(order[i][0], CONF_WAY_NONE);
		SAYS(&login, text[0], USED);
		SAYS(&login, text[1], USED);
	}
}

/* ---- what for ---- */

static struct registry_login
enrolling(const struct registry_login *like)
{
	struct registry_login login = *like;

	login.purpose = REGISTRY_FOR_ENROLMENT;
	login.claimed = true;
	login.asker = 1000;
	login.service = "self:credmint";
	return login;
}

static void
test_r16_enrolment_code_lets_nobody_in(void **state)
{
	struct room *room = *state;
	struct registry_login login = shown_begin(room, &alice), own = login,
			      enrol;
	char code[REGISTRY_CODE_SIZE];

	own.claimed = true;
	own.asker = 1000;
	enrol = enrolling(&login);
	(void)room_issue_enrolling(room, &alice, 3, code);
	SAYS(&login, code, "no: for enrolment");
	SAYS(&own, code, "no: for enrolment");
	for (int i = 0; i < 3; i++) {
		assert_int_equal(room_answer(room, &enrol, code), REGISTRY_YES);
		assert_int_equal(enrol.used, REGISTRY_USED_ENROLMENT);
	}
	SAYS(&enrol, code, "no: no live code");
	SAYS(&login, code, "no: no live code");
}

static void
test_r16_enrolment_takes_an_authenticator_or_a_sheet(void **state)
{
	static char sheet[2][REGISTRY_RECOVERY_SIZE];
	struct room *room = *state;
	struct registry_login login = shown_begin(room, &alice),
			      enrol = enrolling(&login);
	char code[REGISTRY_CODE_SIZE];
	struct registry_event last;
	static struct shown s;

	shown_hotp(room, &alice, &s);
	assert_int_equal(registry_recovery_issue(
			     room->r, &alice, "root", 2, sheet, &room->f),
	    0);
	(void)room_issue(room, &alice, code);
	SAYS(&enrol, code, "no: not for enrolment");
	SAYS(&enrol, shown_at(&s, 0), SHOWN_YES);
	(void)room_events(room, &last);
	assert_string_equal(last.act, "enroll");
	SAYS(&enrol, sheet[0], SHOWN_YES);
	/* What is no way in is none here either. */
	enrol.ways = ways(CONF_WAY_ISSUED, CONF_WAY_NONE);
	SAYS(&enrol, shown_at(&s, 1), NOT_ALLOWED);
	SAYS(&enrol, sheet[1], NOT_ALLOWED);
	SAYS(&login, code, SHOWN_YES);
	/* Enrolment codes need no way. */
	(void)room_issue_enrolling(room, &alice, 1, code);
	enrol.ways = ways(CONF_WAY_NONE, CONF_WAY_NONE);
	SAYS(&enrol, code, SHOWN_YES);
}

static void
test_r16_success_ends_the_codes_for_it(void **state)
{
	struct room *room = *state;
	struct registry_login login = shown_begin(room, &alice),
			      enrol = enrolling(&login);
	char one[REGISTRY_CODE_SIZE], two[REGISTRY_CODE_SIZE];
	static struct shown s;

	(void)room_issue_enrolling(room, &alice, 3, one);
	(void)room_issue_enrolling(room, &alice, 3, two);
	SAYS(&enrol, one, SHOWN_YES);
	shown_hotp(room, &alice, &s);
	assert_int_equal(room_answer(room, &enrol, one), REGISTRY_NO);
	assert_int_equal(room_answer(room, &enrol, two), REGISTRY_NO);
}

static void
test_enrolment_failures_lock_enrolment(void **state)
{
	struct room *room = *state;
	struct registry_login login = shown_begin(room, &alice),
			      enrol = enrolling(&login);
	char code[REGISTRY_CODE_SIZE];

	room->r->conf.deny = 5;
	(void)room_issue_enrolling(room, &alice, 1, code);
	for (int i = 0; i < 5; i++)
		SAYS(&enrol, "BBBB-BBBB", WRONG);
	SAYS(&enrol, code, "no: locked");
	/* And nothing of the host's. */
	SAYS(&login, code, "no: for enrolment");
	clock_fake_pass(601);
	SAYS(&enrol, code, SHOWN_YES);
}

static void
test_enrolment_code_is_bound_to_nothing(void **state)
{
	struct room *room = *state;
	struct registry_issue what = {.service = "",
	    .ttl = 900,
	    .uses = 1,
	    .enrolling = true,
	    .by = "root"};
	struct registry_code out;
	char code[REGISTRY_CODE_SIZE];

	(void)shown_begin(room, &alice);
	what.account = &alice;
	what.service = "sshd";
	assert_int_equal(
	    registry_issue(room->r, &what, code, &out, &room->f), -EINVAL);
	what.service = "";
	what.networks = "10.0.0.0/8";
	assert_int_equal(
	    registry_issue(room->r, &what, code, &out, &room->f), -EINVAL);
	what.networks = "";
	what.must_change = true;
	assert_int_equal(
	    registry_issue(room->r, &what, code, &out, &room->f), -EINVAL);
	what.must_change = false;
	assert_int_equal(
	    registry_issue(room->r, &what, code, &out, &room->f), 0);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, room_setup, room_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_way_that_is_not_allowed_is_no_and_spends_nothing),
	    TEST(test_way_that_is_not_allowed_counts_as_a_failure),
	    TEST(test_ways_are_tried_in_their_order),
	    TEST(test_r16_enrolment_code_lets_nobody_in),
	    TEST(test_r16_enrolment_takes_an_authenticator_or_a_sheet),
	    TEST(test_r16_success_ends_the_codes_for_it),
	    TEST(test_enrolment_failures_lock_enrolment),
	    TEST(test_enrolment_code_is_bound_to_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
