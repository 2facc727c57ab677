/*
 * test_ways - ways in: what is right, and what is told of it
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

#include "tests/auth/enrolled.h"
#include "tests/auth/relay.h"
#include "tests/core/clock_fake.h"

#define DELIVERY "delivery_program = /bin/true\n"
#define UNLOCKED "deny = 0\ndeny_user = 0\n"

/* ---- yes ---- */

static void
log_in(struct relay *r, const char *answer, const char *way)
{
	char line[128];

	relay_start(r, "alice", "sshd", "192.0.2.1");
	relay_expect(r, WIRE_ASK);
	relay_answer(r, answer);
	if (strcmp(way, "recovery") == 0)
		relay_expect(r, WIRE_SHOW);
	assert_int_equal(relay_finish(r), WIRE_YES);
	(void)snprintf(line, sizeof(line),
	    "<5>sshd: one-time code accepted for alice (%s) from 192.0.2.1\n",
	    way);
	assert_string_equal(r->log, line);
	assert_string_equal(relay_event(r).outcome, "yes");
	assert_null(strstr(r->log, answer));
}

static void
test_each_way_in_says_yes_once_and_the_log_names_it(void **state)
{
	char sheet[ENROLLED_SHEET][REGISTRY_RECOVERY_SIZE];
	char codes[4][REGISTRY_RECOVERY_SIZE];
	static const char *const ways[] = {
	    "issued", "authenticator", "authenticator", "recovery"};
	struct relay *r = *state;

	relay_configure(r, UNLOCKED);
	(void)enrolled_add(r, "alice", CREDMINT_TOTP);
	(void)enrolled_add(r, "alice", CREDMINT_HOTP);
	enrolled_sheet(r, "alice", sheet);
	relay_issue(r, "alice", "", 900, codes[0], NULL);
	enrolled_totp(0, codes[1]);
	enrolled_hotp(3, codes[2]);
	memcpy(codes[3], sheet[1], sizeof(codes[3]));
	for (size_t i = 0; i < 4; i++) {
		log_in(r, codes[i], ways[i]);
		assert_int_equal(
		    relay_login(r, "alice", "sshd", "192.0.2.1", codes[i]),
		    WIRE_NO);
		/* Nor is it anybody else's. */
		assert_int_equal(
		    relay_login(r, "bob", "sshd", "192.0.2.1", codes[i]),
		    WIRE_NO);
	}
}

static void
test_way_that_is_not_allowed_is_no(void **state)
{
	char sheet[ENROLLED_SHEET][REGISTRY_RECOVERY_SIZE];
	char codes[3][REGISTRY_RECOVERY_SIZE];
	static const char *const lines[3][2] = {
	    {"ways = authenticator recovery\n",
		"[login @staff]\nways = authenticator recovery\n"},
	    {"ways = issued recovery\n",
		"[login sshd @staff]\nways = issued recovery\n"},
	    {"[login sshd]\nways = authenticator\n",
		"ways = issued recovery\n[login @staff]\n"
		"ways = issued authenticator\n"},
	};
	struct relay *r = *state;

	(void)enrolled_add(r, "alice", CREDMINT_TOTP);
	enrolled_sheet(r, "alice", sheet);
	relay_issue(r, "alice", "", 900, codes[0], NULL);
	enrolled_totp(0, codes[1]);
	memcpy(codes[2], sheet[1], sizeof(codes[2]));
	for (size_t i = 0; i < 3; i++) {
		for (size_t k = 0; k < 2; k++) {
			char text[256];

			(void)snprintf(
			    text, sizeof(text), UNLOCKED "%s", lines[i][k]);
			relay_configure(r, text);
			assert_int_equal(relay_login(r, "alice", "sshd",
					     "192.0.2.1", codes[i]),
			    WIRE_NO);
			assert_string_equal(
			    relay_event(r).outcome, "no: way not allowed");
		}
	}
	/* Nothing was used up. */
	relay_configure(r, UNLOCKED);
	log_in(r, codes[0], "issued");
	log_in(r, codes[1], "authenticator");
	log_in(r, codes[2], "recovery");
}

