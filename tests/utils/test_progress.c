/* test_progress - what stands behind a bar */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "utils/credmint/progress.h"

static void
says(uint64_t done, uint64_t total, int64_t ms, size_t columns,
    const char *expected)
{
	char words[PROGRESS_WORDS_SIZE];

	assert_int_equal(
	    progress_words(words, done, total, ms, columns), strlen(expected));
	assert_string_equal(words, expected);
}

static void
rate_and_time_left(void **state)
{
	(void)state;
	says(5120, 10000, 138000, 79, " 51%  5120/10000  37/s  2m11s left");
	says(1, 10, 4000, 79, " 10%  1/10  0.2/s  36s left");
	says(1, 20000, 1000, 79, "  0%  1/20000  1.0/s  5h33m left");
	says(1, 1000000, 1000, 79, "  0%  1/1000000  1.0/s  11d13h left");
	says(10, 10, 1000, 79, "100%  10/10  10/s  0s left");
	says(995, 1000, 100000, 79, " 99%  995/1000  10/s  0s left");
}

static void
no_more_than_there_is_room_for(void **state)
{
	char words[PROGRESS_WORDS_SIZE];

	(void)state;
	says(5120, 10000, 138000, 34, " 51%  5120/10000  37/s  2m11s left");
	says(5120, 10000, 138000, 33, " 51%  5120/10000  37/s");
	says(5120, 10000, 138000, 21, " 51%  5120/10000");
	says(5120, 10000, 138000, 15, " 51%");
	says(5120, 10000, 138000, 3, "");
	for (size_t room = 0; room < 200; room++)
		assert_true(progress_words(words, UINT64_MAX, UINT64_MAX, 1,
				room) <= room);
}

static void
what_is_not_known_is_not_said(void **state)
{
	(void)state;
	says(5120, 0, 138000, 79, "5120  37/s");
	says(0, 10, 1000, 79, "  0%  0/10");
	says(5, 10, 0, 79, " 50%  5/10");
	/* More than was counted before. */
	says(11, 10, 1000, 79, "100%  11/10  11/s");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(rate_and_time_left),
	    cmocka_unit_test(no_more_than_there_is_room_for),
	    cmocka_unit_test(what_is_not_known_is_not_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
