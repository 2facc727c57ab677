/*
 * test_table - what the other side says, and what PAM hears
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/pam/stage.h"

#define ASKED "hello\nask One-time code: \nanswer\n"

/*
 * What the other side says in the end, and the code of every call after it.
 * libpam itself lets nobody set credentials after a refusal.
 */
static const struct outcome {
	const char *line;
	int authenticate, account, setcred;
} outcomes[] = {
    {"finish yes\n", PAM_SUCCESS, PAM_SUCCESS, PAM_SUCCESS},
    {"finish no\n", PAM_AUTH_ERR, STAGE_IGNORED, PAM_PERM_DENIED},
    {"finish unavailable\n", PAM_AUTHINFO_UNAVAIL, STAGE_IGNORED,
	PAM_PERM_DENIED},
    {"finish absent\n", PAM_AUTH_ERR, STAGE_IGNORED, PAM_PERM_DENIED},
    {"finish exempt\n", STAGE_IGNORED, STAGE_IGNORED, PAM_PERM_DENIED},
    {"finish change\n", PAM_SUCCESS, PAM_NEW_AUTHTOK_REQD, PAM_SUCCESS},
    {"", PAM_AUTH_ERR, STAGE_IGNORED, PAM_PERM_DENIED},
};
#define OUTCOMES (sizeof(outcomes) / sizeof(*outcomes))

/* The one thing that an argument changes. */
static const struct outcome absent_and_nullok = {
    "finish absent\n", STAGE_IGNORED, STAGE_IGNORED, PAM_PERM_DENIED};

/* Arguments, one of each row, and their bits in HELLO. */
static const struct {
	const char *word;
	unsigned options;
} choices[][3] = {
    {{"", 0}, {"try_first_pass ", 1}, {"use_first_pass ", 2}},
    {{"", 0}, {"forward_pass ", 4}, {NULL, 0}},
    {{"", 0}, {"nullok ", 8}, {NULL, 0}},
    {{"", 0}, {"debug ", 0}, {NULL, 0}},
    {{"", 0}, {"[authtok_prompt=From the card: ] ", 0}, {NULL, 0}},
    {{"", 0}, {"conf=/etc/x.conf ", 0}, {NULL, 0}},
};
#define ROWS (sizeof(choices) / sizeof(*choices))

/* The combination of that number; false beyond the last. */
static bool
choose(unsigned number, char *args, size_t size, unsigned *options)
{
	size_t row;

	args[0] = '\0';
	*options = 0;
	for (row = 0; row < ROWS; row++) {
		unsigned width = choices[row][2].word == NULL ? 2 : 3;

		strncat(args, choices[row][number % width].word,
		    size - strlen(args) - 1);
		*options |= choices[row][number % width].options;
		number /= width;
	}
	return number == 0;
}

/* Every call of one handle, after that outcome. */
static void
call_all(const char *args, const struct outcome *want)
{
	struct stage_talk talk = {.answers = {"BCDF-GHJK"}};
	pam_handle_t *pamh = stage_start("alice", &talk, args);

	assert_int_equal(pam_authenticate(pamh, 0), want->authenticate);
	assert_string_equal(talk.shown,
	    strstr(args, "use_first") != NULL ? "" : "1:One-time code: \n");
	assert_int_equal(pam_acct_mgmt(pamh, 0), want->account);
	assert_int_equal(pam_setcred(pamh, PAM_ESTABLISH_CRED), want->setcred);
	assert_int_equal(pam_open_session(pamh, 0), PAM_SUCCESS);
	assert_int_equal(pam_close_session(pamh, 0), PAM_SUCCESS);
	assert_int_equal(pam_chauthtok(pamh, 0), STAGE_IGNORED);
	assert_int_equal(pam_end(pamh, 0), PAM_SUCCESS);
}

static void
check_combination(const char *args, unsigned options, const struct outcome *o)
{
	const char *asked = "ask One-time code: \nanswer\n";
	char play[200], hello[200];

	if ((options & 2) != 0)
		asked = "first\nanswer\n";
	else if ((options & 1) != 0)
		asked = "first\nanswer\nask One-time code: \nanswer\n";
	(void)snprintf(play, sizeof(play), "hello\n%s%s", asked, o->line);
	stage_play(play);
	if (strcmp(o->line, absent_and_nullok.line) == 0 && (options & 8) != 0)
		o = &absent_and_nullok;
	call_all(args, o);
	(void)snprintf(hello, sizeof(hello),
	    "conf=[%s] flags=0 options=%x prompt=[%s]\n",
	    strstr(args, "conf=") != NULL ? "/etc/x.conf" : "", options,
	    strstr(args, "prompt=") != NULL ? "From the card: " : "");
	assert_non_null(strstr(stage_notes(), hello));
}

static void
test_r21_every_call_after_every_outcome_and_argument(void **state)
{
	unsigned number, options;
	char args[200];
	size_t i;

	(void)state;
	for (number = 0; choose(number, args, sizeof(args), &options); number++)
		for (i = 0; i < OUTCOMES; i++)
			check_combination(args, options, &outcomes[i]);
	assert_int_equal(number, 3 * 2 * 2 * 2 * 2 * 2);
}

