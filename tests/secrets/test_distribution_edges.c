/*
 * test_distribution_edges - what a distribution refuses, and what it gives at
 * the ends of numbers and of the generator
 */

#include <errno.h>
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "credmint.h"
#include "tests/secrets/stream.h"

#define PARAMS 3
/* Calls of the generator that no draw needs; 64 levels of a count need 600. */
#define ENDLESS 10000

static int
triangular(struct credmint_source *s, const double *p, double *out)
{
	return credmint_random_triangular(s, p[0], p[1], p[2], out);
}

static int
normal(struct credmint_source *s, const double *p, double *out)
{
	return credmint_random_normal(s, p[0], p[1], out);
}

static int
lognormal(struct credmint_source *s, const double *p, double *out)
{
	return credmint_random_lognormal(s, p[0], p[1], out);
}

static int
exponential(struct credmint_source *s, const double *p, double *out)
{
	return credmint_random_exponential(s, p[0], out);
}

static int
gammas(struct credmint_source *s, const double *p, double *out)
{
	return credmint_random_gamma(s, p[0], p[1], out);
}

static int
betas(struct credmint_source *s, const double *p, double *out)
{
	return credmint_random_beta(s, p[0], p[1], out);
}

static int
pareto(struct credmint_source *s, const double *p, double *out)
{
	return credmint_random_pareto(s, p[0], out);
}

static int
weibull(struct credmint_source *s, const double *p, double *out)
{
	return credmint_random_weibull(s, p[0], p[1], out);
}

static int
vonmises(struct credmint_source *s, const double *p, double *out)
{
	return credmint_random_vonmises(s, p[0], p[1], out);
}

/* The number of times is a parameter like others; out is the count. */
static int
binomial(struct credmint_source *s, const double *p, double *out)
{
	uint64_t n = 0, k = 99;
	int error;

	if (isfinite(p[0]) && p[0] >= 0)
		n = p[0] < 0x1p63 ? (uint64_t)p[0] : UINT64_MAX;
	error = credmint_random_binomial(s, n, p[1], &k);
	assert_true(k <= n || error == -EINVAL);
	*out = (double)k;
	return error;
}

static const struct call {
	int (*draw)(struct credmint_source *s, const double *p, double *out);
	size_t n;         /* parameters */
	size_t counts;    /* those that are no double */
	double p[PARAMS]; /* good ones */
} calls[] = {
    {triangular, 3, 0, {1, 5, 2}},
    {normal, 2, 0, {1, 2}},
    {lognormal, 2, 0, {1, 2}},
    {exponential, 1, 0, {3}},
    {gammas, 2, 0, {0.5, 2}},
    {betas, 2, 0, {0.5, 2}},
    {pareto, 1, 0, {3}},
    {weibull, 2, 0, {2, 3}},
    {vonmises, 2, 0, {1, 2}},
    {binomial, 2, 1, {1e6, 0.3}},
};

#define CALLS (sizeof(calls) / sizeof(calls[0]))

static void
assert_gives(size_t call, int error, double a, double b, double c)
{
	const double p[] = {a, b, c};
	double x = 7;

	stream_real();
	assert_int_equal(calls[call].draw(NULL, p, &x), error);
	if (error != 0)
		assert_true(x == 0);
}

static void
test_what_is_no_finite_number_is_refused(void **state)
{
	static const double bad[] = {NAN, INFINITY, -INFINITY};

	(void)state;
	for (size_t i = 0; i < CALLS; i++)
		for (size_t at = calls[i].counts; at < calls[i].n; at++)
			for (size_t j = 0; j < 3; j++) {
				double p[PARAMS];

				memcpy(p, calls[i].p, sizeof(p));
				assert_gives(i, 0, p[0], p[1], p[2]);
				p[at] = bad[j];
				assert_gives(i, -EINVAL, p[0], p[1], p[2]);
				assert_int_equal(stream_calls(), 0);
			}
}

