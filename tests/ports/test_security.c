/*
 * test_security - the door of macOS, and its table, by a stand-in
 */

#include <Security/SecRandom.h>

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/entropy.h"

static int result;
static unsigned int calls;

int
SecRandomCopyBytes(SecRandomRef generator, size_t n, void *out)
{
	assert_ptr_equal(generator, kSecRandomDefault);
	calls++;
	memset(out, 0xc5, n);
	return result;
}

static void
assert_fill(int says, int error, int mark)
{
	unsigned char out[65], want[65];

	for (size_t n = 1; n < sizeof(out); n++) {
		result = says;
		calls = 0;
		memset(out, 0x5a, sizeof(out));
		memset(want, 0x5a, sizeof(want));
		memset(want, mark, n);
		assert_int_equal(entropy_fill(out, n), error);
		assert_memory_equal(out, want, sizeof(out));
		assert_int_equal(calls, 1);
	}
}

static void
test_bytes_are_the_generators(void **state)
{
	(void)state;
	assert_fill(0, 0, 0xc5);
}

static void
test_a_failure_leaves_nothing(void **state)
{
	(void)state;
	assert_fill(-1, -EIO, 0);
	assert_fill(-4, -EIO, 0);
	assert_fill(1, -EIO, 0);
}

static void
test_it_is_the_one_door(void **state)
{
	struct entropy_state door[2];

	(void)state;
	result = 0;
	assert_int_equal(entropy_doors(door, 2), 1);
	assert_string_equal(door[0].name, "SecRandomCopyBytes");
	assert_true(door[0].in_use);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_bytes_are_the_generators),
	    cmocka_unit_test(test_a_failure_leaves_nothing),
	    cmocka_unit_test(test_it_is_the_one_door),
	};

	return cmocka_run_group_tests_name("security", tests, NULL, NULL);
}
