/*
 * test_run_program - a program gets its message, a clean start and a time limit
 */

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "host/run.h"
#include "tests/host/snapshot.h"

#define LIMIT_MS 10000

static char dir[] = "/tmp/credmint-program-XXXXXX";
static char out_path[64];
static char out_variable[80];

/* Run a shell line with OUT naming a file; the result of run_program(). */
static int
run_line(const char *line, const char *message, int timeout_ms, int *status)
{
	char text[1024], name[] = "sh", option[] = "-c";
	char *const argv[] = {name, option, text, NULL};
	char *const env[] = {out_variable, NULL};

	(void)snprintf(text, sizeof(text), "%s", line);
	(void)unlink(out_path);
	return run_program(
	    "/bin/sh", argv, env, message, strlen(message), timeout_ms, status);
}

/* Run a line that must succeed, and read what it wrote to OUT. */
static const char *
output_of(const char *line, const char *message)
{
	static char text[8192];
	int fd, status;
	ssize_t n;

	assert_int_equal(run_line(line, message, LIMIT_MS, &status), 0);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	fd = open(out_path, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	n = read(fd, text, sizeof(text) - 1);
	assert_true(n >= 0);
	text[n] = '\0';
	assert_int_equal(close(fd), 0);
	return text;
}

static void
test_message_arrives_whole_and_ends(void **state)
{
	static char text[RUN_MESSAGE_MAX + 1];

	(void)state;
	assert_string_equal(output_of("cat >\"$OUT\"", "a code\n"), "a code\n");
	assert_string_equal(output_of("cat >\"$OUT\"", ""), "");
	memset(text, 'm', RUN_MESSAGE_MAX);
	assert_string_equal(output_of("cat >\"$OUT\"", text), text);
}

static void
test_message_too_long_is_refused(void **state)
{
	static char text[RUN_MESSAGE_MAX + 2];
	int status;

	(void)state;
	memset(text, 'm', RUN_MESSAGE_MAX + 1);
	assert_int_equal(run_line("true", text, LIMIT_MS, &status), -EMSGSIZE);
}

static void
test_program_that_does_not_read_is_no_trouble(void **state)
{
	int status;

	(void)state;
	assert_int_equal(run_line("exit 3", "unread", LIMIT_MS, &status), 0);
	assert_int_equal(WEXITSTATUS(status), 3);
	assert_int_equal(
	    run_line("kill -9 $$", "unread", LIMIT_MS, &status), 0);
	assert_true(WIFSIGNALED(status));
}

static void
test_environment_is_what_was_given(void **state)
{
	static const char line[] = "tr '\\0' '\\n' </proc/$$/environ >\"$OUT\"";
	char want[100];

	(void)state;
	(void)snprintf(want, sizeof(want), "%s\n", out_variable);
	assert_int_equal(setenv("CREDMINT_LEAK", "1", 1), 0);
	assert_string_equal(output_of(line, ""), want);
}

static void
test_descriptors_are_closed_but_three(void **state)
{
	static const char line[] =
	    "for i in 0 1 2 3 4 5 6 7 8; do readlink /proc/$$/fd/$i; done | "
	    "dd of=\"$OUT\"; exit 0";
	int fd = open("/etc/passwd", O_RDONLY); /* not close-on-exec */
	const char *text;

	(void)state;
	assert_in_range(fd, 3, 8);
	text = output_of(line, "");
	assert_memory_equal(text, "pipe:[", 6);
	text = strchr(text, '\n');
	assert_non_null(text);
	assert_string_equal(text, "\n/dev/null\n/dev/null\n");
	assert_int_equal(close(fd), 0);
}

static void
test_signals_are_default_and_unblocked(void **state)
{
	static const char line[] =
	    "grep -E 'Sig(Blk|Ign)' /proc/self/status >\"$OUT\"";
	sigset_t some, before;

	(void)state;
	sigemptyset(&some);
	sigaddset(&some, SIGTERM);
	assert_int_equal(sigprocmask(SIG_BLOCK, &some, &before), 0);
	(void)signal(SIGINT, SIG_IGN);
	(void)signal(SIGPIPE, SIG_IGN);
	assert_string_equal(output_of(line, ""),
	    "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");
	(void)signal(SIGINT, SIG_DFL);
	(void)signal(SIGPIPE, SIG_DFL);
	assert_int_equal(sigprocmask(SIG_SETMASK, &before, NULL), 0);
}

static void
test_program_leads_its_own_session(void **state)
{
	const char *text = output_of(
	    "cut -d ' ' -f 6 /proc/$$/stat >\"$OUT\"; echo $$ >>\"$OUT\"", "");
	long session, pid;

	(void)state;
	assert_int_equal(sscanf(text, "%ld\n%ld", &session, &pid), 2);
	assert_int_equal(session, pid);
}

static void
test_time_limit_kills_the_whole_group(void **state)
{
	int64_t start = run_clock_ms();
	char text[64];
	long pid = 0;
	int status, fd, tries;
	ssize_t n;

	(void)state;
	assert_int_equal(
	    run_line("sleep 60 & echo $! >\"$OUT\"; wait", "", 300, &status),
	    -ETIMEDOUT);
	assert_in_range(run_clock_ms() - start, 300, 5000);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGKILL);
	fd = open(out_path, O_RDONLY | O_CLOEXEC);
	n = read(fd, text, sizeof(text) - 1);
	assert_true(n > 0);
	text[n] = '\0';
	pid = strtol(text, NULL, 10);
	assert_true(pid > 1);
	assert_int_equal(close(fd), 0);
	/* Killed, it is reaped by whoever adopted it, or still to be. */
	for (tries = 0; tries < 200 && kill((pid_t)pid, 0) == 0; tries++) {
		(void)snprintf(text, sizeof(text), "/proc/%ld/exe", pid);
		if (access(text, F_OK) != 0)
			break;
		(void)usleep(10000);
	}
	assert_in_range(tries, 0, 199);
}

