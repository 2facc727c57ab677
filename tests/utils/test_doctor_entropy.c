/*
 * test_doctor_entropy - what credmint doctor says of the generator's doors
 */

#include "utils/credmint/doctor.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/entropy.h"

size_t __wrap_entropy_doors(struct entropy_state *out, size_t n);

static struct entropy_state doors[2];
static enum doctor_state state;
static char text[512];
static unsigned lines;

size_t
__wrap_entropy_doors(struct entropy_state *out, size_t n)
{
	assert_true(n >= 2);
	memcpy(out, doors, sizeof(doors));
	return 2;
}

void
doctor_say(struct doctor *d, enum doctor_state said, const char *what,
    const char *format, ...)
{
	va_list args;

	assert_non_null(d);
	assert_string_equal(what, "entropy");
	state = said;
	lines++;
	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
}

/* What is said where the doors answer so; the one in use, or -1. */
static void
look(int first, int second, int in_use)
{
	static struct doctor d;

	doors[0] = (struct entropy_state){"getrandom", first, in_use == 0};
	doors[1] = (struct entropy_state){"/dev/urandom", second, in_use == 1};
	lines = 0;
	assert_int_equal(doctor_entropy(&d), 0);
	assert_int_equal(lines, 1);
}

static void
test_a_generator_that_answers_is_well(void **unused)
{
	(void)unused;
	look(0, 0, 0);
	assert_int_equal(state, DOCTOR_OK);
	assert_string_equal(text, "getrandom gives bytes");
}

static void
test_the_second_door_is_a_note(void **unused)
{
	(void)unused;
	look(-EPERM, 0, 1);
	assert_int_equal(state, DOCTOR_NOTE);
	assert_non_null(strstr(text,
	    "/dev/urandom is in use, getrandom is not "
	    "(Operation not permitted); "));
}

static void
test_a_door_that_fails_is_bad(void **unused)
{
	(void)unused;
	look(-EIO, 0, 0);
	assert_int_equal(state, DOCTOR_BAD);
	assert_non_null(strstr(text, "getrandom fails: Input/output error; "));
}

static void
test_no_generator_is_bad(void **unused)
{
	(void)unused;
	look(-ENOSYS, -ENOENT, -1);
	assert_int_equal(state, DOCTOR_BAD);
	assert_non_null(strstr(text, "no generator answers; "));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_a_generator_that_answers_is_well),
	    cmocka_unit_test(test_the_second_door_is_a_note),
	    cmocka_unit_test(test_a_door_that_fails_is_bad),
	    cmocka_unit_test(test_no_generator_is_bad),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
