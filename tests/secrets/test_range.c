/*
 * test_range - integers between two, members of a range, reals
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

/* The range has exactly these members, and each byte leads to one. */
static void
assert_members(
    int64_t start, int64_t stop, int64_t step, const int64_t *want, size_t n)
{
	for (size_t i = 0; i < 256; i++) {
		unsigned char byte = (unsigned char)i;
		int64_t value;

		stream_play(&byte, 1);
		assert_int_equal(
		    credmint_random_range(NULL, start, stop, step, &value), 0);
		if (stream_calls() > 1) /* rejected: then the zero after it */
			assert_true(value == want[0]);
		else if (i < n)
			assert_true(value == want[i]);
	}
	assert_int_equal(stream_given() > 0, n > 1);
}

static void
test_ranges_have_the_members_they_say(void **state)
{
	(void)state;
	for (int64_t start = -7; start <= 7; start++)
		for (int64_t stop = -7; stop <= 7; stop++)
			for (int64_t step = -5; step <= 5; step++) {
				int64_t want[16], value = 1;
				size_t n = 0;

				for (int64_t x = start; step != 0 &&
				     (step > 0 ? x < stop : x > stop);
				     x += step)
					want[n++] = x;
				if (n > 0) {
					assert_members(
					    start, stop, step, want, n);
					continue;
				}
				assert_int_equal(credmint_random_range(NULL,
						     start, stop, step, &value),
				    -EINVAL);
				assert_true(value == 0);
			}
}

static void
test_ranges_at_the_edges_do_not_overflow(void **state)
{
	static const int64_t up[] = {INT64_MIN, -1, INT64_MAX - 1};
	static const int64_t down[] = {INT64_MAX, -1};
	static const int64_t single[] = {INT64_MIN};
	static const int64_t last[] = {INT64_MAX - 1};

	(void)state;
	assert_members(INT64_MIN, INT64_MAX, INT64_MAX, up, 3);
	assert_members(INT64_MAX, INT64_MIN, INT64_MIN, down, 2);
	assert_members(INT64_MIN, INT64_MIN + 1, INT64_MAX, single, 1);
	assert_members(INT64_MAX - 1, INT64_MAX, 1, last, 1);
}

static void
test_the_widest_range_leaves_out_its_stop(void **state)
{
	static const unsigned char bytes[] = {0xff, 0xff, 0xff, 0xff, 0xff,
	    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe};
	int64_t value;

	(void)state;
	stream_play(bytes, sizeof(bytes));
	assert_int_equal(
	    credmint_random_range(NULL, INT64_MIN, INT64_MAX, 1, &value), 0);
	assert_int_equal(stream_calls(), 2);
	assert_true(value == INT64_MAX - 1);
	stream_play(bytes, sizeof(bytes));
	assert_int_equal(
	    credmint_random_range(NULL, INT64_MAX, INT64_MIN, -1, &value), 0);
	assert_true(value == INT64_MIN + 1);
}

static void
test_int_includes_both_ends(void **state)
{
	int64_t value;

	(void)state;
	for (size_t i = 0; i < 7; i++) {
		unsigned char byte = (unsigned char)i;

		stream_play(&byte, 1);
		assert_int_equal(credmint_random_int(NULL, -3, 3, &value), 0);
		assert_true(value == (int64_t)i - 3);
	}
	stream_real();
	assert_int_equal(
	    credmint_random_int(NULL, INT64_MAX, INT64_MAX, &value), 0);
	assert_true(value == INT64_MAX);
	assert_int_equal(stream_calls(), 0);
	assert_int_equal(credmint_random_int(NULL, 1, 0, &value), -EINVAL);
	assert_true(value == 0);
	value = 1;
	assert_int_equal(
	    credmint_random_int(NULL, INT64_MAX, INT64_MIN, &value), -EINVAL);
	assert_true(value == 0);
}

static void
test_int_takes_the_full_range(void **state)
{
	static const unsigned char bytes[24] = {0, 0, 0, 0, 0, 0, 0, 0, 0xff,
	    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x80};
	static const int64_t want[] = {INT64_MIN, INT64_MAX, 0};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		int64_t value;

		stream_play(bytes + 8 * i, 8);
		assert_int_equal(
		    credmint_random_int(NULL, INT64_MIN, INT64_MAX, &value), 0);
		assert_true(value == want[i]);
	}
}

