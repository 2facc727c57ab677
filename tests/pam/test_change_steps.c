/*
 * test_change_steps - how a new password is set after a code that leads to one
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/pam/change.h"

/* ---- what is told, and when ---- */

/* Logged in, and changed with these plays; what PAM heard. */
static int
change_by(struct stage_talk *talk, const char *auth, const char *passwd,
    pam_handle_t **pamh)
{
	*talk = change_typed;
	*pamh = change_logged_in(talk, "change");
	stage_play(auth);
	stage_play_passwd(passwd);
	return change_do(*pamh);
}

/* It has failed, nobody is asked again, and there is no second try. */
static void
assert_over(pam_handle_t *pamh, struct stage_talk *talk)
{
	assert_string_equal(talk->shown, CHANGE_PROMPTS);
	assert_int_equal(pam_acct_mgmt(pamh, 0), PAM_NEW_AUTHTOK_REQD);
	assert_int_equal(change_nothing(pamh, talk, PAM_CHANGE_EXPIRED_AUTHTOK),
	    STAGE_IGNORED);
	change_end(pamh);
}

static void
r15_nothing_is_set_before_the_codes_wait(void **state)
{
	static const char *const plays[] = {"", "hello\n", "hello\nfinish no\n",
	    "hello\nfinish unavailable\n", "hello\nfinish absent\n",
	    "hello\nfinish change\n", "hello\nraw 01050004794553\n",
	    "hello\nshow x\n", "crash\n"};

	(void)state;
	for (size_t i = 0; i < sizeof(plays) / sizeof(*plays); i++) {
		struct stage_talk talk;
		pam_handle_t *pamh;

		assert_int_equal(
		    change_by(&talk, plays[i], "set\nfinish yes\n", &pamh),
		    PAM_AUTHTOK_ERR);
		assert_string_equal(stage_passwd_notes(), "");
		/* What it did not say yes to it is not told the end of. */
		assert_string_equal(change_calls(),
		    strncmp(plays[i], "hello", 5) == 0 ? " 40" : "");
		assert_over(pamh, &talk);
	}
}

static void
r15_codes_are_good_again_after_a_plain_no(void **state)
{
	struct stage_talk talk;
	pam_handle_t *pamh;

	(void)state;
	assert_int_equal(
	    change_by(&talk, "hello\nfinish yes\n", "set\nfinish no\n", &pamh),
	    PAM_AUTHTOK_ERR);
	assert_string_equal(stage_passwd_notes(), CHANGE_SET);
	assert_string_equal(change_calls(), " 40 80");
	assert_over(pamh, &talk);
	/* That it cannot be told changes nothing here. */
	assert_int_equal(change_by(&talk, "hello\nwhen 80\nfinish no\n",
			     "set\nfinish no\n", &pamh),
	    PAM_AUTHTOK_ERR);
	assert_string_equal(change_calls(), " 40 80");
	assert_over(pamh, &talk);
}

static void
r15_codes_are_good_again_where_nothing_could_be_started(void **state)
{
	struct stage_talk talk;
	pam_handle_t *pamh;

	(void)state;
	stage_hide_passwd(true);
	assert_int_equal(
	    change_by(&talk, "hello\nfinish yes\n", "set\nfinish yes\n", &pamh),
	    PAM_AUTHTOK_ERR);
	stage_hide_passwd(false);
	assert_string_equal(stage_passwd_notes(), "");
	assert_string_equal(change_calls(), " 40 80");
	assert_over(pamh, &talk);
}

/* Nobody knows what became of it: the codes that wait go on waiting. */
static void
r15_only_a_whole_yes_is_a_success(void **state)
{
	static const char *const plays[] = {"set\nfinish unavailable\n",
	    "set\nfinish absent\n", "set\nfinish change\n", "set\n", "",
	    "crash\n", "set\ncrash\n", "set\nraw 01050004794553\n",
	    "set\nraw 0105000479455320\n", "set\nshow x\nfinish yes\n",
	    "set\nask x\n", "set\nsize 5000\n", "set\ngift\n",
	    "set\nsleep 1500\nfinish yes\n"};

	(void)state;
	for (size_t i = 0; i < sizeof(plays) / sizeof(*plays); i++) {
		struct stage_talk talk;
		pam_handle_t *pamh;

		assert_int_equal(
		    change_by(&talk, "hello\nfinish yes\n", plays[i], &pamh),
		    PAM_AUTHTOK_ERR);
		assert_string_equal(change_calls(), " 40");
		assert_over(pamh, &talk);
	}
}

static void
r15_password_stands_when_its_end_cannot_be_told(void **state)
{
	static const char *const plays[] = {"hello\nwhen 20\n",
	    "hello\nwhen 20\nfinish no\n",
	    "hello\nwhen 20\nfinish unavailable\n", "hello\nwhen 20\ncrash\n"};

	(void)state;
	for (size_t i = 0; i < sizeof(plays) / sizeof(*plays); i++) {
		struct stage_talk talk;
		pam_handle_t *pamh;

		assert_int_equal(
		    change_by(&talk, plays[i], "set\nfinish yes\n", &pamh),
		    PAM_SUCCESS);
		assert_string_equal(change_calls(), " 40 20");
		assert_int_equal(pam_acct_mgmt(pamh, 0), PAM_SUCCESS);
		change_end(pamh);
	}
}

