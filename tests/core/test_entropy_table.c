/*
 * test_entropy_table - each door serves when those above it hand over
 *
 * The table is this test's, of doors that leave different marks.
 */

#include "core/entropy.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/entropy_door.h"

#define DOORS 3

static int errors[DOORS];
static unsigned int asked[DOORS];

/* A door that fails has written, too: what it left must not be seen. */
static int
door(int which, unsigned char *out, size_t n)
{
	asked[which]++;
	memset(out, 0xa0 + which, n);
	return errors[which];
}

static int
first(unsigned char *out, size_t n)
{
	return door(0, out, n);
}

static int
second(unsigned char *out, size_t n)
{
	return door(1, out, n);
}

static int
third(unsigned char *out, size_t n)
{
	return door(2, out, n);
}

const struct entropy_door entropy_table[] = {
    {"first", first},
    {"second", second},
    {"third", third},
    {0},
};

/* With these answers a fill ends so, with so many doors asked. */
static void
assert_fill(int e0, int e1, int e2, int error, int mark, unsigned int doors)
{
	unsigned char out[33], want[33] = {0};

	errors[0] = e0;
	errors[1] = e1;
	errors[2] = e2;
	memset(asked, 0, sizeof(asked));
	memset(out, 0x5a, sizeof(out));
	memset(want, mark, 32);
	want[32] = 0x5a;
	assert_int_equal(entropy_fill(out, 32), error);
	assert_memory_equal(out, want, sizeof(out));
	for (unsigned int i = 0; i < DOORS; i++)
		assert_int_equal(asked[i], i < doors);
}

static void
test_each_door_serves_when_those_above_hand_over(void **state)
{
	(void)state;
	assert_fill(0, 0, 0, 0, 0xa0, 1);
	assert_fill(-ENOSYS, 0, 0, 0, 0xa1, 2);
	assert_fill(-EPERM, 0, 0, 0, 0xa1, 2);
	assert_fill(-ENOSYS, -EPERM, 0, 0, 0xa2, 3);
	assert_fill(-EPERM, -ENOSYS, 0, 0, 0xa2, 3);
}

static void
test_any_other_failure_is_final_and_leaves_nothing(void **state)
{
	static const int final[] = {
	    -EIO, -EINTR, -EAGAIN, -EFAULT, -EINVAL, -ENODEV, -EACCES, 1};

	(void)state;
	for (size_t i = 0; i < sizeof(final) / sizeof(final[0]); i++) {
		assert_fill(final[i], 0, 0, final[i], 0, 1);
		assert_fill(-ENOSYS, final[i], 0, final[i], 0, 2);
		assert_fill(-EPERM, -ENOSYS, final[i], final[i], 0, 3);
	}
}

static void
test_all_doors_handing_over_is_an_error_that_leaves_nothing(void **state)
{
	(void)state;
	assert_fill(-EPERM, -EPERM, -ENOSYS, -ENOSYS, 0, 3);
	assert_fill(-ENOSYS, -ENOSYS, -EPERM, -EPERM, 0, 3);
}

static void
test_the_states_are_those_of_the_table(void **state)
{
	struct entropy_state doors[DOORS + 1] = {{0}};

	(void)state;
	errors[0] = -EPERM;
	errors[1] = errors[2] = 0;
	assert_int_equal(entropy_doors(doors, DOORS + 1), DOORS);
	assert_string_equal(doors[0].name, "first");
	assert_int_equal(doors[0].error, -EPERM);
	assert_string_equal(doors[2].name, "third");
	assert_false(doors[0].in_use);
	assert_true(doors[1].in_use);
	assert_false(doors[2].in_use);
	assert_null(doors[DOORS].name);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_each_door_serves_when_those_above_hand_over),
	    cmocka_unit_test(
		test_any_other_failure_is_final_and_leaves_nothing),
	    cmocka_unit_test(
		test_all_doors_handing_over_is_an_error_that_leaves_nothing),
	    cmocka_unit_test(test_the_states_are_those_of_the_table),
	};

	return cmocka_run_group_tests_name("entropy_table", tests, NULL, NULL);
}
