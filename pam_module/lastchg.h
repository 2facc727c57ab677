/*
 * lastchg - whether an account must change its password
 */

#ifndef PAM_MODULE_LASTCHG_H
#define PAM_MODULE_LASTCHG_H

#include <security/pam_modules.h>

enum lastchg {
	LASTCHG_UNKNOWN = 0, /* logged: nothing may be taken for granted */
	LASTCHG_OTHER = 1,   /* there is a date, or no entry, or nobody tells */
	LASTCHG_ZERO = 2,    /* the password must be changed */
};

/* What getspnam(3) says of a user, for a program with effective uid 0. */
enum lastchg lastchg_of(pam_handle_t *pamh, const char *user);

#endif
