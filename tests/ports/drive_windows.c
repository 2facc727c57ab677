/*
 * drive_windows - the generator and the pages of Windows itself
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/entropy.h"
#include "core/secret.h"
#include "credmint.h"
#include "secrets/source.h"

static void
test_each_place_of_a_fill_varies(void **state)
{
	unsigned char first[300], other[300], varied[300] = {0};

	(void)state;
	assert_int_equal(entropy_fill(first, sizeof(first)), 0);
	for (int i = 0; i < 32; i++) {
		assert_int_equal(entropy_fill(other, sizeof(other)), 0);
		for (size_t at = 0; at < sizeof(other); at++)
			varied[at] |= first[at] ^ other[at];
	}
	for (size_t at = 0; at < sizeof(varied); at++)
		assert_int_not_equal(varied[at], 0);
}

static void
test_the_door_is_the_systems(void **state)
{
	struct entropy_state door[2];

	(void)state;
	assert_int_equal(entropy_doors(door, 2), 1);
	assert_string_equal(door[0].name, "BCryptGenRandom");
	assert_int_equal(door[0].error, 0);
	assert_true(door[0].in_use);
}

static void
test_pages_are_zero_and_can_be_given_back(void **state)
{
	(void)state;
	for (int i = 0; i < 100; i++) {
		bool wiped_by_fork = false;
		unsigned char *p = secret_map(5000, &wiped_by_fork);

		assert_non_null(p);
		assert_true(wiped_by_fork);
		for (size_t at = 0; at < 5000; at++)
			assert_int_equal(p[at], 0);
		memset(p, 0xee, 5000);
		secret_unmap(p, 5000);
	}
	secret_unmap(NULL, 5000);
}

static void
test_no_memory_is_null_with_errno(void **state)
{
	bool wiped_by_fork = true;

	(void)state;
	errno = 0;
	assert_null(secret_map(SIZE_MAX / 2, &wiped_by_fork));
	assert_int_equal(errno, ENOMEM);
	assert_false(wiped_by_fork);
}

static void
test_a_source_is_filled_used_and_wiped(void **state)
{
	static unsigned char all[SOURCE_BYTES];
	struct credmint_source *source;

	(void)state;
	assert_int_equal(credmint_source_new(&source), 0);
	assert_int_equal(credmint_random_bytes(source, all, 100), 0);
	assert_int_equal(source->left, SOURCE_BYTES - 100);
	assert_int_equal(
	    credmint_random_bytes(source, all, SOURCE_BYTES - 100), 0);
	for (size_t i = 0; i < SOURCE_BYTES; i++)
		assert_int_equal(source->bytes[i], 0);
	credmint_source_free(source);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_each_place_of_a_fill_varies),
	    cmocka_unit_test(test_the_door_is_the_systems),
	    cmocka_unit_test(test_pages_are_zero_and_can_be_given_back),
	    cmocka_unit_test(test_no_memory_is_null_with_errno),
	    cmocka_unit_test(test_a_source_is_filled_used_and_wiped),
	};

	return cmocka_run_group_tests_name("windows", tests, NULL, NULL);
}