/* Groups that have no way in common: nobody of both is let in. */
static void
test_no_way_at_all_is_no(void **state)
{
	struct relay *r = *state;
	char code[REGISTRY_CODE_SIZE];

	relay_issue(r, "alice", "", 900, code, NULL);
	relay_configure(r,
	    "[login @staff]\nways = authenticator\n"
	    "[login @ops]\nways = issued\n");
	assert_int_equal(
	    relay_login(r, "alice", "sshd", "192.0.2.1", code), WIRE_NO);
	relay_configure(r,
	    "[login @staff]\nways = authenticator issued\n"
	    "[login @ops]\nways = issued\n");
	log_in(r, code, "issued");
}

static void
test_empty_answers_are_no(void **state)
{
	static const char *const empty[] = {"", " ", "-", " - - ", "\t"};
	struct relay *r = *state;

	relay_configure(r, UNLOCKED);
	(void)enrolled_add(r, "alice", CREDMINT_TOTP);
	for (size_t i = 0; i < sizeof(empty) / sizeof(*empty); i++)
		assert_int_equal(
		    relay_login(r, "alice", "sshd", "192.0.2.1", empty[i]),
		    WIRE_NO);
}

static void
r05_authenticator_and_sheet_are_good_for_a_claimed_login(void **state)
{
	char sheet[ENROLLED_SHEET][REGISTRY_RECOVERY_SIZE];
	struct relay *r = *state;
	char code[CREDMINT_OTP_SIZE];

	(void)enrolled_add(r, "alice", CREDMINT_TOTP);
	enrolled_sheet(r, "alice", sheet);
	enrolled_totp(0, code);
	r->host.asker = relay_account("alice").uid;
	assert_int_equal(relay_login(r, "alice", "lock", "", code), WIRE_YES);
	assert_string_equal(r->log,
	    "<5>self:lock: one-time code accepted for alice (authenticator) "
	    "from uid 20001\n");
	relay_start(r, "alice", "lock", "");
	relay_expect(r, WIRE_ASK);
	relay_answer(r, sheet[0]);
	relay_expect(r, WIRE_SHOW);
	assert_int_equal(relay_finish(r), WIRE_YES);
	assert_non_null(strstr(r->log, "(recovery)"));
	relay_configure(r, "[login self:lock]\nways = issued\n");
	assert_int_equal(
	    relay_login(r, "alice", "lock", "", sheet[1]), WIRE_NO);
}

/* ---- what is left of a sheet ---- */

static void
use_code(struct relay *r, const char *code, const char *text)
{
	relay_start(r, "alice", "sshd", "192.0.2.1");
	relay_expect(r, WIRE_ASK);
	relay_answer(r, code);
	relay_expect(r, WIRE_SHOW);
	assert_int_equal(r->frame.u.show.style, WIRE_STYLE_INFO);
	assert_string_equal(r->frame.u.show.text, text);
	assert_int_equal(relay_finish(r), WIRE_YES);
}

static void
test_person_is_told_what_is_left_of_the_sheet(void **state)
{
	char sheet[ENROLLED_SHEET][REGISTRY_RECOVERY_SIZE];
	struct relay *r = *state;

	enrolled_sheet(r, "alice", sheet);
	use_code(r, sheet[2], "2 recovery codes are left.");
	use_code(r, sheet[0], "1 recovery code is left; ask for new ones.");
	use_code(
	    r, sheet[1], "That was the last recovery code; ask for new ones.");
}

