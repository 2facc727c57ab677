/*
 * test_change - a new password after a code that leads to one
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

#include "tests/pam/stage.h"

#define USER 65534
#define ASKED "hello\nask One-time code: \nanswer\n"
#define WORD "Battery staple 9"
#define ALICE "alice:x:1000:1000::/home/alice:/bin/sh\n"
#define SET "set user=[alice] text=[" WORD "]\n"
#define CHANGED " options=20 prompt=[]\n"
#define CODE_PROMPT "1:One-time code: \n"
#define PROMPTS                                   \
	CODE_PROMPT                               \
	"4:You must choose a new password now.\n" \
	"1:New password: \n1:Retype new password: \n"

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

/* ---- a login, and a change ---- */

static int
reset(void **state)
{
	(void)state;
	asleep = 0;
	stage_watch = NULL;
	(void)unlink("told");
	stage_write("accounts", "root:x:0:0::/root:/bin/sh\n" ALICE);
	stage_play_passwd("set\nids\nfinish yes\n");
	return 0;
}

static const struct stage_talk typed = {.answers = {"BCDF-GHJK", WORD, WORD}};

static void
log_in(pam_handle_t *pamh, const char *verdict)
{
	char lines[200];

	(void)snprintf(lines, sizeof(lines), ASKED "finish %s\n", verdict);
	stage_play(lines);
	(void)pam_authenticate(pamh, 0);
	stage_play("hello\nfinish yes\n");
}

/* The same, in a new handle. */
static pam_handle_t *
logged_in(struct stage_talk *talk, const char *verdict)
{
	pam_handle_t *pamh = stage_start("alice", talk, "");

	log_in(pamh, verdict);
	return pamh;
}

static int
change(pam_handle_t *pamh)
{
	return pam_chauthtok(pamh, PAM_CHANGE_EXPIRED_AUTHTOK);
}

static void
end(pam_handle_t *pamh)
{
	assert_int_equal(pam_end(pamh, 0), PAM_SUCCESS);
}

static void
r15_new_password_without_the_old_one(void **state)
{
	struct stage_talk talk = typed;
	pam_handle_t *pamh = logged_in(&talk, "change");

	(void)state;
	assert_int_equal(pam_acct_mgmt(pamh, 0), PAM_NEW_AUTHTOK_REQD);
	assert_int_equal(change(pamh), PAM_SUCCESS);
	assert_string_equal(talk.shown, PROMPTS);
	assert_string_equal(stage_passwd_notes(), SET "ids 0 0 0\n");
	assert_non_null(strstr(stage_notes(), CHANGED));
	assert_int_equal(pam_acct_mgmt(pamh, 0), PAM_SUCCESS);
	end(pamh);
}

/* Nothing is set, and nobody is asked or told; what PAM heard. */
static int
change_nothing(pam_handle_t *pamh, struct stage_talk *talk, int flags)
{
	int r;

	talk->shown[0] = '\0';
	stage_play("hello\nfinish yes\n");
	stage_play_passwd("set\nfinish yes\n");
	r = pam_chauthtok(pamh, flags);
	assert_string_equal(talk->shown, "");
	assert_string_equal(stage_notes(), "");
	assert_string_equal(stage_passwd_notes(), "");
	return r;
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
			struct stage_talk talk = typed;
			pam_handle_t *pamh = logged_in(&talk, verdicts[i]);

			if (i < 5 || j < 2)
				assert_int_equal(
				    change_nothing(pamh, &talk, flags[j]),
				    STAGE_IGNORED);
			else
				assert_int_equal(change(pamh), PAM_SUCCESS);
			end(pamh);
		}
	}
}

static void
r15_it_leads_to_one_password(void **state)
{
	struct stage_talk talk = typed;
	pam_handle_t *pamh = logged_in(&talk, "change");

	(void)state;
	assert_int_equal(change(pamh), PAM_SUCCESS);
	assert_int_equal(
	    change_nothing(pamh, &talk, PAM_CHANGE_EXPIRED_AUTHTOK),
	    STAGE_IGNORED);
	end(pamh);
}

static void
r15_it_is_for_one_name(void **state)
{
	struct stage_talk talk = typed;
	pam_handle_t *pamh = logged_in(&talk, "change");

	(void)state;
	stage_write("accounts", ALICE "bob:x:1001:1001::/:/bin/sh\n");
	assert_int_equal(pam_set_item(pamh, PAM_USER, "bob"), PAM_SUCCESS);
	assert_int_equal(
	    change_nothing(pamh, &talk, PAM_CHANGE_EXPIRED_AUTHTOK),
	    STAGE_IGNORED);
	assert_int_equal(pam_set_item(pamh, PAM_USER, "alice"), PAM_SUCCESS);
	assert_int_equal(change(pamh), PAM_SUCCESS);
	end(pamh);
}

