/*
 * change - a login by a code, and a change of the password after it
 */

#ifndef TESTS_PAM_CHANGE_H
#define TESTS_PAM_CHANGE_H

#include "tests/pam/stage.h"

#define CHANGE_WORD "Battery staple 9"
#define CHANGE_ALICE "alice:x:1000:1000::/home/alice:/bin/sh\n"
#define CHANGE_SET "set user=[alice] text=[" CHANGE_WORD "]\n"
#define CHANGE_CODE_PROMPT "1:One-time code: \n"
#define CHANGE_DUE "4:You must choose a new password now.\n"
#define CHANGE_PROMPTS                \
	CHANGE_CODE_PROMPT CHANGE_DUE \
	    "1:New password: \n1:Retype new password: \n"

/* The code, and the new password twice. */
extern const struct stage_talk change_typed;

/* cmocka's set-up of each test: accounts, and programs that say yes. */
int change_reset(void **state);

/* Log in, credmint-auth saying this; from then on it says yes. */
void change_log_in(pam_handle_t *pamh, const char *verdict);
/* The same for alice in a new handle. */
pam_handle_t *change_logged_in(struct stage_talk *talk, const char *verdict);

int change_do(pam_handle_t *pamh);
/* Nothing is set, and nobody is asked or told; what PAM heard. */
int change_nothing(pam_handle_t *pamh, struct stage_talk *talk, int flags);
void change_end(pam_handle_t *pamh);

/* The calls that credmint-auth got, " 40 20", in static memory. */
const char *change_calls(void);

#endif
