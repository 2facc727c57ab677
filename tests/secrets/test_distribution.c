/*
 * test_distribution - draws follow the exact law of their parameters
 *
 * Beside each law stands a wrong one, a little off, which must be seen: it is
 * what a wrong method or a confusion of parameters would be like at least.
 */

#include <errno.h>
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "credmint.h"
#include "tests/secrets/law.h"

#define TWO_PI 6.283185307179586

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
triangular(struct credmint_source *s, const double *p, double *out)
{
	return credmint_random_triangular(s, p[0], p[1], p[2], out);
}

static double
triangular_law(const double *p, double x)
{
	double low = fmin(p[0], p[1]), high = fmax(p[0], p[1]), mode = p[2];

	if (x < mode)
		return (x - low) / (high - low) * ((x - low) / (mode - low));
	if (x >= high)
		return 1;
	return 1 - (high - x) / (high - low) * ((high - x) / (high - mode));
}

static void
test_triangular_is_its_law(void **state)
{
	static const struct law laws[] = {
	    {{0, 1, 0.5}, {0, 1, 0.6}},
	    {{-3, 9, -3}, {-3, 9, -2}},
	    {{-3, 9, 9}, {-3, 9, 8}},
	    {{9, -3, 7}, {9, -3, -1}}, /* from high to low */
	    {{1e300, 1.1e300, 1.02e300}, {1e300, 1.1e300, 1.04e300}},
	    {{0, 5e-320, 2e-320}, {0, 5e-320, 3e-320}},
	};

	(void)state;
	ASSERT_LAWS(triangular, triangular_law, laws);
}

static int
normal(struct credmint_source *s, const double *p, double *out)
{
	return credmint_random_normal(s, p[0], p[1], out);
}

static double
normal_law(const double *p, double x)
{
	return law_normal((x - p[0]) / fabs(p[1]));
}

static void
test_normal_is_its_law(void **state)
{
	static const struct law laws[] = {
	    {{0, 1}, {0, 1.2}},
	    {{-50, 3}, {-50.3, 3}},
	    {{7, -2}, {7, 2.4}}, /* the sign makes no difference */
	    {{1e300, 1e299}, {1.01e300, 1e299}},
	};

	(void)state;
	ASSERT_LAWS(normal, normal_law, laws);
}

static int
lognormal(struct credmint_source *s, const double *p, double *out)
{
	return credmint_random_lognormal(s, p[0], p[1], out);
}

static double
lognormal_law(const double *p, double x)
{
	return law_normal((log(x) - p[0]) / p[1]);
}

static void
test_lognormal_is_its_law(void **state)
{
	static const struct law laws[] = {
	    {{0, 1}, {0.1, 1}},
	    {{-300, 40}, {-300, 48}},
	    {{5, 0.01}, {5, 0.012}},
	};

	(void)state;
	ASSERT_LAWS(lognormal, lognormal_law, laws);
}

static int
exponential(struct credmint_source *s, const double *p, double *out)
{
	return credmint_random_exponential(s, p[0], out);
}

static double
exponential_law(const double *p, double x)
{
	return -expm1(-p[0] * x);
}

static void
test_exponential_is_its_law(void **state)
{
	static const struct law laws[] = {
	    {{1}, {1.1}}, {{1e-300}, {1.1e-300}}, {{1e300}, {0.9e300}},
	    {{-4}, {-4.4}}, /* below 0 */
	};

	(void)state;
	ASSERT_LAWS(exponential, exponential_law, laws);
}

static int
pareto(struct credmint_source *s, const double *p, double *out)
{
	return credmint_random_pareto(s, p[0], out);
}

static double
pareto_law(const double *p, double x)
{
	return p[0] > 0 ? 1 - pow(x, -p[0]) : pow(x, -p[0]);
}

static void
test_pareto_is_its_law(void **state)
{
	static const struct law laws[] = {
	    {{1}, {1.1}}, {{0.1}, {0.11}}, {{100}, {90}},
	    {{-2}, {-2.2}}, /* the reciprocal: below 1 */
	};

	(void)state;
	ASSERT_LAWS(pareto, pareto_law, laws);
}

static int
weibull(struct credmint_source *s, const double *p, double *out)
{
	return credmint_random_weibull(s, p[0], p[1], out);
}

static double
weibull_law(const double *p, double x)
{
	double part = -expm1(-pow(x / p[0], p[1]));

	return p[1] > 0 ? part : 1 - part;
}

