/*
 * test_clock_text - wall times as text and back, beside the clock of tests
 */

#include <errno.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/clock.h"
#include "tests/core/clock_fake.h"

static const struct {
	const char *text;
	int64_t wall;
} known[] = {
    {"1970-01-01T00:00:00Z", 0},
    {"1969-12-31T23:59:59Z", -1},
    {"2000-02-29T12:00:00Z", 951825600},
    {"2026-01-01T00:00:00Z", 1767225600},
    {"2038-01-19T03:14:08Z", 2147483648},
    {"9999-12-31T23:59:59Z", 253402300799},
    {"0000-01-01T00:00:00Z", -62167219200},
};

static void
test_known_times_are_written_and_read(void **state)
{
	char text[CLOCK_TEXT_SIZE];
	int64_t wall;

	(void)state;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		clock_text(known[i].wall, text);
		assert_string_equal(text, known[i].text);
		assert_int_equal(clock_parse(text, &wall), 0);
		assert_true(wall == known[i].wall);
	}
}

static void
test_a_time_outside_the_calendar_is_no_text(void **state)
{
	const int64_t outside[] = {
	    253402300800, -62167219201, INT64_MAX, INT64_MIN};
	char text[CLOCK_TEXT_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(outside) / sizeof(outside[0]); i++) {
		strcpy(text, "x");
		clock_text(outside[i], text);
		assert_string_equal(text, "");
	}
}

static void
test_an_offset_is_taken_off(void **state)
{
	int64_t wall;

	(void)state;
	assert_int_equal(clock_parse("2026-01-01T02:00:00+02:00", &wall), 0);
	assert_true(wall == 1767225600);
	assert_int_equal(clock_parse("2025-12-31T14:30:00-09:30", &wall), 0);
	assert_true(wall == 1767225600);
	assert_int_equal(clock_parse("2026-01-01T00:00:00+00:00", &wall), 0);
	assert_true(wall == 1767225600);
	assert_int_equal(clock_parse("2026-01-01T23:59:00+23:59", &wall), 0);
	assert_true(wall == 1767225600);
}

static void
test_what_is_no_time_is_refused(void **state)
{
	static const char *const bad[] = {
	    "",
	    "now",
	    "2026",
	    "2026-01-01",
	    "2026-01-01T00:00:00",
	    "2026-01-01 00:00:00Z",
	    "2026-01-01T00:00:00z",
	    "2026-01-01T00:00:00Zx",
	    "2026-01-01T00:00:00Z ",
	    " 2026-01-01T00:00:00Z",
	    "2026-1-01T00:00:00Z",
	    "2026-00-01T00:00:00Z",
	    "2026-13-01T00:00:00Z",
	    "2026-01-00T00:00:00Z",
	    "2026-02-29T00:00:00Z",
	    "2026-04-31T00:00:00Z",
	    "2026-01-01T24:00:00Z",
	    "2026-01-01T00:60:00Z",
	    "2026-01-01T00:00:60Z",
	    "2026-01-01T00:00:00.5Z",
	    "2026-01-01T00:00:00+2:00",
	    "2026-01-01T00:00:00+0200",
	    "2026-01-01T00:00:00+24:00",
	    "2026-01-01T00:00:00+02:60",
	    "2026-01-01T00:00:00+-2:00",
	    "-026-01-01T00:00:00Z",
	    "02026-01-01T00:00:00Z",
	    "2026-+1-01T00:00:00Z",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		int64_t wall = 7;

		assert_int_equal(clock_parse(bad[i], &wall), -EINVAL);
		assert_true(wall == 0);
	}
}

static void
test_the_time_zone_of_the_process_counts_for_nothing(void **state)
{
	char text[CLOCK_TEXT_SIZE];
	int64_t wall;

	(void)state;
	assert_int_equal(setenv("TZ", "Asia/Kathmandu", 1), 0);
	clock_text(1767225600, text);
	assert_string_equal(text, "2026-01-01T00:00:00Z");
	assert_int_equal(clock_parse(text, &wall), 0);
	assert_true(wall == 1767225600);
	assert_int_equal(unsetenv("TZ"), 0);
}

static void
test_the_clock_of_tests_stands_where_it_is_put(void **state)
{
	struct clock_reading now;

	(void)state;
	clock_fake_set(1000, 50, "a boot");
	clock_fake_pass(7);
	assert_int_equal(clock_read(&now), 0);
	assert_true(now.wall == 1007 && now.since_boot == 57);
	assert_string_equal(now.boot, "a boot");
	clock_fake_fail(-EIO);
	assert_int_equal(clock_read(&now), -EIO);
	assert_true(now.wall == 0);
	clock_fake_fail(0);
	assert_int_equal(clock_read(&now), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_known_times_are_written_and_read),
	    cmocka_unit_test(test_a_time_outside_the_calendar_is_no_text),
	    cmocka_unit_test(test_an_offset_is_taken_off),
	    cmocka_unit_test(test_what_is_no_time_is_refused),
	    cmocka_unit_test(
		test_the_time_zone_of_the_process_counts_for_nothing),
	    cmocka_unit_test(test_the_clock_of_tests_stands_where_it_is_put),
	};

	return cmocka_run_group_tests_name("clock_text", tests, NULL, NULL);
}
