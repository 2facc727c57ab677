/*
 * test_sample - selections without replacement: the exact laws
 *
 * A stream of bytes d0, d1, ... with each d below the bound of its draw is
 * never rejected, and all such streams are equally likely: running through
 * them all gives the law itself.
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "credmint.h"
#include "tests/secrets/stream.h"

/* What calloc() gave out, for looking at it when it comes back. */
static struct {
	unsigned char *p;
	size_t n;
} given[4];
static size_t ngiven, bytes_given, not_wiped;
static size_t calls_with_memory = SIZE_MAX;

void *__real_calloc(size_t n, size_t size);
void __real_free(void *p);
void *__wrap_calloc(size_t n, size_t size);
void __wrap_free(void *p);

void *
__wrap_calloc(size_t n, size_t size)
{
	void *p;

	if (calls_with_memory-- == 0)
		return NULL;
	p = __real_calloc(n, size);
	if (p != NULL && ngiven < 4) {
		given[ngiven].p = p;
		given[ngiven++].n = n * size;
		bytes_given += n * size;
	}
	return p;
}

void
__wrap_free(void *p)
{
	for (size_t i = 0; i < ngiven; i++)
		for (size_t j = 0; given[i].p == p && j < given[i].n; j++)
			not_wiped += given[i].p[j] != 0;
	__real_free(p);
}

static int
set_up(void **state)
{
	(void)state;
	ngiven = bytes_given = not_wiped = 0;
	calls_with_memory = SIZE_MAX;
	stream_real();
	return 0;
}

#define POSITIONS 5

/* The index at a position of the list that counts stand for. */
static size_t
index_at(const uint64_t *counts, size_t position)
{
	size_t i = 0;

	if (counts == NULL)
		return position;
	while (position >= counts[i])
		position -= (size_t)counts[i++];
	return i;
}

/*
 * Run through all streams for k draws from POSITIONS, and beside them
 * through all ordered selections of k positions; both are numbered in base
 * POSITIONS. Each list of indices must come up equally often in both.
 */
static void
assert_exact_law(size_t n, const uint64_t *counts, size_t k)
{
	static int seen[POSITIONS * POSITIONS * POSITIONS * POSITIONS];
	size_t all = 1;

	memset(seen, 0, sizeof(seen));
	for (size_t i = 0; i < k; i++)
		all *= POSITIONS;
	for (size_t number = 0; number < all; number++) {
		unsigned char bytes[4];
		size_t index[4], rest = number, mine = 0, theirs = 0;
		bool is_stream = true, is_selection = true;

		for (size_t i = 0; i < k; i++, rest /= POSITIONS) {
			bytes[i] = (unsigned char)(rest % POSITIONS);
			is_stream &= bytes[i] < POSITIONS - i;
			for (size_t j = 0; j < i; j++)
				is_selection &= bytes[i] != bytes[j];
			theirs =
			    theirs * POSITIONS + index_at(counts, bytes[i]);
		}
		if (is_selection)
			seen[theirs]--;
		if (!is_stream)
			continue;
		stream_play(bytes, k);
		assert_int_equal(
		    credmint_random_sample(NULL, n, counts, k, index), 0);
		assert_int_equal(stream_given(), k);
		for (size_t i = 0; i < k; i++)
			mine = mine * POSITIONS + index[i];
		seen[mine]++;
	}
	for (size_t i = 0; i < all; i++)
		assert_int_equal(seen[i], 0);
}

static void
test_every_ordered_selection_is_equally_likely(void **state)
{
	(void)state;
	for (size_t k = 1; k <= 4; k++)
		assert_exact_law(POSITIONS, NULL, k);
}

static void
test_counts_are_positions_drawn_apart(void **state)
{
	static const uint64_t some[] = {2, 0, 1, 2}, one[] = {5},
			      each[] = {1, 1, 1, 1, 1}, late[] = {0, 0, 4, 1};

	(void)state;
	for (size_t k = 1; k <= 4; k++) {
		assert_exact_law(4, some, k);
		assert_exact_law(1, one, k);
		assert_exact_law(5, each, k);
		assert_exact_law(4, late, k);
	}
}

static int
by_size(const void *a, const void *b)
{
	size_t x = *(const size_t *)a, y = *(const size_t *)b;

	return (x > y) - (x < y);
}

static void
test_a_whole_sample_is_an_order_of_all(void **state)
{
	static size_t index[3000];

	(void)state;
	assert_int_equal(
	    credmint_random_sample(NULL, 3000, NULL, 3000, index), 0);
	qsort(index, 3000, sizeof(*index), by_size);
	for (size_t i = 0; i < 3000; i++)
		assert_int_equal(index[i], i);
}

