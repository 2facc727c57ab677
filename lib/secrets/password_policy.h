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

/* What a policy that is refused with -EINVAL got wrong, for who tells it. */
enum password_wrong {
	PASSWORD_WRONG_NOTHING = 0,
	PASSWORD_WRONG_VALUE,      /* a number or flag, or two that exclude */
	PASSWORD_WRONG_EXCLUDE,    /* not printable */
	PASSWORD_WRONG_SYMBOLS,    /* a symbol set with what it must not have */
	PASSWORD_WRONG_CLASSES,    /* the same of own classes */
	PASSWORD_WRONG_EMPTY,      /* no character is left where one must be */
	PASSWORD_WRONG_REQUIRED,   /* more required than the length */
	PASSWORD_WRONG_CLASS_USED, /* no repeat: a class has too few for it */
	PASSWORD_WRONG_ALL_USED,   /* no repeat: all have too few */
	PASSWORD_WRONG_NO_LETTER,  /* first letter: there is none */
	PASSWORD_WRONG_NO_PLACE,   /* first letter: others need all places */
	PASSWORD_WRONG_BITS,       /* more than the longest has */
};

struct password_class {
	char chars[PASSWORD_CHARS_SIZE]; /* letters first */
	unsigned n;                      /* characters, at least 1 */
	unsigned letters;                /* of them a-z and A-Z */
	unsigned min;                    /* at least so many places of it */
};

/*
 * The classes that have characters. They are disjoint. Those of which nothing
 * is required count as one, the last; so at most one has min 0.
 *
 * Exactly the lengths from shortest to longest have passwords, and length is
 * one of them; or it is 0, and bits say what it must reach.
 */
struct password_classes {
	size_t length;
	size_t shortest;
	size_t longest;
	double bits;
	bool weak;         /* CREDMINT_PASSWORD_WEAK */
	bool no_repeat;    /* _NO_REPEAT */
	bool first_letter; /* _FIRST_LETTER */
	enum password_wrong wrong;
	size_t n;
	unsigned total;    /* characters of all */
	unsigned letters;  /* letters of all */
	unsigned required; /* places of all */
	struct password_class class[PASSWORD_CLASSES];
};

/*
 * Check a policy as credmint_password_make() says: 0, -EINVAL, with the reason
 * in out->wrong, or -E2BIG. How many bits it has is not looked at; a policy
 * that asks for bits is not ready before password_length_find().
 */
int password_policy_read(const struct credmint_password *policy,
    struct password_classes *out) __attribute__((warn_unused_result));

#endif
