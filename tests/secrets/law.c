/*
 * law - whether numbers follow a distribution, and the distributions
 */

#include "tests/secrets/law.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/secrets/chi.h"

#define CELLS 128
#define STEPS 8192
#define PI 3.141592653589793

static int
by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/*
 * The largest distance is under 3.17 / sqrt(n): Massart's bound of its
 * probability is 2 exp(-2 * 3.17^2) = 3.8e-9.
 */
bool
law_is_uniform(double *u, size_t n)
{
	unsigned long cells[CELLS] = {0};
	double far = 0, count = (double)n;

	for (size_t i = 0; i < n; i++) {
		if (!(u[i] >= 0 && u[i] <= 1))
			return false;
		cells[(size_t)fmin(u[i] * CELLS, CELLS - 1)]++;
	}
	qsort(u, n, sizeof(*u), by_value);
	for (size_t i = 0; i < n; i++) {
		far = fmax(far, u[i] - (double)i / count);
		far = fmax(far, (double)(i + 1) / count - u[i]);
	}
	return far * sqrt(count) < 3.17 && chi_is_uniform(cells, CELLS);
}

static bool
follows(struct credmint_source *source, law_draw *draw, const double *p,
    law_call *law, const double *of)
{
	static double u[LAW_DRAWS];

	for (size_t i = 0; i < LAW_DRAWS; i++) {
		double x;

		assert_int_equal(draw(source, p, &x), 0);
		u[i] = law(of, x);
	}
	return law_is_uniform(u, LAW_DRAWS);
}

void
law_assert(struct credmint_source *source, law_draw *draw, law_call *law,
    const struct law *laws, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const double *p = laws[i].p;

		if (!follows(source, draw, p, law, p))
			fail_msg("not the law of %g, %g, %g", p[0], p[1], p[2]);
		if (follows(source, draw, p, law, laws[i].wrong))
			fail_msg("%g, %g, %g: sees nothing", p[0], p[1], p[2]);
	}
}

double
law_normal(double x)
{
	return erfc(-x / sqrt(2)) / 2;
}

/*
 * a(1) / (b(1) + a(2) / (b(2) + ...)), by the method of Lentz, Thompson and
 * Barnett. p are the parameters of the terms.
 */
static double
fraction(double (*a)(int k, const double *p),
    double (*b)(int k, const double *p), const double *p)
{
	double c = 1e-300, d = 0, f = 0, step = 0;

	for (int k = 1; k < 100000 && fabs(step - 1) > 1e-14; k++) {
		d = 1 / (b(k, p) + a(k, p) * d);
		c = b(k, p) + a(k, p) / c;
		step = k == 1 ? 0 : c * d;
		f = k == 1 ? a(1, p) * d : f * step;
	}
	return f;
}

static double
gamma_a(int k, const double *p)
{
	return k == 1 ? 1 : -(k - 1) * (k - 1 - p[0]);
}

static double
gamma_b(int k, const double *p)
{
	return p[1] + 2 * k - 1 - p[0];
}

/* DLMF 8.7.1 below the bend, 8.9.2 above. */
double
law_gamma(double shape, double x)
{
	const double p[] = {shape, x};
	double front, sum, term;

	if (x <= 0)
		return 0;
	front = exp(shape * log(x) - x - lgamma(shape));
	if (x > shape + 1)
		return 1 - front * fraction(gamma_a, gamma_b, p);
	sum = term = 1 / shape;
	for (double k = 1; term > sum * 1e-16; k++) {
		term *= x / (shape + k);
		sum += term;
	}
	return fmin(front * sum, 1);
}

static double
beta_a(int k, const double *p)
{
	double a = p[0], b = p[1], x = p[2], m = (k - 1) / 2;

	if (k == 1)
		return 1;
	if (k % 2 == 1)
		return m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
	return -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
}

static double
beta_b(int k, const double *p)
{
	(void)k;
	(void)p;
	return 1;
}

/* DLMF 8.17.22, from the end where it is quick. */
double
law_beta(double alpha, double beta, double x)
{
	const double p[] = {alpha, beta, x};

	if (x <= 0 || x >= 1)
		return x >= 1;
	if (x > (alpha + 1) / (alpha + beta + 2))
		return 1 - law_beta(beta, alpha, 1 - x);
	return exp(alpha * log(x) + beta * log1p(-x) + lgamma(alpha + beta) -
		   lgamma(alpha) - lgamma(beta)) /
	    alpha * fraction(beta_a, beta_b, p);
}

/* Trapezes over a whole period; kept for the same kappa. */
double
law_vonmises(double kappa, double x)
{
	static double sums[STEPS + 1], of = -1;
	double at = (x + PI) / (2 * PI) * STEPS;
	size_t below = (size_t)fmin(fmax(at, 0), STEPS - 1);

	for (size_t i = 0; of != kappa && i < STEPS; i++) {
		double a = -PI + 2 * PI * (double)i / STEPS;
		double b = -PI + 2 * PI * (double)(i + 1) / STEPS;

		sums[i + 1] = sums[i] + exp(kappa * (cos(a) - 1)) +
		    exp(kappa * (cos(b) - 1));
	}
	of = kappa;
	return (sums[below] +
		   (sums[below + 1] - sums[below]) * (at - (double)below)) /
	    sums[STEPS];
}

double *
law_binomial(uint64_t n, double p)
{
	double *sums = calloc((size_t)n + 1, sizeof(*sums)), total = 0,
	       m = (double)n;

	if (sums == NULL)
		abort();
	for (uint64_t i = 0; i <= n; i++) {
		double k = (double)i;

		total += exp(lgamma(m + 1) - lgamma(k + 1) - lgamma(m - k + 1) +
		    k * log(p) + (m - k) * log1p(-p));
		sums[i] = fmin(total, 1);
	}
	return sums;
}
