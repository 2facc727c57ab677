/*
 * authenticator - apps and devices that show one-time codes: TOTP and HOTP
 *
 *  1. What is kept was confirmed: registry_enroll() is called after a code was
 *     right, and is one transaction. What is interrupted changes nothing.
 *  2. Seeds are kept sealed under a sub-key of the registry's key, each bound
 *     to its row's id, account, uid, name and parameters: a row that is moved
 *     or changed does not open. No call gives a seed back.
 *  3. `next` never falls: a code below it is spent.
 *  4. What was used stays used: of one that is removed a keyed digest of its
 *     seed stays with its `next`, which a later enrolment of the same seed
 *     begins at. 32 an account are kept, those removed last.
 *  5. Rows of another uid of the same name are dead. They are removed when the
 *     account enrolls anew, and never used.
 *
 * Calls return 0, a negative errno with a line in the fault, or one of the
 * positive outcomes of registry.h that are named.
 */

#ifndef REGISTRY_AUTHENTICATOR_H
#define REGISTRY_AUTHENTICATOR_H

#include "credmint.h"
#include "registry/registry.h"

/* Of an account. */
#define REGISTRY_AUTHENTICATORS_MAX 8
/* Room for a name: 1 to 64 bytes of plain text, and the NUL. */
#define REGISTRY_AUTHENTICATOR_NAME_SIZE 65
/* ... and what it is unless another is said. */
#define REGISTRY_AUTHENTICATOR_NAME "authenticator"
/* Bytes of a seed; the most is CREDMINT_OTP_KEY_MAX. */
#define REGISTRY_SEED_MIN 10
/* ... and the most of one that is drawn: registry_seed_size(). */
#define REGISTRY_SEED_DRAWN_MAX 64
/* Seconds of a TOTP step. */
#define REGISTRY_STEP_MAX 3600
/* How far resync looks: steps on each side of now, or counters from next. */
#define REGISTRY_RESYNC_SPAN 1000

/* Bytes to draw for a digest: as many as it has (RFC 6238, 5.1). */
size_t registry_seed_size(enum credmint_digest digest);

struct registry_authenticator {
	int64_t id; /* no code, no other authenticator has it */
	uid_t uid;
	char user[ACCOUNT_NAME_MAX + 1];
	char name[REGISTRY_AUTHENTICATOR_NAME_SIZE];
	unsigned type; /* CREDMINT_TOTP, CREDMINT_HOTP */
	enum credmint_digest digest;
	unsigned digits;
	uint32_t step; /* seconds; HOTP: 0 */
	int64_t next;  /* the lowest step or counter that is still good */
	int64_t drift; /* in steps; HOTP: 0 */
	int64_t added; /* wall time */
	int64_t used;  /* wall time of the last yes; 0: never */
	char by[REGISTRY_TEXT_SIZE];
	/*
	 * Its row holds what cannot be: no login uses it. There are id, user
	 * and, unless that is damaged, too, uid, and nothing else.
	 */
	bool damaged;
};

struct registry_enrolment {
	const struct account *account;
	const char *name; /* as above */
	/* key, type, digest, digits, step; 0 where credmint.h has defaults */
	const struct credmint_otp *otp;
	int64_t next;
	int64_t drift;
	int64_t replace; /* id of the one that goes, or 0 */
	const char *by;
	const char *act; /* "enroll" or "import" */
	/*
	 * The conversation that proved who enrols himself, after its yes; NULL:
	 * an administrator, who needs no proof.
	 */
	const struct registry_login *proof;
};

/*
 * Keep one that was confirmed: sets the enrolled mark, ends the account's
 * grace and its enrolment codes, and removes `replace`, all or nothing.
 * REGISTRY_NOT_NEEDED: the account has this very seed, *out is that one and
 * stays as it is. REGISTRY_NOT_FOUND: replace is none of the account's.
 * REGISTRY_NOT_LIVE: since its proof the enrolment was ended. That do
 * authenticators and sheets that were added or removed, codes for enrolling
 * that were revoked, also used ones, and a password that was reset, changed or
 * locked. These three change nothing but the log.
 * -EDQUOT: it has REGISTRY_AUTHENTICATORS_MAX; -EEXIST: it has this seed with
 * another type, digest, number of digits or step; -EINVAL: no such parameters,
 * or another account's proof. *out is zero after other outcomes. The caller
 * wipes the key.
 */
