/* test_crew - items worked on by many processes, in order */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "host/run.h"
#include "tests/core/own_memory.h"
#include "utils/credmint/crew.h"
#include "utils/credmint/stop.h"

#define NEVER UINT64_MAX

struct item {
	uint64_t number;
	uint64_t square;
	char secret[OWN_MEMORY_MAX];
};

/* What the callers of crew_run() say and see. */
static struct {
	uint64_t total, filled, drained, paused;
	uint64_t fill_fails, drain_fails, stop_at, insist_at;
	bool slow_writer, was_later, dirty, secret, ready_came;
	struct masked mask;
} seen;

/* How often a call works before it fails. */
static unsigned forks, pipes, maps;

pid_t __real_fork(void);
pid_t __wrap_fork(void);
pid_t
__wrap_fork(void)
{
	if (forks == 0) {
		errno = EAGAIN;
		return -1;
	}
	forks--;
	return __real_fork();
}

int __real_pipe2(int fd[2], int flags);
int __wrap_pipe2(int fd[2], int flags);
int
__wrap_pipe2(int fd[2], int flags)
{
	if (pipes == 0) {
		errno = EMFILE;
		return -1;
	}
	pipes--;
	return __real_pipe2(fd, flags);
}

int __real_madvise(void *p, size_t n, int advice);
int __wrap_madvise(void *p, size_t n, int advice);
int
__wrap_madvise(void *p, size_t n, int advice)
{
	if (maps == 0) {
		errno = EINVAL;
		return -1;
	}
	maps--;
	return __real_madvise(p, n, advice);
}

int __wrap_stop_asked(void);
int
__wrap_stop_asked(void)
{
	return seen.filled >= seen.stop_at ? SIGINT : 0;
}

bool __wrap_stop_insisted(void);
bool
__wrap_stop_insisted(void)
{
	return seen.filled >= seen.insist_at;
}

static int
set_up(void **state)
{
	(void)state;
	memset(&seen, 0, sizeof(seen));
	seen.fill_fails = seen.drain_fails = NEVER;
	seen.stop_at = seen.insist_at = NEVER;
	forks = pipes = maps = 10000;
	return 0;
}

static bool
is_zero(const void *p, size_t n)
{
	const unsigned char *byte = p;

	for (size_t i = 0; i < n; i++)
		if (byte[i] != 0)
			return false;
	return true;
}

static int
fill(void *to, void *arg)
{
	struct item *item = to;

	assert_ptr_equal(arg, &seen);
	seen.dirty = seen.dirty || !is_zero(item, sizeof(*item));
	if (seen.filled == seen.fill_fails)
		return -EIO;
	if (seen.filled == seen.total)
		return CREW_NO_MORE;
	/* Every other time nothing comes. */
	if (seen.slow_writer && !seen.was_later) {
		seen.was_later = true;
		return CREW_LATER;
	}
	seen.was_later = false;
	item->number = seen.filled++;
	if (seen.secret)
		own_memory_give(&seen.mask, item->secret);
	return CREW_FILLED;
}

static void
work(void *at)
{
	struct item *item = at;

	/* Some take longer. */
	if (item->number % 7 == 0)
		(void)usleep(2000);
	item->square = item->number * item->number;
}

static int
drain(void *from, void *arg)
{
	const struct item *item = from;

	(void)arg;
	assert_int_equal(item->number, seen.drained);
	assert_int_equal(item->square, seen.drained * seen.drained);
	if (seen.drained == seen.drain_fails)
		return -ENOSPC;
	seen.drained++;
	return 0;
}

static int
pause_it(bool later, int ready, void *arg)
{
	struct pollfd wait = {ready, POLLIN, 0};

	(void)arg;
	seen.paused++;
	/* What is to come has come already: a moment is enough. */
	assert_true(poll(&wait, 1, later ? 1 : 5000) > 0 || later);
	seen.ready_came = seen.ready_came || wait.revents != 0;
	return 0;
}