/* Who went away before it could be told is not logged as let in. */
static void
r18_yes_that_could_not_be_sent_is_logged_so(void **state)
{
	char sheet[ENROLLED_SHEET][REGISTRY_RECOVERY_SIZE];
	struct relay *r = *state;

	enrolled_sheet(r, "alice", sheet);
	relay_start(r, "alice", "sshd", "192.0.2.1");
	relay_expect(r, WIRE_ASK);
	/* From before the answer on, or the yes might leave in time. */
	assert_int_equal(shutdown(r->sock, SHUT_RD), 0);
	relay_answer(r, sheet[0]);
	assert_true(relay_close(r) <= 0);
	assert_null(strstr(r->log, "accepted"));
	assert_non_null(strstr(r->log, "but the yes could not be sent"));
	assert_string_equal(relay_event(r).outcome, "used, not delivered");
}

/* ---- first answers ---- */

static void
first(struct relay *r, const char *answer)
{
	r->options = WIRE_TRY_FIRST;
	relay_start(r, "alice", "sshd", "192.0.2.1");
	relay_expect(r, WIRE_ASK);
	assert_int_equal(r->frame.u.show.style, WIRE_STYLE_FIRST);
	relay_answer(r, answer);
}

/* Not counted is a second try with the only failure that is allowed. */
static void
r09_first_answer_has_a_shape_of_the_services_ways(void **state)
{
	static const struct {
		const char *lines, *answer;
		bool shaped;
	} tries[] = {
	    {"ways = issued\n", "123456", false},
	    {"ways = issued\n", "1234567", false},
	    {"ways = issued\n", "12345678", true},
	    {"ways = issued\n", "bcdf ghjk", true},
	    {"ways = issued\n", "bcdf-ghjk-lmnp", false},
	    {"ways = authenticator\n", "123 456", true},
	    {"ways = authenticator\n", "1234567", true},
	    {"ways = authenticator\n", "bcdfghjk", false},
	    {"ways = authenticator\n", "12345", false},
	    {"ways = authenticator\n",
		"\xd9\xa1\xd9\xa2\xd9\xa3\xd9\xa4\xd9\xa5\xd9\xa6", false},
	    {"ways = recovery\n", "bcdf-ghjk-lmnp", true},
	    {"ways = recovery\n", "123456", false},
	    {"ways = delivered\n" DELIVERY, "12345678", false},
	    /* The group's shapes are not looked at. */
	    {"ways = issued\n[login @staff]\nways = authenticator\n", "123456",
		false},
	};
	struct relay *r = *state;

	for (size_t i = 0; i < sizeof(tries) / sizeof(*tries); i++) {
		relay_configure(r, tries[i].lines);
		first(r, tries[i].answer);
		relay_expect_prompt(r);
		assert_int_equal(relay_close(r), -EPIPE);
		if (strstr(r->log, "one-time code refused") == NULL)
			assert_false(tries[i].shaped);
		else
			assert_true(tries[i].shaped);
		clock_fake_pass(86400);
	}
}

static void
r09_code_of_an_authenticator_at_the_password_prompt_is_enough(void **state)
{
	struct relay *r = *state;
	char code[CREDMINT_OTP_SIZE];

	(void)enrolled_add(r, "alice", CREDMINT_TOTP);
	enrolled_totp(0, code);
	first(r, code);
	assert_int_equal(relay_finish(r), WIRE_YES);
}

#define WAYS_TEST(name) \
	cmocka_unit_test_setup_teardown(name, enrolled_setup, relay_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    WAYS_TEST(test_each_way_in_says_yes_once_and_the_log_names_it),
	    WAYS_TEST(test_way_that_is_not_allowed_is_no),
	    WAYS_TEST(test_no_way_at_all_is_no),
	    WAYS_TEST(test_empty_answers_are_no),
	    WAYS_TEST(r05_authenticator_and_sheet_are_good_for_a_claimed_login),
	    WAYS_TEST(test_person_is_told_what_is_left_of_the_sheet),
	    WAYS_TEST(r18_yes_that_could_not_be_sent_is_logged_so),
	    WAYS_TEST(r09_first_answer_has_a_shape_of_the_services_ways),
	    WAYS_TEST(
		r09_code_of_an_authenticator_at_the_password_prompt_is_enough),
	};

	return cmocka_run_group_tests_name("ways", tests, NULL, NULL);
}
