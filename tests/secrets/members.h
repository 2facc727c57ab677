/*
 * members - all strings that satisfy a small password policy
 *
 * Counted one by one from what the policy says, with nothing of the library:
 * what its passwords are held against.
 */

#ifndef TESTS_SECRETS_MEMBERS_H
#define TESTS_SECRETS_MEMBERS_H

#include <stdbool.h>
#include <stddef.h>

#include "credmint.h"

#define MEMBERS_TEXT 96

/*
 * A policy whose alphabet is what it would have been, but only of the
 * characters in keep. exclude has MEMBERS_TEXT bytes and outlives it.
 */
void members_keep(
    struct credmint_password *policy, const char *keep, char *exclude);

/* Whether a password of n characters satisfies. */
bool members_satisfies(
    const struct credmint_password *policy, const char *password, size_t n);

/*
 * All strings of the policy's length over alphabet, numbered 0 to *n - 1 with
 * the first character lowest: which of them satisfy, and how many.
 */
bool *members_all(const struct credmint_password *policy, const char *alphabet,
    size_t *n, size_t *members);

/* The number of a password in that order; SIZE_MAX for none. */
size_t members_number(const char *alphabet, const char *password, size_t n);

#endif
