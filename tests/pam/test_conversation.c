/*
 * test_conversation - what is asked, shown, answered, and kept
 */

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/pam/stage.h"

#define ASKED "hello\nask One-time code: \nanswer\n"
#define PROMPT "1:One-time code: \n"

static bool
noted(const char *text)
{
	const char *notes = stage_notes();

	if (strstr(notes, text) != NULL)
		return true;
	print_error("notes: %s", notes);
	return false;
}

static void
test_items_and_arguments_are_passed_on(void **state)
{
	struct stage_talk talk = {.answers = {"a"}};
	pam_handle_t *pamh = stage_start("alice", &talk, "conf=/etc/x.conf");

	(void)state;
	stage_play(ASKED "finish yes\n");
	assert_int_equal(pam_set_item(pamh, PAM_RHOST, "192.0.2.1"), 0);
	assert_int_equal(pam_set_item(pamh, PAM_RUSER, "carol"), 0);
	assert_int_equal(pam_set_item(pamh, PAM_TTY, "ssh"), 0);
	assert_int_equal(pam_authenticate(pamh, PAM_DISALLOW_NULL_AUTHTOK), 0);
	assert_int_equal(pam_end(pamh, 0), PAM_SUCCESS);
	assert_true(noted("hello user=[alice] service=[stage] "
			  "rhost=[192.0.2.1] ruser=[carol] tty=[ssh] "
			  "conf=[/etc/x.conf] flags=1 options=0 "
			  "prompt=[]\nanswer [a]\n"));
}

static void
test_name_is_asked_for_when_there_is_none(void **state)
{
	struct stage_talk talk = {.answers = {"bob", "a"}};

	(void)state;
	stage_play(ASKED "finish yes\n");
	assert_int_equal(stage_login(NULL, &talk), PAM_SUCCESS);
	assert_true(noted("user=[bob]"));
	memset(&talk, 0, sizeof(talk));
	talk.results[0] = PAM_CONV_ERR;
	assert_int_equal(stage_login(NULL, &talk), PAM_AUTH_ERR);
}

static void
test_prompts_and_messages_have_their_styles(void **state)
{
	struct stage_talk talk = {.answers = {"a", "b"}};

	(void)state;
	stage_play("hello\nshow wait\nerror bad\nask hidden\nanswer\n"
		   "askshown shown\nanswer\nfinish yes\n");
	assert_int_equal(stage_login("alice", &talk), PAM_SUCCESS);
	assert_string_equal(talk.shown, "4:wait\n3:bad\n1:hidden\n2:shown\n");
	assert_true(noted("answer [a]\nanswer [b]\n"));
}

static void
test_silence_hides_messages_but_no_prompt(void **state)
{
	struct stage_talk talk = {.answers = {"a"}};
	pam_handle_t *pamh = stage_start("alice", &talk, "");

	(void)state;
	stage_play("hello\nshow wait\nerror bad\nask hidden\nanswer\n"
		   "finish yes\n");
	assert_int_equal(pam_authenticate(pamh, PAM_SILENT), PAM_SUCCESS);
	assert_string_equal(talk.shown, "1:hidden\n");
	assert_int_equal(pam_end(pamh, 0), PAM_SUCCESS);
}

/* A name of n bytes as PAM_USER or PAM_RHOST; what a yes comes to then. */
static int
login_with_long(int item, size_t n)
{
	struct stage_talk talk = {.answers = {"a"}};
	char *text = calloc(1, n + 1);
	pam_handle_t *pamh;
	int r;

	assert_non_null(text);
	memset(text, 'x', n);
	pamh = stage_start("alice", &talk, "");
	stage_play(ASKED "finish yes\n");
	assert_int_equal(pam_set_item(pamh, item, text), PAM_SUCCESS);
	r = pam_authenticate(pamh, 0);
	assert_int_equal(pam_end(pamh, 0), PAM_SUCCESS);
	assert_string_equal(talk.shown, PROMPT);
	free(text);
	return r;
}

