/*
 * shadow - passwords of local accounts, read and set as the system does it
 *
 * 1. Nothing here writes an account file: the system's own tools do, run
 *    without a shell, their limits lifted, in a session of their own.
 * 2. A hash MUST NOT stand in the arguments or environment of a program, nor
 *    in a fault: it goes to chpasswd by a pipe.
 * 3. What was set MUST be read back before it counts as set.
 *
 * A root is "" for this host, or the directory of an image. Every call needs
 * root; faults are one line each that says what is wrong and what to do.
 */

#ifndef HOST_SHADOW_H
#define HOST_SHADOW_H

#include <stdbool.h>
#include <sys/types.h>

#include "core/fault.h"
#include "host/account.h"

/* Bytes of the longest hash that is taken, without the NUL. */
#define SHADOW_HASH_MAX 512

/* Documented outcomes that are no fault; the fault's line says which. */
#define SHADOW_ABSENT 1  /* no local account, or its password is elsewhere */
#define SHADOW_CHANGED 2 /* the hash is another by now */
#define SHADOW_REFUSED 3 /* the hash is of a form that is not set here */

/* A line of /etc/shadow. A secret: the caller wipes it. */
struct shadow_entry {
	char hash[SHADOW_HASH_MAX + 1]; /* "" and "!..." included */
	long lastchg;                   /* days since 1970; -1: none */
	long expire; /* the day nobody is let in from; -1: none */
};

/*
 * The name and ids of a local account, from ROOT/etc/passwd alone. 0;
 * SHADOW_ABSENT: none is called so; or a negative errno.
 */
int shadow_account(const char *root, const char *user, struct account *out,
    struct fault *f) __attribute__((warn_unused_result));

/*
 * The line of a local account. 0; SHADOW_ABSENT: ROOT/etc/passwd has no such
 * account, or says that its password is not in shadow, or ROOT/etc/shadow has
 * no line for it; or a negative errno.
 */
int shadow_read(const char *root, const char *user, struct shadow_entry *out,
    struct fault *f) __attribute__((warn_unused_result));

/*
 * Set a hash by chpasswd -e, which also makes today the day of the change. ""
 * and what consists of '!' and '*' alone are no secret, newer releases of
 * chpasswd refuse some of them, and usermod -p sets them.
 *
 * 0; -ENOENT: the tool is in none of /usr/sbin, /sbin, /usr/bin and /bin;
 * -ESRCH: it knows no such account; -EBUSY: another program has the files
 * locked; -EROFS, -ENOSPC; -ENOTSUP: chpasswd takes no hash of this
 * method; -EINVAL: a name or hash that does not fit into a line of shadow;
 * -ETIMEDOUT after a minute; -EIO: it failed in another way, or what was read
 * back is not what was set.
 */
int shadow_set_hash(const char *root, const char *user, const char *hash,
    struct fault *f) __attribute__((warn_unused_result));

/*
 * Whether shadow_set_hash() could set a hash, as far as chpasswd tells: it is
 * asked, and changes nothing. 0; SHADOW_REFUSED: it takes none of this form;
 * or errors as above.
 */
int shadow_may_set(const char *root, const char *user, const char *hash,
    struct fault *f) __attribute__((warn_unused_result));

/*
 * Whether a hash is that of a password which is locked: marks ('!' or '*')
 * with something behind them, which is good again once they are taken away.
 * Marks alone are an account that has no password.
 */
bool shadow_is_locked(const char *hash);

/*
 * Set the day of the last change by chage -d: 0 means that a new password must
 * be chosen at the next login, -1 that none is known. Errors as above.
 */
int shadow_set_lastchg(const char *root, const char *user, long days,
    struct fault *f) __attribute__((warn_unused_result));

/*
 * Whether the tools of the two calls above are there: who changes one thing
 * and then another asks first. 0, or -ENOENT with a line.
 */
int shadow_tools_check(struct fault *f) __attribute__((warn_unused_result));

/*
 * Let the tools that are run from now on have a descriptor as well, -1: none.
 * A lock of flock(2) on it then lasts until they have ended, too: one that is
 * still at work when we are killed does it under the lock.
 */
void shadow_tools_hold(int fd);

/*
 * Lock the password of an account of this host by usermod -L, if its hash is
 * still hash. 0: it is locked; SHADOW_CHANGED: the hash was another, or became
 * another just then, which was unlocked again by usermod -U unless it bears the
 * marks of somebody else's lock; SHADOW_ABSENT; or errors as above.
 */
int shadow_lock(const char *user, const char *hash, struct fault *f)
    __attribute__((warn_unused_result));

/*
 * Whether a uid is a system's account and not a person's: below UID_MIN of
 * login.defs (1000 where it says nothing), or nobody's 65534.
 */
bool shadow_is_system(const char *root, uid_t uid);

#endif
