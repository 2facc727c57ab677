/*
 * test_first - a first pass as an answer, and what is forwarded of one
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/pam/stage.h"

#define ASK "ask code\nanswer\n"
#define FIRST "first\nanswer\n"

/* Strings of that many bytes: "xx...xBCDFGHJK". */
static char long512[513], long513[514], huge[65538];

static void
fill(char *to, size_t n)
{
	memset(to, 'x', n);
	memcpy(to + n - 8, "BCDFGHJK", 9);
}

static int
fill_all(void **state)
{
	(void)state;
	fill(long512, 512);
	fill(long513, 513);
	fill(huge, 65537);
	return 0;
}

/*
 * A login of a line with args after one that set PAM_AUTHTOK (NULL: did not);
 * a line after it tells what it holds then.
 */
static int
login(const char *args, const char *first, const char *lines,
    struct stage_talk *talk)
{
	static char stack[2048], play[1024];
	char set[700] = "";
	pam_handle_t *pamh;
	int r;

	if (first != NULL) {
		stage_write("first", first);
		(void)snprintf(set, sizeof(set), "auth optional %s set\n",
		    stage_witness());
	}
	(void)snprintf(stack, sizeof(stack),
	    "%sauth [success=ok default=bad] %s %s\nauth optional %s tell\n",
	    set, stage_module(), args, stage_witness());
	(void)snprintf(play, sizeof(play), "hello\n%s", lines);
	stage_play(play);
	pamh = stage_start_stack("alice", talk, stack);
	r = pam_authenticate(pamh, 0);
	assert_int_equal(pam_end(pamh, r), PAM_SUCCESS);
	return r;
}

/* What the played side was answered, without HELLO. */
static const char *
answers(void)
{
	const char *notes = stage_notes();

	assert_non_null(strchr(notes, '\n'));
	return strchr(notes, '\n') + 1;
}

static const struct {
	const char *args, *first, *lines, *typed[2];
	const char *answers, *told;
} plays[] = {
    /* the end of what is typed */
    {"forward_pass", NULL, ASK, {"correct horseBCDFGHJK"},
	"answer [BCDFGHJK]\n", "[correct horse]"},
    {"forward_pass=6", NULL, ASK, {"correct horse123456"}, "answer [123456]\n",
	"[correct horse]"},
    {"forward_pass=9", NULL, ASK, {"correct horseBCDF-GHJK"},
	"answer [BCDF-GHJK]\n", "[correct horse]"},
    {"forward_pass=16", NULL, ASK, {"x0123456789abcdef"},
	"answer [0123456789abcdef]\n", "[x]"},
    {"forward_pass", NULL, ASK, {"\303\244 12345678"}, "answer [12345678]\n",
	"[\303\244 ]"},
    /* nothing before it, or not even that */
    {"forward_pass", NULL, ASK, {"BCDFGHJK"}, "answer [BCDFGHJK]\n", "[]"},
    {"forward_pass", NULL, ASK, {"resend"}, "answer [resend]\n", "[]"},
    {"forward_pass", NULL, ASK, {""}, "answer []\n", "[]"},
    {"forward_pass", NULL, ASK, {NULL}, "answer []\n", "[]"},
    {"forward_pass", "old", ASK, {""}, "answer []\n", "[]"},
    {"forward_pass", "old", ASK, {NULL}, "answer []\n", "[]"},
    {"forward_pass", "old", ASK, {"pwBCDFGHJK"}, "answer [BCDFGHJK]\n", "[pw]"},
    {"forward_pass", "old", ASK, {long513}, "answer []\n", "[]"},
    {"forward_pass", NULL, ASK, {huge}, "answer []\n", "[]"},
    /* every answer once */
    {"forward_pass", NULL, ASK ASK, {"resend", "pwBCDFGHJK"},
	"answer [resend]\nanswer [BCDFGHJK]\n", "[pw]"},
    {"forward_pass", NULL, ASK ASK, {"p1AAAAAAAA", "p2BBBBBBBB"},
	"answer [AAAAAAAA]\nanswer [BBBBBBBB]\n", "[p2]"},
    /* a first pass */
    {"try_first_pass", "BCDF-GHJK", FIRST, {NULL}, "answer [BCDF-GHJK]\n",
	"[BCDF-GHJK]"},
    {"use_first_pass", "BCDF-GHJK", FIRST, {NULL}, "answer [BCDF-GHJK]\n",
	"[BCDF-GHJK]"},
    {"try_first_pass", NULL, FIRST ASK, {"a"}, "answer []\nanswer [a]\n",
	"unset"},
    {"use_first_pass", NULL, FIRST, {NULL}, "answer []\n", "unset"},
    {"use_first_pass", "", FIRST, {NULL}, "answer []\n", "[]"},
    {"use_first_pass", long513, FIRST, {NULL}, "answer []\n", NULL},
    {"try_first_pass", "pw", FIRST FIRST, {NULL}, "answer [pw]\nanswer []\n",
	"[pw]"},
    /* both */
    {"try_first_pass forward_pass", "pwBCDFGHJK", FIRST, {NULL},
	"answer [BCDFGHJK]\n", "[pw]"},
    {"use_first_pass forward_pass", "pwBCDFGHJK", FIRST FIRST, {NULL},
	"answer [BCDFGHJK]\nanswer []\n", "[pw]"},
    {"use_first_pass forward_pass", NULL, FIRST, {NULL}, "answer []\n",
	"unset"},
    {"use_first_pass forward_pass", "", FIRST, {NULL}, "answer []\n", "[]"},
    {"use_first_pass forward_pass", long513, FIRST, {NULL}, "answer []\n",
	"[]"},
    {"try_first_pass forward_pass", "pw", FIRST ASK, {"rightBCDFGHJK"},
	"answer [pw]\nanswer [BCDFGHJK]\n", "[right]"},
};

