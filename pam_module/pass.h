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

/* Where a code of size bytes begins at the end of an answer of n bytes. */
size_t pass_code_at(size_t n, size_t size);

/*
 * Wipe an answer of n bytes from a place on, and put what stands before it
 * into PAM_AUTHTOK. NULL, of no bytes, is an empty one. 0, or -ENOMEM.
 */
int pass_forward(pam_handle_t *pamh, char *answer, size_t from, size_t n)
    __attribute__((warn_unused_result));

#endif
