/*
 * test_bcrypt - the door of Windows, and its table, by a stand-in
 */

#include <windows.h>

#include <bcrypt.h>

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/entropy.h"
#include "core/entropy_door.h"

#define STATUS_INVALID_HANDLE ((LONG)0xc0000008u)
#define STATUS_NOT_SUPPORTED ((LONG)0xc00000bbu)
#define STATUS_PENDING 0x103

static LONG result;
static bool writes;
static unsigned int calls;
static uint64_t asked;

LONG
BCryptGenRandom(void *algorithm, unsigned char *out, ULONG n, ULONG flags)
{
	assert_null(algorithm);
	assert_int_equal(flags, BCRYPT_USE_SYSTEM_PREFERRED_RNG);
	assert_true(n > 0);
	calls++;
	asked += n;
	if (writes)
		memset(out, 0xd5, n);
	return result;
}

static void
play(LONG says, bool bytes)
{
	result = says;
	writes = bytes;
	calls = 0;
	asked = 0;
}

static void
assert_fill(LONG says, int error, int mark)
{
	unsigned char out[65], want[65];

	for (size_t n = 1; n < sizeof(out); n++) {
		play(says, true);
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
	assert_fill(0, 0, 0xd5);
}

static void
test_a_failure_leaves_nothing(void **state)
{
	(void)state;
	assert_fill(STATUS_INVALID_HANDLE, -EIO, 0);
	assert_fill(STATUS_NOT_SUPPORTED, -EIO, 0);
	assert_fill(STATUS_PENDING, -EIO, 0); /* "success", without bytes */
}

static void
test_counts_that_the_call_cannot_hold_are_parted(void **state)
{
	unsigned char nothing;
	size_t n = (size_t)UINT32_MAX - 2;

	(void)state;
	play(0, false);
	assert_int_equal(entropy_bcrypt(&nothing, n), 0);
	assert_int_equal(asked, n);
	assert_int_equal(calls, 4);
}

static void
test_it_is_the_one_door(void **state)
{
	struct entropy_state door[2];

	(void)state;
	play(0, true);
	assert_int_equal(entropy_doors(door, 2), 1);
	assert_string_equal(door[0].name, "BCryptGenRandom");
	assert_true(door[0].in_use);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_bytes_are_the_generators),
	    cmocka_unit_test(test_a_failure_leaves_nothing),
	    cmocka_unit_test(test_counts_that_the_call_cannot_hold_are_parted),
	    cmocka_unit_test(test_it_is_the_one_door),
	};

	return cmocka_run_group_tests_name("bcrypt", tests, NULL, NULL);
}
