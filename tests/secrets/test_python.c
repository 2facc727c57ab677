/*
 * test_python - the edges of Python's secrets and SystemRandom, call by call
 *
 * ValueError is -EINVAL, IndexError -ENODATA, OverflowError -EOVERFLOW. What
 * is negative there has become a large number here.
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "credmint.h"
#include "tests/secrets/stream.h"

#define NEGATIVE SIZE_MAX /* (size_t)-1 */

static unsigned char mark[8];

/* Room that no call may touch which is given an impossible length. */
static int
set_up(void **state)
{
	(void)state;
	memset(mark, 0x5a, sizeof(mark));
	stream_real();
	return 0;
}

static void
assert_untouched(void)
{
	for (size_t i = 0; i < sizeof(mark); i++)
		assert_int_equal(mark[i], 0x5a);
	assert_int_equal(stream_calls(), 0);
}

static void
token_bytes_of_0_are_none(void **state)
{
	(void)state;
	assert_int_equal(credmint_random_bytes(NULL, mark, 0), 0);
	assert_int_equal(credmint_random_bytes(NULL, NULL, 0), 0);
	assert_untouched();
}

static void
token_bytes_of_a_negative_number_are_refused(void **state)
{
	(void)state;
	assert_int_equal(credmint_random_bytes(NULL, mark, NEGATIVE), -EINVAL);
	assert_int_equal(
	    credmint_random_bytes(NULL, mark, (size_t)PTRDIFF_MAX + 1),
	    -EINVAL);
	assert_untouched();
}

static void
token_hex_has_64_lower_case_digits(void **state)
{
	char text[CREDMINT_TOKEN_HEX_SIZE(CREDMINT_TOKEN_BYTES)];

	(void)state;
	assert_int_equal(
	    credmint_token_hex(NULL, CREDMINT_TOKEN_BYTES, text, sizeof(text)),
	    0);
	assert_int_equal(strlen(text), 64);
	assert_int_equal(strspn(text, "0123456789abcdef"), 64);
}

static void
token_urlsafe_has_43_characters_and_no_padding(void **state)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				       "abcdefghijklmnopqrstuvwxyz0123456789-_";
	char text[CREDMINT_TOKEN_URLSAFE_SIZE(CREDMINT_TOKEN_BYTES)];

	(void)state;
	assert_int_equal(credmint_token_urlsafe(
			     NULL, CREDMINT_TOKEN_BYTES, text, sizeof(text)),
	    0);
	assert_int_equal(strlen(text), 43);
	assert_int_equal(strspn(text, alphabet), 43);
}

static void
token_texts_of_0_bytes_are_empty(void **state)
{
	char text[1] = "x";

	(void)state;
	assert_int_equal(credmint_token_hex(NULL, 0, text, 1), 0);
	assert_string_equal(text, "");
	text[0] = 'x';
	assert_int_equal(credmint_token_urlsafe(NULL, 0, text, 1), 0);
	assert_string_equal(text, "");
}

static void
token_texts_of_negative_numbers_are_refused(void **state)
{
	/* Those whose texts wrap around to a length that fits, too. */
	static const size_t bad[] = {NEGATIVE, SIZE_MAX / 2, SIZE_MAX / 2 + 1,
	    SIZE_MAX / 4 * 3, SIZE_MAX / 4 + 1, SIZE_MAX / 4 * 3 + 3};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		bool negative = bad[i] > (size_t)PTRDIFF_MAX;
		int error = negative ? -EINVAL : -ERANGE;
		char text[8] = "x";

		assert_int_equal(
		    credmint_token_hex(NULL, bad[i], text, 8), error);
		assert_string_equal(text, negative ? "x" : "");
		text[0] = 'x';
		assert_int_equal(
		    credmint_token_urlsafe(NULL, bad[i], text, 8), error);
		assert_string_equal(text, negative ? "x" : "");
	}
	assert_int_equal(stream_calls(), 0);
}

