/* test_timemark - a time that never runs back */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "registry/timemark.h"

#define T0 1767225600LL
#define HOUR 3600LL
#define DAY (24 * HOUR)

static struct timemark mark;
static int64_t now;

static void
read_at(int64_t wall, int64_t since_boot, const char *boot)
{
	struct clock_reading r = {.wall = wall, .since_boot = since_boot};
	struct timemark next;

	(void)snprintf(r.boot, sizeof(r.boot), "%s", boot);
	timemark_step(&mark, &r, &next, &now);
	assert_true(timemark_ok(&next));
	mark = next;
}

static int
start(void **state)
{
	struct clock_reading r = {.wall = T0, .since_boot = 1000, .boot = "a"};

	(void)state;
	timemark_start(&r, &mark);
	return 0;
}

static void
test_r07_now_is_the_wall_while_it_runs(void **state)
{
	(void)state;
	for (int64_t t = 0; t < 10 * DAY; t += 600) {
		read_at(T0 + t, 1000 + t, "a");
		assert_int_equal(now, T0 + t);
		assert_int_equal(mark.at.wall, T0 + t);
	}
}

static void
test_r07_wall_set_back_in_a_boot_changes_nothing(void **state)
{
	(void)state;
	read_at(T0 - 100 * DAY, 1060, "a");
	assert_int_equal(now, T0 + 60);
	read_at(T0 - 100 * DAY, 1000 + DAY, "a");
	assert_int_equal(now, T0 + DAY);
	assert_int_equal(mark.at.wall, T0 + DAY);
}

static void
test_r07_wall_set_back_across_boots_stands_at_the_mark(void **state)
{
	(void)state;
	read_at(T0 - DAY, 5, "b");
	assert_int_equal(now, T0);
	read_at(T0 - DAY + 100, 105, "b");
	assert_int_equal(now, T0 + 100);
}

static void
test_r07_small_jump_is_followed_a_large_one_waits(void **state)
{
	(void)state;
	read_at(T0 + HOUR, 1000, "a");
	assert_int_equal(mark.at.wall, T0 + HOUR);
	read_at(T0 + 2 * HOUR + 1, 1000, "a");
	assert_int_equal(now, T0 + 2 * HOUR + 1);
	assert_int_equal(mark.at.wall, T0 + HOUR);
	/* Set right again: as if it had never been. */
	read_at(T0 + HOUR + 10, 1010, "a");
	assert_int_equal(now, T0 + HOUR + 10);
	assert_int_equal(mark.pending.seen.boot[0], '\0');
}

static void
test_r07_jump_that_stands_a_day_is_believed(void **state)
{
	(void)state;
	read_at(T0 + 100 * DAY, 1000, "a");
	for (int64_t t = 600; t < DAY; t += 600) {
		read_at(T0 + 100 * DAY + t, 1000 + t, "a");
		assert_int_equal(now, T0 + 100 * DAY + t);
		assert_int_equal(mark.at.wall, T0 + t);
	}
	read_at(T0 + 101 * DAY, 1000 + DAY, "a");
	assert_int_equal(mark.at.wall, T0 + 101 * DAY);
	read_at(T0, 1000 + DAY, "a");
	assert_int_equal(now, T0 + 101 * DAY);
}

static void
test_r07_clock_moved_again_starts_the_day_anew(void **state)
{
	(void)state;
	read_at(T0 + 100 * DAY, 1000, "a");
	read_at(T0 + 100 * DAY + 20 * HOUR, 1000 + 20 * HOUR, "a");
	assert_int_equal(mark.pending.stood, 20 * HOUR);
	read_at(T0 + 200 * DAY, 1000 + 21 * HOUR, "a");
	assert_int_equal(mark.pending.stood, 0);
	read_at(T0 + 200 * DAY + 5 * HOUR, 1000 + 26 * HOUR, "a");
	assert_int_equal(mark.at.wall, T0 + 26 * HOUR);
}

static void
test_r07_four_hundred_days_off_are_believed(void **state)
{
	(void)state;
	read_at(T0 + 400 * DAY, 3, "b");
	assert_int_equal(mark.at.wall, T0 + 400 * DAY);
	start(NULL);
	read_at(T0 + 400 * DAY + 1, 3, "b");
	assert_int_equal(now, T0 + 400 * DAY + 1);
	assert_int_equal(mark.at.wall, T0);
	/* Put right in this boot it is followed at once. */
	read_at(T0 + 30 * DAY, 50, "b");
	assert_int_equal(mark.at.wall, T0 + 30 * DAY);
}