/* ---- what is typed ---- */

/* What is typed for a new password, and what comes of it. */
static void
refuse_typed(const char *first, const char *second, int result)
{
	struct stage_talk talk = {.answers = {"BCDF-GHJK", first, second}};
	pam_handle_t *pamh = change_logged_in(&talk, "change");

	/* Silent, so that the next message is the prompt. */
	talk.results[1] = result;
	stage_play_passwd("set\nfinish yes\n");
	assert_int_equal(pam_chauthtok(pamh,
			     PAM_CHANGE_EXPIRED_AUTHTOK |
				 (result != PAM_SUCCESS ? PAM_SILENT : 0)),
	    PAM_AUTHTOK_ERR);
	assert_string_equal(stage_passwd_notes(), "");
	assert_string_equal(stage_notes(), "");
	assert_int_equal(pam_acct_mgmt(pamh, 0), PAM_NEW_AUTHTOK_REQD);
	change_end(pamh);
}

static void
r15_no_password_is_set_without_one(void **state)
{
	char large[600];

	(void)state;
	memset(large, 'x', sizeof(large));
	large[513] = '\0';
	refuse_typed(CHANGE_WORD, CHANGE_WORD, PAM_CONV_ERR);
	refuse_typed(NULL, NULL, PAM_SUCCESS);
	refuse_typed(CHANGE_WORD, "another", PAM_SUCCESS);
	refuse_typed("", "", PAM_SUCCESS);
	refuse_typed(large, large, PAM_SUCCESS);
}

static void
r15_longest_password(void **state)
{
	struct stage_talk talk = change_typed;
	char large[513];
	pam_handle_t *pamh;

	(void)state;
	memset(large, 'x', sizeof(large));
	large[512] = '\0';
	talk.answers[1] = large;
	talk.answers[2] = large;
	pamh = change_logged_in(&talk, "change");
	assert_int_equal(change_do(pamh), PAM_SUCCESS);
	assert_non_null(strstr(stage_passwd_notes(), large));
	change_end(pamh);
}

/* ---- whose ---- */

static void
r15_local_accounts_alone(void **state)
{
	struct stage_talk talk = change_typed;
	pam_handle_t *pamh = change_logged_in(&talk, "change");

	(void)state;
	stage_write("accounts", "alic:x:1::::\nalice2:x:1:1::/:\n+::::::\n");
	assert_int_equal(
	    change_nothing(pamh, &talk, PAM_CHANGE_EXPIRED_AUTHTOK),
	    PAM_USER_UNKNOWN);
	assert_int_equal(unlink("accounts"), 0);
	assert_int_equal(
	    change_nothing(pamh, &talk, PAM_CHANGE_EXPIRED_AUTHTOK),
	    PAM_AUTHTOK_ERR);
	stage_write("accounts", CHANGE_ALICE);
	assert_int_equal(change_do(pamh), PAM_SUCCESS);
	change_end(pamh);
}

/* Too long for us, wherever in the file, before and behind the right one. */
static void
r15_long_line_of_another_stops_nobody(void **state)
{
	static const size_t lengths[] = {2040, 2047, 2048, 2049, 4096, 20000};
	static char text[24000], line[20001];

	(void)state;
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		struct stage_talk talk = change_typed;
		pam_handle_t *pamh = change_logged_in(&talk, "change");

		memset(line, 'x', lengths[i]);
		line[lengths[i]] = '\0';
		(void)snprintf(
		    text, sizeof(text), "z:x:1:1:%s:/:\n" CHANGE_ALICE, line);
		stage_write("accounts", text);
		assert_int_equal(change_do(pamh), PAM_SUCCESS);
		change_end(pamh);
	}
	/* Or the long line is hers: it cannot be told. */
	for (int last = 0; last < 2; last++) {
		struct stage_talk talk = change_typed;
		pam_handle_t *pamh = change_logged_in(&talk, "change");

		(void)snprintf(text, sizeof(text), "alice:x:1:1:%s:/:%s", line,
		    last ? "" : "\nz:x:1:1::/:\n");
		stage_write("accounts", text);
		assert_int_equal(
		    change_nothing(pamh, &talk, PAM_CHANGE_EXPIRED_AUTHTOK),
		    PAM_AUTHTOK_ERR);
		change_end(pamh);
	}
}

#define TEST(name) cmocka_unit_test_setup(name, change_reset)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(r15_nothing_is_set_before_the_codes_wait),
	    TEST(r15_codes_are_good_again_after_a_plain_no),
	    TEST(r15_codes_are_good_again_where_nothing_could_be_started),
	    TEST(r15_only_a_whole_yes_is_a_success),
	    TEST(r15_password_stands_when_its_end_cannot_be_told),
	    TEST(r15_no_password_is_set_without_one),
	    TEST(r15_longest_password),
	    TEST(r15_long_line_of_another_stops_nobody),
	    TEST(r15_local_accounts_alone),
	};

	return STAGE_RUN("PAM change, its steps", tests);
}