static void
compare_digest_of_other_lengths_is_no(void **state)
{
	(void)state;
	assert_false(credmint_equal("abc", 3, "abcd", 4));
	assert_false(credmint_equal("", 0, "a", 1));
	assert_false(credmint_equal(NULL, 0, "\0", 1));
	assert_true(credmint_equal(NULL, 0, NULL, 0));
	assert_true(credmint_equal("a\0b\xff", 4, "a\0b\xff", 4));
	assert_false(credmint_equal("a\0b\xff", 4, "a\0c\xff", 4));
}

static void
getrandbits_of_0_is_0(void **state)
{
	(void)state;
	assert_int_equal(credmint_random_bits(NULL, mark, 0), 0);
	assert_untouched();
}

static void
getrandbits_of_a_negative_number_is_refused(void **state)
{
	(void)state;
	assert_int_equal(credmint_random_bits(NULL, mark, NEGATIVE), -EINVAL);
	assert_int_equal(
	    credmint_random_bits(NULL, mark, NEGATIVE - 6), -EINVAL);
	assert_untouched();
}

static void
getrandbits_sets_every_bit_and_none_above(void **state)
{
	static unsigned char be[8192];

	(void)state;
	for (size_t nbits = 1; nbits <= 130; nbits++) {
		unsigned char seen[17] = {0};
		size_t n = (nbits + 7) / 8;

		for (size_t i = 0; i < 64; i++) {
			assert_int_equal(
			    credmint_random_bits(NULL, be, nbits), 0);
			assert_int_equal(be[0] >> ((nbits - 1) % 8 + 1), 0);
			for (size_t j = 0; j < n; j++)
				seen[j] |= be[j];
		}
		/* Each bit stays 0 once in 2^64. */
		assert_int_equal(seen[0], 0xff >> (n * 8 - nbits));
		for (size_t j = 1; j < n; j++)
			assert_int_equal(seen[j], 0xff);
	}
	assert_int_equal(credmint_random_bits(NULL, be, sizeof(be) * 8), 0);
}

static void
random_is_0_at_times_and_1_never(void **state)
{
	double x = 7;

	(void)state;
	stream_stuck(0, 1);
	assert_int_equal(credmint_random_real(NULL, &x), 0);
	assert_true(x == 0);
	stream_stuck(0xff, 1);
	assert_int_equal(credmint_random_real(NULL, &x), 0);
	assert_true(x == 1 - 0x1p-53);
}

static void
randbelow_0_is_refused_and_1_is_0(void **state)
{
	static const unsigned char zero[4], one[4] = {0, 0, 0, 1};
	unsigned char be[4] = {1, 2, 3, 4};
	uint64_t x = 7;

	(void)state;
	assert_int_equal(credmint_random_below(NULL, 0, &x), -EINVAL);
	assert_true(x == 0);
	x = 7;
	assert_int_equal(credmint_random_below(NULL, 1, &x), 0);
	assert_true(x == 0);
	assert_int_equal(credmint_random_below_be(NULL, zero, be, 4), -EINVAL);
	assert_memory_equal(be, zero, 4);
	be[0] = 1;
	assert_int_equal(credmint_random_below_be(NULL, one, be, 4), 0);
	assert_memory_equal(be, zero, 4);
	assert_int_equal(
	    credmint_random_below_be(NULL, one, mark, NEGATIVE), -EINVAL);
	assert_int_equal(mark[0], 0x5a);
}

/* As CPython's own test: bounds around powers of two up to 2^500. */
static void
randbelow_takes_bounds_of_any_size(void **state)
{
	(void)state;
	for (size_t bit = 1; bit < 500; bit++) {
		unsigned char bound[64] = {0}, be[64];

		bound[63 - bit / 8] = (unsigned char)(1 << bit % 8);
		for (int more = 0; more < 2; more++, bound[63] |= 1) {
			assert_int_equal(credmint_random_below_be(
					     NULL, bound, be, sizeof(be)),
			    0);
			assert_true(memcmp(be, bound, sizeof(be)) < 0);
		}
	}
}

static void
assert_no_range(int64_t start, int64_t stop, int64_t step)
{
	int64_t x = 7;

	assert_int_equal(
	    credmint_random_range(NULL, start, stop, step, &x), -EINVAL);
	assert_true(x == 0);
	assert_int_equal(stream_calls(), 0);
}

