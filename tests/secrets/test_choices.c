/*
 * test_choices - choices with replacement: the exact law of their weights
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "credmint.h"
#include "tests/secrets/chi.h"
#include "tests/secrets/stream.h"

static bool no_memory;

void *__real_calloc(size_t n, size_t size);
void *__wrap_calloc(size_t n, size_t size);

void *
__wrap_calloc(size_t n, size_t size)
{
	return no_memory ? NULL : __real_calloc(n, size);
}

static void
test_each_weight_is_its_number_of_positions(void **state)
{
	static const uint64_t weights[] = {0, 3, 0, 5, 1, 0};
	static const size_t want[] = {1, 1, 1, 3, 3, 3, 3, 3, 4};

	(void)state;
	for (size_t i = 0; i < 9; i++) {
		unsigned char byte = (unsigned char)i;
		size_t index;

		stream_play(&byte, 1);
		assert_int_equal(
		    credmint_random_choices(NULL, 6, weights, 1, &index), 0);
		assert_int_equal(stream_calls(), 1);
		assert_int_equal(index, want[i]);
	}
}

static void
test_weights_to_64_bits_are_exact(void **state)
{
	static const uint64_t weights[] = {UINT64_MAX - 2, 1, 1};
	static const uint64_t more[] = {UINT64_MAX - 1, 1, 1};
	unsigned char bytes[8];
	size_t index;

	(void)state;
	memset(bytes, 0xff, sizeof(bytes));
	for (unsigned char back = 2; back <= 4; back++) {
		bytes[7] = (unsigned char)(0x100 - back);
		stream_play(bytes, 8);
		assert_int_equal(
		    credmint_random_choices(NULL, 3, weights, 1, &index), 0);
		assert_int_equal(index, back == 4 ? 0 : 4 - back);
	}
	index = 7;
	assert_int_equal(
	    credmint_random_choices(NULL, 3, more, 1, &index), -EOVERFLOW);
	assert_int_equal(index, 0);
}

static void
test_equal_choices_are_uniform_and_independent(void **state)
{
	static size_t index[90000];
	unsigned long counts[9] = {0};
	struct credmint_source *source;

	(void)state;
	stream_real();
	assert_int_equal(credmint_source_new(&source), 0);
	assert_int_equal(
	    credmint_random_choices(source, 3, NULL, 90000, index), 0);
	/* Neighbouring choices, as pairs. */
	for (size_t i = 0; i < 90000; i += 2)
		counts[index[i] * 3 + index[i + 1]]++;
	assert_true(chi_is_uniform(counts, 9));
	credmint_source_free(source);
}

static void
test_no_choice_does_nothing(void **state)
{
	static const uint64_t zero[] = {0, 0};

	(void)state;
	assert_int_equal(credmint_random_choices(NULL, 0, NULL, 0, NULL), 0);
	assert_int_equal(credmint_random_choices(NULL, 2, zero, 0, NULL), 0);
}

static void
test_choices_from_nothing_are_refused(void **state)
{
	static const uint64_t zero[] = {0, 0};
	size_t index[2] = {7, 7};

	(void)state;
	assert_int_equal(
	    credmint_random_choices(NULL, 0, NULL, 2, index), -ENODATA);
	assert_true(index[0] == 0 && index[1] == 0);
	index[1] = 7;
	assert_int_equal(
	    credmint_random_choices(NULL, 2, zero, 2, index), -EINVAL);
	assert_true(index[0] == 0 && index[1] == 0);
}

static void
test_no_memory_is_an_error(void **state)
{
	static const uint64_t weights[] = {1, 1};
	size_t index = 7;

	(void)state;
	no_memory = true;
	assert_int_equal(
	    credmint_random_choices(NULL, 2, weights, 1, &index), -ENOMEM);
	no_memory = false;
	assert_int_equal(index, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_each_weight_is_its_number_of_positions),
	    cmocka_unit_test(test_weights_to_64_bits_are_exact),
	    cmocka_unit_test(test_equal_choices_are_uniform_and_independent),
	    cmocka_unit_test(test_no_choice_does_nothing),
	    cmocka_unit_test(test_choices_from_nothing_are_refused),
	    cmocka_unit_test(test_no_memory_is_an_error),
	};

	return cmocka_run_group_tests_name("choices", tests, NULL, NULL);
}
