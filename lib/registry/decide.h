/*
 * decide - what an answer is found to be, way by way
 *
 *  1. Every way is looked at for every answer, whoever it is for and whichever
 *     ways the service has: as many statements, MACs and HMACs.
 *  2. No branch and no index depends on the answer, on a seed or on a digest
 *     before it is known whether they are equal.
 *  3. A code MUST be good once: what is found is used up by a change that
 *     holds only where nobody else has used it, in the same transaction. With
 *     it goes all else that the answer is: authenticators that show it, each
 *     past the farthest step or counter of its window, and a recovery code.
 *  4. A TOTP step or HOTP counter below `next` MUST NOT be a yes, whatever the
 *     clock says, and teaches nothing about the drift.
 */

#ifndef REGISTRY_DECIDE_H
#define REGISTRY_DECIDE_H

#include "registry/code.h"
#include "registry/login.h"
#include "registry/store_authenticator.h"
#include "secrets/otp.h"

/* MACs of a decision: of codes, of a recovery code, of a place and its time. */
#define DECIDE_MACS (REGISTRY_CODES_MAX + 3)

/* What becomes of what the answer is; the later, the better. */
enum fit {
	FIT_NOT = 0,
	FIT_SPENT,   /* used before */
	FIT_USED,    /* by another session since this attempt */
	FIT_FOREIGN, /* of another uid */
	FIT_AHEAD,   /* issued later than now */
	FIT_EXPIRED,
	FIT_CHANGING,  /* while a new password is set */
	FIT_ELSEWHERE, /* sent in another conversation */
	FIT_SERVICE,   /* for another service */
	FIT_NETWORK,   /* for other networks */
	FIT_EARLY,     /* before its time */
	FIT_PURPOSE,   /* a login by what is for enrolment */
	FIT_LOGIN,     /* enrolment by what is for logins */
	FIT_WAY,       /* by a way that is not allowed here */
	FIT_YES,
};

/* One thing that the answer is. */
struct finding {
	enum fit fit;
	enum registry_used used;
	unsigned rank; /* the lower, the earlier it is tried */
	int64_t id;
	enum registry_kind kind; /* of a code; 0: none */
	size_t place;            /* of an authenticator */
};

/* What the shown digits are to one authenticator. */
struct showing {
	bool good;     /* a step or counter at or above next */
	bool spent;    /* one below it */
	bool last;     /* ... the one just below it */
	uint64_t at;   /* of the last good one */
	int64_t ahead; /* its steps before the clock's */
};

struct decision {
	struct registry_login *login;
	struct code_typed typed;
	struct login_slot slot;
	struct login_source source;

	size_t n; /* candidates */
	struct store_credential candidate[REGISTRY_CODES_MAX];
	bool inside[REGISTRY_CODES_MAX]; /* of its networks, if it has any */

	size_t authenticators_n;
	struct store_authenticator authenticator[REGISTRY_AUTHENTICATORS_MAX];
	struct showing showing[REGISTRY_AUTHENTICATORS_MAX];
	unsigned char seed[CREDMINT_OTP_KEY_MAX];
	struct otp_key key; /* from it */
	int64_t unread;     /* id of the first whose seed does not open; or 0 */

	struct store_account row;
	struct store_recovery recovery;
	unsigned char digest[MAC_SIZE]; /* of the answer as a recovery code */

	struct finding found;
	int64_t event;
};

/*
 * Read what the account has of a way, and take the best that the answer is.
 * The seed is wiped by the caller, with all of the decision.
 */
int decide_codes(struct change *c, struct decision *d)
    __attribute__((warn_unused_result));
int decide_authenticators(struct change *c, struct decision *d)
    __attribute__((warn_unused_result));
int decide_recovery(struct change *c, struct decision *d)
    __attribute__((warn_unused_result));

/* Keep the better of what was found and one more. */
void decide_found(struct decision *d, const struct finding *more);

/*
 * Use up what the answer is, after a yes; everything runs, on nothing where
 * nothing was found. *used: it is what was found. What others have used since
 * is no yes: FIT_NOT.
 */
int decide_use_code(struct change *c, struct decision *d, bool *used)
    __attribute__((warn_unused_result));
int decide_use_authenticator(struct change *c, struct decision *d, bool *used)
    __attribute__((warn_unused_result));
int decide_use_recovery(struct change *c, struct decision *d, bool *used)
    __attribute__((warn_unused_result));

/* HMACs for one authenticator, whichever it is. */
unsigned decide_looks(const struct conf *conf);

#endif
