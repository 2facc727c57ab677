/* test_shuffle - orders: the exact law of a word, and those of several */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "credmint.h"
#include "tests/secrets/chi.h"
#include "tests/secrets/stream.h"

static int
set_up(void **state)
{
	(void)state;
	stream_real();
	return 0;
}

/* The order of four that a word of the generator leads to; -1: drawn anew. */
static int
order_of(uint64_t word)
{
	unsigned char m[4] = {0, 1, 2, 3}, bytes[8];

	for (size_t i = 0; i < 8; i++)
		bytes[i] = (unsigned char)(word >> (56 - 8 * i));
	stream_play(bytes, sizeof(bytes));
	assert_int_equal(credmint_random_shuffle(NULL, m, 4, 1), 0);
	assert_int_equal(1 << m[0] | 1 << m[1] | 1 << m[2] | 1 << m[3], 15);
	return stream_given() == 8 ? m[0] * 64 + m[1] * 16 + m[2] * 4 + m[3]
				   : -1;
}

/*
 * 2^64 = 24 * q + 16. The words of an order are a run of q: the one in front
 * is another order's or none's, and so is the one behind.
 */
static void
test_every_order_of_four_has_equally_many_words(void **state)
{
	const uint64_t q = UINT64_MAX / 24;
	bool seen[256] = {false};

	(void)state;
	for (uint64_t t = 0; t < 24; t++) {
		/* The first word x with 24 * x / 2^64 at least t. */
		uint64_t first = t * q + (t * 16 + 23) / 24;
		int order = order_of(first);

		assert_true(order >= 0 && !seen[order]);
		seen[order] = true;
		assert_int_equal(order_of(first + q / 2), order);
		assert_int_equal(order_of(first + q - 1), order);
		if (t > 0)
			assert_int_not_equal(order_of(first - 1), order);
		if (first + q != 0)
			assert_int_not_equal(order_of(first + q), order);
	}
}

/* Several words are needed; every member comes to every place. */
static void
test_every_member_of_52_comes_to_every_place(void **state)
{
	static unsigned long counts[52 * 52], pairs[52 * 52];
	struct credmint_source *source;

	(void)state;
	assert_int_equal(credmint_source_new(&source), 0);
	for (size_t i = 0; i < 100 * 52; i++) {
		unsigned char deck[52];

		for (size_t j = 0; j < 52; j++)
			deck[j] = (unsigned char)j;
		assert_int_equal(
		    credmint_random_shuffle(source, deck, 52, 1), 0);
		for (size_t j = 0; j < 52; j++)
			counts[j * 52 + deck[j]]++;
		/* Neighbours, some of them drawn by different words. */
		for (size_t j = 1; j < 52; j++)
			pairs[deck[j - 1] * 52 + deck[j]]++;
	}
	credmint_source_free(source);
	for (size_t j = 0; j < 52; j++)
		assert_true(chi_is_uniform(counts + j * 52, 52));
	/* No card is its own neighbour: those cells are left out. */
	for (size_t j = 0; j < 52; j++) {
		memmove(pairs + j * 52 + j, pairs + j * 52 + j + 1,
		    (51 - j) * sizeof(pairs[0]));
		assert_true(chi_is_uniform(pairs + j * 52, 51));
	}
}

/* Orders of lengths that end with a word used up, or with one hardly used. */
static void
test_orders_of_five_are_uniform(void **state)
{
	unsigned long counts[120] = {0};
	struct credmint_source *source;

	(void)state;
	assert_int_equal(credmint_source_new(&source), 0);
	for (size_t i = 0; i < 500 * 120; i++) {
		unsigned int m[5] = {0, 1, 2, 3, 4}, order = 0;

		assert_int_equal(
		    credmint_random_shuffle(source, m, 5, sizeof(m[0])), 0);
		for (size_t j = 0; j < 5; j++) {
			unsigned int smaller = 0;

			for (size_t k = j + 1; k < 5; k++)
				smaller += m[k] < m[j];
			order = order * (unsigned int)(5 - j) + smaller;
		}
		counts[order]++;
	}
	credmint_source_free(source);
	assert_true(chi_is_uniform(counts, 120));
}

/* 50 members of size bytes, each all of one value, stay whole. */
static void
assert_members_stay_whole(size_t size)
{
	static unsigned char members[50][200];
	unsigned char *base = &members[0][0];
	bool seen[50] = {false};

	for (size_t i = 0; i < 50; i++)
		memset(base + i * size, (int)i, size);
	(void)(credmint_random_shuffle(NULL, base, 50, size) != 0);
	for (size_t i = 0; i < 50; i++) {
		const unsigned char *m = base + i * size;

		assert_true(m[0] < 50 && !seen[m[0]]);
		seen[m[0]] = true;
		for (size_t j = 1; j < size; j++)
			assert_int_equal(m[j], m[0]);
	}
}

static void
test_members_of_every_size_stay_whole(void **state)
{
	(void)state;
	for (size_t size = 1; size <= 200; size++)
		assert_members_stay_whole(size);
	stream_fail(3, -EIO);
	assert_members_stay_whole(13);
	assert_int_equal(stream_calls(), 4);
}

static void
test_shuffles_of_little_or_nothing(void **state)
{
	char one = 'x';

	(void)state;
	assert_int_equal(credmint_random_shuffle(NULL, NULL, 0, 8), 0);
	assert_int_equal(credmint_random_shuffle(NULL, &one, 1, 0), 0);
	assert_int_equal(credmint_random_shuffle(NULL, &one, 1, 1), 0);
	assert_int_equal(one, 'x');
	assert_int_equal(credmint_random_shuffle(NULL, &one, 2, 0), -EINVAL);
	assert_int_equal(stream_calls(), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(
		test_every_order_of_four_has_equally_many_words, set_up),
	    cmocka_unit_test_setup(
		test_every_member_of_52_comes_to_every_place, set_up),
	    cmocka_unit_test_setup(test_orders_of_five_are_uniform, set_up),
	    cmocka_unit_test_setup(
		test_members_of_every_size_stay_whole, set_up),
	    cmocka_unit_test_setup(test_shuffles_of_little_or_nothing, set_up),
	};

	return cmocka_run_group_tests_name("shuffle", tests, NULL, NULL);
}
