/*
 * test_fault - the one line that tells a person what went wrong
 */

#include "core/fault.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void
test_fault_is_written_and_its_error_returned(void **state)
{
	struct fault f;

	(void)state;
	assert_int_equal(
	    fault_set(&f, -EACCES, "%s: line %d", "conf", 7), -EACCES);
	assert_string_equal(f.text, "conf: line 7");
}

static void
test_nobody_asked_is_no_fault(void **state)
{
	(void)state;
	assert_int_equal(fault_set(NULL, -EIO, "%d", 1), -EIO);
}

static void
test_control_characters_become_question_marks(void **state)
{
	struct fault f;

	(void)state;
	(void)fault_set(&f, -EINVAL, "%s", "a\nb\tc\033[2Jd\177e\001 \303\251");
	assert_string_equal(f.text, "a?b?c?[2Jd?e? \303\251");
}

static void
test_a_long_line_is_cut(void **state)
{
	struct fault f;
	char name[1000];

	(void)state;
	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	(void)fault_set(&f, -EINVAL, "%s", name);
	assert_int_equal(strlen(f.text), sizeof(f.text) - 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_fault_is_written_and_its_error_returned),
	    cmocka_unit_test(test_nobody_asked_is_no_fault),
	    cmocka_unit_test(test_control_characters_become_question_marks),
	    cmocka_unit_test(test_a_long_line_is_cut),
	};

	return cmocka_run_group_tests_name("fault", tests, NULL, NULL);
}
