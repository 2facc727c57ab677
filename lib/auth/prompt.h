/*
 * prompt - the question of a login
 *
 * It is that of the service and its PAM line, the same for everyone: what a
 * person has, and what a group of his may have, never shows in it.
 */

#ifndef AUTH_PROMPT_H
#define AUTH_PROMPT_H

#include <stdbool.h>

#include "auth/login.h"

/* When a code is sent. */
enum prompt_sends {
	PROMPT_SENDS_NONE = 0,  /* delivered is no way in of the service */
	PROMPT_SENDS_ASKED = 1, /* when the word for it is typed */
	PROMPT_SENDS_FIRST = 2, /* at once, and again when it is typed */
};

/*
 * Codes are sent at once where none of those that people carry (authenticator,
 * recovery) is to be tried before.
 */
enum prompt_sends prompt_sends(const struct login *l);

/*
 * The question: the text of the PAM line, where it has one, or ours. What a
 * terminal may take for a command becomes a question mark.
 */
void prompt_put(const struct login *l, char out[WIRE_PROMPT_MAX + 1]);

/* Whether an answer is the word for a code to be sent. */
bool prompt_wants_code(const char *answer);

#endif
