/*
 * test_public - the small public calls: equality, wiping, the version
 */

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "credmint.h"

static void
test_equal_is_for_equal_bytes_of_equal_length(void **state)
{
	(void)state;
	assert_true(credmint_equal("abc", 3, "abc", 3));
	assert_false(credmint_equal("abc", 3, "abd", 3));
	assert_false(credmint_equal("abc", 3, "abc", 2));
	assert_true(credmint_equal(NULL, 0, "", 0));
}

static void
test_wiped_bytes_are_zero(void **state)
{
	char text[] = "secret";

	(void)state;
	credmint_wipe(text, 3);
	assert_memory_equal(text, "\0\0\0ret", 7);
	credmint_wipe(NULL, 0);
}

static void
test_library_and_header_are_of_one_release(void **state)
{
	(void)state;
	assert_string_equal(credmint_version(), CREDMINT_VERSION);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_equal_is_for_equal_bytes_of_equal_length),
	    cmocka_unit_test(test_wiped_bytes_are_zero),
	    cmocka_unit_test(test_library_and_header_are_of_one_release),
	};

	return cmocka_run_group_tests_name("public", tests, NULL, NULL);
}
