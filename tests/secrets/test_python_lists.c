/*
 * test_python_lists - the edges of SystemRandom's choices, shuffle and sample
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
choices_by_weights_without_a_sum_are_refused(void **state)
{
	static const uint64_t zero[4], large[] = {UINT64_MAX, 0, 0, 1};
	size_t index[2] = {7, 7};

	(void)state;
	assert_int_equal(
	    credmint_random_choices(NULL, 4, zero, 2, index), -EINVAL);
	assert_true(index[0] == 0 && index[1] == 0);
	index[0] = index[1] = 7;
	assert_int_equal(
	    credmint_random_choices(NULL, 4, large, 2, index), -EOVERFLOW);
	assert_true(index[0] == 0 && index[1] == 0);
}

static void
choices_from_nothing_are_refused(void **state)
{
	size_t index[2] = {7, 7};

	(void)state;
	assert_int_equal(
	    credmint_random_choices(NULL, 0, NULL, 2, index), -ENODATA);
	assert_true(index[0] == 0 && index[1] == 0);
	assert_int_equal(credmint_random_choices(NULL, 0, NULL, 0, NULL), 0);
	assert_int_equal(credmint_random_choices(NULL, 3, NULL, 0, NULL), 0);
}

static void
choices_of_a_negative_number_are_refused(void **state)
{
	static const uint64_t one[] = {1};
	void *index = mark;

	(void)state;
	assert_int_equal(
	    credmint_random_choices(NULL, 1, one, NEGATIVE, index), -EINVAL);
	/* The number of bytes wraps around to 8. */
	assert_int_equal(credmint_random_choices(NULL, 1, NULL,
			     SIZE_MAX / sizeof(size_t) + 2, index),
	    -EINVAL);
	assert_untouched();
}

static void
choices_repeat_and_may_be_more_than_there_are(void **state)
{
	size_t index[200], ones = 0;

	(void)state;
	assert_int_equal(credmint_random_choices(NULL, 2, NULL, 200, index), 0);
	for (size_t i = 0; i < 200; i++) {
		assert_in_range(index[i], 0, 1);
		ones += index[i];
	}
	assert_in_range(ones, 20, 180);
}

static void
shuffle_of_nothing_or_one_does_nothing(void **state)
{
	(void)state;
	assert_int_equal(credmint_random_shuffle(NULL, NULL, 0, 8), 0);
	assert_int_equal(credmint_random_shuffle(NULL, mark, 1, 8), 0);
	assert_untouched();
}

static void
shuffle_of_more_than_any_array_is_refused(void **state)
{
	(void)state;
	assert_int_equal(
	    credmint_random_shuffle(NULL, mark, NEGATIVE, 1), -EINVAL);
	assert_int_equal(
	    credmint_random_shuffle(NULL, mark, 8, NEGATIVE), -EINVAL);
	assert_int_equal(
	    credmint_random_shuffle(NULL, mark, SIZE_MAX / 8 + 2, 8), -EINVAL);
	assert_int_equal(credmint_random_shuffle(NULL, mark, 8, 0), -EINVAL);
	assert_untouched();
}

static void
assert_sample(int error, size_t n, const uint64_t *counts, size_t k)
{
	static const size_t zero[8];
	size_t index[8];

	memset(index, 0x7f, sizeof(index));
	stream_real();
	assert_int_equal(
	    credmint_random_sample(NULL, n, counts, k, index), error);
	if (error != 0) {
		assert_memory_equal(index, zero, k * sizeof(*index));
		assert_int_equal(stream_calls(), 0);
	}
	for (size_t i = k; i < 8; i++)
		assert_int_equal(index[i] & 0xff, 0x7f);
}

static void
sample_of_none_is_empty(void **state)
{
	static const uint64_t one[] = {1};

	(void)state;
	assert_sample(0, 0, NULL, 0);
	assert_sample(0, 5, NULL, 0);
	assert_sample(0, 1, one, 0);
}

/* So since Python 3.14. */
static void
sample_of_none_by_counts_of_0_is_empty(void **state)
{
	static const uint64_t zero[3];

	(void)state;
	assert_sample(0, 3, zero, 0);
	assert_sample(0, 1, zero, 0);
	assert_sample(0, 0, zero, 0);
}

static void
sample_of_one_by_counts_of_0_is_refused(void **state)
{
	static const uint64_t zero[3];

	(void)state;
	assert_sample(-EINVAL, 3, zero, 1);
	assert_sample(-EINVAL, 0, zero, 1);
	assert_sample(-EINVAL, 0, NULL, 1);
}

static void
sample_larger_than_the_population_is_refused(void **state)
{
	static const uint64_t counts[] = {1, 0, 2};

	(void)state;
	assert_sample(0, 3, NULL, 3);
	assert_sample(-EINVAL, 3, NULL, 4);
	assert_sample(0, 3, counts, 3);
	assert_sample(-EINVAL, 3, counts, 4);
}

static void
sample_of_a_negative_number_is_refused(void **state)
{
	void *index = mark;

	(void)state;
	assert_int_equal(
	    credmint_random_sample(NULL, 5, NULL, NEGATIVE, index), -EINVAL);
	assert_int_equal(credmint_random_sample(NULL, SIZE_MAX, NULL,
			     SIZE_MAX / sizeof(size_t) + 2, index),
	    -EINVAL);
	assert_untouched();
}

static void
sample_by_negative_counts_is_refused(void **state)
{
	static const uint64_t minus[] = {2, UINT64_MAX - 1, 3}; /* -2 */
	void *index = mark;

	(void)state;
	assert_sample(-EOVERFLOW, 3, minus, 2);
	assert_sample(-EOVERFLOW, 3, minus, 0);
	assert_int_equal(
	    credmint_random_sample(NULL, NEGATIVE, minus, 1, index), -EINVAL);
	assert_untouched();
}

/* As CPython's own test: all that there is, and no more of each. */
static void
sample_by_counts_draws_each_as_often_as_it_stands(void **state)
{
	static const uint64_t counts[] = {10, 0, 4, 6};
	size_t index[20], seen[4] = {0};

	(void)state;
	for (size_t k = 0; k <= 20; k++) {
		memset(seen, 0, sizeof(seen));
		assert_int_equal(
		    credmint_random_sample(NULL, 4, counts, k, index), 0);
		for (size_t i = 0; i < k; i++) {
			assert_in_range(index[i], 0, 3);
			seen[index[i]]++;
		}
		for (size_t i = 0; i < 4; i++)
			assert_in_range(seen[i], 0, counts[i]);
	}
	assert_true(seen[0] == 10 && seen[1] == 0 && seen[2] == 4);
}

#define EDGE(test) cmocka_unit_test_setup(test, set_up)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    EDGE(choices_by_weights_without_a_sum_are_refused),
	    EDGE(choices_from_nothing_are_refused),
	    EDGE(choices_of_a_negative_number_are_refused),
	    EDGE(choices_repeat_and_may_be_more_than_there_are),
	    EDGE(shuffle_of_nothing_or_one_does_nothing),
	    EDGE(shuffle_of_more_than_any_array_is_refused),
	    EDGE(sample_of_none_is_empty),
	    EDGE(sample_of_none_by_counts_of_0_is_empty),
	    EDGE(sample_of_one_by_counts_of_0_is_refused),
	    EDGE(sample_larger_than_the_population_is_refused),
	    EDGE(sample_of_a_negative_number_is_refused),
	    EDGE(sample_by_negative_counts_is_refused),
	    EDGE(sample_by_counts_draws_each_as_often_as_it_stands),
	};

	return cmocka_run_group_tests_name("python_lists", tests, NULL, NULL);
}