static void
test_r07_waiting_goes_on_across_boots(void **state)
{
	(void)state;
	read_at(T0 + 500 * DAY, 3, "b");
	read_at(T0 + 500 * DAY + 20 * HOUR, 3 + 20 * HOUR, "b");
	read_at(T0 + 501 * DAY, 60, "c");
	assert_int_equal(mark.pending.stood, 20 * HOUR + 60);
	assert_int_equal(mark.at.wall, T0);
	read_at(T0 + 501 * DAY + 4 * HOUR, 60 + 4 * HOUR, "c");
	assert_int_equal(mark.at.wall, T0 + 501 * DAY + 4 * HOUR);
}

static void
test_boot_clock_that_runs_back_adds_nothing(void **state)
{
	(void)state;
	read_at(T0 - HOUR, 500, "a");
	assert_int_equal(now, T0);
}

/*
 * Against a model that keeps every reading: now is never before what the
 * mark implied, the mark never runs back, and it is never above the wall
 * clock of some reading that it had reason to believe.
 */
static void
test_r07_random_walks_keep_the_rules(void **state)
{
	static const int64_t steps[] = {0, 1, 60, 600, HOUR - 1, HOUR, HOUR + 1,
	    2 * HOUR, DAY, 40 * DAY, 399 * DAY, 401 * DAY, 3000 * DAY};
	const size_t nsteps = sizeof(steps) / sizeof(steps[0]);
	uint64_t draw = 88172645463325252u;

	(void)state;
	for (int walk = 0; walk < 300; walk++) {
		int64_t wall = T0, since = 1000;
		char boot[3] = "a";

		start(NULL);
		for (int i = 0; i < 200; i++) {
			struct timemark before = mark;
			int64_t step, floor, limit;

			draw ^= draw << 13;
			draw ^= draw >> 7;
			draw ^= draw << 17;
			step = steps[draw % 10];
			wall += step;
			since += step;
			if (draw >> 8 & 1)
				wall += steps[(draw >> 16) % nsteps] *
				    ((draw >> 24 & 1) ? 1 : -1);
			if ((draw >> 32) % 7 == 0) {
				boot[0] = (char)('a' + (draw >> 40) % 26);
				boot[1] = (char)('a' + i % 26);
				since = (int64_t)((draw >> 48) % 5000);
			}
			floor = before.at.wall;
			limit = TIMEMARK_JUMP_OFF;
			if (strcmp(before.at.boot, boot) == 0) {
				limit = TIMEMARK_JUMP;
				if (since > before.at.since_boot)
					floor += since - before.at.since_boot;
			}
			read_at(wall, since, boot);
			assert_int_equal(now, wall > floor ? wall : floor);
			assert_true(mark.at.wall >= before.at.wall);
			assert_true(mark.at.wall <= now);
			if (wall - floor <= limit)
				assert_int_equal(mark.at.wall, now);
			else if (mark.at.wall == wall)
				assert_true(before.pending.stood + step >=
				    TIMEMARK_STAND);
		}
	}
}

static void
test_marks_that_cannot_be_are_refused(void **state)
{
	struct timemark bad;

	(void)state;
	assert_true(timemark_ok(&mark));
	bad = mark;
	bad.at.wall = INT64_MAX;
	assert_false(timemark_ok(&bad));
	bad = mark;
	bad.at.since_boot = -1;
	assert_false(timemark_ok(&bad));
	bad = mark;
	bad.pending.stood = -1;
	assert_false(timemark_ok(&bad));
	bad = mark;
	memset(bad.pending.seen.boot, 'x', sizeof(bad.pending.seen.boot));
	assert_false(timemark_ok(&bad));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(
		test_r07_now_is_the_wall_while_it_runs, start),
	    cmocka_unit_test_setup(
		test_r07_wall_set_back_in_a_boot_changes_nothing, start),
	    cmocka_unit_test_setup(
		test_r07_wall_set_back_across_boots_stands_at_the_mark, start),
	    cmocka_unit_test_setup(
		test_r07_small_jump_is_followed_a_large_one_waits, start),
	    cmocka_unit_test_setup(
		test_r07_jump_that_stands_a_day_is_believed, start),
	    cmocka_unit_test_setup(
		test_r07_clock_moved_again_starts_the_day_anew, start),
	    cmocka_unit_test_setup(
		test_r07_four_hundred_days_off_are_believed, start),
	    cmocka_unit_test_setup(
		test_r07_waiting_goes_on_across_boots, start),
	    cmocka_unit_test_setup(
		test_boot_clock_that_runs_back_adds_nothing, start),
	    cmocka_unit_test_setup(test_r07_random_walks_keep_the_rules, start),
	    cmocka_unit_test_setup(
		test_marks_that_cannot_be_are_refused, start),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