static void
check_plays(const char *finish, int code)
{
	char lines[200];
	size_t i;

	for (i = 0; i < sizeof(plays) / sizeof(*plays); i++) {
		struct stage_talk talk = {
		    .answers = {plays[i].typed[0], plays[i].typed[1]}};

		(void)snprintf(
		    lines, sizeof(lines), "%s%s", plays[i].lines, finish);
		assert_int_equal(
		    login(plays[i].args, plays[i].first, lines, &talk), code);
		if (strcmp(answers(), plays[i].answers) != 0)
			print_error("%zu: %s", i, plays[i].args);
		assert_string_equal(answers(), plays[i].answers);
		if (plays[i].told != NULL)
			assert_string_equal(stage_read("told"), plays[i].told);
	}
}

static void
test_r23_answers_are_split_and_forwarded_after_a_yes(void **state)
{
	(void)state;
	check_plays("finish yes\n", PAM_SUCCESS);
}

static void
test_r23_answers_are_split_and_forwarded_after_a_no(void **state)
{
	(void)state;
	check_plays("finish no\n", PAM_AUTH_ERR);
}

static void
test_r23_answers_are_split_and_forwarded_without_a_verdict(void **state)
{
	(void)state;
	check_plays("crash\n", PAM_AUTH_ERR);
}

static void
test_r23_longest_answer_is_split(void **state)
{
	struct stage_talk talk = {.answers = {long512}};
	char want[600];

	(void)state;
	assert_int_equal(
	    login("forward_pass", NULL, ASK "finish yes\n", &talk), 0);
	assert_string_equal(answers(), "answer [BCDFGHJK]\n");
	(void)snprintf(want, sizeof(want), "[%.504s]", long512);
	assert_string_equal(stage_read("told"), want);
}

static void
test_r09_first_pass_of_any_length_up_to_the_longest(void **state)
{
	struct stage_talk talk = {0};
	char want[600];

	(void)state;
	assert_int_equal(
	    login("use_first_pass", long512, FIRST "finish yes\n", &talk), 0);
	(void)snprintf(want, sizeof(want), "answer [%s]\n", long512);
	assert_string_equal(answers(), want);
}

/* No prompt for a first pass, and none ever with use_first_pass. */
static void
test_r09_first_pass_is_never_asked_for(void **state)
{
	struct stage_talk talk = {.answers = {"a", "b"}};

	(void)state;
	assert_int_equal(
	    login("try_first_pass", NULL, FIRST "finish yes\n", &talk), 0);
	assert_int_equal(
	    login("use_first_pass", "x", FIRST ASK "finish yes\n", &talk),
	    PAM_AUTH_ERR);
	assert_int_equal(
	    login("use_first_pass", "x", ASK "finish yes\n", &talk),
	    PAM_AUTH_ERR);
	assert_string_equal(talk.shown, "");
}

/* Neither a line that did not offer it, nor one that only forwards. */
static void
test_r09_first_pass_goes_nowhere_unless_the_line_says_so(void **state)
{
	static const char *const args[] = {
	    "", "forward_pass", "nullok debug", "conf=/x"};
	struct stage_talk talk = {0};
	size_t i;

	(void)state;
	for (i = 0; i < 4; i++) {
		assert_int_equal(
		    login(args[i], "password", FIRST "finish yes\n", &talk),
		    PAM_AUTH_ERR);
		assert_null(strstr(stage_notes(), "password"));
		assert_string_equal(stage_read("told"), "[password]");
	}
}

static void
test_r23_interrupt_forwards_nothing(void **state)
{
	struct stage_talk talk = {.results = {PAM_CONV_ERR}};

	(void)state;
	assert_int_equal(
	    login("forward_pass", NULL, "ask code\nclosed\n", &talk),
	    PAM_AUTH_ERR);
	assert_string_equal(stage_read("told"), "unset");
	talk.turn = 0;
	assert_int_equal(
	    login("forward_pass", "old", "ask code\nclosed\n", &talk),
	    PAM_AUTH_ERR);
	assert_string_equal(stage_read("told"), "[old]");
}

static void
test_r21_code_is_not_left_in_pam_authtok(void **state)
{
	struct stage_talk talk = {.answers = {"BCDF-GHJK"}};

	(void)state;
	assert_int_equal(login("", NULL, ASK "finish yes\n", &talk), 0);
	assert_string_equal(stage_read("told"), "unset");
	talk.turn = 0;
	assert_int_equal(login("", "old", ASK "finish yes\n", &talk), 0);
	assert_string_equal(stage_read("told"), "[old]");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(
		test_r23_answers_are_split_and_forwarded_after_a_yes, fill_all),
	    cmocka_unit_test(
		test_r23_answers_are_split_and_forwarded_after_a_no),
	    cmocka_unit_test(
		test_r23_answers_are_split_and_forwarded_without_a_verdict),
	    cmocka_unit_test(test_r23_longest_answer_is_split),
	    cmocka_unit_test(
		test_r09_first_pass_of_any_length_up_to_the_longest),
	    cmocka_unit_test(test_r09_first_pass_is_never_asked_for),
	    cmocka_unit_test(
		test_r09_first_pass_goes_nowhere_unless_the_line_says_so),
	    cmocka_unit_test(test_r23_interrupt_forwards_nothing),
	    cmocka_unit_test(test_r21_code_is_not_left_in_pam_authtok),
	};

	return STAGE_RUN("PAM first pass", tests);
}
