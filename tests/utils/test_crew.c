/* test_crew - items worked on by many processes, in order */

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

#include "host/run.h"
#include "tests/utils/crew_items.h"
#include "utils/credmint/crew.h"
#include "utils/credmint/stop.h"

static void
comes_out_as_it_went_in(void **state)
{
	static const unsigned threads[] = {1, 2, 3, 64};
	struct fault f;

	for (size_t i = 0; i < sizeof(threads) / sizeof(threads[0]); i++) {
		(void)items_set_up(state);
		items_seen.total = 1000;
		assert_int_equal(
		    items_run(threads[i], items_work, NULL, &f), 0);
		assert_int_equal(items_seen.drained, 1000);
	}
}

static void
nothing_is_done_at_once(void **state)
{
	struct fault f;

	(void)state;
	assert_int_equal(items_run(4, items_work, NULL, &f), 0);
	assert_int_equal(items_seen.drained, 0);
	items_seen.total = 1;
	assert_int_equal(items_run(4, items_work, NULL, &f), 0);
	assert_int_equal(items_seen.drained, 1);
}

static void
slow_writer_holds_nothing_back(void **state)
{
	struct fault f;

	(void)state;
	items_seen.total = 100;
	items_seen.slow_writer = true;
	assert_int_equal(items_run(2, items_work, items_pause, &f), 0);
	assert_int_equal(items_seen.drained, 100);
	assert_true(items_seen.paused >= 100);
	assert_true(items_seen.ready_came);
}

static void
fault_of_fill_is_the_end(void **state)
{
	struct fault f;

	(void)state;
	items_seen.total = 100;
	items_seen.fill_fails = 50;
	assert_int_equal(items_run(2, items_work, NULL, &f), -EIO);
	assert_true(items_seen.drained <= 50);
}

static void
fault_of_drain_is_the_end(void **state)
{
	struct fault f;

	(void)state;
	items_seen.total = 100;
	items_seen.drain_fails = 17;
	assert_int_equal(items_run(8, items_work, NULL, &f), -ENOSPC);
	assert_int_equal(items_seen.drained, 17);
}

static void
told_to_end_drains_what_was_filled(void **state)
{
	struct fault f;

	(void)state;
	items_seen.total = 1000;
	items_seen.stop_at = 100;
	assert_int_equal(items_run(8, items_work, NULL, &f), -EINTR);
	assert_int_equal(items_seen.filled, 100);
	assert_int_equal(items_seen.drained, 100);
}

static void
sleep_long(void *item)
{
	(void)item;
	(void)usleep(20000000);
}

static void
told_again_waits_for_nobody(void **state)
{
	const int64_t began = run_clock_ms();
	struct fault f;

	(void)state;
	items_seen.total = 1000;
	items_seen.stop_at = items_seen.insist_at = 10;
	assert_int_equal(items_run(8, sleep_long, NULL, &f), -EINTR);
	assert_int_equal(items_seen.drained, 0);
	assert_true(run_clock_ms() - began < 15000);
}

/* As a terminal sends it to all of them. */
static void
signal_itself(void *at)
{
	(void)raise(SIGINT);
	(void)raise(SIGTERM);
	(void)raise(SIGTSTP);
	items_work(at);
}

static void
signals_are_the_callers(void **state)
{
	struct fault f;

	(void)state;
	items_seen.total = 20;
	assert_int_equal(items_run(2, signal_itself, NULL, &f), 0);
	assert_int_equal(items_seen.drained, 20);
}

static void
no_item_stays_in_memory(void **state)
{
	char secret[] = "of-nobody-but-this-test";
	struct fault f;

	(void)state;
	own_memory_take(&items_seen.mask, secret, sizeof(secret) - 1);
	items_seen.secret = true;
	items_seen.total = 50;
	assert_int_equal(items_run(4, items_work, NULL, &f), 0);
	assert_false(own_memory_holds(&items_seen.mask));
	items_seen.total = 100;
	items_seen.drain_fails = 70;
	assert_int_equal(items_run(4, items_work, NULL, &f), -ENOSPC);
	assert_false(own_memory_holds(&items_seen.mask));
	items_seen.filled = items_seen.drained = 0;
	items_seen.stop_at = items_seen.insist_at = 10;
	assert_int_equal(items_run(4, sleep_long, NULL, &f), -EINTR);
	assert_false(own_memory_holds(&items_seen.mask));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(comes_out_as_it_went_in, items_set_up),
	    cmocka_unit_test_setup(nothing_is_done_at_once, items_set_up),
	    cmocka_unit_test_setup(
		slow_writer_holds_nothing_back, items_set_up),
	    cmocka_unit_test_setup(fault_of_fill_is_the_end, items_set_up),
	    cmocka_unit_test_setup(fault_of_drain_is_the_end, items_set_up),
	    cmocka_unit_test_setup(
		told_to_end_drains_what_was_filled, items_set_up),
	    cmocka_unit_test_setup(told_again_waits_for_nobody, items_set_up),
	    cmocka_unit_test_setup(signals_are_the_callers, items_set_up),
	    cmocka_unit_test_setup(no_item_stays_in_memory, items_set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
