/*
 * password_draft - passwords of all allowed characters, until one satisfies
 */

#ifndef SECRETS_PASSWORD_DRAFT_H
#define SECRETS_PASSWORD_DRAFT_H

#include <stdint.h>

#include "secrets/password_policy.h"

/*
 * 64 random bits hold several characters, as digits of a number in the base
 * of all characters. per_word of them are used; a word from limit on is drawn
 * again, so that the digits are uniform.
 */
struct password_draft {
	size_t length;
	unsigned base;
	unsigned per_word;
	uint64_t limit;
	size_t classes;
	unsigned min[PASSWORD_CLASSES];
	char chars[PASSWORD_CHARS_SIZE];
	unsigned char class_of[PASSWORD_CHARS_SIZE];
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
