/*
 * pam_control - the second word of a PAM line: required, [success=1 ...]
 */

#include "host/pam_stack.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#define UNSAID (-6)

/* In the order of their numbers. "default" is what is left. */
static const char *const codes[PAM_STACK_CODES + 1] = {
    "success",
    "open_err",
    "symbol_err",
    "service_err",
    "system_err",
    "buf_err",
    "perm_denied",
    "auth_err",
    "cred_insufficient",
    "authinfo_unavail",
    "user_unknown",
    "maxtries",
    "new_authtok_reqd",
    "acct_expired",
    "session_err",
    "cred_unavail",
    "cred_expired",
    "cred_err",
    "no_module_data",
    "conv_err",
    "authtok_err",
    "authtok_recover_err",
    "authtok_lock_busy",
    "authtok_disable_aging",
    "try_again",
    "ignore",
    "abort",
    "authtok_expired",
    "module_unknown",
    "bad_item",
    "conv_again",
    "incomplete",
    "default",
};

/* In the order of their numbers, downwards from 0. */
static const char *const actions[] = {
    "ignore", "ok", "done", "bad", "die", "reset"};
#define ACTIONS ((int)(sizeof(actions) / sizeof(*actions)))

static void
rest_is(int action[PAM_STACK_CODES], int value)
{
	for (int i = 0; i < PAM_STACK_CODES; i++)
		if (action[i] == UNSAID)
			action[i] = value;
}

static void
all_are(int action[PAM_STACK_CODES], int value)
{
	for (int i = 0; i < PAM_STACK_CODES; i++)
		action[i] = value;
}

static const char *
past_blanks(const char *at)
{
	while (isspace((unsigned char)*at))
		at++;
	return at;
}

/* What stands at *at, by its beginning, which is how libpam looks; -1: none. */
static int
find(const char *const *table, int n, const char **at)
{
	for (int i = 0; i < n; i++) {
		size_t length = strlen(table[i]);

		if (strncmp(table[i], *at, length) == 0) {
			*at += length;
			return i;
		}
	}
	return -1;
}

/* A number of lines to jump over, 0 when it is none. */
static int
jump(const char **at)
{
	int n = 0;

	for (; isdigit((unsigned char)**at); (*at)++)
		if (n <= PAM_STACK_LINES_MAX)
			n = n * 10 + (**at - '0');
	return n;
}

/* One VALUE=ACTION. */
static const char *
read_pair(const char **at, int action[PAM_STACK_CODES])
{
	int code = find(codes, PAM_STACK_CODES + 1, at), act;

	*at = past_blanks(*at);
	if (code < 0)
		return "names no value that there is";
	if (**at != '=')
		return "has a value without '='";
	*at = past_blanks(*at + 1);
	act = -find(actions, ACTIONS, at);
	if (act > 0 && (act = jump(at)) == 0)
		return "names no action that there is";
	if (code == PAM_STACK_CODES)
		rest_is(action, act);
	else
		action[code] = act;
	return NULL;
}

static const char *
read_pairs(const char *at, int action[PAM_STACK_CODES])
{
	const char *wrong = NULL;

	at = past_blanks(at);
	while (*at != '\0' && wrong == NULL) {
		wrong = read_pair(&at, action);
		at = past_blanks(at);
	}
	return wrong;
}

const char *
pam_control_read(const char *word, int action[PAM_STACK_CODES])
{
	static const struct {
		const char *word;
		int yes, ignore, rest;
	} known[] = {
	    {"required", PAM_STACK_OK, PAM_STACK_IGNORE, PAM_STACK_BAD},
	    {"requisite", PAM_STACK_OK, PAM_STACK_IGNORE, PAM_STACK_DIE},
	    {"optional", PAM_STACK_OK, PAM_STACK_IGNORE, PAM_STACK_IGNORE},
	    {"sufficient", PAM_STACK_DONE, PAM_STACK_IGNORE, PAM_STACK_IGNORE},
	};
	const char *wrong;

	all_are(action, UNSAID);
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (strcasecmp(word, known[i].word) == 0) {
			action[PAM_SAID_SUCCESS] = known[i].yes;
			action[PAM_SAID_NEW_AUTHTOK_REQD] = known[i].yes;
			action[PAM_SAID_IGNORE] = known[i].ignore;
			rest_is(action, known[i].rest);
			return NULL;
		}
	wrong = read_pairs(word, action);
	if (wrong != NULL)
		all_are(action, PAM_STACK_BAD);
	rest_is(action, PAM_STACK_BAD);
	return wrong;
}
