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

/* The groups of an account, by all sources together; the caller frees it. */
struct group_set {
	const struct account *account; /* the caller's; NULL: nobody's */
	gid_t *gids;                   /* its primary group among them */
	size_t n;
};

/*
 * What the kernel gives an account at a login, as getgrouplist(3) has it: a
 * group's line in one source does not name whom another source has in it.
 * account NULL: nobody, but looked up all the same. 0; or a negative errno with
 * *out empty: NSS could not tell, ENOENT and ESRCH included. getgrouplist(3)
 * passes over a source that fails, so that one is asked for a group that is not
 * there as well, which every source is asked for.
 */
int group_set_find(struct group_set *out, const struct account *account,
    struct fault *f) __attribute__((warn_unused_result));

/* Free what is in it; it is empty then. */
void group_set_free(struct group_set *set);

/*
 * Whether the account of a set belongs to a group of this name (or, of digits
 * alone, number): listed by it, or with its number in the set. Nobody belongs
 * to any, at the same cost. *gid is the group's number, (gid_t)-1 where there
 * is no such group. As group_find(), but stricter: ENOENT and ESRCH are faults
 * as well, for the C library returns them also when what is behind NSS is
 * missing.
 */
int group_has(const char *name, const struct group_set *set, gid_t *gid,
    struct fault *f) __attribute__((warn_unused_result));

#endif
