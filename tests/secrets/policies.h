/*
 * policies - password policies, and what the library answers to them
 *
 * What it should not answer fails the test that asked.
 */

#ifndef TESTS_SECRETS_POLICIES_H
#define TESTS_SECRETS_POLICIES_H

#include <stddef.h>

#include "secrets/password_plan.h"

struct credmint_password policy_of(
    size_t length, int lower, int upper, int digits, int symbols);

/* What make and bits answer to a policy, and that an error leaves nothing. */
void expect(const struct credmint_password *p, int make, int bits);

/* The bits and the mode of a policy that has them. */
double bits_of(const struct credmint_password *p);
enum password_mode mode_of(const struct credmint_password *p);

double log2_factorial(double n);

#endif
