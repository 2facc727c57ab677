/*
 * test_choices_real - choices by real weights
 */

#include <errno.h>
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "credmint.h"
#include "tests/secrets/chi.h"
#include "tests/secrets/stream.h"

static bool no_memory;
static unsigned char *given;
static size_t ngiven, not_wiped;

void *__real_calloc(size_t n, size_t size);
void __real_free(void *p);
void *__wrap_calloc(size_t n, size_t size);
void __wrap_free(void *p);

void *
__wrap_calloc(size_t n, size_t size)
{
	if (no_memory)
		return NULL;
	given = __real_calloc(n, size);
	ngiven = n * size;
	return given;
}

void
__wrap_free(void *p)
{
	for (size_t i = 0; p != NULL && p == given && i < ngiven; i++)
		not_wiped += given[i] != 0;
	if (p == given)
		given = NULL;
	__real_free(p);
}

/* The choice that a real number x, a multiple of 2^-53, leads to. */
static size_t
choice_at(const double *weights, size_t n, double x)
{
	uint64_t bits = (uint64_t)(x * 0x1p53);
	unsigned char bytes[7];
	size_t index = 99;

	for (size_t i = 0; i < 7; i++)
		bytes[i] = (unsigned char)(bits >> (48 - 8 * i));
	stream_play(bytes, sizeof(bytes));
	assert_int_equal(
	    credmint_random_choices_real(NULL, n, weights, 1, &index), 0);
	assert_int_equal(stream_given(), 7);
	return index;
}

static void
test_each_weight_is_its_part_of_the_sum(void **state)
{
	static const double weights[] = {0, 1, 2, 0, 0.5, 0.5, 0};

	(void)state;
	assert_int_equal(choice_at(weights, 7, 0), 1);
	assert_int_equal(choice_at(weights, 7, 0.25 - 0x1p-53), 1);
	assert_int_equal(choice_at(weights, 7, 0.25), 2);
	assert_int_equal(choice_at(weights, 7, 0.75 - 0x1p-53), 2);
	assert_int_equal(choice_at(weights, 7, 0.75), 4);
	assert_int_equal(choice_at(weights, 7, 0.875 - 0x1p-53), 4);
	assert_int_equal(choice_at(weights, 7, 0.875), 5);
	assert_int_equal(choice_at(weights, 7, 1 - 0x1p-53), 5);
}

/* The same parts, by weights as small and as large as there are. */
static void
test_weights_of_every_size_keep_their_parts(void **state)
{
	(void)state;
	for (int exponent = -1074; exponent < 1022; exponent++) {
		double one = ldexp(1, exponent);
		const double weights[] = {one, 2 * one, one};

		assert_int_equal(choice_at(weights, 3, 0.25 - 0x1p-53), 0);
		assert_int_equal(choice_at(weights, 3, 0.25), 1);
		assert_int_equal(choice_at(weights, 3, 0.75 - 0x1p-53), 1);
		assert_int_equal(choice_at(weights, 3, 0.75), 2);
	}
}

static void
test_a_weight_of_0_is_never_drawn(void **state)
{
	static const double totals[] = {
	    DBL_TRUE_MIN, DBL_MIN, 0.1, 1, 1 + DBL_EPSILON, 3, 1e300, DBL_MAX};

	(void)state;
	for (size_t i = 0; i < sizeof(totals) / sizeof(totals[0]); i++) {
		const double weights[] = {0, totals[i], -0.0, 0};

		assert_int_equal(choice_at(weights, 4, 0), 1);
		assert_int_equal(choice_at(weights, 4, 1 - 0x1p-53), 1);
	}
}

static void
test_choices_are_independent_and_as_their_weights(void **state)
{
	static const double weights[] = {0.1, 0.3, 0.6};
	static const size_t shares[] = {1, 3, 6};
	static size_t index[100000];
	unsigned long cells[100] = {0};
	struct credmint_source *source;

	(void)state;
	stream_real();
	assert_int_equal(credmint_source_new(&source), 0);
	assert_int_equal(
	    credmint_random_choices_real(source, 3, weights, 100000, index), 0);
	/* Each pair is spread over as many equal cells as its part is. */
	for (size_t i = 0; i < 100000; i += 2) {
		size_t before[] = {0, 1, 4}, at[2];

		for (size_t j = 0; j < 2; j++) {
			uint64_t share;

			assert_in_range(index[i + j], 0, 2);
			assert_int_equal(credmint_random_below(source,
					     shares[index[i + j]], &share),
			    0);
			at[j] = before[index[i + j]] + (size_t)share;
		}
		cells[at[0] * 10 + at[1]]++;
	}
	assert_true(chi_is_uniform(cells, 100));
	/* Choices that go by other weights are seen. */
	cells[0] += cells[0] / 2;
	cells[99] += cells[99] / 2;
	assert_false(chi_is_uniform(cells, 100));
	credmint_source_free(source);
}

