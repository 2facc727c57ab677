/*
 * test_renamed - an application that says another name while it is asked
 *
 * What was said of one name is never a yes for another, and no name of libpam's
 * is read after it may have gone: the sanitizers look on.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include <cmocka.h>

#include <security/pam_ext.h>

#include "tests/pam/change.h"

#define ASKED "hello\nask One-time code: \nanswer\n"

/* ---- the log ---- */

static char logged[4096];

__attribute__((visibility("default"))) void
pam_syslog(const pam_handle_t *pamh, int priority, const char *format, ...)
{
	size_t n = strlen(logged);
	va_list values;

	(void)pamh;
	(void)priority;
	va_start(values, format);
	(void)vsnprintf(logged + n, sizeof(logged) - n, format, values);
	va_end(values);
}

/* ---- an application with a mind of its own ---- */

static pam_handle_t *handle;
static const char *names[STAGE_TURNS]; /* by message; "": as it was */
static unsigned said;

static void
say_name(void)
{
	const char *name = said < STAGE_TURNS ? names[said] : "";

	said++;
	/* A name that is long lies elsewhere than the one before. */
	if (name == NULL || name[0] != '\0')
		assert_int_equal(pam_set_item(handle, PAM_USER, name), 0);
}

/* A login of alice while these names are said, one by message. */
static int
login_saying(const char *play, const char *args, struct stage_talk *talk)
{
	int r;

	handle = stage_start("alice", talk, args);
	stage_play(play);
	said = 0;
	logged[0] = '\0';
	stage_watch = say_name;
	r = pam_authenticate(handle, 0);
	stage_watch = NULL;
	assert_non_null(strstr(stage_notes(), "hello user=[alice]"));
	return r;
}

static void
name_at(unsigned message, const char *name)
{
	for (unsigned i = 0; i < STAGE_TURNS; i++)
		names[i] = i == message ? name : "";
}

static void
test_no_verdict_is_for_another_name(void **state)
{
	static const char *const verdicts[] = {
	    "yes", "change", "absent", "exempt", "unavailable", "no", "late"};
	char play[200];

	(void)state;
	name_at(0, "root-instead-of-her-and-long-enough-to-lie-elsewhere");
	for (size_t i = 0; i < sizeof(verdicts) / sizeof(*verdicts); i++) {
		struct stage_talk talk = {.answers = {"a"}};

		(void)snprintf(
		    play, sizeof(play), ASKED "finish %s\n", verdicts[i]);
		assert_int_equal(
		    login_saying(play, "nullok", &talk), PAM_AUTH_ERR);
		assert_non_null(strstr(logged,
		    "PAM_USER is another name now than credmint-auth was asked "
		    "about; refused"));
		assert_null(strstr(logged, "alice"));
		assert_null(strstr(logged, "root-instead"));
		assert_int_equal(pam_acct_mgmt(handle, 0), STAGE_IGNORED);
		change_end(handle);
	}
}

static void
test_messages_and_prompts_alike(void **state)
{
	static const char *const others[] = {
	    "bob", "alic", "alice2", "Alice", " ", NULL};

	(void)state;
	for (unsigned message = 0; message < 4; message++) {
		for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
			struct stage_talk talk = {.answers = {"a", "b"}};

			name_at(message, others[i]);
			assert_int_equal(
			    login_saying("hello\nshow wait\nask One\nanswer\n"
					 "ask Two\nanswer\nshow left\n"
					 "finish yes\n",
				"", &talk),
			    PAM_AUTH_ERR);
			change_end(handle);
		}
	}
}

/* The same letters again, elsewhere in memory, are the same name. */
static void
test_same_name_is_no_other(void **state)
{
	struct stage_talk talk = {.answers = {"a", "b"}};

	(void)state;
	name_at(0, "bob");
	names[1] = "alice";
	assert_int_equal(login_saying("hello\nask One\nanswer\nask Two\n"
				      "answer\nfinish yes\n",
			     "", &talk),
	    PAM_SUCCESS);
	assert_string_equal(logged, "");
	assert_int_equal(pam_acct_mgmt(handle, 0), PAM_SUCCESS);
	change_end(handle);
}