static void
test_entry_points_without_a_login(void **state)
{
	struct stage_talk talk = {0};
	pam_handle_t *pamh = stage_start("alice", &talk, "");

	(void)state;
	assert_int_equal(pam_acct_mgmt(pamh, 0), STAGE_IGNORED);
	assert_int_equal(pam_setcred(pamh, PAM_ESTABLISH_CRED), PAM_SUCCESS);
	assert_int_equal(pam_open_session(pamh, 0), PAM_SUCCESS);
	assert_int_equal(pam_close_session(pamh, 0), PAM_SUCCESS);
	assert_int_equal(pam_chauthtok(pamh, 0), STAGE_IGNORED);
	assert_int_equal(pam_end(pamh, 0), PAM_SUCCESS);
}

/* Everything that is not a whole FINISH of yes, or comes out of place. */
static const struct {
	const char *what;
	const char *lines;
	int code;
} plays[] = {
    /* the end of file at every point */
    {"ends at once", "", PAM_AUTH_ERR},
    {"ends after hello", "hello\n", PAM_AUTH_ERR},
    {"ends after show", "hello\nshow x\n", PAM_AUTH_ERR},
    {"ends after ask", "hello\nask x\n", PAM_AUTH_ERR},
    {"ends after answer", ASKED, PAM_AUTH_ERR},
    /* a crash at every point */
    {"crashes at once", "crash\n", PAM_AUTH_ERR},
    {"crashes after hello", "hello\ncrash\n", PAM_AUTH_ERR},
    {"crashes after show", "hello\nshow x\ncrash\n", PAM_AUTH_ERR},
    {"crashes after ask", "hello\nask x\ncrash\n", PAM_AUTH_ERR},
    {"crashes after answer", ASKED "crash\n", PAM_AUTH_ERR},
    {"crashes after yes", ASKED "finish yes\ncrash\n", PAM_SUCCESS},
    /* verdicts that are none */
    {"stray zero", ASKED "raw 0105000400000000\n", PAM_AUTH_ERR},
    {"one", ASKED "raw 0105000400000001\n", PAM_AUTH_ERR},
    {"minus one", ASKED "raw 01050004ffffffff\n", PAM_AUTH_ERR},
    {"yes and one bit", ASKED "raw 0105000479455320\n", PAM_AUTH_ERR},
    {"change and one bit", ASKED "raw 0105000463484e66\n", PAM_AUTH_ERR},
    {"exempt and one bit", ASKED "raw 010500046558456c\n", PAM_AUTH_ERR},
    {"yes turned round", ASKED "raw 0105000421534579\n", PAM_AUTH_ERR},
    {"yes cut short", ASKED "raw 01050004794553\n", PAM_AUTH_ERR},
    {"yes in three bytes", ASKED "raw 01050003794553\n", PAM_AUTH_ERR},
    {"yes and a byte", ASKED "raw 010500047945532100\n", PAM_AUTH_ERR},
    {"yes of another version", ASKED "raw 0205000479455321\n", PAM_AUTH_ERR},
    {"yes as another type", ASKED "raw 0107000479455321\n", PAM_AUTH_ERR},
    {"type zero", ASKED "raw 0100000479455321\n", PAM_AUTH_ERR},
    /* frames that are none, or out of place */
    {"nothing", ASKED "raw \n", PAM_AUTH_ERR},
    {"one byte", ASKED "raw 01\n", PAM_AUTH_ERR},
    {"header alone", ASKED "raw 0105\n", PAM_AUTH_ERR},
    {"largest", ASKED "size 4096\nfinish yes\n", PAM_AUTH_ERR},
    {"oversize", ASKED "size 4097\nfinish yes\n", PAM_AUTH_ERR},
    {"far oversize", ASKED "size 65536\nfinish yes\n", PAM_AUTH_ERR},
    {"an answer", ASKED "raw 01040000\nfinish yes\n", PAM_AUTH_ERR},
    {"hello", "hello\nraw 0101000000000000000000000000000400000000\nfinish yes",
	PAM_AUTH_ERR},
    {"ask of no style", "hello\nraw 010300040000000000017a\nfinish yes\n",
	PAM_AUTH_ERR},
    /* words around the verdict */
    {"no, then yes", ASKED "finish no\nfinish yes\n", PAM_AUTH_ERR},
    {"yes, then garbage", ASKED "finish yes\nraw ff\n", PAM_SUCCESS},
    {"two questions", ASKED "ask Again: \nanswer\nfinish yes\n", PAM_SUCCESS},
    {"absent", ASKED "finish absent\n", PAM_AUTH_ERR},
    {"too late", ASKED "finish late\n", PAM_AUTH_ERR},
    {"yes with descriptors", ASKED "gift\n", PAM_AUTH_ERR},
    {"descriptors, then yes", ASKED "gift\nfinish yes\n", PAM_AUTH_ERR},
    {"first pass nobody offered", "hello\nfirst\nanswer\nfinish yes\n",
	PAM_AUTH_ERR},
    {"silence", "hello\nsleep 1500\nfinish yes\n", PAM_AUTH_ERR},
};