static unsigned
descriptors(void)
{
	unsigned n = 0;

	for (int fd = 0; fd < 256; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
	return n;
}

/* Whatever comes, nothing is left of it. */
static int
run_with(unsigned threads, void (*worker)(void *),
    int (*pauser)(bool, int, void *), struct fault *f)
{
	const struct crew crew = {.threads = threads,
	    .size = sizeof(struct item),
	    .fill = fill,
	    .work = worker,
	    .drain = drain,
	    .pause = pauser,
	    .arg = &seen};
	unsigned before = descriptors();
	int rc;

	*f = (struct fault){.text = ""};
	rc = crew_run(&crew, f);
	assert_int_equal(descriptors(), before);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
	assert_false(seen.dirty);
	return rc;
}

static void
comes_out_as_it_went_in(void **state)
{
	static const unsigned threads[] = {1, 2, 3, 64};
	struct fault f;

	for (size_t i = 0; i < sizeof(threads) / sizeof(threads[0]); i++) {
		(void)set_up(state);
		seen.total = 1000;
		assert_int_equal(run_with(threads[i], work, NULL, &f), 0);
		assert_int_equal(seen.drained, 1000);
	}
}

static void
nothing_is_done_at_once(void **state)
{
	struct fault f;

	(void)state;
	assert_int_equal(run_with(4, work, NULL, &f), 0);
	assert_int_equal(seen.drained, 0);
	seen.total = 1;
	assert_int_equal(run_with(4, work, NULL, &f), 0);
	assert_int_equal(seen.drained, 1);
}

static void
slow_writer_holds_nothing_back(void **state)
{
	struct fault f;

	(void)state;
	seen.total = 100;
	seen.slow_writer = true;
	assert_int_equal(run_with(2, work, pause_it, &f), 0);
	assert_int_equal(seen.drained, 100);
	assert_true(seen.paused >= 100);
	assert_true(seen.ready_came);
}

static void
fault_of_fill_is_the_end(void **state)
{
	struct fault f;

	(void)state;
	seen.total = 100;
	seen.fill_fails = 50;
	assert_int_equal(run_with(2, work, NULL, &f), -EIO);
	assert_true(seen.drained <= 50);
}

static void
fault_of_drain_is_the_end(void **state)
{
	struct fault f;

	(void)state;
	seen.total = 100;
	seen.drain_fails = 17;
	assert_int_equal(run_with(8, work, NULL, &f), -ENOSPC);
	assert_int_equal(seen.drained, 17);
}

static void
told_to_end_drains_what_was_filled(void **state)
{
	struct fault f;

	(void)state;
	seen.total = 1000;
	seen.stop_at = 100;
	assert_int_equal(run_with(8, work, NULL, &f), -EINTR);
	assert_int_equal(seen.filled, 100);
	assert_int_equal(seen.drained, 100);
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
	seen.total = 1000;
	seen.stop_at = seen.insist_at = 10;
	assert_int_equal(run_with(8, sleep_long, NULL, &f), -EINTR);
	assert_int_equal(seen.drained, 0);
	assert_true(run_clock_ms() - began < 15000);
}

static void
fewer_processes_are_enough(void **state)
{
	struct fault f;

	(void)state;
	seen.total = 100;
	forks = 1;
	assert_int_equal(run_with(8, work, NULL, &f), 0);
	assert_int_equal(seen.drained, 100);
	(void)set_up(state);
	seen.total = 100;
	pipes = 4;
	assert_int_equal(run_with(8, work, NULL, &f), 0);
	assert_int_equal(seen.drained, 100);
}

static void
no_process_is_said(void **state)
{
	struct fault f;

	(void)state;
	seen.total = 100;
	forks = 0;
	assert_int_equal(run_with(8, work, NULL, &f), -EAGAIN);
	assert_non_null(strstr(f.text, "cannot start a process"));
	for (unsigned i = 0; i < 2; i++) {
		(void)set_up(state);
		seen.total = 100;
		pipes = i;
		assert_int_equal(run_with(8, work, NULL, &f), -EMFILE);
		assert_non_null(strstr(f.text, "cannot start a process"));
	}
	(void)set_up(state);
	maps = 0;
	assert_int_equal(run_with(8, work, NULL, &f), -ENOMEM);
	assert_non_null(strstr(f.text, "out of memory"));
	assert_int_equal(seen.filled, 0);
}

static void
die_at_30(void *at)
{
	const struct item *item = at;

	work(at);
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
	seen.total = 100;
	assert_int_equal(run_with(3, die_at_30, NULL, &f), -ECHILD);
	assert_non_null(strstr(f.text, "ended early"));
	assert_true(seen.drained <= 30);
	(void)set_up(state);
	seen.filled = seen.drained = 100;
	seen.total = 1000;
	assert_int_equal(run_with(3, die_at_30, NULL, &f), -ECHILD);
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
	return seen.slow_writer ? CREW_LATER : fill(to, arg);
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
	    .work = work,
	    .drain = drain,
	    .arg = &seen};
	struct fault f = {.text = ""};

	(void)state;
	seen.total = 100;
	/* As stop_install() has it. */
	assert_ptr_not_equal(signal(SIGPIPE, SIG_IGN), SIG_ERR);
	assert_int_equal(crew_run(&crew, &f), -ECHILD);
	assert_non_null(strstr(f.text, "killed by signal 9"));
	/* And at once, while nothing comes. */
	seen.slow_writer = true;
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
	    .fill = fill,
	    .work = sleep_long,
	    .drain = drain,
	    .arg = &seen,
	    .at_once = true};
	const int64_t began = run_clock_ms();
	struct fault f = {.text = ""};

	(void)state;
	seen.total = 1000;
	seen.stop_at = 3;
	assert_int_equal(crew_run(&crew, &f), -EINTR);
	assert_int_equal(seen.drained, 0);
	assert_true(run_clock_ms() - began < 15000);
}

