/*
 * password_draft - passwords of all allowed characters, until one satisfies
 */

#ifndef SECRETS_PASSWORD_DRAFT_H
#define SECRETS_PASSWORD_DRAFT_H

#include <stdint.h>

#include "secrets/password_policy.h"

/*
 * Seven random bytes hold eight characters, as digits of a fraction in the
 * base of all characters. A number whose remainder is not below limit is drawn
 * again, so that the digits are uniform. Where places differ in what they may
 * hold, each is drawn alone: drafts have a letter first and no character twice,
 * as asked, and are uniform over all such; only the classes are left to chance.
 */
struct password_draft {
	size_t length;
	uint32_t base;
	uint64_t limit;                    /* of a remainder; see spell() */
	uint64_t min;                      /* of each class, in its lane */
	uint64_t one[PASSWORD_CHARS_SIZE]; /* 1 in the lane of its class */
	char chars[PASSWORD_CHARS_SIZE];   /* letters first */
	uint32_t first; /* so many of them may be the first of a password */
	bool no_repeat;
	bool by_place; /* places are drawn one by one, not as digits */
};

void password_draft_init(
    struct password_draft *draft, const struct password_classes *classes);

/* At least this part of all drafts satisfies: from 0, not known, to 1. */
double password_draft_accepted(const struct password_classes *classes);

/* Bits of one draft, satisfying or not. */
double password_draft_bits(const struct password_classes *classes);

/*
 * Fill out with length characters, without a NUL. 0, or the error of the
 * source with out all zero.
 */
int password_draft_draw(const struct password_draft *draft,
    struct credmint_source *source, char *out)
    __attribute__((warn_unused_result));

#endif
