/*
 * cmocka - as much of cmocka's interface as the library's tests use
 *
 * For systems that Debian has no cmocka for. The results are TAP.
 */

#ifndef TESTS_PORTS_CMOCKA_H
#define TESTS_PORTS_CMOCKA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct CMUnitTest {
	const char *name;
	void (*test)(void **state);
	int (*set_up)(void **state);
	int (*tear_down)(void **state);
};

#define cmocka_unit_test(f)       \
	{                         \
#		f, f, NULL, NULL \
	}
#define cmocka_unit_test_setup(f, up) \
	{                             \
#		f, f, up, NULL       \
	}
#define cmocka_unit_test_setup_teardown(f, up, down) \
	{                                            \
#		f, f, up, down                      \
	}
#define cmocka_run_group_tests_name(name, tests, up, down) \
	cmocka_run(tests, sizeof(tests) / sizeof((tests)[0]), up, down)
#define cmocka_run_group_tests(tests, up, down) \
	cmocka_run_group_tests_name(NULL, tests, up, down)

int cmocka_run(const struct CMUnitTest *tests, size_t n,
    int (*set_up)(void **state), int (*tear_down)(void **state));

/* Say why, and leave the test that runs. */
_Noreturn void cmocka_fail(const char *file, int line, const char *format, ...)
    __attribute__((format(gnu_printf, 3, 4)));
void print_message(const char *format, ...)
    __attribute__((format(gnu_printf, 1, 2)));

/* Compare two objects of n bytes, or two strings. */
void cmocka_same(const char *file, int line, bool same, const void *a,
    const void *b, size_t n);
void cmocka_strings(
    const char *file, int line, bool same, const char *a, const char *b);

/* Compare as cmocka does: as the widest unsigned integers. */
void cmocka_integers(
    const char *file, int line, bool same, uintmax_t a, uintmax_t b);

void cmocka_between(
    const char *file, int line, uintmax_t a, uintmax_t low, uintmax_t high);

#define cmocka_assert(c, text) \
	((c) ? (void)0 : cmocka_fail(__FILE__, __LINE__, "%s", text))

#define assert_true(c) cmocka_assert(c, #c)
#define assert_false(c) cmocka_assert(!(c), "not: " #c)
#define assert_null(p) cmocka_assert((p) == NULL, #p " is not NULL")
#define assert_non_null(p) cmocka_assert((p) != NULL, #p " is NULL")
#define assert_ptr_equal(a, b) cmocka_assert((a) == (b), #a " is not " #b)
#define assert_ptr_not_equal(a, b) cmocka_assert((a) != (b), #a " is " #b)
#define assert_int_equal(a, b) \
	cmocka_integers(       \
	    __FILE__, __LINE__, true, (uintmax_t)(a), (uintmax_t)(b))
#define assert_int_not_equal(a, b) \
	cmocka_integers(           \
	    __FILE__, __LINE__, false, (uintmax_t)(a), (uintmax_t)(b))
#define assert_in_range(a, low, high)                                        \
	cmocka_between(__FILE__, __LINE__, (uintmax_t)(a), (uintmax_t)(low), \
	    (uintmax_t)(high))
#define assert_memory_equal(a, b, n) \
	cmocka_same(__FILE__, __LINE__, true, a, b, n)
#define assert_memory_not_equal(a, b, n) \
	cmocka_same(__FILE__, __LINE__, false, a, b, n)
#define assert_string_equal(a, b) cmocka_strings(__FILE__, __LINE__, true, a, b)
#define assert_string_not_equal(a, b) \
	cmocka_strings(__FILE__, __LINE__, false, a, b)
#define fail() cmocka_fail(__FILE__, __LINE__, "%s", "failed")
#define fail_msg(...) cmocka_fail(__FILE__, __LINE__, __VA_ARGS__)

#endif
