/*
 * args - the arguments of a PAM line
 */

#ifndef PAM_MODULE_ARGS_H
#define PAM_MODULE_ARGS_H

#include <security/pam_modules.h>

struct args {
	const char *conf; /* conf=FILE, or "" */
};

/*
 * Read the arguments. 0; or -EINVAL, logged: one that is unknown or wrong,
 * which refuses, because what it was meant to forbid is not known.
 */
int args_read(pam_handle_t *pamh, int argc, const char **argv, struct args *out)
    __attribute__((warn_unused_result));

#endif
