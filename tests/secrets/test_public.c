/*
 * test_public - the small public calls: equality, wiping, the version
 */

#include <errno.h>
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

static void
test_room_for_the_nul_alone_is_emptied(void **state)
{
	const struct credmint_password policy = CREDMINT_PASSWORD_INIT;
	char out[5];

	(void)state;
	memset(out, 'x', sizeof(out));
	assert_int_equal(credmint_token_hex(NULL, 1, &out[0], 1), -ERANGE);
	assert_int_equal(credmint_token_urlsafe(NULL, 1, &out[1], 1), -ERANGE);
	assert_int_equal(
	    credmint_password_make(NULL, &policy, &out[2], 1), -ERANGE);
	assert_int_equal(
	    credmint_salt_make(NULL, NULL, 0, &out[3], 1), -ERANGE);
	assert_int_equal(
	    credmint_hash_make("ab", "pw", 2, &out[4], 1), -ERANGE);
	assert_memory_equal(out, "\0\0\0\0", sizeof(out));
	memset(out, 'x', sizeof(out));
	assert_int_equal(
	    credmint_salt_make(NULL, "no", 0, &out[0], 1), -ENOTSUP);
	assert_int_equal(credmint_hash_make("!", "pw", 2, &out[1], 1), -EINVAL);
	assert_int_equal(
	    credmint_password_make(NULL, NULL, &out[2], 1), -EINVAL);
	assert_memory_equal(out, "\0\0\0x", 4);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_equal_is_for_equal_bytes_of_equal_length),
	    cmocka_unit_test(test_wiped_bytes_are_zero),
	    cmocka_unit_test(test_library_and_header_are_of_one_release),
	    cmocka_unit_test(test_room_for_the_nul_alone_is_emptied),
	};

	return cmocka_run_group_tests_name("public", tests, NULL, NULL);
}
