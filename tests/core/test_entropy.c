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

static void
test_every_door_tells_how_it_answers(void **state)
{
	struct entropy_state doors[4];

	(void)state;
	getrandom_script = (struct script)SCRIPT({ALL, 0});
	assert_int_equal(entropy_doors(doors, 4), 2);
	assert_string_equal(doors[0].name, "getrandom(2)");
	assert_int_equal(doors[0].error, 0);
	assert_true(doors[0].in_use);
	assert_string_equal(doors[1].name, "/dev/urandom");
	assert_int_equal(doors[1].error, 0);
	assert_false(doors[1].in_use);
}

static void
test_the_door_in_use_is_the_one_a_fill_ends_at(void **state)
{
	struct entropy_state doors[2];

	(void)state;
	getrandom_script = (struct script)SCRIPT({-1, EPERM});
	assert_int_equal(entropy_doors(doors, 2), 2);
	assert_int_equal(doors[0].error, -EPERM);
	assert_false(doors[0].in_use);
	assert_true(doors[1].in_use);
	/* A failure that is final: the next door is not taken. */
	getrandom_script = (struct script)SCRIPT({-1, EIO});
	assert_int_equal(entropy_doors(doors, 2), 2);
	assert_int_equal(doors[0].error, -EIO);
	assert_true(doors[0].in_use);
	assert_false(doors[1].in_use);
}

static void
test_no_door_is_in_use_when_all_are_shut(void **state)
{
	struct entropy_state doors[2];

	(void)state;
	getrandom_script = (struct script)SCRIPT({-1, ENOSYS});
	open_path = "/dev/urandom";
	open_error = EPERM;
	assert_int_equal(entropy_doors(doors, 2), 2);
	assert_int_equal(doors[1].error, -EPERM);
	assert_false(doors[0].in_use);
	assert_false(doors[1].in_use);
}

static void
test_no_more_doors_are_written_than_there_is_room_for(void **state)
{
	struct entropy_state doors[2] = {{"as before", 1, true}};

	(void)state;
	assert_int_equal(entropy_doors(NULL, 0), 2);
	assert_int_equal(getrandom_script.calls, 0);
	doors[1] = doors[0];
	assert_int_equal(entropy_doors(doors, 1), 2);
	assert_int_equal(doors[0].error, -ENOSYS);
	assert_string_equal(doors[1].name, "as before");
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
	    cmocka_unit_test_setup(
		test_every_door_tells_how_it_answers, doors_set_up),
	    cmocka_unit_test_setup(
		test_the_door_in_use_is_the_one_a_fill_ends_at, doors_set_up),
	    cmocka_unit_test_setup(
		test_no_door_is_in_use_when_all_are_shut, doors_set_up),
	    cmocka_unit_test_setup(
		test_no_more_doors_are_written_than_there_is_room_for,
		doors_set_up),
	};

	return cmocka_run_group_tests_name("entropy", tests, NULL, NULL);
}
