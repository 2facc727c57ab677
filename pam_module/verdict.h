/*
 * verdict - what credmint-auth said of a login, kept in the PAM handle
 *
 * 1. It MUST bear its name: what pam_set_data(3) keeps outlives a change of
 *    PAM_USER.
 * 2. It MUST be forgotten when the next attempt begins.
 * 3. It MUST lead to one new password at most, within ten minutes.
 */

#ifndef PAM_MODULE_VERDICT_H
#define PAM_MODULE_VERDICT_H

#include <stdbool.h>

#include <security/pam_modules.h>

#include "wire/wire.h"

/* Both return PAM's codes. Keep one: WIRE_YES or WIRE_CHANGE. */
int verdict_forget(pam_handle_t *pamh) __attribute__((warn_unused_result));
int verdict_keep(pam_handle_t *pamh, const char *user, enum wire_verdict word)
    __attribute__((warn_unused_result));

/* That of PAM_USER as it is now; WIRE_NO when there is none. */
enum wire_verdict verdict_of_user(pam_handle_t *pamh);

/* Whether PAM_USER may have a new password by it, now. */
bool verdict_may_change(pam_handle_t *pamh);

/*
 * The first phase of a change said yes or no, and whether it said yes: what
 * the second may not do any more is refused then, since modules after this one
 * are passed over already.
 */
void verdict_promise(pam_handle_t *pamh, bool yes);
bool verdict_promised(pam_handle_t *pamh);

/* A password is sent, nothing more comes of it; it is set, the rest is done. */
void verdict_use(pam_handle_t *pamh);
void verdict_fulfil(pam_handle_t *pamh);

#endif