static void
test_forwarded_first_pass_is_no_way_round(void **state)
{
	struct stage_talk talk = {.answers = {"password12345678"}};

	(void)state;
	name_at(0, "bob");
	assert_int_equal(
	    login_saying(ASKED "finish yes\n", "forward_pass", &talk),
	    PAM_AUTH_ERR);
	change_end(handle);
}

/* Of a conversation that went on later: the name at its end counts. */
static void
test_r21_resumed_and_renamed(void **state)
{
	struct stage_talk talk = {
	    .answers = {NULL, "a"}, .results = {PAM_CONV_AGAIN}};

	(void)state;
	name_at(1, "bob");
	assert_int_equal(
	    login_saying(ASKED "finish yes\n", "", &talk), PAM_INCOMPLETE);
	stage_watch = say_name;
	assert_int_equal(pam_authenticate(handle, 0), PAM_AUTH_ERR);
	stage_watch = NULL;
	assert_null(strstr(strstr(stage_notes(), "hello") + 1, "hello"));
	assert_int_equal(pam_acct_mgmt(handle, 0), STAGE_IGNORED);
	change_end(handle);
}

/* Renamed while it was not ready: the next call asks about that name. */
static void
test_r21_renamed_and_not_ready(void **state)
{
	struct stage_talk talk = {
	    .answers = {NULL, "a"}, .results = {PAM_CONV_AGAIN}};

	(void)state;
	name_at(0, "bob");
	assert_int_equal(
	    login_saying(ASKED "finish yes\n", "", &talk), PAM_INCOMPLETE);
	assert_int_equal(pam_authenticate(handle, 0), PAM_SUCCESS);
	assert_non_null(strstr(stage_notes(), "hello user=[bob]"));
	assert_int_equal(pam_acct_mgmt(handle, 0), PAM_SUCCESS);
	change_end(handle);
}

static void
test_renamed_and_gone(void **state)
{
	struct stage_talk talk = {.results = {PAM_CONV_ERR}};

	(void)state;
	name_at(0, "bob");
	assert_int_equal(
	    login_saying(ASKED "finish yes\n", "", &talk), PAM_AUTH_ERR);
	change_end(handle);
}

/* ---- the calls after it ---- */

static void
test_r15_change_is_not_handed_on(void **state)
{
	struct stage_talk talk = change_typed;
	int r;

	(void)state;
	/* At the notice of the first phase, and at each prompt of the second.
	 */
	for (unsigned message = 0; message < 3; message++) {
		talk = change_typed;
		handle = change_logged_in(&talk, "change");
		stage_write(
		    "accounts", CHANGE_ALICE "bob:x:1001:1001::/:/bin/sh\n");
		stage_play_passwd("set\nfinish yes\n");
		name_at(message, "bob");
		said = 0;
		stage_watch = say_name;
		r = change_do(handle);
		stage_watch = NULL;
		assert_int_equal(r, PAM_AUTHTOK_ERR);
		assert_string_equal(stage_passwd_notes(), "");
		/* The second phase is not reached from a renamed first. */
		assert_int_equal(said, message == 0 ? 1 : 3);
		change_end(handle);
	}
}

static int
reset(void **state)
{
	logged[0] = '\0';
	return change_reset(state);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_no_verdict_is_for_another_name),
	    cmocka_unit_test(test_messages_and_prompts_alike),
	    cmocka_unit_test(test_same_name_is_no_other),
	    cmocka_unit_test(test_forwarded_first_pass_is_no_way_round),
	    cmocka_unit_test(test_r21_resumed_and_renamed),
	    cmocka_unit_test(test_r21_renamed_and_not_ready),
	    cmocka_unit_test(test_renamed_and_gone),
	    cmocka_unit_test_setup(test_r15_change_is_not_handed_on, reset),
	};

	return STAGE_RUN("another name meanwhile", tests);
}
