/*
 * password - a new password after a code that leads to one
 *
 * 1. Nothing happens but with effective uid 0, PAM_CHANGE_EXPIRED_AUTHTOK, and
 *    a verdict of this handle that says so: for PAM_USER, under ten minutes
 *    old, unused. Otherwise both phases are ignored, so that passwd(1) and
 *    pam_unix(8) go on as if this module were not there.
 * 2. The password in use stands until another program has set the new one; it
 *    is neither asked for nor put into PAM_OLDAUTHTOK.
 * 3. This process MUST NOT touch /etc/shadow: credmint-passwd(8) does.
 * 4. Nothing is set before credmint-auth has written that it may be. Wherever
 *    this process, or the host, ends after that, the codes that led here are
 *    good no more; only a plain no of the other program, or that it was never
 *    asked, makes them good again.
 */

#ifndef PAM_MODULE_PASSWORD_H
#define PAM_MODULE_PASSWORD_H

#include <stdbool.h>

#include <security/pam_modules.h>

#include "pam_module/args.h"

/* Whether a call with these flags is for us. */
bool password_is_ours(pam_handle_t *pamh, int flags);

/* The two phases; what PAM is told. Faults are logged. */
int password_check(pam_handle_t *pamh, int flags);
int password_change(pam_handle_t *pamh, const struct args *args, int flags);

#endif
