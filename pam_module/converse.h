/*
 * converse - speaking through the application's conversation function
 *
 * Directly, never by pam_get_authtok(3): a one-time code has no place in
 * PAM_AUTHTOK, where the next module would take it for a password.
 */

#ifndef PAM_MODULE_CONVERSE_H
#define PAM_MODULE_CONVERSE_H

#include <security/pam_modules.h>

/* A documented outcome: the application will call once more. */
#define CONVERSE_AGAIN 1

/* Show a message of a PAM style. 0, CONVERSE_AGAIN, or -ECANCELED. */
int converse_show(pam_handle_t *pamh, int style, const char *text)
    __attribute__((warn_unused_result));

/*
 * Ask. 0 with the answer, which may be NULL and goes to converse_forget();
 * CONVERSE_AGAIN; or -ECANCELED: nobody answers (an interrupt, an end of
 * file, no conversation function). *answer is NULL then.
 */
int converse_ask(pam_handle_t *pamh, int style, const char *text, char **answer)
    __attribute__((warn_unused_result));

/* Overwrite an answer and free it. */
void converse_forget(char *answer);

#endif