static void
r15_next_attempt_forgets_it(void **state)
{
	static const char *const verdicts[] = {"no", "yes", "unavailable"};
	size_t i;

	(void)state;
	for (i = 0; i < 3; i++) {
		struct stage_talk talk = typed;
		pam_handle_t *pamh = logged_in(&talk, "change");

		talk.turn = 0;
		log_in(pamh, verdicts[i]);
		assert_int_equal(
		    change_nothing(pamh, &talk, PAM_CHANGE_EXPIRED_AUTHTOK),
		    STAGE_IGNORED);
		end(pamh);
	}
}

static void
r15_it_lasts_for_ten_minutes(void **state)
{
	struct stage_talk talk = typed;
	pam_handle_t *pamh = logged_in(&talk, "change");

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
	assert_int_equal(change(pamh), PAM_SUCCESS);
	end(pamh);
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
	struct stage_talk talk = typed;
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
	log_in(pamh, "change");
	awake = number;
	stage_watch = fall_asleep;
	assert_int_equal(change(pamh), PAM_AUTHTOK_ERR);
	stage_watch = NULL;
	assert_int_equal(asleep, 601);
	asleep = 0;
	assert_string_equal(stage_passwd_notes(), "");
	end(pamh);
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
	struct stage_talk talk = typed;
	pam_handle_t *pamh;
	int status = -1;
	pid_t pid = fork();

	(void)state;
	if (pid == 0) {
		pamh = logged_in(&talk, "change");
		/* libpam loads the module while root may read it. */
		if (pam_chauthtok(pamh, 0) != STAGE_IGNORED ||
		    setresuid(0, USER, 0) != 0)
			_exit(1);
		_exit(change(pamh) == STAGE_IGNORED ? 0 : 2);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_string_equal(stage_passwd_notes(), "");
}

/* Only the account is told that it could not be. */
static void
r15_only_a_whole_yes_is_a_success(void **state)
{
	static const char *const plays[] = {"set\nfinish no\n",
	    "set\nfinish unavailable\n", "set\nfinish absent\n",
	    "set\nfinish change\n", "set\n", "", "crash\n", "set\ncrash\n",
	    "set\nraw 01050004794553\n", "set\nraw 0105000479455320\n",
	    "set\nshow x\nfinish yes\n", "set\nask x\n", "set\nsize 5000\n",
	    "set\ngift\n", "set\nsleep 1500\nfinish yes\n"};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(plays) / sizeof(*plays); i++) {
		struct stage_talk talk = typed;
		pam_handle_t *pamh = logged_in(&talk, "change");

		stage_play_passwd(plays[i]);
		assert_int_equal(change(pamh), PAM_AUTHTOK_ERR);
		assert_string_equal(talk.shown, PROMPTS);
		assert_string_equal(stage_notes(), "");
		assert_int_equal(pam_acct_mgmt(pamh, 0), PAM_NEW_AUTHTOK_REQD);
		/* Nobody knows what became of it: no second try. */
		assert_int_equal(
		    change_nothing(pamh, &talk, PAM_CHANGE_EXPIRED_AUTHTOK),
		    STAGE_IGNORED);
		end(pamh);
	}
}

static void
r15_password_stands_when_nobody_can_be_told(void **state)
{
	static const char *const plays[] = {
	    "", "hello\n", "hello\nfinish no\n", "hello\nfinish unavailable\n"};
	size_t i;

	(void)state;
	for (i = 0; i < 4; i++) {
		struct stage_talk talk = typed;
		pam_handle_t *pamh = logged_in(&talk, "change");

		stage_play(plays[i]);
		assert_int_equal(change(pamh), PAM_SUCCESS);
		assert_int_equal(pam_acct_mgmt(pamh, 0), PAM_SUCCESS);
		end(pamh);
	}
}

/* What is typed for a new password, and what comes of it. */
static void
refuse_typed(const char *first, const char *second, int result)
{
	struct stage_talk talk = {.answers = {"BCDF-GHJK", first, second}};
	pam_handle_t *pamh = logged_in(&talk, "change");

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
	end(pamh);
}

static void
r15_no_password_is_set_without_one(void **state)
{
	char large[600];

	(void)state;
	memset(large, 'x', sizeof(large));
	large[513] = '\0';
	refuse_typed(WORD, WORD, PAM_CONV_ERR);
	refuse_typed(NULL, NULL, PAM_SUCCESS);
	refuse_typed(WORD, "another", PAM_SUCCESS);
	refuse_typed("", "", PAM_SUCCESS);
	refuse_typed(large, large, PAM_SUCCESS);
}

