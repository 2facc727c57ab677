/*
 * cmocka - run tests one after the other, and say how each ended
 */

#include "tests/ports/cmocka/cmocka.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static jmp_buf leave;

void
cmocka_fail(const char *file, int line, const char *format, ...)
{
	va_list args;

	printf("# %s:%d: ", file, line);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	printf("\n");
	longjmp(leave, 1);
}

void
print_message(const char *format, ...)
{
	va_list args;

	printf("# ");
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
}

void
cmocka_same(const char *file, int line, bool same, const void *a, const void *b,
    size_t n)
{
	if ((memcmp(a, b, n) == 0) != same)
		cmocka_fail(file, line, "%zu bytes are %sthe same", n,
		    same ? "not " : "");
}

void
cmocka_strings(
    const char *file, int line, bool same, const char *a, const char *b)
{
	if ((strcmp(a, b) == 0) != same)
		cmocka_fail(file, line, "\"%s\" and \"%s\"", a, b);
}

void
cmocka_integers(const char *file, int line, bool same, uintmax_t a, uintmax_t b)
{
	if ((a == b) != same)
		cmocka_fail(file, line, "0x%" PRIxMAX " and 0x%" PRIxMAX, a, b);
}

void
cmocka_between(
    const char *file, int line, uintmax_t a, uintmax_t low, uintmax_t high)
{
	if (a < low || a > high)
		cmocka_fail(file, line,
		    "0x%" PRIxMAX " is not between 0x%" PRIxMAX
		    " and 0x%" PRIxMAX,
		    a, low, high);
}

/* Whether a test passes, with what stands around it. */
static bool
passes(const struct CMUnitTest *t, void *state)
{
	if (setjmp(leave) != 0)
		return false;
	if (t->set_up != NULL && t->set_up(&state) != 0)
		return false;
	t->test(&state);
	return t->tear_down == NULL || t->tear_down(&state) == 0;
}

int
cmocka_run(const struct CMUnitTest *tests, size_t n,
    int (*set_up)(void **state), int (*tear_down)(void **state))
{
	void *state = NULL;
	int failed = 0;

	if (set_up != NULL && set_up(&state) != 0)
		return 1;
	printf("1..%zu\n", n);
	for (size_t i = 0; i < n; i++) {
		bool passed = passes(&tests[i], state);

		printf("%s %zu - %s\n", passed ? "ok" : "not ok", i + 1,
		    tests[i].name);
		(void)fflush(stdout);
		failed += !passed;
	}
	if (tear_down != NULL && tear_down(&state) != 0)
		failed++;
	return failed;
}
