/*
 * test_account - passwords that must be changed, before anybody is let in
 */

#include <errno.h>
#include <setjmp.h>
#include <shadow.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/pam/stage.h"

#define USER 65534
#define ASKED "hello\nask One-time code: \nanswer\n"
#define TOO_LATE "3:The temporary password was not used in time.\n"

/* ---- what the module hears of /etc/shadow ---- */

static struct {
	int result;
	bool absent;
	long date;
	size_t size; /* of the line */
	unsigned asked;
} shadow;

__attribute__((visibility("default"))) int
getspnam_r(const char *restrict name, struct spwd *restrict entry,
    char *restrict buffer, size_t size, struct spwd **restrict found)
{
	shadow.asked++;
	*found = NULL;
	if (shadow.result != 0 || shadow.absent)
		return shadow.result;
	if (size < shadow.size)
		return ERANGE;
	assert_string_equal(name, "alice");
	(void)snprintf(buffer, size, "$y$j9T$salt$hash");
	memset(entry, 0, sizeof(*entry));
	entry->sp_pwdp = buffer;
	entry->sp_lstchg = shadow.date;
	*found = entry;
	return 0;
}

static int
reset(void **state)
{
	(void)state;
	memset(&shadow, 0, sizeof(shadow));
	stage_play("");
	return 0;
}

/* ---- a handle in which somebody logged in, or nobody ---- */

/* After this verdict of a login, NULL: none. */
static pam_handle_t *
handle_after(struct stage_talk *talk, const char *verdict, const char *args)
{
	pam_handle_t *pamh;
	char lines[200];

	memset(talk, 0, sizeof(*talk));
	talk->answers[0] = "BCDF-GHJK";
	pamh = stage_start("alice", talk, args);
	if (verdict != NULL) {
		(void)snprintf(
		    lines, sizeof(lines), ASKED "finish %s\n", verdict);
		stage_play(lines);
		assert_int_equal(pam_authenticate(pamh, 0), PAM_SUCCESS);
	}
	talk->shown[0] = '\0';
	stage_play("");
	return pamh;
}

struct row {
	const char *line; /* of credmint-auth, after HELLO */
	int code;
};

static void
check_rows(const char *verdict, const struct row *rows, size_t n)
{
	struct stage_talk talk;
	char lines[200];
	pam_handle_t *pamh;
	size_t i;
	int code;

	for (i = 0; i < n; i++) {
		pamh = handle_after(&talk, verdict, "");
		(void)snprintf(lines, sizeof(lines), "hello\n%s", rows[i].line);
		stage_play(lines);
		code = pam_acct_mgmt(pamh, 0);
		if (code != rows[i].code)
			print_error("%s", rows[i].line);
		assert_int_equal(code, rows[i].code);
		/* A HELLO with this one option. */
		assert_non_null(strstr(stage_notes(), "hello user=[alice]"));
		assert_non_null(strstr(stage_notes(), " options=10 prompt=[]"));
		/* Nobody is asked, and told only that it is too late. */
		assert_string_equal(talk.shown,
		    strcmp(rows[i].line, "finish late\n") == 0 ? TOO_LATE : "");
		assert_int_equal(pam_end(pamh, 0), PAM_SUCCESS);
	}
}

#define CHECK_ROWS(verdict, rows) \
	check_rows(verdict, rows, sizeof(rows) / sizeof(*(rows)))

