/*
 * shadow_batch - accounts of this host, made and seen many at a time
 *
 * As host/shadow.h, whose rules it keeps: the system's tools write, without a
 * shell, and no hash stands in their arguments. What is set here is read back
 * by shadow_see(), once for all of them, by the caller.
 */

#ifndef HOST_SHADOW_BATCH_H
#define HOST_SHADOW_BATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "core/fault.h"
#include "host/account.h"
#include "host/shadow.h"

/*
 * What stands in shadow for an account that shadow_add() has made and nobody
 * has given a password yet. No secret: it is locked and matches nothing, also
 * with its first mark taken away. What useradd(8) and others leave there is
 * something else ("!", "*").
 */
#define SHADOW_MARK "!credmint-provision"

/* An account to be made. Texts that are NULL are left to useradd(8). */
struct shadow_new {
	const char *user;
	const char *uid;
	const char *gid; /* or a group's name; NULL: a group of its own */
	const char *gecos;
	const char *home;
	const char *shell;
	const char *groups; /* "a,b" */
	const char *expiry; /* YYYY-MM-DD */
	bool no_home;       /* none is made */
	bool no_sub_ids;    /* no subordinate ids either */
};

/*
 * Make it by useradd(8), with SHADOW_MARK and no password. 0; -ERANGE: no
 * subordinate ids are left, -EADDRINUSE: the uid is somebody's, and nothing was
 * made then; or an error as in host/shadow.h, after which it may be there in
 * part.
 */
int shadow_add(const struct shadow_new *account, struct fault *f)
    __attribute__((warn_unused_result));

/* One of many hashes. */
struct shadow_hash {
	const char *user;
	const char *hash;
};
/* What is given at a time. */
#define SHADOW_HASHES_MAX 100

/*
 * Set 1 to SHADOW_HASHES_MAX of them in one run of chpasswd -e: all, or after
 * an error none, or all where it failed in the end: who needs to know looks.
 * -EINVAL also where one does not fit into a line of shadow or
 * is no hash, or they are together over 64 KiB; else errors as in
 * host/shadow.h.
 */
int shadow_set_hashes(const struct shadow_hash *hashes, size_t n,
    struct fault *f) __attribute__((warn_unused_result));

/* Make the change of the password due by chage -d 0. Errors as above. */
int shadow_set_due(const char *user, struct fault *f)
    __attribute__((warn_unused_result));

/* Whether the tools are there. 0, or -ENOENT with a line. */
int shadow_batch_check(struct fault *f) __attribute__((warn_unused_result));

/* One account as the files have it. A secret: the caller wipes it. */
struct shadow_seen {
	const char *user;       /* the caller's */
	struct account account; /* uid and gid, when it is there */
	char home[256];         /* "" when it is longer */
	bool there;             /* /etc/passwd names it */
	bool shadowed; /* ... and says that its password is in shadow */
	bool lined;    /* /etc/shadow has a line for it */
	struct shadow_entry entry;
};

/*
 * Look for n users, reading each file once. 0 or a negative errno; that one is
 * not there is no error.
 */
int shadow_see(struct shadow_seen *seen, size_t n, struct fault *f)
    __attribute__((warn_unused_result));

#endif
