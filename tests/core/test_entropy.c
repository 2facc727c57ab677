/*
 * test_entropy - the first door is taken while it is open
 */

#include "core/entropy.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/core/doors.h"

static void
test_nothing_is_asked_for_no_bytes(void **state)
{
	(void)state;
	assert_int_equal(entropy_fill(NULL, 0), 0);
	assert_int_equal(getrandom_script.calls, 0);
}

static void
test_first_door_alone_is_used_when_open(void **state)
{
	unsigned char out[32];

	(void)state;
	getrandom_script = (struct script)SCRIPT({ALL, 0});
	assert_int_equal(entropy_fill(out, sizeof(out)), 0);
	assert_all(out, sizeof(out), 0xa5);
	assert_int_equal(opens, 0);
}

static void
test_interrupted_and_short_calls_are_continued(void **state)
{
	unsigned char out[32];

	(void)state;
	getrandom_script = (struct script)SCRIPT(
	    {-1, EINTR}, {5, 0}, {-1, EINTR}, {1, 0}, {ALL, 0});
	assert_int_equal(entropy_fill(out, sizeof(out)), 0);
	assert_all(out, sizeof(out), 0xa5);
	assert_int_equal(getrandom_script.calls, 5);
	assert_int_equal(opens, 0);
}

static void
test_every_count_is_filled_and_no_byte_more(void **state)
{
	struct step single[40];
	unsigned char out[42];

	(void)state;
	for (size_t i = 0; i < 40; i++)
		single[i] = (struct step){1, 0};
	for (size_t n = 1; n <= 40; n++) {
		memset(out, 0x5a, sizeof(out));
		getrandom_script =
		    (struct script){.steps = single, .n = n % 2 * n};
		assert_int_equal(entropy_fill(out, n), 0);
		assert_all(out, n, 0xa5);
		assert_all(out + n, sizeof(out) - n, 0x5a);
	}
}

static void
test_failure_of_first_door_is_final(void **state)
{
	(void)state;
	getrandom_script = (struct script)SCRIPT({-1, EIO});
	assert_refused(-EIO);
	assert_int_equal(opens, 0);
}

static void
test_bytes_before_a_failure_are_wiped(void **state)
{
	(void)state;
	getrandom_script = (struct script)SCRIPT({20, 0}, {-1, EFAULT});
	assert_refused(-EFAULT);
}

static void
test_an_empty_answer_is_a_failure(void **state)
{
	(void)state;
	getrandom_script = (struct script)SCRIPT({0, 0});
	errno = EINTR; /* of some call before */
	assert_refused(-EIO);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(
		test_nothing_is_asked_for_no_bytes, doors_set_up),
	    cmocka_unit_test_setup(
		test_first_door_alone_is_used_when_open, doors_set_up),
	    cmocka_unit_test_setup(
		test_interrupted_and_short_calls_are_continued, doors_set_up),
	    cmocka_unit_test_setup(
		test_every_count_is_filled_and_no_byte_more, doors_set_up),
	    cmocka_unit_test_setup(
		test_failure_of_first_door_is_final, doors_set_up),
	    cmocka_unit_test_setup(
		test_bytes_before_a_failure_are_wiped, doors_set_up),
	    cmocka_unit_test_setup(
		test_an_empty_answer_is_a_failure, doors_set_up),
	};

	return cmocka_run_group_tests_name("entropy", tests, NULL, NULL);
}