static void
test_weibull_is_its_law(void **state)
{
	static const struct law laws[] = {
	    {{1, 1}, {1.1, 1}}, {{2, 5}, {5, 2}}, {{3, 0.2}, {3, 0.25}},
	    {{-3, 2}, {-3.3, 2}}, /* below 0 */
	    {{1, -2}, {1, -2.5}}, /* the reciprocal */
	};

	(void)state;
	ASSERT_LAWS(weibull, weibull_law, laws);
}

/* What is too large for a double comes as an infinity of its sign. */
static int
far_weibull(struct credmint_source *s, const double *p, double *out)
{
	int error = credmint_random_weibull(s, p[0], p[1], out);

	if (error == -EOVERFLOW) {
		*out = copysign(INFINITY, p[0]);
		error = 0;
	}
	return error;
}

/* By logarithms, the power being beyond a double where the result is not. */
static double
far_weibull_part(const double *p, double x)
{
	double z = exp(p[1] * (log(x) - log(fabs(p[0]))));

	return p[1] > 0 ? -expm1(-z) : exp(-z);
}

/* All that is beyond a double is one number, and spread again. */
static double
far_weibull_law(const double *p, double x)
{
	double low = 0, high = 1, v;

	assert_true(x == 0 || (x < 0) == (p[0] < 0));
	x = fabs(x);
	if (x > 0 && x <= DBL_MAX)
		return far_weibull_part(p, x);
	if (x == 0)
		high = far_weibull_part(p, DBL_TRUE_MIN);
	else
		low = far_weibull_part(p, DBL_MAX);
	assert_int_equal(credmint_random_real(source, &v), 0);
	return low + v * (high - low);
}

static void
test_weibull_of_any_scale_is_its_law(void **state)
{
	static const struct law laws[] = {
	    {{1, 0.001}, {1, 0.0012}},
	    {{1e300, 0.001}, {1e300, 0.0012}},
	    {{1e-300, 0.001}, {1e-300, 0.0012}},
	    {{-1e300, 0.001}, {-1e-300, 0.001}},
	    {{-1e-300, 0.001}, {-1e300, 0.001}},
	    {{1e300, -0.001}, {1e300, -0.0012}},
	    {{-1e-300, -0.001}, {-1e300, -0.001}},
	    {{1e-300, 2}, {1.1e-300, 2}},
	    {{-1e300, 5}, {-1.05e300, 5}},
	};

	(void)state;
	ASSERT_LAWS(far_weibull, far_weibull_law, laws);
}

static int
vonmises(struct credmint_source *s, const double *p, double *out)
{
	return credmint_random_vonmises(s, p[0], p[1], out);
}

/* How far an angle is from the mean: from -pi to pi. */
static double
turned(const double *p, double x)
{
	assert_true(x >= 0 && x < TWO_PI);
	return remainder(x - p[0], TWO_PI);
}

static double
vonmises_law(const double *p, double x)
{
	return law_vonmises(p[1], turned(p, x));
}

static double
narrow_vonmises_law(const double *p, double x)
{
	return law_normal(turned(p, x) * sqrt(p[1]));
}

static void
test_vonmises_is_its_law(void **state)
{
	static const struct law laws[] = {
	    {{0, 0}, {0, 0.2}},
	    {{1, 1e-9}, {1, 0.2}}, /* uniform */
	    {{1, 2e-6}, {1, 0.2}}, /* not called so, but nearly */
	    {{0, 0.5}, {0.3, 0.5}},
	    {{2, 1}, {2, 1.3}},
	    {{-100, 4}, {-100.3, 4}},
	    {{6.2, 50}, {6.2, 70}}, /* over the seam */
	    {{1e5, 700}, {1e5, 1000}},
	};
	static const struct law narrow[] = {
	    {{3, 1e8}, {3, 1.5e8}},
	    {{3, 1e14}, {3, 1.5e14}},
	};

	(void)state;
	ASSERT_LAWS(vonmises, vonmises_law, laws);
	ASSERT_LAWS(vonmises, narrow_vonmises_law, narrow);
	/* Closer than its neighbours in a double. */
	for (size_t i = 0; i < 1000; i++) {
		double x;

		assert_int_equal(
		    credmint_random_vonmises(source, 1, 1e40, &x), 0);
		assert_true(x == 1);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_triangular_is_its_law),
	    cmocka_unit_test(test_normal_is_its_law),
	    cmocka_unit_test(test_lognormal_is_its_law),
	    cmocka_unit_test(test_exponential_is_its_law),
	    cmocka_unit_test(test_pareto_is_its_law),
	    cmocka_unit_test(test_weibull_is_its_law),
	    cmocka_unit_test(test_weibull_of_any_scale_is_its_law),
	    cmocka_unit_test(test_vonmises_is_its_law),
	};

	return cmocka_run_group_tests_name(
	    "distribution", tests, set_up, tear_down);
}
