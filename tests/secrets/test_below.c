/*
 * test_below - uniform integers below a bound: the exact law, and chi-square
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "credmint.h"
#include "secrets/draw.h"
#include "secrets/source.h"
#include "tests/secrets/chi.h"
#include "tests/secrets/stream.h"

#define DRAWS 500 /* a cell */

static void
put_be(uint64_t v, unsigned char out[8])
{
	for (size_t i = 0; i < 8; i++)
		out[i] = (unsigned char)(v >> (56 - 8 * i));
}

static uint64_t
get_be(const unsigned char *in, size_t n)
{
	uint64_t v = 0;

	for (size_t i = 0; i < n; i++)
		v = v << 8 | in[i];
	return v;
}

static void
assert_same_counts(const unsigned long *counts, size_t cells)
{
	for (size_t i = 0; i < cells; i++)
		assert_int_equal(counts[i], counts[0]);
	assert_true(counts[0] > 0);
}

/* All bytes being equally likely, so are the values they lead to. */
static void
test_each_value_comes_from_equally_many_bytes(void **state)
{
	(void)state;
	for (size_t bound = 2; bound <= 256; bound++) {
		unsigned long counts[256] = {0};

		for (unsigned int b = 0; b < 256; b++) {
			unsigned char byte = (unsigned char)b;
			uint64_t value;

			stream_play(&byte, 1);
			assert_int_equal(
			    credmint_random_below(NULL, bound, &value), 0);
			assert_true(value < bound);
			if (stream_calls() == 1)
				counts[value]++;
		}
		assert_same_counts(counts, bound);
	}
}

static void
test_each_large_value_comes_from_equally_many_pairs(void **state)
{
	static const unsigned int bounds[] = {
	    256, 257, 300, 511, 512, 513, 1000, 4095, 4096, 4097};
	static unsigned long counts[5000];

	(void)state;
	for (size_t i = 0; i < sizeof(bounds) / sizeof(bounds[0]); i++) {
		unsigned char bound[3] = {0, (unsigned char)(bounds[i] >> 8),
		    (unsigned char)bounds[i]};

		memset(counts, 0, sizeof(counts));
		for (unsigned int pair = 0; pair < 65536; pair++) {
			unsigned char bytes[2] = {
			    (unsigned char)(pair >> 8), (unsigned char)pair};
			unsigned char out[3];

			stream_play(bytes, 2);
			assert_int_equal(
			    credmint_random_below_be(NULL, bound, out, 3), 0);
			if (stream_calls() == 1)
				counts[get_be(out, 3)]++;
		}
		assert_same_counts(counts, bounds[i]);
		assert_int_equal(counts[bounds[i]], 0);
	}
}

static void
test_chi_square_for_every_bound_to_256(void **state)
{
	struct credmint_source *source;

	(void)state;
	stream_real();
	assert_int_equal(credmint_source_new(&source), 0);
	for (size_t bound = 2; bound <= 256; bound++) {
		unsigned long counts[256] = {0};
		uint64_t value;

		for (uint64_t i = 0; i < DRAWS * bound; i++) {
			assert_int_equal(
			    credmint_random_below(source, bound, &value), 0);
			assert_true(value < bound);
			counts[value]++;
		}
		assert_true(chi_is_uniform(counts, bound));
	}
	credmint_source_free(source);
}

/* The test above would see the bias of a modulo. */
static void
test_chi_square_sees_a_modulo(void **state)
{
	static const unsigned int bounds[] = {100, 200, 255};
	struct credmint_source *source;

	(void)state;
	stream_real();
	assert_int_equal(credmint_source_new(&source), 0);
	for (size_t i = 0; i < sizeof(bounds) / sizeof(bounds[0]); i++) {
		unsigned long counts[256] = {0};
		unsigned char byte;

		for (unsigned int j = 0; j < DRAWS * bounds[i]; j++) {
			assert_int_equal(
			    credmint_random_bytes(source, &byte, 1), 0);
			counts[byte % bounds[i]]++;
		}
		assert_false(chi_is_uniform(counts, bounds[i]));
	}
	credmint_source_free(source);
}

static void
test_bounds_of_64_bits_reject_what_is_above(void **state)
{
	static const uint64_t bounds[] = {(UINT64_C(1) << 63) - 1,
	    UINT64_C(1) << 63, (UINT64_C(1) << 63) + 1, UINT64_MAX - 1,
	    UINT64_MAX};

	(void)state;
	for (size_t i = 0; i < sizeof(bounds) / sizeof(bounds[0]); i++) {
		unsigned char bytes[16];
		uint64_t value;

		/* The largest value is taken as it is. */
		put_be(bounds[i] - 1, bytes);
		stream_play(bytes, 8);
		assert_int_equal(
		    credmint_random_below(NULL, bounds[i], &value), 0);
		assert_true(value == bounds[i] - 1);
		assert_int_equal(stream_calls(), 1);
		/* The bound has a bit more when it is a power of two. */
		if ((bounds[i] & (bounds[i] - 1)) == 0)
			continue;
		put_be(bounds[i], bytes);
		put_be(5, bytes + 8);
		stream_play(bytes, 16);
		assert_int_equal(
		    credmint_random_below(NULL, bounds[i], &value), 0);
		assert_true(value == 5);
		assert_int_equal(stream_calls(), 2);
	}
}

