/*
 * account - user names, looked up once, as NSS returns them
 */

#ifndef HOST_ACCOUNT_H
#define HOST_ACCOUNT_H

#include <stdbool.h>
#include <sys/types.h>

#include "core/fault.h"

/* Bytes of the longest name credmint takes, without the NUL. */
#define ACCOUNT_NAME_MAX 256

/* Documented outcomes of account_find() that are no fault. */
#define ACCOUNT_ABSENT 1

struct account {
	char name[ACCOUNT_NAME_MAX + 1]; /* as NSS returns it */
	uid_t uid;
	gid_t gid;
};

/*
 * Whether a name may be an account's at all: 1 to ACCOUNT_NAME_MAX bytes, no
 * ':' or '/', no control character, not starting with '-'.
 */
bool account_name_ok(const char *name);

/*
 * Look a name up by getpwnam_r(3). 0 found; ACCOUNT_ABSENT: no such account,
 * or a name that cannot be one; negative errno: NSS could not tell, which is
 * never absence.
 */
int account_find(const char *name, struct account *out, struct fault *f)
    __attribute__((warn_unused_result));

/*
 * Whose a uid is, the same by getpwuid_r(3). A name that no account may have
 * is -EINVAL.
 */
int account_find_uid(uid_t uid, struct account *out, struct fault *f)
    __attribute__((warn_unused_result));

/*
 * Look for a name that nobody has, in every source there is. A login does it
 * for the names that are found at once, so that the time does not tell them
 * from others: a source is loaded only when those before it do not know.
 */
void account_miss(void);

#endif
