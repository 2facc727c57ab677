/*
 * test_leftovers - a service starts the same whoever started it
 */

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include <cmocka.h>

#include "host/drop.h"
#include "tests/host/snapshot.h"

static bool
is_null(int fd)
{
	struct stat s, null;

	return fstat(fd, &s) == 0 && stat("/dev/null", &null) == 0 &&
	    S_ISCHR(s.st_mode) && s.st_rdev == null.st_rdev;
}

static int
drop_descriptors(void)
{
	int i, fd = open("/etc/passwd", O_RDONLY);
	struct stat before, after;

	SNAPSHOT_NEED(fd >= 0 && dup2(fd, 3) == 3 && dup2(fd, 4) == 4);
	SNAPSHOT_NEED(dup2(fd, 900) == 900 && fstat(3, &before) == 0);
	SNAPSHOT_NEED(drop_leftovers(NULL) == 0);
	for (i = 0; i <= 2; i++)
		SNAPSHOT_NEED(is_null(i));
	SNAPSHOT_NEED(fstat(3, &after) == 0);
	SNAPSHOT_NEED(before.st_ino == after.st_ino);
	for (i = 4; i < 1024; i++)
		SNAPSHOT_NEED(fcntl(i, F_GETFD) == -1);
	return 0;
}

static int
drop_closed_descriptors(void)
{
	int i;

	SNAPSHOT_NEED(dup2(0, 3) == 3);
	for (i = 0; i <= 2; i++)
		SNAPSHOT_NEED(close(i) == 0);
	SNAPSHOT_NEED(drop_leftovers(NULL) == 0);
	for (i = 0; i <= 2; i++) {
		SNAPSHOT_NEED(is_null(i));
		/* What it starts has them as well. */
		SNAPSHOT_NEED(fcntl(i, F_GETFD) == 0);
	}
	SNAPSHOT_NEED(fcntl(4, F_GETFD) == -1);
	return 0;
}

static void
handle(int number)
{
	(void)number;
}

static bool
should_be_ignored(int n)
{
	return n == SIGHUP || n == SIGINT || n == SIGQUIT || n == SIGTERM ||
	    n == SIGTSTP || n == SIGTTIN || n == SIGTTOU || n == SIGPIPE ||
	    n == SIGXCPU || n == SIGXFSZ;
}

static int
drop_signals(void)
{
	struct sigaction action;
	sigset_t mask;
	int i;

	for (i = 1; i < NSIG; i++)
		(void)signal(i, i % 3 == 0 ? SIG_IGN : handle);
	(void)signal(SIGTERM, SIG_DFL);
	sigfillset(&mask);
	SNAPSHOT_NEED(sigprocmask(SIG_SETMASK, &mask, NULL) == 0);
	/* Pending, with a default action that would end this process. */
	SNAPSHOT_NEED(raise(SIGTERM) == 0);
	SNAPSHOT_NEED(drop_leftovers(NULL) == 0);
	SNAPSHOT_NEED(sigprocmask(SIG_SETMASK, NULL, &mask) == 0);
	for (i = 1; i < NSIG; i++) {
		if (sigaction(i, NULL, &action) != 0)
			continue;
		SNAPSHOT_NEED(sigismember(&mask, i) == 0);
		SNAPSHOT_NEED(action.sa_handler ==
		    (should_be_ignored(i) ? SIG_IGN : SIG_DFL));
	}
	return 0;
}

static int
drop_timers(void)
{
	static const __itimer_which_t which[] = {
	    ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF};
	const struct itimerval on = {{100, 0}, {100, 0}};
	struct itimerval now;
	size_t i;

	for (i = 0; i < 3; i++)
		SNAPSHOT_NEED(setitimer(which[i], &on, NULL) == 0);
	SNAPSHOT_NEED(drop_leftovers(NULL) == 0);
	for (i = 0; i < 3; i++) {
		SNAPSHOT_NEED(getitimer(which[i], &now) == 0);
		SNAPSHOT_NEED(now.it_value.tv_sec == 0);
		SNAPSHOT_NEED(now.it_interval.tv_sec == 0);
	}
	return 0;
}

static int
drop_surroundings(void)
{
	char cwd[64];

	SNAPSHOT_NEED(setenv("IFS", "x", 1) == 0 && chdir("/tmp") == 0);
	(void)umask(0);
	SNAPSHOT_NEED(getsid(0) != getpid());
	SNAPSHOT_NEED(drop_leftovers(NULL) == 0);
	SNAPSHOT_NEED(environ == NULL || environ[0] == NULL);
	SNAPSHOT_NEED(umask(0) == 077);
	SNAPSHOT_NEED(getcwd(cwd, sizeof(cwd)) != NULL);
	SNAPSHOT_NEED(strcmp(cwd, "/") == 0);
	SNAPSHOT_NEED(getsid(0) == getpid() && getpgrp() == getpid());
	/* A service that systemd(1) made leads its session already. */
	SNAPSHOT_NEED(drop_leftovers(NULL) == 0);
	return 0;
}