static void
test_bits_are_the_low_ones_of_whole_bytes(void **state)
{
	unsigned char ones[9], be[9];

	(void)state;
	memset(ones, 0xff, sizeof(ones));
	for (size_t nbits = 0; nbits <= 72; nbits++) {
		size_t n = (nbits + 7) / 8;

		memset(be, 0x5a, sizeof(be));
		stream_play(ones, sizeof(ones));
		assert_int_equal(credmint_random_bits(NULL, be, nbits), 0);
		if (nbits % 8 != 0)
			assert_int_equal(be[0], (1 << nbits % 8) - 1);
		for (size_t i = nbits % 8 != 0; i < n; i++)
			assert_int_equal(be[i], 0xff);
		for (size_t i = n; i < sizeof(be); i++)
			assert_int_equal(be[i], 0x5a);
	}
	assert_int_equal(credmint_random_bits(NULL, NULL, 0), 0);
	assert_int_equal(credmint_random_bytes(NULL, NULL, 0), 0);
}

static void
test_reals_are_multiples_of_a_53rd_part_below_1(void **state)
{
	unsigned char ones[7];
	double x, whole;

	(void)state;
	memset(ones, 0xff, sizeof(ones));
	stream_play(ones, sizeof(ones));
	assert_int_equal(credmint_random_real(NULL, &x), 0);
	assert_true(x == 1 - 0x1p-53);
	stream_play(ones, 0);
	assert_int_equal(credmint_random_real(NULL, &x), 0);
	assert_true(x == 0);
	stream_real();
	for (size_t i = 0; i < 10000; i++) {
		assert_int_equal(credmint_random_real(NULL, &x), 0);
		assert_true(x >= 0 && x < 1);
		assert_true(modf(x * 0x1p53, &whole) == 0);
	}
}

static void
test_uniform_goes_from_a_towards_b(void **state)
{
	static const unsigned char half[7] = {0x10};
	double x;

	(void)state;
	stream_play(half, sizeof(half));
	assert_int_equal(credmint_random_uniform(NULL, -2, 6, &x), 0);
	assert_true(x == 2);
	stream_play(half, sizeof(half));
	assert_int_equal(credmint_random_uniform(NULL, 6, -2, &x), 0);
	assert_true(x == 2);
	stream_play(half, 0);
	assert_int_equal(credmint_random_uniform(NULL, 6, -2, &x), 0);
	assert_true(x == 6);
	assert_int_equal(credmint_random_uniform(NULL, 3, 3, &x), 0);
	assert_true(x == 3);
}

static void
test_uniform_needs_finite_bounds_and_difference(void **state)
{
	static const double bad[][2] = {{NAN, 0}, {0, NAN}, {INFINITY, 0},
	    {0, -INFINITY}, {-DBL_MAX, DBL_MAX}, {DBL_MAX, -DBL_MAX}};
	double x;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		x = 7;
		assert_int_equal(
		    credmint_random_uniform(NULL, bad[i][0], bad[i][1], &x),
		    -EINVAL);
		assert_true(x == 0);
	}
	assert_int_equal(credmint_random_uniform(NULL, 0, DBL_MAX, &x), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_ranges_have_the_members_they_say),
	    cmocka_unit_test(test_ranges_at_the_edges_do_not_overflow),
	    cmocka_unit_test(test_the_widest_range_leaves_out_its_stop),
	    cmocka_unit_test(test_int_includes_both_ends),
	    cmocka_unit_test(test_int_takes_the_full_range),
	    cmocka_unit_test(test_bits_are_the_low_ones_of_whole_bytes),
	    cmocka_unit_test(test_reals_are_multiples_of_a_53rd_part_below_1),
	    cmocka_unit_test(test_uniform_goes_from_a_towards_b),
	    cmocka_unit_test(test_uniform_needs_finite_bounds_and_difference),
	};

	return cmocka_run_group_tests_name("range", tests, NULL, NULL);
}