static void
test_a_mode_outside_is_refused(void **state)
{
	(void)state;
	assert_gives(0, -EINVAL, 0, 1, 1 + 0x1p-52);
	assert_gives(0, -EINVAL, 0, 1, -DBL_TRUE_MIN);
	assert_gives(0, -EINVAL, 1, 0, 2);
	assert_gives(0, -EINVAL, 1, 1, 2);
	assert_gives(0, -EINVAL, -DBL_MAX, DBL_MAX, 0);
	assert_gives(0, 0, 1, 0, 0.5);
}

static void
test_parameters_of_0_are_refused(void **state)
{
	(void)state;
	assert_gives(3, -EINVAL, 0, 0, 0);
	assert_gives(3, -EINVAL, -0.0, 0, 0);
	assert_gives(4, -EINVAL, 0, 1, 0);
	assert_gives(4, -EINVAL, 1, 0, 0);
	assert_gives(5, -EINVAL, 0, 1, 0);
	assert_gives(5, -EINVAL, 1, 0, 0);
	assert_gives(6, -EINVAL, 0, 0, 0);
	assert_gives(7, -EINVAL, 1, 0, 0);
	assert_gives(7, 0, 0, 1, 0);
	assert_gives(8, 0, 0, 0, 0);
	assert_gives(9, 0, 0, 0, 0);
}

static void
test_negative_parameters(void **state)
{
	(void)state;
	assert_gives(4, -EINVAL, -1, 1, 0);
	assert_gives(4, -EINVAL, 1, -1, 0);
	assert_gives(5, -EINVAL, -1, 1, 0);
	assert_gives(5, -EINVAL, 1, -1, 0);
	assert_gives(8, -EINVAL, 1, -DBL_TRUE_MIN, 0);
	assert_gives(9, -EINVAL, 5, -DBL_TRUE_MIN, 0);
	assert_gives(1, 0, -1, -1, 0);
	assert_gives(2, 0, -1, -1, 0);
	assert_gives(3, 0, -1, 0, 0);
	assert_gives(6, 0, -1, 0, 0);
	assert_gives(7, 0, -1, 1, 0);
	assert_gives(7, 0, 1, -1, 0);
	assert_gives(8, 0, -1, 1, 0);
}

static void
test_a_result_that_overflows_is_an_error(void **state)
{
	double x = 7;

	(void)state;
	assert_gives(2, -EOVERFLOW, 1e6, 1, 0);
	assert_gives(3, -EOVERFLOW, DBL_TRUE_MIN, 0, 0);
	assert_gives(3, -EOVERFLOW, -DBL_TRUE_MIN, 0, 0);
	assert_gives(4, -EOVERFLOW, 1e200, 1e200, 0);
	assert_gives(6, -EOVERFLOW, 1e-200, 0, 0);
	/* Only where log u is above 1. */
	stream_stuck(0, ENDLESS);
	assert_int_equal(
	    credmint_random_weibull(NULL, 1e308, 1e-3, &x), -EOVERFLOW);
	assert_true(x == 0);
}

/* Each number that a parameter may be, with each other one. */
static const double ends[] = {0, DBL_TRUE_MIN, DBL_MIN, 1e-300, 1e-100, 1e-17,
    2e-6, 0.1, 0.5, 0.9, 1 - 0x1p-53, 1, 1 + 0x1p-52, 2, 10, 1e3, 1e9, 1e16,
    1e19, 1e100, 1e154, 1e300, DBL_MAX};

#define ENDS (sizeof(ends) / sizeof(ends[0]))

static void
assert_ends(const struct call *call, const double *p, unsigned char byte)
{
	double x = 7;
	int error;

	stream_stuck(byte, ENDLESS);
	error = call->draw(NULL, p, &x);
	assert_true(error == 0 || error == -EOVERFLOW || error == -EINVAL);
	assert_true(isfinite(x));
	assert_true(error == 0 || x == 0);
}

static void
test_a_stuck_generator_ends_no_number_and_no_loop(void **state)
{
	(void)state;
	for (size_t i = 0; i < CALLS; i++)
		for (size_t j = 0; j < ENDS * ENDS * 4; j++) {
			double a = ends[j % ENDS], b = ends[j / ENDS % ENDS];
			const double p[] = {j / ENDS / ENDS % 2 ? -a : a,
			    j / ENDS / ENDS / 2 ? -b : b, a / 2 + b / 2};

			assert_ends(&calls[i], p, 0);
			assert_ends(&calls[i], p, 0xff);
		}
}