static void
test_names_too_long_are_nobodys(void **state)
{
	static const int items[] = {PAM_USER, PAM_RHOST, PAM_RUSER, PAM_TTY};
	size_t i;

	(void)state;
	for (i = 0; i < 4; i++) {
		assert_int_equal(login_with_long(items[i], 255), PAM_SUCCESS);
		assert_int_equal(login_with_long(items[i], 256), PAM_SUCCESS);
		/* Refused whatever the other side says, at the same cost. */
		assert_int_equal(login_with_long(items[i], 257), PAM_AUTH_ERR);
		assert_true(noted("user=[] "));
		assert_true(noted("answer [a]\n"));
		assert_int_equal(login_with_long(items[i], 2000), PAM_AUTH_ERR);
		assert_true(noted("user=[] "));
	}
	assert_int_equal(login_with_long(PAM_USER, 65536), PAM_AUTH_ERR);
	assert_true(noted("user=[] "));
}

static void
test_r21_answers_that_are_none_are_counted_as_empty(void **state)
{
	static char longest[513], longer[514], huge[65538];
	const char *const answers[] = {NULL, "", longer, huge};
	size_t i;

	(void)state;
	memset(longest, 'x', sizeof(longest) - 1);
	memset(longer, 'x', sizeof(longer) - 1);
	memset(huge, 'x', sizeof(huge) - 1);
	stage_play(ASKED "finish no\n");
	for (i = 0; i < 4; i++) {
		struct stage_talk talk = {.answers = {answers[i]}};

		stage_play(ASKED "finish no\n");
		assert_int_equal(stage_login("alice", &talk), PAM_AUTH_ERR);
		assert_true(noted("answer []\n"));
	}
	{
		struct stage_talk talk = {.answers = {longest}};

		stage_play(ASKED "finish yes\n");
		assert_int_equal(stage_login("alice", &talk), PAM_SUCCESS);
		assert_true(noted(longest));
	}
}

static void
test_interrupted_conversation_is_refused_and_told(void **state)
{
	static const int errors[] = {
	    PAM_CONV_ERR, PAM_ABORT, PAM_BUF_ERR, PAM_SYSTEM_ERR, -1, 4711};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(errors) / sizeof(*errors); i++) {
		struct stage_talk talk = {.results = {errors[i]}};

		stage_play("hello\nask x\nclosed\n");
		assert_int_equal(stage_login("alice", &talk), PAM_AUTH_ERR);
		assert_true(noted("closed\n"));
	}
}

/* What only informs decides nothing: some applications take questions alone. */
static void
test_message_that_is_not_taken_refuses_nobody(void **state)
{
	static const int errors[] = {
	    PAM_CONV_ERR, PAM_ABORT, PAM_BUF_ERR, PAM_SYSTEM_ERR, -1, 4711};

	(void)state;
	for (size_t i = 0; i < sizeof(errors) / sizeof(*errors); i++) {
		struct stage_talk before = {
		    .answers = {NULL, "a"}, .results = {errors[i]}};
		struct stage_talk after = {
		    .answers = {"a"}, .results = {0, errors[i]}};

		stage_play("hello\nshow wait\nask code\nanswer\nfinish yes\n");
		assert_int_equal(stage_login("alice", &before), PAM_SUCCESS);
		assert_true(noted("answer [a]\n"));
		stage_play("hello\nask code\nanswer\nshow left\nerror x\n"
			   "finish yes\n");
		assert_int_equal(stage_login("alice", &after), PAM_SUCCESS);
		stage_play("hello\nask code\nanswer\nshow left\nfinish no\n");
		after.turn = 0;
		assert_int_equal(stage_login("alice", &after), PAM_AUTH_ERR);
	}
}

static void
test_r21_application_that_is_not_ready_is_resumed(void **state)
{
	struct stage_talk talk = {.answers = {NULL, NULL, NULL, "a"},
	    .results = {PAM_CONV_AGAIN, PAM_CONV_AGAIN, PAM_CONV_AGAIN, 0}};
	pam_handle_t *pamh = stage_start("alice", &talk, "");
	int i;

	(void)state;
	stage_play("hello\nshow wait\nask code\nanswer\nfinish yes\n");
	for (i = 0; i < 3; i++)
		assert_int_equal(pam_authenticate(pamh, 0), PAM_INCOMPLETE);
	assert_int_equal(pam_authenticate(pamh, 0), PAM_SUCCESS);
	assert_int_equal(pam_acct_mgmt(pamh, 0), PAM_SUCCESS);
	assert_int_equal(pam_end(pamh, 0), PAM_SUCCESS);
	/* One conversation: one HELLO, one answer. */
	assert_true(noted("hello user=[alice]"));
	assert_null(strstr(strstr(stage_notes(), "hello") + 1, "hello"));
	assert_true(noted("answer [a]\n"));
}

