/*
 * test_distribution_gamma - gamma and beta draws follow their exact laws
 */

#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "credmint.h"
#include "tests/secrets/law.h"

/* Draws that are counted. */
#define DRAWS 60000

#define ASSERT_LAWS(draw, law, laws) \
	law_assert(source, draw, law, laws, sizeof(laws) / sizeof((laws)[0]))

static struct credmint_source *source;

static int
set_up(void **state)
{
	(void)state;
	return credmint_source_new(&source);
}

static int
tear_down(void **state)
{
	(void)state;
	credmint_source_free(source);
	return 0;
}

static int
gammas(struct credmint_source *s, const double *p, double *out)
{
	return credmint_random_gamma(s, p[0], p[1], out);
}

static double
gamma_law(const double *p, double x)
{
	return law_gamma(p[0], x / p[1]);
}

/* Of a shape so large that it is normal. */
static double
large_gamma_law(const double *p, double x)
{
	return law_normal((x / p[1] - p[0]) / sqrt(p[0]));
}

/*
 * Of a shape so large that few of the numbers around it are doubles: each
 * stands for all that are rounded to it.
 */
static double
rounded_gamma_law(const double *p, double x)
{
	double sigma = sqrt(p[0]), half = (nextafter(x, INFINITY) - x) / 2;
	double low = law_normal((x - p[0] - half) / sigma);
	double high = law_normal((x - p[0] + half) / sigma), v;

	assert_int_equal(credmint_random_real(source, &v), 0);
	return low + v * (high - low);
}

/*
 * Of a shape near 0: the first term of the series is off by one part in 1000
 * at most. What was too small for a double is spread again.
 */
static double
small_gamma_law(const double *p, double x)
{
	double v = 1;

	if (x == 0) {
		assert_int_equal(credmint_random_real(source, &v), 0);
		x = DBL_TRUE_MIN;
	}
	x = exp(p[0] * (log(x) - log(p[1])) - lgamma(p[0] + 1));
	return v * fmin(x, 1);
}

static void
test_gamma_is_its_law(void **state)
{
	static const struct law laws[] = {
	    {{0.01, 1}, {0.012, 1}},
	    {{0.3, 2}, {0.33, 2}},
	    {{0.999, 1e-9}, {0.999, 1.1e-9}},
	    {{1, 1}, {1.1, 1}},
	    {{1, 5}, {1, 5.5}},
	    {{1.001, 1}, {1.1, 1}},
	    {{1.5, 1}, {1, 1.5}},
	    {{20, 0.5}, {20, 0.52}},
	    {{3000, 1e200}, {3010, 1e200}},
	};
	static const struct law large[] = {
	    {{1e12, 1}, {1e12 + 1e5, 1}},
	    {{1e24, 1e-24}, {1e24 + 1e11, 1e-24}},
	};
	static const struct law rounded[] = {
	    {{1e28, 1}, {1e28 + 1e13, 1}},
	    {{1e29, 1}, {1e29 + 4e13, 1}},
	    {{1e30, 1}, {1e30 + 2e14, 1}},
	    {{1e31, 1}, {1e31 + 2e15, 1}},
	};
	static const struct law small[] = {
	    {{0.001, 1e300}, {0.0012, 1e300}},
	    {{0.001, 1e-100}, {0.0012, 1e-100}},
	    {{0.001, 1e-300}, {0.002, 1e-300}},
	};

	(void)state;
	ASSERT_LAWS(gammas, gamma_law, laws);
	ASSERT_LAWS(gammas, large_gamma_law, large);
	ASSERT_LAWS(gammas, rounded_gamma_law, rounded);
	ASSERT_LAWS(gammas, small_gamma_law, small);
}

static int
betas(struct credmint_source *s, const double *p, double *out)
{
	return credmint_random_beta(s, p[0], p[1], out);
}

/*
 * Where all above 1 - 2^-54 was rounded to 1, it is spread again, with a draw
 * beside.
 */
static double
beta_law(const double *p, double x)
{
	double v;

	if (x < 1)
		return law_beta(p[0], p[1], x);
	assert_int_equal(credmint_random_real(source, &v), 0);
	return 1 - v * law_beta(p[1], p[0], 0x1p-54);
}

static double
large_beta_law(const double *p, double x)
{
	double sum = p[0] + p[1], mean = p[0] / sum;

	return law_normal((x - mean) / sqrt(mean * (1 - mean) / sum));
}

static void
test_beta_is_its_law(void **state)
{
	static const struct law laws[] = {
	    {{1, 1}, {1, 1.1}},
	    {{0.5, 0.5}, {0.55, 0.5}},
	    {{0.05, 0.05}, {0.05, 0.06}},
	    {{0.2, 7}, {0.23, 7}},
	    {{7, 0.2}, {7, 0.23}},
	    {{2, 3}, {3, 2}},
	    {{80, 20}, {80, 21}},
	    {{500, 3000}, {510, 3000}},
	};
	static const struct law large[] = {
	    {{1e10, 1e10}, {1e10 + 1e4, 1e10}},
	    {{3e14, 1e14}, {3e14, 1e14 + 1e6}},
	};

	(void)state;
	ASSERT_LAWS(betas, beta_law, laws);
	ASSERT_LAWS(betas, large_beta_law, large);
}

/* As a count, which chance to be 1 they have. */
static void
assert_ones(double alpha, double beta, double part)
{
	double ones = 0, x;

	for (size_t i = 0; i < DRAWS; i++) {
		assert_int_equal(
		    credmint_random_beta(source, alpha, beta, &x), 0);
		assert_true(x == 0 || x == 1);
		ones += x;
	}
	/* Six standard deviations. */
	assert_true(
	    fabs(ones - DRAWS * part) < 6 * sqrt(DRAWS * part * (1 - part)));
}

static void
test_beta_of_almost_nothing_is_0_or_1(void **state)
{
	(void)state;
	assert_ones(1e-310, 1e-310, 0.5);
	assert_ones(3e-310, 1e-310, 0.75);
	assert_ones(1e-200, 3e-200, 0.25);
	assert_ones(DBL_TRUE_MIN, DBL_TRUE_MIN, 0.5);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_gamma_is_its_law),
	    cmocka_unit_test(test_beta_is_its_law),
	    cmocka_unit_test(test_beta_of_almost_nothing_is_0_or_1),
	};

	return cmocka_run_group_tests_name(
	    "distribution_gamma", tests, set_up, tear_down);
}
