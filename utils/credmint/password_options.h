/*
 * password_options - a password policy from the command line
 */

#ifndef CREDMINT_PASSWORD_OPTIONS_H
#define CREDMINT_PASSWORD_OPTIONS_H

#include "core/fault.h"
#include "credmint.h"

#include "options.h"

/* The longest text of --classes: all characters, and what is around them. */
#define PASSWORD_OPTIONS_CLASSES_MAX 128

struct password_options {
	struct credmint_password policy; /* its length is there, no bits */
	double bits;                     /* what the policy has */
	/* What the policy points to, so that it is not to be copied. */
	struct credmint_class classes[CREDMINT_CLASSES_MAX];
	char chars[PASSWORD_OPTIONS_CLASSES_MAX + 1];
};

/*
 * Read the options of a policy and check it. 0, or, with a line that says what
 * is wrong and what to do, CALL_USAGE or a negative errno.
 */
int password_options_read(struct password_options *out,
    const struct options *options, struct fault *f)
    __attribute__((warn_unused_result));

#endif
