/*
 * test_change - when a new password is set after a code that leads to one
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/pam/change.h"

#define USER 65534

/* ---- a machine that has been asleep ---- */

static long asleep;

__attribute__((visibility("default"))) int
clock_gettime(clockid_t id, struct timespec *out)
{
	int r = (int)syscall(SYS_clock_gettime, id, out);

	if (r == 0 && id == CLOCK_BOOTTIME)
		out->tv_sec += asleep;
	return r;
}

static int
reset(void **state)
{
	asleep = 0;
	return change_reset(state);
}

/* ---- a login, and a change ---- */

static void
r15_new_password_without_the_old_one(void **state)
{
	struct stage_talk talk = change_typed;
	pam_handle_t *pamh = change_logged_in(&talk, "change");

	(void)state;
	assert_int_equal(pam_acct_mgmt(pamh, 0), PAM_NEW_AUTHTOK_REQD);
	assert_int_equal(change_do(pamh), PAM_SUCCESS);
	assert_string_equal(talk.shown, CHANGE_PROMPTS);
	assert_string_equal(stage_passwd_notes(), CHANGE_SET "ids 0 0 0\n");
	assert_string_equal(change_calls(), " 40 20");
	assert_null(strstr(stage_notes(), "prompt=[O"));
	assert_int_equal(pam_acct_mgmt(pamh, 0), PAM_SUCCESS);
	change_end(pamh);
}

static void
r15_every_verdict_and_flag_but_one_is_ignored(void **state)
{
	static const char *const verdicts[] = {
	    "yes", "no", "unavailable", "absent", "late", "change"};
	static const int flags[] = {0, PAM_SILENT, PAM_CHANGE_EXPIRED_AUTHTOK};
	size_t i, j;

	(void)state;
	for (i = 0; i < 6; i++) {
		for (j = 0; j < 3; j++) {
			struct stage_talk talk = change_typed;
			pam_handle_t *pamh =
			    change_logged_in(&talk, verdicts[i]);

			if (i < 5 || j < 2)
				assert_int_equal(
				    change_nothing(pamh, &talk, flags[j]),
				    STAGE_IGNORED);
			else
				assert_int_equal(change_do(pamh), PAM_SUCCESS);
			change_end(pamh);
		}
	}
}

static void
r15_it_leads_to_one_password(void **state)
{
	struct stage_talk talk = change_typed;
	pam_handle_t *pamh = change_logged_in(&talk, "change");

	(void)state;
	assert_int_equal(change_do(pamh), PAM_SUCCESS);
	assert_int_equal(
	    change_nothing(pamh, &talk, PAM_CHANGE_EXPIRED_AUTHTOK),
	    STAGE_IGNORED);
	change_end(pamh);
}

static void
r15_it_is_for_one_name(void **state)
{
	struct stage_talk talk = change_typed;
	pam_handle_t *pamh = change_logged_in(&talk, "change");

	(void)state;
	stage_write("accounts", CHANGE_ALICE "bob:x:1001:1001::/:/bin/sh\n");
	assert_int_equal(pam_set_item(pamh, PAM_USER, "bob"), PAM_SUCCESS);
	assert_int_equal(
	    change_nothing(pamh, &talk, PAM_CHANGE_EXPIRED_AUTHTOK),
	    STAGE_IGNORED);
	assert_int_equal(pam_set_item(pamh, PAM_USER, "alice"), PAM_SUCCESS);
	assert_int_equal(change_do(pamh), PAM_SUCCESS);
	change_end(pamh);
}

static void
r15_next_attempt_forgets_it(void **state)
{
	static const char *const verdicts[] = {"no", "yes", "unavailable"};
	size_t i;

	(void)state;
	for (i = 0; i < 3; i++) {
		struct stage_talk talk = change_typed;
		pam_handle_t *pamh = change_logged_in(&talk, "change");

		talk.turn = 0;
		change_log_in(pamh, verdicts[i]);
		assert_int_equal(
		    change_nothing(pamh, &talk, PAM_CHANGE_EXPIRED_AUTHTOK),
		    STAGE_IGNORED);
		change_end(pamh);
	}
}

static void
r15_it_lasts_for_ten_minutes(void **state)
{
	struct stage_talk talk = change_typed;
	pam_handle_t *pamh = change_logged_in(&talk, "change");

	(void)state;
	asleep = 601;
	assert_int_equal(
	    change_nothing(pamh, &talk, PAM_CHANGE_EXPIRED_AUTHTOK),
	    STAGE_IGNORED);
	/* A clock that runs back is none. */
	asleep = -3600;
	assert_int_equal(
	    change_nothing(pamh, &talk, PAM_CHANGE_EXPIRED_AUTHTOK),
	    STAGE_IGNORED);
	asleep = 590;
	assert_int_equal(change_do(pamh), PAM_SUCCESS);
	change_end(pamh);
}

/* At which message the machine falls asleep. */
static int awake;

static void
fall_asleep(void)
{
	if (awake-- == 0)
		asleep = 601;
}

/* By then the modules that set a password are passed over. */
static void
sleep_at_message(int number)
{
	struct stage_talk talk = change_typed;
	char stack[2048];
	pam_handle_t *pamh;

	(void)snprintf(stack, sizeof(stack),
	    "auth required %s\n"
	    "password required %s unknown_to_chauthtok\n"
	    "password [success=1 ignore=ignore default=die] %s\n"
	    "password required pam_permit.so\n"
	    "password required pam_permit.so\n",
	    stage_module(), stage_witness(), stage_module());
	pamh = stage_start_stack("alice", &talk, stack);
	change_log_in(pamh, "change");
	awake = number;
	stage_watch = fall_asleep;
	assert_int_equal(change_do(pamh), PAM_AUTHTOK_ERR);
	stage_watch = NULL;
	assert_int_equal(asleep, 601);
	asleep = 0;
	assert_string_equal(stage_passwd_notes(), "");
	change_end(pamh);
}