/* As a terminal sends it to all of them. */
static void
signal_itself(void *at)
{
	(void)raise(SIGINT);
	(void)raise(SIGTERM);
	(void)raise(SIGTSTP);
	work(at);
}

static void
signals_are_the_callers(void **state)
{
	struct fault f;

	(void)state;
	seen.total = 20;
	assert_int_equal(run_with(2, signal_itself, NULL, &f), 0);
	assert_int_equal(seen.drained, 20);
}

static void
no_item_stays_in_memory(void **state)
{
	char secret[] = "of-nobody-but-this-test";
	struct fault f;

	(void)state;
	own_memory_take(&seen.mask, secret, sizeof(secret) - 1);
	seen.secret = true;
	seen.total = 50;
	assert_int_equal(run_with(4, work, NULL, &f), 0);
	assert_false(own_memory_holds(&seen.mask));
	seen.total = 100;
	seen.drain_fails = 70;
	assert_int_equal(run_with(4, work, NULL, &f), -ENOSPC);
	assert_false(own_memory_holds(&seen.mask));
	seen.filled = seen.drained = 0;
	seen.stop_at = seen.insist_at = 10;
	assert_int_equal(run_with(4, sleep_long, NULL, &f), -EINTR);
	assert_false(own_memory_holds(&seen.mask));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(comes_out_as_it_went_in, set_up),
	    cmocka_unit_test_setup(nothing_is_done_at_once, set_up),
	    cmocka_unit_test_setup(slow_writer_holds_nothing_back, set_up),
	    cmocka_unit_test_setup(fault_of_fill_is_the_end, set_up),
	    cmocka_unit_test_setup(fault_of_drain_is_the_end, set_up),
	    cmocka_unit_test_setup(told_to_end_drains_what_was_filled, set_up),
	    cmocka_unit_test_setup(told_again_waits_for_nobody, set_up),
	    cmocka_unit_test_setup(fewer_processes_are_enough, set_up),
	    cmocka_unit_test_setup(no_process_is_said, set_up),
	    cmocka_unit_test_setup(dead_process_is_said, set_up),
	    cmocka_unit_test_setup(dead_process_is_said_without_work, set_up),
	    cmocka_unit_test_setup(told_once_is_enough_at_once, set_up),
	    cmocka_unit_test_setup(signals_are_the_callers, set_up),
	    cmocka_unit_test_setup(no_item_stays_in_memory, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
