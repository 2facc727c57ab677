/*
 * test_bit_sample - the tests of a sample give the p-values that NIST SP
 * 800-22 Rev. 1a prints for its examples
 */

#include "utils/credmint/bit_sample.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "utils/credmint/significance.h"

/* The first 100 binary digits of pi. */
#define PI                                                    \
	"110010010000111111011010101000100010000101101000110" \
	"0001000110100110001001100011001100010100010111000"

/* What the tests find in bits written as text. */
static void
find(const char *text, unsigned int pattern,
    struct bit_finding findings[BIT_TESTS])
{
	unsigned char data[64] = {0};
	struct bit_sample sample;
	size_t n = strlen(text);

	assert_true(n <= 8 * sizeof(data));
	for (size_t i = 0; i < n; i++)
		if (text[i] == '1')
			data[i / 8] |= (unsigned char)(0x80 >> i % 8);
	assert_int_equal(bit_sample_make(&sample, pattern), 0);
	bit_sample_add(&sample, data, n);
	bit_sample_find(&sample, findings);
	bit_sample_free(&sample);
}

/* The six digits that are printed. */
static void
assert_printed(double p, double printed)
{
	assert_true(fabs(p - printed) <= 0.0000006);
}

static void
test_frequency_examples(void **state)
{
	struct bit_finding findings[BIT_TESTS];

	(void)state;
	find("1011010101", 3, findings); /* 2.1.4 */
	assert_printed(findings[BIT_TEST_FREQUENCY].p, 0.527089);
	find(PI, 3, findings); /* 2.1.8 */
	assert_printed(findings[BIT_TEST_FREQUENCY].p, 0.109599);
}

static void
test_runs_examples(void **state)
{
	struct bit_finding findings[BIT_TESTS];

	(void)state;
	find("1001101011", 3, findings); /* 2.3.4 */
	assert_printed(findings[BIT_TEST_RUNS].p, 0.147232);
	find(PI, 3, findings); /* 2.3.8 */
	assert_printed(findings[BIT_TEST_RUNS].p, 0.500798);
}

static void
test_serial_example(void **state)
{
	struct bit_finding findings[BIT_TESTS];

	(void)state;
	find("0011011101", 3, findings); /* 2.11.4 */
	assert_printed(findings[BIT_TEST_SERIAL_1].p, 0.808792);
	assert_printed(findings[BIT_TEST_SERIAL_2].p, 0.670320);
}

static void
test_bits_in_pieces_are_the_same_sample(void **state)
{
	struct bit_finding whole[BIT_TESTS], pieces[BIT_TESTS];
	static struct bit_sample a, b;
	unsigned char data[999];

	(void)state;
	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (unsigned char)(i * i * 2654435761u >> 13);
	assert_int_equal(bit_sample_make(&a, 8), 0);
	assert_int_equal(bit_sample_make(&b, 8), 0);
	bit_sample_add(&a, data, 8 * sizeof(data));
	bit_sample_add(&b, data, 8);
	bit_sample_add(&b, data + 1, 8 * 500);
	bit_sample_add(&b, data + 501, 8 * (sizeof(data) - 501));
	bit_sample_find(&a, whole);
	/* Looking changes nothing. */
	bit_sample_find(&b, pieces);
	bit_sample_find(&b, pieces);
	for (size_t i = 0; i < BIT_TESTS; i++)
		assert_true(whole[i].p == pieces[i].p);
	assert_int_equal(a.bytes, 999);
	assert_memory_equal(a.histogram, b.histogram, sizeof(a.histogram));
	bit_sample_free(&a);
	bit_sample_free(&b);
}

static void
test_bytes_are_a_chi_square_of_255(void **state)
{
	struct bit_finding findings[BIT_TESTS];
	struct bit_sample sample;
	unsigned char data[512];

	(void)state;
	assert_int_equal(bit_sample_make(&sample, 8), 0);
	/* Each twice but for 16 that come four times, and 16 never. */
	for (size_t i = 0; i < 512; i++)
		data[i] = (unsigned char)(i % 256 < 16 ? i % 256 + 16 : i);
	bit_sample_add(&sample, data, 8 * sizeof(data));
	bit_sample_find(&sample, findings);
	assert_true(
	    findings[BIT_TEST_BYTES].p == significance_chi_square(255, 64));
	/* Too even by far. */
	assert_true(findings[BIT_TEST_BYTES].bad);
	bit_sample_free(&sample);
}

static void
test_patterns_are_short_enough_for_the_sample(void **state)
{
	(void)state;
	assert_int_equal(bit_sample_pattern(8), 3);
	assert_int_equal(bit_sample_pattern(10240), 10);
	assert_int_equal(bit_sample_pattern(1000000), 16);
	assert_int_equal(bit_sample_pattern(UINT64_C(8000000000)), 16);
	for (uint64_t n = 64; n < 200000; n++) {
		unsigned int m = bit_sample_pattern(n);

		assert_true(m < (unsigned int)floor(log2((double)n)) - 2);
	}
}

/* Where a is an integer, Q is a finite sum; these were summed to 60 digits. */
static void
test_incomplete_gamma_is_exact_to_nine_digits(void **state)
{
	static const struct {
		double a, x, q;
	} known[] = {
	    {1, 1, 3.678794411714423e-01},
	    {2, 0.8, 8.087921354109988e-01},
	    {5, 3, 8.152632445237721e-01},
	    {5, 20, 1.694474393006739e-05},
	    {128, 100, 9.960053797059644e-01},
	    {128, 128, 4.882455490958771e-01},
	    {128, 160, 4.013073884195660e-03},
	    {1000, 1000, 4.957947558197845e-01},
	    {8192, 8400, 1.122681674607279e-02},
	    {16384, 16000, 9.987409335618637e-01},
	    {16384, 16384, 4.989610874592239e-01},
	    {16384, 17000, 9.869786952769045e-07},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		assert_true(fabs(significance_gamma(known[i].a, known[i].x) /
				    known[i].q -
				1) < 1e-9);
	/* A half is the error function, on both sides of a + 1. */
	for (double x = 0.01; x < 30; x *= 1.1)
		assert_true(fabs(significance_gamma(0.5, x) / erfc(sqrt(x)) -
				1) < 1e-12);
}

static void
test_p_values_stay_within_0_and_1(void **state)
{
	static const double a[] = {0.5, 1, 127.5, 16384};

	(void)state;
	for (size_t i = 0; i < sizeof(a) / sizeof(a[0]); i++) {
		double before = 1;

		assert_true(significance_gamma(a[i], 0) == 1);
		for (double x = 1e-9; x < 1e12; x *= 1.5) {
			double q = significance_gamma(a[i], x);

			assert_true(q >= 0 && q <= before + 1e-12);
			before = q;
		}
		assert_true(significance_gamma(a[i], 1e300) == 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_frequency_examples),
	    cmocka_unit_test(test_runs_examples),
	    cmocka_unit_test(test_serial_example),
	    cmocka_unit_test(test_bits_in_pieces_are_the_same_sample),
	    cmocka_unit_test(test_bytes_are_a_chi_square_of_255),
	    cmocka_unit_test(test_patterns_are_short_enough_for_the_sample),
	    cmocka_unit_test(test_incomplete_gamma_is_exact_to_nine_digits),
	    cmocka_unit_test(test_p_values_stay_within_0_and_1),
	};

	return cmocka_run_group_tests_name("bit_sample", tests, NULL, NULL);
}