static void
test_name_is_asked_for_again_when_not_ready(void **state)
{
	struct stage_talk talk = {
	    .answers = {NULL, "bob", "a"}, .results = {PAM_CONV_AGAIN}};
	pam_handle_t *pamh = stage_start(NULL, &talk, "");

	(void)state;
	stage_play(ASKED "finish yes\n");
	assert_int_equal(pam_authenticate(pamh, 0), PAM_INCOMPLETE);
	assert_int_equal(pam_authenticate(pamh, 0), PAM_SUCCESS);
	assert_int_equal(pam_end(pamh, 0), PAM_SUCCESS);
}

static void
test_another_name_starts_over(void **state)
{
	struct stage_talk talk = {
	    .answers = {NULL, "a"}, .results = {PAM_CONV_AGAIN}};
	pam_handle_t *pamh = stage_start("alice", &talk, "");

	(void)state;
	stage_play("hello\nask code\nanswer\nfinish yes\n");
	assert_int_equal(pam_authenticate(pamh, 0), PAM_INCOMPLETE);
	assert_int_equal(pam_set_item(pamh, PAM_USER, "mallory"), 0);
	assert_int_equal(pam_authenticate(pamh, 0), PAM_SUCCESS);
	assert_int_equal(pam_end(pamh, 0), PAM_SUCCESS);
	assert_true(noted("hello user=[mallory]"));
	assert_true(noted("lost\n"));
}

static void
test_abandoned_conversation_ends_with_the_handle(void **state)
{
	struct stage_talk talk = {.results = {PAM_CONV_AGAIN}};
	pam_handle_t *pamh = stage_start("alice", &talk, "");

	(void)state;
	stage_play("hello\nask code\nclosed\n");
	assert_int_equal(pam_authenticate(pamh, 0), PAM_INCOMPLETE);
	assert_int_equal(pam_end(pamh, PAM_INCOMPLETE), PAM_SUCCESS);
	assert_true(noted("closed\n"));
	/* No child is left but the one that listens. */
	assert_int_equal(
	    waitpid(-1, NULL, WNOHANG | __WALL), stage_listening ? 0 : -1);
}

static void
test_child_that_drops_the_handle_ends_nothing(void **state)
{
	struct stage_talk talk = {
	    .answers = {NULL, "a"}, .results = {PAM_CONV_AGAIN}};
	pam_handle_t *pamh = stage_start("alice", &talk, "");
	pid_t child;

	(void)state;
	stage_play("hello\nask code\nanswer\nfinish yes\n");
	assert_int_equal(pam_authenticate(pamh, 0), PAM_INCOMPLETE);
	child = fork();
	if (child == 0)
		_exit(pam_end(pamh, PAM_DATA_SILENT) != PAM_SUCCESS);
	assert_int_equal(waitpid(child, NULL, 0), child);
	assert_int_equal(pam_authenticate(pamh, 0), PAM_SUCCESS);
	assert_int_equal(pam_end(pamh, 0), PAM_SUCCESS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_items_and_arguments_are_passed_on),
	    cmocka_unit_test(test_name_is_asked_for_when_there_is_none),
	    cmocka_unit_test(test_prompts_and_messages_have_their_styles),
	    cmocka_unit_test(test_silence_hides_messages_but_no_prompt),
	    cmocka_unit_test(test_names_too_long_are_nobodys),
	    cmocka_unit_test(
		test_r21_answers_that_are_none_are_counted_as_empty),
	    cmocka_unit_test(test_interrupted_conversation_is_refused_and_told),
	    cmocka_unit_test(test_message_that_is_not_taken_refuses_nobody),
	    cmocka_unit_test(test_r21_application_that_is_not_ready_is_resumed),
	    cmocka_unit_test(test_name_is_asked_for_again_when_not_ready),
	    cmocka_unit_test(test_another_name_starts_over),
	    cmocka_unit_test(test_abandoned_conversation_ends_with_the_handle),
	    cmocka_unit_test(test_child_that_drops_the_handle_ends_nothing),
	};

	return STAGE_RUN("PAM conversation", tests);
}