static void
r14_date_of_zero_asks_and_no_answer_is_a_refusal(void **state)
{
	static const struct row rows[] = {
	    {"finish change\n", PAM_NEW_AUTHTOK_REQD},
	    {"finish late\n", PAM_AUTHTOK_EXPIRED},
	    {"finish absent\n", STAGE_IGNORED},
	    {"finish unavailable\n", PAM_AUTHTOK_EXPIRED},
	    {"finish no\n", PAM_AUTHTOK_EXPIRED},
	    {"finish yes\n", PAM_AUTHTOK_EXPIRED},
	    {"", PAM_AUTHTOK_EXPIRED},
	    {"crash\n", PAM_AUTHTOK_EXPIRED},
	    {"sleep 1500\nfinish absent\n", PAM_AUTHTOK_EXPIRED},
	    {"raw 0105\n", PAM_AUTHTOK_EXPIRED},
	    {"raw 010500046e4f4e64\n", PAM_AUTHTOK_EXPIRED},
	    {"show x\nfinish absent\n", PAM_AUTHTOK_EXPIRED},
	    {"ask x\nanswer\nfinish absent\n", PAM_AUTHTOK_EXPIRED},
	    {"first\nanswer\nfinish absent\n", PAM_AUTHTOK_EXPIRED},
	};

	(void)state;
	CHECK_ROWS(NULL, rows);
	assert_int_equal(shadow.asked, sizeof(rows) / sizeof(*rows));
}

/* A code is no reason to take a dead password for a good one. */
static void
r14_date_of_zero_asks_after_a_yes_too(void **state)
{
	static const struct row rows[] = {
	    {"finish change\n", PAM_NEW_AUTHTOK_REQD},
	    {"finish late\n", PAM_AUTHTOK_EXPIRED},
	    {"finish absent\n", PAM_SUCCESS},
	    {"finish unavailable\n", PAM_AUTHTOK_EXPIRED},
	    {"", PAM_AUTHTOK_EXPIRED},
	};

	(void)state;
	CHECK_ROWS("yes", rows);
}

/* The code of one handle, with what the shadow says, and nobody asked. */
static void
unasked(const char *verdict, int code)
{
	struct stage_talk talk;
	pam_handle_t *pamh = handle_after(&talk, verdict, "");

	assert_int_equal(pam_acct_mgmt(pamh, 0), code);
	assert_string_equal(stage_notes(), "");
	assert_string_equal(talk.shown, "");
	assert_int_equal(pam_end(pamh, 0), PAM_SUCCESS);
}

static void
r14_must_change_verdict_decides_alone(void **state)
{
	(void)state;
	unasked("change", PAM_NEW_AUTHTOK_REQD);
	shadow.date = 20000;
	unasked("change", PAM_NEW_AUTHTOK_REQD);
	shadow.result = EMFILE;
	unasked("change", PAM_NEW_AUTHTOK_REQD);
}

static void
r14_other_dates_ask_nothing(void **state)
{
	static const long dates[] = {-1, 1, 20000};
	size_t i;

	(void)state;
	for (i = 0; i < 3; i++) {
		shadow.date = dates[i];
		unasked(NULL, STAGE_IGNORED);
		unasked("yes", PAM_SUCCESS);
	}
	shadow.absent = true;
	unasked(NULL, STAGE_IGNORED);
	unasked("yes", PAM_SUCCESS);
}

static void
r14_sources_that_cannot_be_read_ask_nothing(void **state)
{
	static const int errors[] = {EACCES, ENOENT, ECONNREFUSED};
	size_t i;

	(void)state;
	for (i = 0; i < 3; i++) {
		shadow.result = errors[i];
		unasked(NULL, STAGE_IGNORED);
	}
}

/* What a caller's limits bring about. */
static void
r14_date_that_a_limit_hides_is_a_refusal(void **state)
{
	static const int errors[] = {EMFILE, ENFILE, ENOMEM};
	size_t i;

	(void)state;
	for (i = 0; i < 3; i++) {
		shadow.result = errors[i];
		unasked(NULL, PAM_AUTHTOK_EXPIRED);
		unasked("yes", PAM_AUTHTOK_EXPIRED);
	}
	memset(&shadow, 0, sizeof(shadow));
	shadow.size = 1 << 20;
	unasked(NULL, PAM_AUTHTOK_EXPIRED);
	/* A long line is none. */
	shadow.size = 5000;
	shadow.date = 1;
	unasked(NULL, STAGE_IGNORED);
}