/* With real bytes, in the same places. */
static void
test_results_are_finite_at_all_ends(void **state)
{
	(void)state;
	stream_repeatable();
	for (size_t i = 0; i < CALLS; i++)
		for (size_t j = 0; j < ENDS * ENDS * 10; j++) {
			const double p[] = {ends[j % ENDS],
			    ends[j / ENDS % ENDS], ends[j % ENDS]};
			double x = 7;
			int error = calls[i].draw(NULL, p, &x);

			assert_true(error == 0 || error == -EOVERFLOW ||
			    error == -EINVAL);
			assert_true(isfinite(x) && (error == 0 || x == 0));
		}
}

/* Each law asks more than once, or may: the last draw can fail as the first. */
static void
test_entropy_that_ends_at_any_draw_leaves_0(void **state)
{
	(void)state;
	for (size_t i = 0; i < CALLS; i++) {
		unsigned int draws = 0;
		int error = -EIO;

		while (error != 0) {
			double x = 7;

			stream_fail(draws++, -EIO);
			error = calls[i].draw(NULL, calls[i].p, &x);
			assert_true(error == 0 || (error == -EIO && x == 0));
			assert_in_range(draws, 1, ENDLESS);
		}
		assert_true(draws > 1);
	}
}

/* The same bytes give the same result, whatever was drawn before them. */
static void
test_nothing_is_kept_between_calls(void **state)
{
	double first[CALLS], x;

	(void)state;
	for (size_t i = 0; i < CALLS; i++) {
		stream_repeatable();
		assert_int_equal(calls[i].draw(NULL, calls[i].p, &first[i]), 0);
	}
	for (size_t i = 0; i < CALLS * CALLS; i++) {
		const struct call *before = &calls[i / CALLS];
		const struct call *call = &calls[i % CALLS];

		stream_real();
		assert_int_equal(before->draw(NULL, before->p, &x), 0);
		stream_repeatable();
		assert_int_equal(call->draw(NULL, call->p, &x), 0);
		assert_memory_equal(&x, &first[i % CALLS], sizeof(x));
	}
}

/* Two draws of a pair would be one call of the generator. */
static void
test_each_normal_asks_anew(void **state)
{
	double x, y;

	(void)state;
	stream_repeatable();
	assert_int_equal(credmint_random_normal(NULL, 0, 1, &x), 0);
	assert_int_equal(stream_given(), 14);
	assert_int_equal(credmint_random_normal(NULL, 0, 1, &y), 0);
	assert_int_equal(stream_given(), 28);
	assert_true(x != y);
}

/* The product of sigma and a draft is too large alone; the sum is a number. */
static void
test_a_sum_that_is_a_number_is_given(void **state)
{
	unsigned brought_back = 0;

	(void)state;
	stream_real();
	for (int i = 0; i < 2000; i++) {
		double x = 7;
		int r = credmint_random_normal(NULL, -1e308, 1.7e308, &x);

		assert_true(r == 0 ? isfinite(x) : r == -EOVERFLOW && x == 0);
		brought_back += x > 0.85e308;
	}
	assert_in_range(brought_back, 20, 400);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_what_is_no_finite_number_is_refused),
	    cmocka_unit_test(test_a_mode_outside_is_refused),
	    cmocka_unit_test(test_parameters_of_0_are_refused),
	    cmocka_unit_test(test_negative_parameters),
	    cmocka_unit_test(test_a_result_that_overflows_is_an_error),
	    cmocka_unit_test(test_a_sum_that_is_a_number_is_given),
	    cmocka_unit_test(test_a_stuck_generator_ends_no_number_and_no_loop),
	    cmocka_unit_test(test_results_are_finite_at_all_ends),
	    cmocka_unit_test(test_entropy_that_ends_at_any_draw_leaves_0),
	    cmocka_unit_test(test_nothing_is_kept_between_calls),
	    cmocka_unit_test(test_each_normal_asks_anew),
	};

	return cmocka_run_group_tests_name(
	    "distribution_edges", tests, NULL, NULL);
}