static void
assert_refused(const double *weights, size_t n, int error)
{
	static const size_t zero[3];
	size_t index[3] = {7, 7, 7};

	stream_real();
	assert_int_equal(
	    credmint_random_choices_real(NULL, n, weights, 3, index), error);
	assert_memory_equal(index, zero, sizeof(zero));
	assert_int_equal(stream_calls(), 0);
}

static void
test_weights_that_are_none_are_refused(void **state)
{
	static const double bad[][3] = {{1, -DBL_TRUE_MIN, 1}, {-1, 3, 1},
	    {1, 1, NAN}, {NAN, NAN, NAN}, {1, INFINITY, 1}, {1, 1, -INFINITY},
	    {INFINITY, 0, 0}, {INFINITY, -INFINITY, 1}, {0, 0, 0},
	    {-0.0, 0, -0.0}, {DBL_MAX, DBL_MAX, 0}, {DBL_MAX, 0, 0x1p970}};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_refused(bad[i], 3, -EINVAL);
}

static void
test_choices_from_nothing_are_refused(void **state)
{
	static const double one[] = {1};

	(void)state;
	assert_refused(one, 0, -ENODATA);
	assert_refused(NULL, 0, -ENODATA);
}

static void
test_no_choice_does_nothing(void **state)
{
	static const double zero[] = {0, 0};

	(void)state;
	stream_real();
	assert_int_equal(
	    credmint_random_choices_real(NULL, 2, zero, 0, NULL), 0);
	assert_int_equal(
	    credmint_random_choices_real(NULL, 0, NULL, 0, NULL), 0);
	assert_int_equal(stream_calls(), 0);
}

static void
test_no_weights_are_equal_ones(void **state)
{
	size_t mine[50], theirs[50];

	(void)state;
	stream_repeatable();
	assert_int_equal(
	    credmint_random_choices_real(NULL, 10, NULL, 50, mine), 0);
	stream_repeatable();
	assert_int_equal(
	    credmint_random_choices(NULL, 10, NULL, 50, theirs), 0);
	assert_memory_equal(mine, theirs, sizeof(mine));
}

static void
test_more_than_any_array_is_refused(void **state)
{
	static const double one[] = {1};
	size_t index = 7;

	(void)state;
	/* Such lengths are promises that nobody can keep: nothing is read. */
	assert_int_equal(
	    credmint_random_choices_real(NULL, 1, one, SIZE_MAX, &index),
	    -EINVAL);
	assert_int_equal(index, 7);
	assert_int_equal(
	    credmint_random_choices_real(NULL, SIZE_MAX, one, 1, &index),
	    -EINVAL);
	assert_int_equal(index, 7);
}

static void
test_no_memory_is_an_error(void **state)
{
	static const double weights[] = {1, 1, 1};

	(void)state;
	no_memory = true;
	assert_refused(weights, 3, -ENOMEM);
	no_memory = false;
}

static void
test_memory_is_wiped_and_given_back(void **state)
{
	static const double weights[] = {1, 2, 3};
	static const double bad[] = {1, 2, NAN};
	size_t index[3];

	(void)state;
	not_wiped = 0;
	assert_int_equal(
	    credmint_random_choices_real(NULL, 3, weights, 3, index), 0);
	assert_null(given);
	stream_fail(1, -EIO);
	assert_int_equal(
	    credmint_random_choices_real(NULL, 3, weights, 3, index), -EIO);
	assert_null(given);
	assert_refused(bad, 3, -EINVAL);
	assert_null(given);
	assert_int_equal(not_wiped, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_each_weight_is_its_part_of_the_sum),
	    cmocka_unit_test(test_weights_of_every_size_keep_their_parts),
	    cmocka_unit_test(test_a_weight_of_0_is_never_drawn),
	    cmocka_unit_test(test_choices_are_independent_and_as_their_weights),
	    cmocka_unit_test(test_weights_that_are_none_are_refused),
	    cmocka_unit_test(test_choices_from_nothing_are_refused),
	    cmocka_unit_test(test_no_choice_does_nothing),
	    cmocka_unit_test(test_no_weights_are_equal_ones),
	    cmocka_unit_test(test_more_than_any_array_is_refused),
	    cmocka_unit_test(test_no_memory_is_an_error),
	    cmocka_unit_test(test_memory_is_wiped_and_given_back),
	};

	return cmocka_run_group_tests_name("choices_real", tests, NULL, NULL);
}