static void
r14_name_is_the_one_of_now(void **state)
{
	struct stage_talk talk;
	pam_handle_t *pamh = handle_after(&talk, "change", "");

	(void)state;
	shadow.absent = true;
	assert_int_equal(pam_set_item(pamh, PAM_USER, "bob"), PAM_SUCCESS);
	assert_int_equal(pam_acct_mgmt(pamh, 0), STAGE_IGNORED);
	assert_int_equal(pam_set_item(pamh, PAM_USER, "alice"), PAM_SUCCESS);
	assert_int_equal(pam_acct_mgmt(pamh, 0), PAM_NEW_AUTHTOK_REQD);
	assert_int_equal(pam_end(pamh, 0), PAM_SUCCESS);
}

static void
r14_program_that_cannot_run_is_a_refusal(void **state)
{
	struct stage_talk talk;
	pam_handle_t *pamh = handle_after(&talk, NULL, "");

	(void)state;
	stage_hide(1);
	assert_int_equal(pam_acct_mgmt(pamh, 0), PAM_AUTHTOK_EXPIRED);
	shadow.date = 20000;
	assert_int_equal(pam_acct_mgmt(pamh, 0), STAGE_IGNORED);
	stage_hide(0);
	assert_int_equal(pam_end(pamh, 0), PAM_SUCCESS);
}

static void
r14_arguments_of_the_line(void **state)
{
	struct stage_talk talk;
	pam_handle_t *pamh = handle_after(&talk, NULL,
	    "conf=/etc/x.conf nullok try_first_pass "
	    "[authtok_prompt=Yes?] forward_pass debug");

	(void)state;
	stage_play("hello\nfinish late\n");
	assert_int_equal(pam_acct_mgmt(pamh, PAM_SILENT), PAM_AUTHTOK_EXPIRED);
	assert_string_equal(talk.shown, "");
	assert_non_null(strstr(stage_notes(),
	    "conf=[/etc/x.conf] flags=8000 options=10 prompt=[]"));
	assert_int_equal(pam_end(pamh, 0), PAM_SUCCESS);

	pamh = handle_after(&talk, NULL, "alwaysok");
	assert_int_equal(pam_acct_mgmt(pamh, 0), PAM_SERVICE_ERR);
	assert_string_equal(stage_notes(), "");
	assert_int_equal(pam_end(pamh, 0), PAM_SUCCESS);
}

/* A program that is not root's has no answer to give. */
static void
r14_others_than_root_ask_nothing(void **state)
{
	struct stage_talk talk;
	pam_handle_t *pamh;
	int status = -1;
	pid_t pid = fork();

	(void)state;
	if (pid == 0) {
		pamh = handle_after(&talk, NULL, "");
		shadow.date = 1;
		/* libpam loads the module while root may read it. */
		if (pam_acct_mgmt(pamh, 0) != STAGE_IGNORED ||
		    setresuid(USER, USER, USER) != 0)
			_exit(1);
		shadow.date = 0;
		_exit(pam_acct_mgmt(pamh, 0) == STAGE_IGNORED ? 0 : 2);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_string_equal(stage_notes(), "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(
		r14_date_of_zero_asks_and_no_answer_is_a_refusal, reset),
	    cmocka_unit_test_setup(
		r14_date_of_zero_asks_after_a_yes_too, reset),
	    cmocka_unit_test_setup(
		r14_must_change_verdict_decides_alone, reset),
	    cmocka_unit_test_setup(r14_other_dates_ask_nothing, reset),
	    cmocka_unit_test_setup(
		r14_sources_that_cannot_be_read_ask_nothing, reset),
	    cmocka_unit_test_setup(
		r14_date_that_a_limit_hides_is_a_refusal, reset),
	    cmocka_unit_test_setup(r14_name_is_the_one_of_now, reset),
	    cmocka_unit_test_setup(
		r14_program_that_cannot_run_is_a_refusal, reset),
	    cmocka_unit_test_setup(r14_arguments_of_the_line, reset),
	    cmocka_unit_test_setup(r14_others_than_root_ask_nothing, reset),
	};

	return STAGE_RUN("PAM account", tests);
}