/* From one stream the same as from an array that is really shuffled. */
static void
test_a_large_sample_is_that_of_an_array(void **state)
{
	static size_t index[20000], array[70000];

	(void)state;
	stream_repeatable();
	assert_int_equal(
	    credmint_random_sample(NULL, 70000, NULL, 20000, index), 0);
	for (size_t i = 0; i < 70000; i++)
		array[i] = i;
	stream_repeatable();
	for (size_t i = 0; i < 20000; i++) {
		uint64_t other;
		size_t held;

		assert_int_equal(
		    credmint_random_below(NULL, 70000 - i, &other), 0);
		held = array[i + other];
		array[i + other] = array[i];
		assert_int_equal(index[i], held);
	}
}

static void
test_memory_grows_with_the_sample_alone(void **state)
{
	static size_t index[1000];

	(void)state;
	assert_int_equal(
	    credmint_random_sample(NULL, SIZE_MAX, NULL, 1000, index), 0);
	assert_true(bytes_given > 0 && bytes_given <= 64 * 1024);
	qsort(index, 1000, sizeof(*index), by_size);
	for (size_t i = 1; i < 1000; i++)
		assert_true(index[i] != index[i - 1]);
	/* Once in 2^1000 all lie in the lower half. */
	assert_true(index[999] > SIZE_MAX / 2);
}

static void
test_counts_sum_to_64_bits_and_no_further(void **state)
{
	static const uint64_t most[] = {UINT64_MAX - 1, 1};
	static const uint64_t more[] = {UINT64_MAX, 1};
	size_t index[3] = {7, 7, 7};

	(void)state;
	assert_int_equal(credmint_random_sample(NULL, 2, most, 3, index), 0);
	assert_true(index[0] < 2 && index[1] < 2 && index[2] < 2);
	index[0] = index[2] = 7;
	assert_int_equal(
	    credmint_random_sample(NULL, 2, more, 3, index), -EOVERFLOW);
	assert_true(index[0] == 0 && index[1] == 0 && index[2] == 0);
}

static void
test_more_than_there_is_is_refused(void **state)
{
	static const uint64_t counts[] = {1, 0, 2};
	size_t index[4] = {7, 7, 7, 7}, zero[4] = {0};

	(void)state;
	assert_int_equal(
	    credmint_random_sample(NULL, 3, counts, 4, index), -EINVAL);
	assert_memory_equal(index, zero, sizeof(index));
	assert_int_equal(
	    credmint_random_sample(NULL, 3, NULL, 4, index), -EINVAL);
	assert_int_equal(
	    credmint_random_sample(NULL, 0, NULL, 1, index), -EINVAL);
	assert_int_equal(credmint_random_sample(NULL, 0, NULL, 0, NULL), 0);
	assert_int_equal(credmint_random_sample(NULL, 3, counts, 0, NULL), 0);
}

static void
test_memory_is_wiped_and_given_back(void **state)
{
	static const uint64_t counts[] = {50, 50};
	size_t index[20];

	(void)state;
	assert_int_equal(credmint_random_sample(NULL, 2, counts, 20, index), 0);
	assert_int_equal(ngiven, 2);
	assert_int_equal(not_wiped, 0);
	(void)set_up(state);
	stream_fail(10, -EIO);
	assert_int_equal(
	    credmint_random_sample(NULL, 2, counts, 20, index), -EIO);
	assert_int_equal(ngiven, 2);
	assert_int_equal(not_wiped, 0);
}

static void
test_no_memory_is_an_error(void **state)
{
	static const uint64_t counts[] = {5, 5};
	size_t index[2], zero[2] = {0};

	(void)state;
	for (size_t calls = 0; calls < 2; calls++) {
		memset(index, 7, sizeof(index));
		calls_with_memory = calls;
		assert_int_equal(
		    credmint_random_sample(NULL, 2, counts, 2, index), -ENOMEM);
		assert_memory_equal(index, zero, sizeof(index));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(
		test_every_ordered_selection_is_equally_likely, set_up),
	    cmocka_unit_test_setup(
		test_counts_are_positions_drawn_apart, set_up),
	    cmocka_unit_test_setup(
		test_a_whole_sample_is_an_order_of_all, set_up),
	    cmocka_unit_test_setup(
		test_a_large_sample_is_that_of_an_array, set_up),
	    cmocka_unit_test_setup(
		test_memory_grows_with_the_sample_alone, set_up),
	    cmocka_unit_test_setup(
		test_counts_sum_to_64_bits_and_no_further, set_up),
	    cmocka_unit_test_setup(test_more_than_there_is_is_refused, set_up),
	    cmocka_unit_test_setup(test_memory_is_wiped_and_given_back, set_up),
	    cmocka_unit_test_setup(test_no_memory_is_an_error, set_up),
	};

	return cmocka_run_group_tests_name("sample", tests, NULL, NULL);
}
