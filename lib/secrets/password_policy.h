/*
 * password_policy - a policy, checked, as the alphabets it speaks of
 */

#ifndef SECRETS_PASSWORD_POLICY_H
#define SECRETS_PASSWORD_POLICY_H

#include <stdbool.h>
#include <stddef.h>

#include "credmint.h"

/* lower, upper, digits, symbols */
#define PASSWORD_CLASSES 4
/* Printable ASCII but the space, and a NUL. */
#define PASSWORD_CHARS_SIZE 95

struct password_class {
	char chars[PASSWORD_CHARS_SIZE];
	unsigned n;   /* characters, at least 1 */
	unsigned min; /* at least so many places of it */
};

/*
 * The classes that have characters. They are disjoint. Those of which nothing
 * is required count as one, the last; so at most one has min 0.
 */
struct password_classes {
	size_t length;
	bool weak; /* CREDMINT_PASSWORD_WEAK */
	size_t n;
	unsigned total; /* characters of all */
	struct password_class class[PASSWORD_CLASSES];
};

/*
 * Check a policy as credmint_password_make() says: 0, -EINVAL or -E2BIG. How
 * many bits it has is not looked at.
 */
int password_policy_read(const struct credmint_password *policy,
    struct password_classes *out) __attribute__((warn_unused_result));

#endif
