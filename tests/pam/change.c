/*
 * change - a login by a code, and a change of the password after it
 */

#include "tests/pam/change.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

const struct stage_talk change_typed = {
    .answers = {"BCDF-GHJK", CHANGE_WORD, CHANGE_WORD}};

int
change_reset(void **state)
{
	(void)state;
	stage_watch = NULL;
	(void)unlink("told");
	stage_write("accounts", "root:x:0:0::/root:/bin/sh\n" CHANGE_ALICE);
	stage_play_passwd("set\nids\nfinish yes\n");
	return 0;
}

void
change_log_in(pam_handle_t *pamh, const char *verdict)
{
	char lines[200];

	(void)snprintf(lines, sizeof(lines),
	    "hello\nask One-time code: \nanswer\nfinish %s\n", verdict);
	stage_play(lines);
	(void)pam_authenticate(pamh, 0);
	stage_play("hello\nfinish yes\n");
}

pam_handle_t *
change_logged_in(struct stage_talk *talk, const char *verdict)
{
	pam_handle_t *pamh = stage_start("alice", talk, "");

	change_log_in(pamh, verdict);
	return pamh;
}

int
change_do(pam_handle_t *pamh)
{
	return pam_chauthtok(pamh, PAM_CHANGE_EXPIRED_AUTHTOK);
}

int
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

void
change_end(pam_handle_t *pamh)
{
	assert_int_equal(pam_end(pamh, 0), PAM_SUCCESS);
}

const char *
change_calls(void)
{
	static char calls[200];
	const char *at = stage_notes();
	size_t n = 0;

	calls[0] = '\0';
	while ((at = strstr(at, " options=")) != NULL && n < 100) {
		at += strlen(" options=");
		n += (size_t)snprintf(calls + n, sizeof(calls) - n, " %.*s",
		    (int)strcspn(at, " \n"), at);
	}
	return calls;
}
