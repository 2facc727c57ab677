/*
 * test_getentropy - the door of OpenBSD, FreeBSD and NetBSD, and their table
 *
 * The call is that of the libc here, or fails as a test has written.
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/entropy.h"

static bool real;
static int error;                   /* what fails, ... */
static unsigned int passing, calls; /* ... after so many calls */

int __real_getentropy(void *out, size_t n);
int __wrap_getentropy(void *out, size_t n);

int
__wrap_getentropy(void *out, size_t n)
{
	assert_in_range(n, 1, 256);
	if (real)
		return __real_getentropy(out, n);
	memset(out, 0xb5, n);
	if (calls++ != passing || error == 0)
		return 0;
	errno = error;
	return -1;
}

static void
play(unsigned int calls_before, int fails)
{
	real = false;
	passing = calls_before;
	error = fails;
	calls = 0;
}

static void
assert_all(const unsigned char *p, size_t n, int value)
{
	for (size_t i = 0; i < n; i++)
		assert_int_equal(p[i], value);
}

static void
test_every_count_is_filled_and_no_byte_more(void **state)
{
	unsigned char out[600];

	(void)state;
	for (size_t n = 1; n < sizeof(out); n++) {
		memset(out, 0x5a, sizeof(out));
		play(0, 0);
		assert_int_equal(entropy_fill(out, n), 0);
		assert_int_equal(calls, (n + 255) / 256);
		assert_all(out, n, 0xb5);
		assert_all(out + n, sizeof(out) - n, 0x5a);
	}
}

static void
test_an_interrupted_call_is_repeated(void **state)
{
	unsigned char out[600];

	(void)state;
	play(1, EINTR);
	assert_int_equal(entropy_fill(out, sizeof(out)), 0);
	assert_all(out, sizeof(out), 0xb5);
	assert_int_equal(calls, 4);
}

static void
test_a_failure_leaves_nothing(void **state)
{
	static const int errors[] = {EIO, ENOSYS, EPERM, EFAULT};
	unsigned char out[600];

	(void)state;
	for (unsigned int i = 0; i < 12; i++) {
		memset(out, 0x5a, sizeof(out));
		play(i / 4, errors[i % 4]);
		assert_int_equal(
		    entropy_fill(out, sizeof(out)), -errors[i % 4]);
		assert_all(out, sizeof(out), 0);
		assert_int_equal(calls, i / 4 + 1);
	}
}

static void
test_it_is_the_one_door(void **state)
{
	struct entropy_state door[2];

	(void)state;
	play(0, 0);
	assert_int_equal(entropy_doors(door, 2), 1);
	assert_string_equal(door[0].name, "getentropy(2)");
	assert_true(door[0].in_use);
}

static void
test_the_call_of_this_libc_serves(void **state)
{
	unsigned char a[600] = {0}, b[600] = {0};

	(void)state;
	real = true;
	assert_int_equal(entropy_fill(a, sizeof(a)), 0);
	assert_int_equal(entropy_fill(b, sizeof(b)), 0);
	for (size_t i = 0; i + 8 <= sizeof(a); i += 8)
		assert_memory_not_equal(a + i, b + i, 8);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_every_count_is_filled_and_no_byte_more),
	    cmocka_unit_test(test_an_interrupted_call_is_repeated),
	    cmocka_unit_test(test_a_failure_leaves_nothing),
	    cmocka_unit_test(test_it_is_the_one_door),
	    cmocka_unit_test(test_the_call_of_this_libc_serves),
	};

	return cmocka_run_group_tests_name("getentropy", tests, NULL, NULL);
}
