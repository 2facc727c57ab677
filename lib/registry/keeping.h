/*
 * keeping - what keeping an authenticator does inside a transaction
 *
 * First what can be refused, which changes nothing but the log, then the
 * changes: a transaction that keeps several leaves out one that is refused.
 */

#ifndef REGISTRY_KEEPING_H
#define REGISTRY_KEEPING_H

#include "registry/change.h"
#include "registry/store_authenticator.h"

/* In memory of secret_map(): it has seeds. */
struct keeping {
	const struct registry_enrolment *what;
	struct credmint_otp otp; /* its defaults filled in */
	struct store_authenticator row[REGISTRY_AUTHENTICATORS_MAX];
	size_t n;
	bool there; /* what was looked for */
	struct store_authenticator fresh;
	unsigned char seed[CREDMINT_OTP_KEY_MAX];
	struct store_account beside;
	unsigned char block[2][MAC_BLOCK_MAX];
	struct registry_authenticator out;
};

/* What is wrong with it whatever the registry has: 0 or -EINVAL. */
int keeping_check(const struct registry_enrolment *e, struct credmint_otp *otp,
    struct fault *f) __attribute__((warn_unused_result));

/*
 * Whether the account has this very seed: REGISTRY_NOT_NEEDED, with w->out;
 * -EEXIST with a line: as one of another kind; or 0. It reads only, and outside
 * of a transaction as well.
 */
int keeping_seed(struct change *c, struct keeping *w)
    __attribute__((warn_unused_result));

/* What registry_enroll() refuses it for; 0: it may be kept. */
int keeping_look(struct change *c, struct keeping *w)
    __attribute__((warn_unused_result));

/* Keep it; 0, or a fault, after which the transaction must end in nothing. */
int keeping_add(struct change *c, struct keeping *w)
    __attribute__((warn_unused_result));

#endif
