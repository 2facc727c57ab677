/*
 * test_shadow_tool - what a tool has said is wiped
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "host/run.h"
#include "host/shadow_tool.h"

#define WORDS "true: one thing\nwith a hash behind it\n"

int __wrap_run_tool(const struct run_tool *tool, int *status);

/* What the next tool does, and where it left its words. */
static int plays, exits;
static volatile const char *said;
static size_t size;

int
__wrap_run_tool(const struct run_tool *tool, int *status)
{
	memset(tool->said, 'h', tool->size);
	memcpy(tool->said, WORDS, sizeof(WORDS));
	said = tool->said;
	size = tool->size;
	*status = exits << 8;
	return plays;
}

/*
 * Bytes of the words that are left; nothing is called that writes there. Where
 * they are is nobody's any more, which is what a sanitizer would say.
 */
__attribute__((noinline, no_sanitize("address"))) static size_t
left(void)
{
	size_t n = 0;

	for (size_t i = 0; i < size; i++)
		n += said[i] != '\0';
	return n;
}

static void
wiped(int result, int exit_status, int wanted)
{
	static const char *const words[] = {NULL};
	const struct shadow_tool tool = {.name = "true", .words = words};
	struct fault f = {""};
	size_t n;
	int r;

	plays = result;
	exits = exit_status;
	size = 0;
	r = shadow_tool_run("", &tool, &f);
	n = left();
	assert_int_equal(r, wanted);
	assert_true(size > 0);
	assert_int_equal(n, 0);
	if (exit_status != 0)
		assert_non_null(strstr(f.text, "one thing"));
}

static void
words_of_a_tool_that_did_it_are_wiped(void **state)
{
	(void)state;
	wiped(0, 0, 0);
}

static void
words_of_a_tool_that_failed_are_wiped(void **state)
{
	(void)state;
	wiped(0, 1, -EIO);
}

static void
words_of_a_tool_that_did_not_end_are_wiped(void **state)
{
	(void)state;
	wiped(-ETIMEDOUT, 0, -ETIMEDOUT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(words_of_a_tool_that_did_it_are_wiped),
	    cmocka_unit_test(words_of_a_tool_that_failed_are_wiped),
	    cmocka_unit_test(words_of_a_tool_that_did_not_end_are_wiped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
