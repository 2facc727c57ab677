/*
 * law - whether numbers follow a distribution, and the distributions
 *
 * A number put into its own distribution function is uniform in 0 .. 1: that
 * is what is looked at, by Kolmogorov and Smirnov's test and by Pearson's in
 * 128 cells. Each raises less than 4e-9 false alarms, so that a hundred laws
 * raise less than one in a million runs.
 *
 * The functions are computed from their series, fractions and integrals, with
 * nothing of the library.
 */

#ifndef TESTS_SECRETS_LAW_H
#define TESTS_SECRETS_LAW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "credmint.h"

/* Whether n numbers are uniform in 0 .. 1. They are sorted. */
bool law_is_uniform(double *u, size_t n);

#define LAW_DRAWS 60000

typedef int law_draw(
    struct credmint_source *source, const double *p, double *out);
typedef double law_call(const double *p, double x);

struct law {
	double p[3];     /* of the draws */
	double wrong[3]; /* what they must not pass for, a little off */
};

/*
 * Each of n laws: the draws with its parameters are uniform when put into its
 * distribution function, and are not when put into that of the wrong ones.
 */
void law_assert(struct credmint_source *source, law_draw *draw, law_call *law,
    const struct law *laws, size_t n);

/* The part of the law up to x. */
double law_normal(double x);
double law_gamma(double shape, double x);
double law_beta(double alpha, double beta, double x);
/* From -pi to x, around 0; kappa up to 1000. */
double law_vonmises(double kappa, double x);

/*
 * sums[k] is the part of the binomial law up to k, n + 1 of them. Freed by
 * the caller.
 */
double *law_binomial(uint64_t n, double p);

#endif