static void
r15_longest_password(void **state)
{
	struct stage_talk talk = typed;
	char large[513];
	pam_handle_t *pamh;

	(void)state;
	memset(large, 'x', sizeof(large));
	large[512] = '\0';
	talk.answers[1] = large;
	talk.answers[2] = large;
	pamh = logged_in(&talk, "change");
	assert_int_equal(change(pamh), PAM_SUCCESS);
	assert_non_null(strstr(stage_passwd_notes(), large));
	end(pamh);
}

static void
r15_local_accounts_alone(void **state)
{
	struct stage_talk talk = typed;
	pam_handle_t *pamh = logged_in(&talk, "change");

	(void)state;
	stage_write("accounts", "alic:x:1::::\nalice2:x:1:1::/:\n+::::::\n");
	assert_int_equal(
	    change_nothing(pamh, &talk, PAM_CHANGE_EXPIRED_AUTHTOK),
	    PAM_USER_UNKNOWN);
	assert_int_equal(unlink("accounts"), 0);
	assert_int_equal(
	    change_nothing(pamh, &talk, PAM_CHANGE_EXPIRED_AUTHTOK),
	    PAM_AUTHTOK_ERR);
	stage_write("accounts", ALICE);
	assert_int_equal(change(pamh), PAM_SUCCESS);
	end(pamh);
}

static void
r15_wrong_argument_is_a_refusal(void **state)
{
	struct stage_talk talk = typed;
	char stack[2048];
	pam_handle_t *pamh;

	(void)state;
	(void)snprintf(stack, sizeof(stack),
	    "auth required %s\npassword required %s alwaysok\n", stage_module(),
	    stage_module());
	pamh = stage_start_stack("alice", &talk, stack);
	log_in(pamh, "change");
	assert_int_equal(
	    change_nothing(pamh, &talk, PAM_CHANGE_EXPIRED_AUTHTOK),
	    PAM_AUTHTOK_ERR);
	end(pamh);
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
	struct stage_talk talk = typed;
	pam_handle_t *pamh = between(&talk, "conf=/etc/x.conf");

	(void)state;
	stage_write("first", WORD);
	log_in(pamh, "change");
	assert_int_equal(change(pamh), PAM_SUCCESS);
	assert_string_equal(
	    talk.shown, CODE_PROMPT "4:You must choose a new password now.\n");
	assert_non_null(strstr(stage_passwd_notes(), SET));
	assert_non_null(strstr(stage_notes(), "conf=[/etc/x.conf] flags=2020"));
	/* The module after ours was passed over. */
	assert_int_equal(access("told", F_OK), -1);
	end(pamh);
}

static void
r15_failed_change_ends_the_stack(void **state)
{
	struct stage_talk talk = typed;
	pam_handle_t *pamh = between(&talk, "");

	(void)state;
	stage_write("first", WORD);
	stage_play_passwd("set\nfinish no\n");
	log_in(pamh, "change");
	assert_int_equal(change(pamh), PAM_AUTHTOK_ERR);
	assert_int_equal(access("told", F_OK), -1);
	end(pamh);
}

/* An ordinary change goes on to the module after ours. */
static void
r15_other_changes_go_on(void **state)
{
	struct stage_talk talk = typed;
	pam_handle_t *pamh = between(&talk, "");

	(void)state;
	stage_write("first", WORD);
	log_in(pamh, "yes");
	assert_int_equal(change(pamh), PAM_SUCCESS);
	assert_string_equal(stage_read("told"), "[" WORD "]");
	assert_string_equal(stage_passwd_notes(), "");
	end(pamh);
}

static void
r15_silent(void **state)
{
	struct stage_talk talk = typed;
	pam_handle_t *pamh = logged_in(&talk, "change");

	(void)state;
	assert_int_equal(
	    pam_chauthtok(pamh, PAM_CHANGE_EXPIRED_AUTHTOK | PAM_SILENT),
	    PAM_SUCCESS);
	assert_null(strstr(talk.shown, "4:"));
	end(pamh);
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
	    TEST(r15_only_a_whole_yes_is_a_success),
	    TEST(r15_password_stands_when_nobody_can_be_told),
	    TEST(r15_no_password_is_set_without_one),
	    TEST(r15_longest_password),
	    TEST(r15_local_accounts_alone),
	    TEST(r15_wrong_argument_is_a_refusal),
	    TEST(r15_module_before_has_asked),
	    TEST(r15_failed_change_ends_the_stack),
	    TEST(r15_other_changes_go_on),
	    TEST(r15_silent),
	};

	return STAGE_RUN("PAM change", tests);
}
