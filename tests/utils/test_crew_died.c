/* test_crew_died - a crew whose processes cannot start, die, or are ended */

#include <errno.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "host/run.h"
#include "tests/utils/crew_items.h"
#include "utils/credmint/crew.h"
#include "utils/credmint/stop.h"

static void
sleep_long(void *item)
{
	(void)item;
	(void)usleep(20000000);
}

static void
fewer_processes_are_enough(void **state)
{
	struct fault f;

	(void)state;
	items_seen.total = 100;
	items_forks = 1;
	assert_int_equal(items_run(8, items_work, NULL, &f), 0);
	assert_int_equal(items_seen.drained, 100);
	(void)items_set_up(state);
	items_seen.total = 100;
	items_pipes = 4;
	assert_int_equal(items_run(8, items_work, NULL, &f), 0);
	assert_int_equal(items_seen.drained, 100);
}

static void
no_process_is_said(void **state)
{
	struct fault f;

	(void)state;
	items_seen.total = 100;
	items_forks = 0;
	assert_int_equal(items_run(8, items_work, NULL, &f), -EAGAIN);
	assert_non_null(strstr(f.text, "cannot start a process"));
	for (unsigned i = 0; i < 2; i++) {
		(void)items_set_up(state);
		items_seen.total = 100;
		items_pipes = i;
		assert_int_equal(items_run(8, items_work, NULL, &f), -EMFILE);
		assert_non_null(strstr(f.text, "cannot start a process"));
	}
	(void)items_set_up(state);
	items_maps = 0;
	assert_int_equal(items_run(8, items_work, NULL, &f), -ENOMEM);
	assert_non_null(strstr(f.text, "out of memory"));
	assert_int_equal(items_seen.filled, 0);
}

static void
die_at_30(void *at)
{
	const struct item *item = at;

	items_work(at);
	if (item->number == 30)
		_exit(0);
	if (item->number == 130)
		(void)raise(SIGKILL);
}

static void
dead_process_is_said(void **state)
{
	struct fault f;

	(void)state;
	items_seen.total = 100;
	assert_int_equal(items_run(3, die_at_30, NULL, &f), -ECHILD);
	assert_non_null(strstr(f.text, "ended early"));
	assert_true(items_seen.drained <= 30);
	(void)items_set_up(state);
	items_seen.filled = items_seen.drained = 100;
	items_seen.total = 1000;
	assert_int_equal(items_run(3, die_at_30, NULL, &f), -ECHILD);
	assert_non_null(strstr(f.text, "killed by signal 9"));
}

/* Its worker dies before it has anything to do. */
static int
fill_for_nobody(void *to, void *arg)
{
	char path[64];
	siginfo_t info;
	int pid = 0;
	FILE *children;

	(void)snprintf(
	    path, sizeof(path), "/proc/self/task/%d/children", (int)getpid());
	children = fopen(path, "r");
	assert_non_null(children);
	assert_int_equal(fscanf(children, "%d", &pid), 1);
	(void)fclose(children);
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT), 0);
	return items_seen.slow_writer ? CREW_LATER : items_fill(to, arg);
}

static int
pause_for_ready(bool later, int ready, void *arg)
{
	struct pollfd wait = {ready, POLLIN, 0};

	(void)arg;
	assert_true(later);
	assert_int_equal(poll(&wait, 1, 5000), 1);
	return 0;
}

static void
dead_process_is_said_without_work(void **state)
{
	struct crew crew = {.threads = 1,
	    .size = sizeof(struct item),
	    .fill = fill_for_nobody,
	    .work = items_work,
	    .drain = items_drain,
	    .arg = &items_seen};
	struct fault f = {.text = ""};

	(void)state;
	items_seen.total = 100;
	/* As stop_install() has it. */
	assert_ptr_not_equal(signal(SIGPIPE, SIG_IGN), SIG_ERR);
	assert_int_equal(crew_run(&crew, &f), -ECHILD);
	assert_non_null(strstr(f.text, "killed by signal 9"));
	/* And at once, while nothing comes. */
	items_seen.slow_writer = true;
	crew.pause = pause_for_ready;
	f = (struct fault){.text = ""};
	assert_int_equal(crew_run(&crew, &f), -ECHILD);
	assert_non_null(strstr(f.text, "killed by signal 9"));
}

static void
told_once_is_enough_at_once(void **state)
{
	const struct crew crew = {.threads = 2,
	    .size = sizeof(struct item),
	    .fill = items_fill,
	    .work = sleep_long,
	    .drain = items_drain,
	    .arg = &items_seen,
	    .at_once = true};
	const int64_t began = run_clock_ms();
	struct fault f = {.text = ""};

	(void)state;
	items_seen.total = 1000;
	items_seen.stop_at = 3;
	assert_int_equal(crew_run(&crew, &f), -EINTR);
	assert_int_equal(items_seen.drained, 0);
	assert_true(run_clock_ms() - began < 15000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(fewer_processes_are_enough, items_set_up),
	    cmocka_unit_test_setup(no_process_is_said, items_set_up),
	    cmocka_unit_test_setup(dead_process_is_said, items_set_up),
	    cmocka_unit_test_setup(
		dead_process_is_said_without_work, items_set_up),
	    cmocka_unit_test_setup(told_once_is_enough_at_once, items_set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