static void
test_only_a_whole_yes_is_a_success(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(plays) / sizeof(*plays); i++) {
		struct stage_talk talk = {.answers = {"a", "b"}};
		pam_handle_t *pamh = stage_start("alice", &talk, "");
		int code;

		stage_play(plays[i].lines);
		code = pam_authenticate(pamh, 0);
		if (code != plays[i].code)
			print_error("%s\n", plays[i].what);
		assert_int_equal(code, plays[i].code);
		assert_int_equal(pam_acct_mgmt(pamh, 0),
		    code == PAM_SUCCESS ? PAM_SUCCESS : STAGE_IGNORED);
		assert_int_equal(pam_end(pamh, 0), PAM_SUCCESS);
	}
}

static int
login_after_messages(int n)
{
	struct stage_talk talk = {0};
	char lines[1024] = "hello\n";
	int i;

	for (i = 0; i < n; i++)
		strcat(lines, "show x\n");
	strcat(lines, "finish yes\n");
	stage_play(lines);
	return stage_login("alice", &talk);
}

static void
test_conversation_without_end_is_refused(void **state)
{
	(void)state;
	assert_int_equal(login_after_messages(63), PAM_SUCCESS);
	assert_int_equal(login_after_messages(64), PAM_AUTH_ERR);
	assert_int_equal(login_after_messages(65), PAM_AUTH_ERR);
}

static void
test_program_that_cannot_run_is_unavailable(void **state)
{
	struct stage_talk talk = {.answers = {"a"}};

	(void)state;
	stage_play(ASKED "finish yes\n");
	stage_hide(1);
	/* Somebody who listens says nothing then. */
	assert_int_equal(stage_login("alice", &talk),
	    stage_listening ? PAM_AUTH_ERR : PAM_AUTHINFO_UNAVAIL);
	stage_hide(0);
	assert_string_equal(talk.shown, "");
	assert_int_equal(stage_login("alice", &talk), PAM_SUCCESS);
}

static void
test_yes_is_forgotten_by_the_next_attempt(void **state)
{
	struct stage_talk talk = {.answers = {"a", "b", "c"}};
	pam_handle_t *pamh = stage_start("alice", &talk, "");

	(void)state;
	stage_play(ASKED "finish yes\n");
	assert_int_equal(pam_authenticate(pamh, 0), PAM_SUCCESS);
	assert_int_equal(pam_acct_mgmt(pamh, 0), PAM_SUCCESS);
	stage_play(ASKED "finish no\n");
	assert_int_equal(pam_authenticate(pamh, 0), PAM_AUTH_ERR);
	assert_int_equal(pam_acct_mgmt(pamh, 0), STAGE_IGNORED);
	assert_int_equal(pam_end(pamh, 0), PAM_SUCCESS);
}

static void
test_yes_is_for_one_name(void **state)
{
	struct stage_talk talk = {.answers = {"a"}};
	pam_handle_t *pamh = stage_start("alice", &talk, "");

	(void)state;
	stage_play(ASKED "finish yes\n");
	assert_int_equal(pam_authenticate(pamh, 0), PAM_SUCCESS);
	assert_int_equal(pam_set_item(pamh, PAM_USER, "bob"), PAM_SUCCESS);
	assert_int_equal(pam_acct_mgmt(pamh, 0), STAGE_IGNORED);
	assert_int_equal(pam_set_item(pamh, PAM_USER, "alice"), PAM_SUCCESS);
	assert_int_equal(pam_acct_mgmt(pamh, 0), PAM_SUCCESS);
	assert_int_equal(pam_end(pamh, 0), PAM_SUCCESS);
}

static void
test_r21_refusals_ask_for_a_delay(void **state)
{
	struct stage_talk talk = {.answers = {"a"}};

	(void)state;
	stage_play(ASKED "finish no\n");
	stage_delay = 0;
	assert_int_equal(stage_login("alice", &talk), PAM_AUTH_ERR);
	/* PAM varies it by up to a half. */
	assert_in_range(stage_delay, 1000000, 3000000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
		test_r21_every_call_after_every_outcome_and_argument),
	    cmocka_unit_test(test_entry_points_without_a_login),
	    cmocka_unit_test(test_only_a_whole_yes_is_a_success),
	    cmocka_unit_test(test_conversation_without_end_is_refused),
	    cmocka_unit_test(test_program_that_cannot_run_is_unavailable),
	    cmocka_unit_test(test_yes_is_forgotten_by_the_next_attempt),
	    cmocka_unit_test(test_yes_is_for_one_name),
	    cmocka_unit_test(test_r21_refusals_ask_for_a_delay),
	};

	return STAGE_RUN("PAM table", tests);
}
