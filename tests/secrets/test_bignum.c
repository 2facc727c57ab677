/*
 * test_bignum - large integers against 64-bit ones, and at their limits
 */

#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "secrets/bignum.h"

static struct bignum
of(uint64_t value)
{
	struct bignum a = {0, {0}};

	a.limb[0] = (uint32_t)value;
	a.limb[1] = (uint32_t)(value >> 32);
	a.n = a.limb[1] != 0 ? 2 : a.limb[0] != 0;
	return a;
}

static void
assert_is(const struct bignum *a, uint64_t value)
{
	struct bignum b = of(value);

	assert_memory_equal(a, &b, sizeof(b));
}

static const uint64_t values[] = {0, 1, 2, 94, 0xffffffff, 0x100000000,
    0xfffffffeffffffff, 0x0123456789abcdef, UINT64_MAX / 94};
#define VALUES (sizeof(values) / sizeof(values[0]))

static void
test_small_factors_and_divisors(void **state)
{
	(void)state;
	for (size_t i = 0; i < VALUES; i++) {
		struct bignum a = of(values[i] / 94);

		bignum_multiply_small(&a, 94);
		assert_is(&a, values[i] / 94 * 94);
		a = of(values[i]);
		bignum_divide_small(&a, 1000003);
		assert_is(&a, values[i] / 1000003);
		bignum_multiply_small(&a, 0);
		assert_is(&a, 0);
		bignum_set(&a, (uint32_t)values[i]);
		assert_is(&a, (uint32_t)values[i]);
	}
}

static void
test_order_and_difference(void **state)
{
	(void)state;
	for (size_t i = 0; i < VALUES; i++)
		for (size_t j = 0; j < VALUES; j++) {
			struct bignum a = of(values[i]), b = of(values[j]);
			int order = bignum_compare(&a, &b);

			assert_int_equal(order < 0, values[i] < values[j]);
			assert_int_equal(order > 0, values[i] > values[j]);
			if (order < 0)
				continue;
			bignum_subtract(&a, &b);
			assert_is(&a, values[i] - values[j]);
		}
}

static void
test_sum_of_products(void **state)
{
	static struct bignum sum, a, b;

	(void)state;
	sum = of(7);
	a = of(0xffffffff);
	b = of(0xfffffffe);
	bignum_add_product(&sum, &a, &b);
	assert_is(&sum, 0xffffffffULL * 0xfffffffeULL + 7);
	b = of(0);
	bignum_add_product(&sum, &a, &b);
	bignum_add_product(&sum, &b, &a);
	assert_is(&sum, 0xffffffffULL * 0xfffffffeULL + 7);
}

static void
test_square_of_a_sum(void **state)
{
	static struct bignum sum, square, a, b, one;

	(void)state;
	/* (x + y)^2 is x^2 + 2xy + y^2, with carries through many limbs */
	bignum_set(&a, 1);
	for (int i = 0; i < 100; i++)
		bignum_multiply_small(&a, 0xff);
	b = of(UINT64_MAX);
	one = of(1);
	bignum_add_product(&sum, &a, &a);
	bignum_add_product(&sum, &a, &b);
	bignum_add_product(&sum, &b, &a);
	bignum_add_product(&sum, &b, &b);
	bignum_add_product(&a, &b, &one);
	bignum_add_product(&square, &a, &a);
	assert_memory_equal(&square, &sum, sizeof(sum));
}

static void
test_largest_number_of_passwords_fits(void **state)
{
	struct bignum a;

	(void)state;
	bignum_set(&a, 1);
	for (int i = 0; i < 256; i++)
		bignum_multiply_small(&a, 94);
	bignum_multiply_small(&a, 512);
	assert_true(fabs(bignum_log2(&a) - 256 * log2(94) - 9) < 1e-9);
	assert_true(a.n <= BIGNUM_LIMBS);
	bignum_divide_small(&a, 512);
	for (int i = 0; i < 256; i++)
		bignum_divide_small(&a, 94);
	assert_is(&a, 1);
}

static void
test_too_large_is_cut_and_stays_inside(void **state)
{
	struct {
		struct bignum a;
		unsigned char after[64];
	} room;
	struct bignum b;

	(void)state;
	memset(room.after, 0x5a, sizeof(room.after));
	bignum_set(&room.a, 1);
	for (int i = 0; i < 300; i++)
		bignum_multiply_small(&room.a, 0xffffffff);
	b = room.a;
	bignum_add_product(&room.a, &b, &b);
	assert_true(room.a.n <= BIGNUM_LIMBS);
	for (size_t i = 0; i < sizeof(room.after); i++)
		assert_int_equal(room.after[i], 0x5a);
}

static void
test_log2_is_exact_enough(void **state)
{
	struct bignum a;

	(void)state;
	bignum_set(&a, 1);
	assert_true(bignum_log2(&a) == 0);
	for (int i = 1; i < 1700; i++) {
		bignum_multiply_small(&a, 2);
		assert_true(bignum_log2(&a) == i);
	}
}

static void
test_draws_are_below_and_reach_all(void **state)
{
	static const uint64_t bounds[] = {
	    1, 2, 3, 10, 0x100000000, 0x100000001, 0x8000000000000001};
	struct bignum bound, out;
	unsigned seen[10] = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(bounds) / sizeof(bounds[0]); i++) {
		bound = of(bounds[i]);
		for (int j = 0; j < 200; j++) {
			assert_int_equal(bignum_draw(NULL, &bound, &out), 0);
			assert_true(bignum_compare(&out, &bound) < 0);
			if (bounds[i] == 10)
				seen[out.limb[0]]++;
		}
	}
	/* Of 200 draws one of ten misses once in 10^8 runs. */
	for (size_t i = 0; i < 10; i++)
		assert_true(seen[i] > 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_small_factors_and_divisors),
	    cmocka_unit_test(test_order_and_difference),
	    cmocka_unit_test(test_sum_of_products),
	    cmocka_unit_test(test_square_of_a_sum),
	    cmocka_unit_test(test_largest_number_of_passwords_fits),
	    cmocka_unit_test(test_too_large_is_cut_and_stays_inside),
	    cmocka_unit_test(test_log2_is_exact_enough),
	    cmocka_unit_test(test_draws_are_below_and_reach_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