static void
r15_ten_minutes_at_the_prompt_are_a_refusal(void **state)
{
	int i;

	(void)state;
	for (i = 0; i < 3; i++)
		sleep_at_message(i);
}

static void
r15_others_than_root_change_nothing(void **state)
{
	struct stage_talk talk = change_typed;
	pam_handle_t *pamh;
	int status = -1;
	pid_t pid = fork();

	(void)state;
	if (pid == 0) {
		pamh = change_logged_in(&talk, "change");
		/* libpam loads the module while root may read it. */
		if (pam_chauthtok(pamh, 0) != STAGE_IGNORED ||
		    setresuid(0, USER, 0) != 0)
			_exit(1);
		_exit(change_do(pamh) == STAGE_IGNORED ? 0 : 2);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_string_equal(stage_passwd_notes(), "");
}

static void
r15_wrong_argument_is_a_refusal(void **state)
{
	struct stage_talk talk = change_typed;
	char stack[2048];
	pam_handle_t *pamh;

	(void)state;
	(void)snprintf(stack, sizeof(stack),
	    "auth required %s\npassword required %s alwaysok\n", stage_module(),
	    stage_module());
	pamh = stage_start_stack("alice", &talk, stack);
	change_log_in(pamh, "change");
	assert_int_equal(
	    change_nothing(pamh, &talk, PAM_CHANGE_EXPIRED_AUTHTOK),
	    PAM_AUTHTOK_ERR);
	change_end(pamh);
}

/* A stack with a module before ours that asks, and one after it. */
static pam_handle_t *
between(struct stage_talk *talk, const char *ours)
{
	char stack[2048];
	pam_handle_t *pamh;

	(void)snprintf(stack, sizeof(stack),
	    "auth required %s\n"
	    "password requisite %s set\n"
	    "password [success=1 ignore=ignore default=die] %s %s\n"
	    "password required %s tell\n"
	    "password required pam_permit.so\n",
	    stage_module(), stage_witness(), stage_module(), ours,
	    stage_witness());
	pamh = stage_start_stack("alice", talk, stack);
	return pamh;
}

static void
r15_module_before_has_asked(void **state)
{
	struct stage_talk talk = change_typed;
	pam_handle_t *pamh = between(&talk, "conf=/etc/x.conf");

	(void)state;
	stage_write("first", CHANGE_WORD);
	change_log_in(pamh, "change");
	assert_int_equal(change_do(pamh), PAM_SUCCESS);
	assert_string_equal(talk.shown, CHANGE_CODE_PROMPT CHANGE_DUE);
	assert_non_null(strstr(stage_passwd_notes(), CHANGE_SET));
	assert_non_null(strstr(stage_notes(), "conf=[/etc/x.conf] flags=2020"));
	/* The module after ours was passed over. */
	assert_int_equal(access("told", F_OK), -1);
	change_end(pamh);
}

static void
r15_failed_change_ends_the_stack(void **state)
{
	struct stage_talk talk = change_typed;
	pam_handle_t *pamh = between(&talk, "");

	(void)state;
	stage_write("first", CHANGE_WORD);
	stage_play_passwd("set\nfinish no\n");
	change_log_in(pamh, "change");
	assert_int_equal(change_do(pamh), PAM_AUTHTOK_ERR);
	assert_int_equal(access("told", F_OK), -1);
	change_end(pamh);
}

/* An ordinary change goes on to the module after ours. */
static void
r15_other_changes_go_on(void **state)
{
	struct stage_talk talk = change_typed;
	pam_handle_t *pamh = between(&talk, "");

	(void)state;
	stage_write("first", CHANGE_WORD);
	change_log_in(pamh, "yes");
	assert_int_equal(change_do(pamh), PAM_SUCCESS);
	assert_string_equal(stage_read("told"), "[" CHANGE_WORD "]");
	assert_string_equal(stage_passwd_notes(), "");
	change_end(pamh);
}

static void
r15_silent(void **state)
{
	struct stage_talk talk = change_typed;
	pam_handle_t *pamh = change_logged_in(&talk, "change");

	(void)state;
	assert_int_equal(
	    pam_chauthtok(pamh, PAM_CHANGE_EXPIRED_AUTHTOK | PAM_SILENT),
	    PAM_SUCCESS);
	assert_null(strstr(talk.shown, "4:"));
	change_end(pamh);
}

#define TEST(name) cmocka_unit_test_setup(name, reset)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(r15_new_password_without_the_old_one),
	    TEST(r15_every_verdict_and_flag_but_one_is_ignored),
	    TEST(r15_it_leads_to_one_password),
	    TEST(r15_it_is_for_one_name),
	    TEST(r15_next_attempt_forgets_it),
	    TEST(r15_it_lasts_for_ten_minutes),
	    TEST(r15_ten_minutes_at_the_prompt_are_a_refusal),
	    TEST(r15_others_than_root_change_nothing),
	    TEST(r15_wrong_argument_is_a_refusal),
	    TEST(r15_module_before_has_asked),
	    TEST(r15_failed_change_ends_the_stack),
	    TEST(r15_other_changes_go_on),
	    TEST(r15_silent),
	};

	return STAGE_RUN("PAM change", tests);
}