static int
start_error(const char *path)
{
	char name[] = "x";
	char *const argv[] = {name, NULL};
	char *const env[] = {NULL};
	int status;

	return run_program(path, argv, env, "", 0, LIMIT_MS, &status);
}

static void
test_what_cannot_be_executed_says_why(void **state)
{
	int fd;

	(void)state;
	(void)unlink(out_path);
	fd = open(out_path, O_CREAT | O_WRONLY | O_CLOEXEC, 0700);
	assert_true(fd >= 0);
	assert_int_equal(close(fd), 0);
	assert_int_equal(start_error("/nonexistent"), -ENOENT);
	assert_int_equal(start_error("/etc/passwd"), -EACCES);
	assert_int_equal(start_error("/etc"), -EACCES);
	/* Nobody falls back to a shell. */
	assert_int_equal(start_error(out_path), -ENOEXEC);
}

static int
run_with_stdin_closed(void)
{
	(void)close(0);
	return start_error("/bin/true") == -EBADF ? 0 : __LINE__;
}

static int
run_with_sigchld_ignored(void)
{
	(void)signal(SIGCHLD, SIG_IGN);
	return start_error("/bin/true") == -ECHILD ? 0 : __LINE__;
}

static void
test_callers_it_is_not_for_are_told(void **state)
{
	(void)state;
	assert_int_equal(snapshot_in_child(run_with_stdin_closed), 0);
	assert_int_equal(snapshot_in_child(run_with_sigchld_ignored), 0);
}

static void
test_caller_is_as_before(void **state)
{
	static struct snapshot before, after;
	int status;

	(void)state;
	snapshot_take(&before);
	assert_int_equal(run_line("true", "x", LIMIT_MS, &status), 0);
	assert_int_equal(run_line("sleep 9", "x", 20, &status), -ETIMEDOUT);
	assert_int_equal(start_error("/nonexistent"), -ENOENT);
	snapshot_take(&after);
	assert_null(snapshot_changed(&before, &after));
}

static int
make_dir(void **state)
{
	(void)state;
	if (mkdtemp(dir) == NULL)
		return -1;
	(void)snprintf(out_path, sizeof(out_path), "%s/out", dir);
	(void)snprintf(out_variable, sizeof(out_variable), "OUT=%s", out_path);
	return 0;
}

static int
remove_dir(void **state)
{
	(void)state;
	(void)unlink(out_path);
	return rmdir(dir);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_message_arrives_whole_and_ends),
	    cmocka_unit_test(test_message_too_long_is_refused),
	    cmocka_unit_test(test_program_that_does_not_read_is_no_trouble),
	    cmocka_unit_test(test_environment_is_what_was_given),
	    cmocka_unit_test(test_descriptors_are_closed_but_three),
	    cmocka_unit_test(test_signals_are_default_and_unblocked),
	    cmocka_unit_test(test_program_leads_its_own_session),
	    cmocka_unit_test(test_time_limit_kills_the_whole_group),
	    cmocka_unit_test(test_what_cannot_be_executed_says_why),
	    cmocka_unit_test(test_callers_it_is_not_for_are_told),
	    cmocka_unit_test(test_caller_is_as_before),
	};

	return cmocka_run_group_tests_name(
	    "run_program", tests, make_dir, remove_dir);
}
