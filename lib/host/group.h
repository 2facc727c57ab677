/*
 * group - groups, as NSS knows them
 */

#ifndef HOST_GROUP_H
#define HOST_GROUP_H

#include <stddef.h>
#include <sys/types.h>

#include "core/fault.h"
#include "host/account.h"

/* Documented outcome that is no fault: no such group, or not in it. */
#define GROUP_ABSENT 1

/*
 * Whether there is a group: text is its name or, when it consists of digits
 * alone, its number. 0; GROUP_ABSENT; negative errno: NSS could not tell, which
 * is never absence.
 */
int group_find(const char *text, struct fault *f)
    __attribute__((warn_unused_result));

/* Whether a group of this name lists the user as its member. As above. */
int group_lists(const char *name, const char *user, struct fault *f)
    __attribute__((warn_unused_result));

/*
 * Whether an account belongs to a group of this name (or, of digits alone,
 * number): by its primary group, or listed. account NULL: nobody, but looked up
 * all the same. Stricter than the others: ENOENT and ESRCH are faults as well,
 * for the C library returns them also when what is behind NSS is missing.
 */
int group_has(const char *name, const struct account *account, struct fault *f)
    __attribute__((warn_unused_result));

#endif