static int
drop_limits(void)
{
	static const __rlimit_resource_t which[] = {
	    RLIMIT_FSIZE, RLIMIT_NOFILE, RLIMIT_DATA, RLIMIT_CPU, RLIMIT_STACK};
	struct rlimit limit;
	size_t i;

	for (i = 0; i < 5; i++) {
		SNAPSHOT_NEED(getrlimit(which[i], &limit) == 0);
		if (limit.rlim_cur > 8192)
			limit.rlim_cur = 8192;
		SNAPSHOT_NEED(setrlimit(which[i], &limit) == 0);
	}
	SNAPSHOT_NEED(drop_leftovers(NULL) == 0);
	for (i = 0; i < 5; i++) {
		SNAPSHOT_NEED(getrlimit(which[i], &limit) == 0);
		SNAPSHOT_NEED(limit.rlim_cur == limit.rlim_max);
	}
	SNAPSHOT_NEED(getrlimit(RLIMIT_CORE, &limit) == 0);
	SNAPSHOT_NEED(limit.rlim_cur == 0 && limit.rlim_max == 0);
	SNAPSHOT_NEED(prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0);
	return 0;
}

static int
refused_limit(__rlimit_resource_t which, rlim_t hard)
{
	const struct rlimit limit = {hard, hard};
	struct fault f = {""};

	SNAPSHOT_NEED(setrlimit(which, &limit) == 0);
	SNAPSHOT_NEED(drop_leftovers(&f) == -EPERM);
	SNAPSHOT_NEED(strstr(f.text, "limit") != NULL);
	return 0;
}

static int
drop_under_a_file_size(void)
{
	return refused_limit(RLIMIT_FSIZE, (rlim_t)1 << 40);
}

static int
drop_under_few_files(void)
{
	return refused_limit(RLIMIT_NOFILE, 32);
}

static int
drop_under_little_memory(void)
{
	return refused_limit(RLIMIT_AS, 128 << 20);
}

static int
drop_as_a_group_leader(void)
{
	struct fault f = {""};

	SNAPSHOT_NEED(setpgid(0, 0) == 0);
	SNAPSHOT_NEED(drop_leftovers(&f) == -EPERM);
	SNAPSHOT_NEED(strstr(f.text, "session") != NULL);
	return 0;
}

static void
test_r04_descriptors_are_three_and_the_socket(void **state)
{
	(void)state;
	assert_int_equal(snapshot_in_child(drop_descriptors), 0);
	assert_int_equal(snapshot_in_child(drop_closed_descriptors), 0);
}

static void
test_r04_signals_and_timers_are_reset(void **state)
{
	(void)state;
	assert_int_equal(snapshot_in_child(drop_signals), 0);
	assert_int_equal(snapshot_in_child(drop_timers), 0);
}

static void
test_r04_surroundings_are_the_same_for_all(void **state)
{
	(void)state;
	assert_int_equal(snapshot_in_child(drop_surroundings), 0);
}

static void
test_r04_soft_limits_are_raised_and_cores_forbidden(void **state)
{
	(void)state;
	assert_int_equal(snapshot_in_child(drop_limits), 0);
}

static void
test_r04_limits_too_low_are_refused(void **state)
{
	(void)state;
	assert_int_equal(snapshot_in_child(drop_under_a_file_size), 0);
	assert_int_equal(snapshot_in_child(drop_under_few_files), 0);
	assert_int_equal(snapshot_in_child(drop_under_little_memory), 0);
}

static void
test_r04_no_session_of_its_own_is_refused(void **state)
{
	(void)state;
	assert_int_equal(snapshot_in_child(drop_as_a_group_leader), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_r04_descriptors_are_three_and_the_socket),
	    cmocka_unit_test(test_r04_signals_and_timers_are_reset),
	    cmocka_unit_test(test_r04_surroundings_are_the_same_for_all),
	    cmocka_unit_test(
		test_r04_soft_limits_are_raised_and_cores_forbidden),
	    cmocka_unit_test(test_r04_limits_too_low_are_refused),
	    cmocka_unit_test(test_r04_no_session_of_its_own_is_refused),
	};

	return cmocka_run_group_tests_name("leftovers", tests, NULL, NULL);
}