static void
randrange_of_nothing_is_refused(void **state)
{
	(void)state;
	assert_no_range(0, 0, 1);
	assert_no_range(0, -3, 1);
	assert_no_range(5, 1, 1);
	assert_no_range(3, 3, 1);
	assert_no_range(-721, -721, 1);
	assert_no_range(-100, 20, -12);
	assert_no_range(0, 42, -1);
	assert_no_range(42, 0, 3);
	assert_no_range(INT64_MAX, INT64_MIN, INT64_MAX);
}

static void
randrange_with_a_step_of_0_is_refused(void **state)
{
	(void)state;
	assert_no_range(0, 42, 0);
	assert_no_range(42, 0, 0);
	assert_no_range(7, 7, 0);
}

static void
randrange_takes_negative_starts_and_steps(void **state)
{
	static const int64_t ranges[][3] = {{-41, 41, 7}, {-1500, 42, 11},
	    {500, -1500, -200}, {10, 9, -1}, {0, -10, -1}, {-1, -2, -200}};

	(void)state;
	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
		for (size_t j = 0; j < 200; j++) {
			int64_t start = ranges[i][0], stop = ranges[i][1];
			int64_t step = ranges[i][2], x;

			assert_int_equal(
			    credmint_random_range(NULL, start, stop, step, &x),
			    0);
			assert_int_equal((x - start) % step, 0);
			assert_true((x - start) / step >= 0);
			assert_true(step > 0 ? x < stop : x > stop);
		}
}

static void
randint_includes_both_and_refuses_b_below_a(void **state)
{
	bool low = false, high = false;
	int64_t x;

	(void)state;
	/* One of both is missed once in 2^99. */
	for (size_t i = 0; i < 100; i++) {
		assert_int_equal(credmint_random_int(NULL, -1, 0, &x), 0);
		assert_true(x == -1 || x == 0);
		low |= x == -1;
		high |= x == 0;
	}
	assert_true(low && high);
	assert_int_equal(credmint_random_int(NULL, 4, 4, &x), 0);
	assert_true(x == 4);
	assert_int_equal(credmint_random_int(NULL, 4, 3, &x), -EINVAL);
	assert_true(x == 0);
}

static void
uniform_may_be_its_end_by_rounding(void **state)
{
	double x;

	(void)state;
	stream_stuck(0xff, 1);
	assert_int_equal(credmint_random_uniform(NULL, 1, 1 + 0x1p-52, &x), 0);
	assert_true(x == 1 + 0x1p-52);
	stream_stuck(0, 1);
	assert_int_equal(credmint_random_uniform(NULL, 4, -3, &x), 0);
	assert_true(x == 4);
}

#define EDGE(test) cmocka_unit_test_setup(test, set_up)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    EDGE(token_bytes_of_0_are_none),
	    EDGE(token_bytes_of_a_negative_number_are_refused),
	    EDGE(token_hex_has_64_lower_case_digits),
	    EDGE(token_urlsafe_has_43_characters_and_no_padding),
	    EDGE(token_texts_of_0_bytes_are_empty),
	    EDGE(token_texts_of_negative_numbers_are_refused),
	    EDGE(compare_digest_of_other_lengths_is_no),
	    EDGE(getrandbits_of_0_is_0),
	    EDGE(getrandbits_of_a_negative_number_is_refused),
	    EDGE(getrandbits_sets_every_bit_and_none_above),
	    EDGE(random_is_0_at_times_and_1_never),
	    EDGE(randbelow_0_is_refused_and_1_is_0),
	    EDGE(randbelow_takes_bounds_of_any_size),
	    EDGE(randrange_of_nothing_is_refused),
	    EDGE(randrange_with_a_step_of_0_is_refused),
	    EDGE(randrange_takes_negative_starts_and_steps),
	    EDGE(randint_includes_both_and_refuses_b_below_a),
	    EDGE(uniform_may_be_its_end_by_rounding),
	};

	return cmocka_run_group_tests_name("python", tests, NULL, NULL);
}