int registry_enroll(struct registry *r, const struct registry_enrolment *e,
    struct registry_authenticator *out, struct fault *f)
    __attribute__((warn_unused_result));

/*
 * One transaction keeps so many at most, and begins no other one once it has
 * lasted so long: logins wait for it.
 */
#define REGISTRY_ENROLL_MAX 256
#define REGISTRY_ENROLL_MS 200

/* What registry_enroll() would have returned, not negative, and out->id. */
struct registry_enrolled {
	int rc;
	int64_t id;
};

/*
 * Keep as many of n as one transaction takes, in their order, each as
 * registry_enroll() does: they are on disk, and are *done, at least one. Then
 * others have their turn. A negative errno is what the one behind those, which
 * are kept, is refused for; with *done 0 it may be of all of them. out has room
 * for n.
 */
int registry_enroll_several(struct registry *r,
    const struct registry_enrolment *const *e, size_t n,
    struct registry_enrolled *out, size_t *done, struct fault *f)
    __attribute__((warn_unused_result));

/*
 * What registry_enroll() would say of the seed, changing nothing:
 * REGISTRY_NOT_NEEDED, with *out as there, or 0: the account has it not.
 * -EEXIST and -EINVAL as there. Nobody waits for it.
 */
int registry_enroll_look(struct registry *r, const struct registry_enrolment *e,
    struct registry_authenticator *out, struct fault *f)
    __attribute__((warn_unused_result));

/*
 * Whether code (n bytes, as typed: blanks, tabs and hyphens are left out) is
 * one of otp's at or above next: of TOTP within window steps of now (wall
 * time), of HOTP within window counters above next, the last that shows it. 0,
 * with what to give registry_enroll(); -EKEYREJECTED no; -EINVAL: no such
 * parameters. It reads and keeps nothing.
 */
int registry_enroll_check(const struct credmint_otp *otp, const char *code,
    size_t n, unsigned window, int64_t now, int64_t next, int64_t *out_next,
    int64_t *drift) __attribute__((warn_unused_result));

/*
 * Authenticators of the accounts with this name, or of all (NULL), oldest
 * first, as registry_list().
 */
int registry_authenticators(struct registry *r, const char *user,
    int (*each)(const struct registry_authenticator *, void *), void *arg,
    struct fault *f) __attribute__((warn_unused_result));

/*
 * Of the account with this name, those whose seed does not open or whose row is
 * damaged, which logins pass over: *n ids, oldest first.
 */
int registry_authenticators_unread(struct registry *r, const char *user,
    int64_t ids[REGISTRY_AUTHENTICATORS_MAX], unsigned *n, struct fault *f)
    __attribute__((warn_unused_result));

/*
 * From which wall time on an app shows codes that are not used up, if its clock
 * is as far off as drift says: after a clock that was ahead, or an import that
 * says so, this may be long. 0: from now on, or by window + 1 steps, which one
 * that was just used is; HOTP, or a damaged one. window is conf's. It reads
 * nothing.
 */
int64_t registry_authenticator_good_from(
    const struct registry_authenticator *a, unsigned window, int64_t now);

/*
 * The enrolled mark stays, so that an account that had one never is without
 * by it. REGISTRY_NOT_FOUND: the id is none of this account's.
 */
int registry_authenticator_remove(struct registry *r, const char *user,
    int64_t id, const char *by, struct fault *f)
    __attribute__((warn_unused_result));

/*
 * All of the account's, its recovery and its enrolment codes, and the enrolled
 * mark; *n is how many authenticators. REGISTRY_NOT_FOUND: the registry has no
 * such account.
 */
int registry_authenticator_remove_all(struct registry *r, const char *user,
    const char *by, unsigned *n, struct fault *f)
    __attribute__((warn_unused_result));

/*
 * Two codes as typed, the second the very next one after the first, both at or
 * above next: TOTP within REGISTRY_RESYNC_SPAN steps of now, HOTP within as
 * many counters of next. next is past both, drift is what the second says.
 * REGISTRY_NOT_FOUND. With a line, and nothing changed but the log:
 * -EKEYEXPIRED: they are two such codes, but below next, not by a few: the line
 * says from when on the app shows others; -EKEYREJECTED: they are not.
 */
int registry_authenticator_resync(struct registry *r, const char *user,
    int64_t id, const char *code1, size_t n1, const char *code2, size_t n2,
    const char *by, struct fault *f) __attribute__((warn_unused_result));

#endif
