/*
 * significance - how often chance alone would do as badly: p-values
 *
 * Each gives a number from 0 to 1. Under the hypothesis it is uniform: one
 * below x comes with probability x.
 */

#ifndef CREDMINT_SIGNIFICANCE_H
#define CREDMINT_SIGNIFICANCE_H

/*
 * The regularised upper incomplete gamma function Q(a, x), which NIST SP
 * 800-22 calls igamc; a above 0, x 0 or more.
 */
double significance_gamma(double a, double x);

/* That a chi-square of so many degrees of freedom is at least so large. */
double significance_chi_square(double freedom, double chi_square);

/* That a normal deviate is at least so many deviations from its mean. */
double significance_normal(double deviations);

#endif
