/*
 * test_distribution_range - results keep within their ranges, to the last bit
 */

#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "credmint.h"
#include "tests/secrets/stream.h"

/* More of the generator than any of these draws needs. */
#define CALLS 10000

static const double ends[] = {0, DBL_TRUE_MIN, DBL_MIN, 1e-300, 1e-17, 0.1,
    1 - 0x1p-53, 1, 1 + 0x1p-52, 3, 1e9, 1e16, 1e300, DBL_MAX};

#define ENDS (sizeof(ends) / sizeof(ends[0]))

static void
test_a_triangle_without_width_is_its_point(void **state)
{
	static const double points[] = {0, 10, -1e300, DBL_TRUE_MIN};

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		double at = points[i], x = 7;

		assert_int_equal(
		    credmint_random_triangular(NULL, at, at, at, &x), 0);
		assert_true(x == at);
	}
}

static void
test_a_deviation_of_0_is_the_mean(void **state)
{
	double x = 7;

	(void)state;
	assert_int_equal(credmint_random_normal(NULL, -3, 0, &x), 0);
	assert_true(x == -3);
	assert_int_equal(credmint_random_lognormal(NULL, 2, 0, &x), 0);
	assert_true(x == exp(2));
}

/* Where the power alone is infinite, or 0. */
static void
test_a_scale_of_0_is_0(void **state)
{
	static const double shapes[] = {0.001, -0.001, 1, DBL_TRUE_MIN, -1e300};

	(void)state;
	for (size_t i = 0; i < 5; i++)
		for (unsigned char byte = 0, j = 0; j < 2; byte = 0xff, j++) {
			double x = 7;

			stream_stuck(byte, CALLS);
			assert_int_equal(
			    credmint_random_weibull(NULL, 0, shapes[i], &x), 0);
			assert_true(x == 0);
			assert_int_equal(
			    credmint_random_weibull(NULL, -0.0, shapes[i], &x),
			    0);
			assert_true(x == 0);
		}
}

static void
assert_between(double low, double high, double mode)
{
	for (unsigned char byte = 0, i = 0; i < 2; byte = 0xff, i++) {
		double x = NAN;

		stream_stuck(byte, CALLS);
		assert_int_equal(
		    credmint_random_triangular(NULL, low, high, mode, &x), 0);
		assert_true(x >= fmin(low, high) && x <= fmax(low, high));
	}
}

static void
test_a_triangle_keeps_within_its_ends(void **state)
{
	(void)state;
	for (size_t i = 0; i < ENDS * ENDS; i++) {
		double a = -ends[i % ENDS] / 4, b = ends[i / ENDS] / 4;

		assert_between(a, b, a);
		assert_between(a, b, b);
		assert_between(b, a, a);
		assert_between(b, a, b);
	}
	/* Here low and the width together are above high. */
	assert_between(-1, 1.2 * 0x1p-53, 1.2 * 0x1p-53);
}

static void
test_an_angle_is_below_a_whole_turn(void **state)
{
	const double two_pi = 6.283185307179586;
	double x;

	(void)state;
	/* Just below 0, a whole turn up: that is the end itself. */
	stream_stuck(0, CALLS);
	for (size_t i = 0; i < ENDS; i++) {
		assert_int_equal(
		    credmint_random_vonmises(NULL, -ends[i], 1e300, &x), 0);
		assert_true(x >= 0 && x < two_pi);
	}
	stream_repeatable();
	for (size_t i = 0; i < 20000; i++) {
		assert_int_equal(
		    credmint_random_vonmises(NULL, 0, 1e30, &x), 0);
		assert_true(x >= 0 && x < two_pi);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_a_triangle_without_width_is_its_point),
	    cmocka_unit_test(test_a_deviation_of_0_is_the_mean),
	    cmocka_unit_test(test_a_scale_of_0_is_0),
	    cmocka_unit_test(test_a_triangle_keeps_within_its_ends),
	    cmocka_unit_test(test_an_angle_is_below_a_whole_turn),
	};

	return cmocka_run_group_tests_name(
	    "distribution_range", tests, NULL, NULL);
}
