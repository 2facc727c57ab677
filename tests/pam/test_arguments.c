/*
 * test_arguments - what a PAM line may say, and what refuses
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/pam/stage.h"

#define ASKED "hello\nask One-time code: \nanswer\n"
#define LONG16 "0123456789abcdef"
#define LONG128 LONG16 LONG16 LONG16 LONG16 LONG16 LONG16 LONG16 LONG16

static const char *const wrong[] = {
    /* no such thing */
    "alwaysok", "conf", "CONF=/x", "NULLOK", "nullok=", "nullok=1", "debug=no",
    "try_first_pass=1", "use_first_pass=", "first_pass", "usersfile=/x", "=",
    "forward", "prompt=x", "conf=/x alwaysok", "null", "nullokay",
    /* not such a value */
    "conf=relative", "conf=", "conf=/" LONG128 LONG128,
    "forward_pass=", "forward_pass=0", "forward_pass=5", "forward_pass=17",
    "forward_pass=-8", "forward_pass=+8", "[forward_pass= 8]",
    "[forward_pass=8 ]", "forward_pass=8x", "forward_pass=0x8",
    "forward_pass=008", "forward_pass=100", "forward_pass=4294967304",
    "authtok_prompt", "authtok_prompt=", "authtok_prompt=" LONG128 "x",
    "[authtok_prompt=a\tb]", "[authtok_prompt=a\033b]",
    "[authtok_prompt=a\177b]",
    /* one thing and another */
    "try_first_pass use_first_pass", "use_first_pass try_first_pass",
    "conf=/x conf=/y", "conf=/x debug conf=/xx",
    "forward_pass=6 forward_pass=7", "forward_pass forward_pass=9",
    "forward_pass=9 forward_pass", "authtok_prompt=a authtok_prompt=b"};

static const char *const right[] = {"", "debug", "debug debug", "nullok",
    "try_first_pass try_first_pass", "conf=/x conf=/x",
    "forward_pass forward_pass=8", "forward_pass=6", "forward_pass=16",
    "forward_pass=08", "authtok_prompt=" LONG128, "[authtok_prompt=a = b]",
    "[authtok_prompt=\303\204: ]", "authtok_prompt=a authtok_prompt=a",
    "conf=/"};

static void
test_wrong_arguments_refuse(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		struct stage_talk talk = {.answers = {"a"}};
		pam_handle_t *pamh = stage_start("alice", &talk, wrong[i]);
		int r;

		stage_play(ASKED "finish yes\n");
		r = pam_authenticate(pamh, 0);
		if (r != PAM_AUTH_ERR)
			print_error("%s\n", wrong[i]);
		assert_int_equal(r, PAM_AUTH_ERR);
		assert_int_equal(pam_acct_mgmt(pamh, 0), PAM_SERVICE_ERR);
		assert_int_equal(pam_open_session(pamh, 0), PAM_SERVICE_ERR);
		assert_int_equal(pam_close_session(pamh, 0), PAM_SERVICE_ERR);
		assert_string_equal(talk.shown, "");
		assert_string_equal(stage_notes(), "");
		assert_int_equal(pam_chauthtok(pamh, 0), STAGE_IGNORED);
		assert_int_equal(pam_end(pamh, 0), PAM_SUCCESS);
	}
}

static void
test_right_arguments_do_not(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(right) / sizeof(*right); i++) {
		struct stage_talk talk = {.answers = {"a"}};
		pam_handle_t *pamh = stage_start("alice", &talk, right[i]);
		int r;

		stage_play(ASKED "finish yes\n");
		r = pam_authenticate(pamh, 0);
		if (r != PAM_SUCCESS)
			print_error("%s\n", right[i]);
		assert_int_equal(r, PAM_SUCCESS);
		assert_int_equal(pam_acct_mgmt(pamh, 0), PAM_SUCCESS);
		assert_int_equal(pam_end(pamh, 0), PAM_SUCCESS);
	}
}

static void
test_prompt_and_configuration_are_passed_on_whole(void **state)
{
	struct stage_talk talk = {.answers = {"a"}};
	pam_handle_t *pamh = stage_start("alice", &talk,
	    "[authtok_prompt=From the card = " LONG16 ": ] conf=/a=b");

	(void)state;
	stage_play(ASKED "finish yes\n");
	assert_int_equal(pam_authenticate(pamh, 0), PAM_SUCCESS);
	assert_int_equal(pam_end(pamh, 0), PAM_SUCCESS);
	assert_non_null(strstr(stage_notes(),
	    "conf=[/a=b] flags=0 options=0 prompt=[From the card = " LONG16
	    ": ]\n"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_wrong_arguments_refuse),
	    cmocka_unit_test(test_right_arguments_do_not),
	    cmocka_unit_test(test_prompt_and_configuration_are_passed_on_whole),
	};

	return STAGE_RUN("PAM arguments", tests);
}