/*
 * A source compares several bytes at once, and still takes the first that
 * will do: the values are those of its bytes one by one, from the end; those
 * looked at are wiped, all others stay.
 */
static void
test_a_source_gives_small_numbers_byte_by_byte(void **state)
{
	static unsigned char block[SOURCE_BYTES];
	struct credmint_source *source;

	(void)state;
	stream_repeatable();
	assert_int_equal(credmint_source_new(&source), 0);
	for (uint64_t bound = 2; bound <= 256; bound++) {
		uint64_t last = bound - 1, mask = 1, value;

		while (mask < last)
			mask = mask << 1 | 1;
		source->left = 0;
		assert_int_equal(credmint_random_bytes(source, &value, 1), 0);
		memcpy(block, source->bytes, sizeof(block));
		for (size_t left = source->left; left > 0;) {
			while (left > 0 && (block[left - 1] & mask) > last)
				block[--left] = 0;
			if (left == 0)
				break;
			assert_int_equal(
			    credmint_random_below(source, bound, &value), 0);
			assert_true(value == (block[left - 1] & mask));
			block[--left] = 0;
			assert_int_equal(source->left, left);
			assert_memory_equal(
			    source->bytes, block, sizeof(block));
		}
	}
	credmint_source_free(source);
}

static void
test_bound_0_is_refused_and_bound_1_asks_nothing(void **state)
{
	uint64_t value = 7;

	(void)state;
	stream_real();
	assert_int_equal(credmint_random_below(NULL, 0, &value), -EINVAL);
	assert_true(value == 0);
	value = 7;
	assert_int_equal(credmint_random_below(NULL, 1, &value), 0);
	assert_true(value == 0);
	assert_int_equal(stream_calls(), 0);
}

/* From one stream both read the same numbers; powers of two apart. */
static void
test_below_be_agrees_with_below(void **state)
{
	static const uint64_t bounds[] = {3, 10, 255, 257, 1000, 65537,
	    1000000007, UINT64_C(0x123456789a), UINT64_MAX};

	(void)state;
	for (size_t i = 0; i < sizeof(bounds) / sizeof(bounds[0]); i++) {
		unsigned char bound[8], out[8];
		uint64_t want[100];

		put_be(bounds[i], bound);
		stream_repeatable();
		for (size_t j = 0; j < 100; j++)
			assert_int_equal(
			    credmint_random_below(NULL, bounds[i], &want[j]),
			    0);
		stream_repeatable();
		for (size_t j = 0; j < 100; j++) {
			assert_int_equal(
			    credmint_random_below_be(NULL, bound, out, 8), 0);
			assert_true(get_be(out, 8) == want[j]);
		}
	}
}

static void
test_below_be_of_nothing_is_refused(void **state)
{
	const unsigned char zero[3] = {0};
	unsigned char out[3] = {1, 2, 3};

	(void)state;
	assert_int_equal(credmint_random_below_be(NULL, zero, out, 0), -EINVAL);
	assert_int_equal(out[0], 1);
	assert_int_equal(credmint_random_below_be(NULL, zero, out, 3), -EINVAL);
	assert_memory_equal(out, zero, 3);
}

static void
test_below_be_takes_any_size(void **state)
{
	static unsigned char bound[5000], out[5000];
	bool high = false, low = false;

	(void)state;
	stream_real();
	memset(out, 0xee, sizeof(out));
	bound[6] = 1;
	for (size_t i = 0; i < 50; i++) {
		assert_int_equal(
		    credmint_random_below_be(NULL, bound, out, sizeof(bound)),
		    0);
		for (size_t j = 0; j < 7; j++)
			assert_int_equal(out[j], 0);
		high |= (out[7] & 0x80) != 0;
		low |= (out[7] & 0x80) == 0;
	}
	/* Each fails once in 2^50. */
	assert_true(high && low);
	memset(bound, 0, sizeof(bound));
	bound[sizeof(bound) - 1] = 1;
	assert_int_equal(
	    credmint_random_below_be(NULL, bound, out, sizeof(bound)), 0);
	memset(bound, 0, sizeof(bound));
	assert_memory_equal(out, bound, sizeof(bound));
}

static void
test_bound_0_of_the_room_is_all_64_bits(void **state)
{
	static const unsigned char ones[8] = {
	    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
	uint64_t value;

	(void)state;
	stream_play(ones, 8);
	assert_int_equal(draw_below(NULL, 0, &value), 0);
	assert_true(value == UINT64_MAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_each_value_comes_from_equally_many_bytes),
	    cmocka_unit_test(
		test_each_large_value_comes_from_equally_many_pairs),
	    cmocka_unit_test(test_chi_square_for_every_bound_to_256),
	    cmocka_unit_test(test_chi_square_sees_a_modulo),
	    cmocka_unit_test(test_bounds_of_64_bits_reject_what_is_above),
	    cmocka_unit_test(test_a_source_gives_small_numbers_byte_by_byte),
	    cmocka_unit_test(test_bound_0_is_refused_and_bound_1_asks_nothing),
	    cmocka_unit_test(test_below_be_agrees_with_below),
	    cmocka_unit_test(test_below_be_of_nothing_is_refused),
	    cmocka_unit_test(test_below_be_takes_any_size),
	    cmocka_unit_test(test_bound_0_of_the_room_is_all_64_bits),
	};

	return cmocka_run_group_tests_name("below", tests, NULL, NULL);
}
