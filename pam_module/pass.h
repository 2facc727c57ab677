/*
 * pass - PAM_AUTHTOK, taken as an answer, and given what is left of one
 *
 * The code itself MUST never go into PAM_AUTHTOK: the next module would take
 * it for a password.
 */

#ifndef PAM_MODULE_PASS_H
#define PAM_MODULE_PASS_H

#include <stddef.h>

#include <security/pam_modules.h>

/*
 * What another module asked for. 0 with a copy, or with NULL when there is
 * none; it goes to converse_forget(). -ENOMEM or -EINVAL otherwise.
 */
int pass_take(pam_handle_t *pamh, char **answer)
    __attribute__((warn_unused_result));

/*
 * An answer of n bytes, WIRE_ANSWER_MAX or fewer, ends with a code of size
 * bytes, or is one as a whole when it is shorter: *from is where the code
 * begins. What stands before goes into PAM_AUTHTOK, "" when that is nothing.
 * 0, -EINVAL or -ENOMEM. answer may be NULL when n is 0.
 */
int pass_forward(pam_handle_t *pamh, const char *answer, size_t n, size_t size,
    size_t *from) __attribute__((warn_unused_result));

#endif
