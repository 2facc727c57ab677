/*
 * temporary - passwords that were set for somebody to change, and that die
 *
 * A part of registry.h, whose rules it keeps. Such a password is known by a
 * digest of its hash. It is no code: no login is let in by it here. Once dead
 * it is remembered, and so is its account's refusal, until one of the calls
 * below says that it is no password any more. That its account was locked does
 * not say it: whoever unlocks it would have the dead password back.
 */

#ifndef REGISTRY_TEMPORARY_H
#define REGISTRY_TEMPORARY_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "core/fault.h"
#include "host/account.h"
#include "registry/text.h"

struct registry;
struct registry_login;

/* Bytes of a password's hash. */
#define REGISTRY_HASH_MAX 512

/* ---- the administrator's side ---- */

struct registry_temporary {
	int64_t id;
	bool set;        /* or an intent: it may or may not be the password */
	bool late;       /* dead, also by a clock that jumped: to be locked */
	bool locked;     /* it was, so it is late as well */
	int64_t issued;  /* wall time */
	int64_t expires; /* wall time */
	uid_t uid;
	char user[ACCOUNT_NAME_MAX + 1];
	char by[REGISTRY_TEXT_SIZE];
};

/*
 * A password with this hash (1 to REGISTRY_HASH_MAX bytes) is going to be set:
 * durable before anything is changed. out->id is for the calls below. Older
 * records of the account stay until it is confirmed.
 */
int registry_reset_intend(struct registry *r, const struct account *account,
    const char *hash, int64_t ttl, const char *by,
    struct registry_temporary *out, struct fault *f)
    __attribute__((warn_unused_result));

/*
 * It is set, and is to be changed: older records of the account and its uid
 * end as replaced. 0 also when it was confirmed before. REGISTRY_NOT_LIVE,
 * REGISTRY_NOT_FOUND.
 */
int registry_reset_confirm(struct registry *r, int64_t id, const char *by,
    struct fault *f) __attribute__((warn_unused_result));

/* The same by who found it unfinished, as the log says then. */
int registry_reset_finish(struct registry *r, int64_t id, const char *by,
    struct fault *f) __attribute__((warn_unused_result));

/*
 * It was not set, or was taken back; the log says "no: " and outcome, a short
 * fixed text. REGISTRY_NOT_LIVE, also where it was locked; REGISTRY_NOT_FOUND.
 */
int registry_reset_cancel(struct registry *r, int64_t id, const char *outcome,
    const char *by, struct fault *f) __attribute__((warn_unused_result));

/*
 * Those set, locked and intents, of one account or all (NULL), as
 * registry_list().
 */
int registry_temporaries(struct registry *r, const char *user,
    int (*each)(const struct registry_temporary *, void *), void *arg,
    struct fault *f) __attribute__((warn_unused_result));

/*
 * Whether this is the hash that the record was made with, in constant time.
 * *same is false after anything but 0. REGISTRY_NOT_FOUND.
 */
int registry_temporary_is(struct registry *r, int64_t id, const char *hash,
    bool *same, struct fault *f) __attribute__((warn_unused_result));

/* What became of one. */
enum registry_temporary_end {
	REGISTRY_TEMPORARY_USED = 1,     /* another was chosen in time */
	REGISTRY_TEMPORARY_LOCKED = 2,   /* nobody did, and it is locked now */
	REGISTRY_TEMPORARY_GONE = 3,     /* its account is */
	REGISTRY_TEMPORARY_REPLACED = 4, /* by another, when it was dead */
};

/*
 * The record ends; but one that is locked is dead, and stays on record as that
 * until another end, however often it is locked again. REGISTRY_NOT_LIVE,
 * REGISTRY_NOT_FOUND.
 */
int registry_temporary_end(struct registry *r, int64_t id,
    enum registry_temporary_end end, const char *by, struct fault *f)
    __attribute__((warn_unused_result));

/* ---- a login ---- */

enum registry_password {
	REGISTRY_PASSWORD_NONE = 0,            /* nothing is known of it */
	REGISTRY_PASSWORD_IN_TIME = 0x496e54,  /* it must be changed */
	REGISTRY_PASSWORD_TOO_LATE = 0x4c4154, /* it is dead: a refusal */
};

/*
 * What is known of the password that the account must change: for the account
 * stage of a login that a code did not let in. An intent counts like one that
 * is set, and of several the dead one, such as one that was locked. Writes the
 * event of a refusal and of a lead; what was refused once stays refused.
 */
int registry_password(struct registry *r, struct registry_login *login,
    enum registry_password *out, struct fault *f)
    __attribute__((warn_unused_result));

/* Younger ones than this are not ended by registry_changed(): seconds. */
#define REGISTRY_CHANGED_SPAN (5 * 60)

/*
 * The account is about to get a new password. From here on none of its codes
 * that lead to one lets anybody in. Durable. One of the two calls below is to
 * follow; when none does, as after a cut, these codes are dead until their end,
 * so that none of them is good beside a new password.
 */
int registry_changing(struct registry *r, struct registry_login *login,
    struct fault *f) __attribute__((warn_unused_result));

/*
 * It did not get one, for certain: these codes are what they were, their uses
 * as well, unless they have expired or another change of the account is under
 * way. Durable.
 */
int registry_unchanged(struct registry *r, struct registry_login *login,
    struct fault *f) __attribute__((warn_unused_result));

/*
 * The account has a new password: its codes that lead to one are used up, and
 * so are its temporary passwords, locked ones as well, but for intents and
 * those that may have been set after it: who compares hashes sees to these.
 * Durable.
 */
int registry_changed(struct registry *r, struct registry_login *login,
    struct fault *f) __attribute__((warn_unused_result));

#endif
