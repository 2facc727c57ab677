/*
 * test_run_tool - a tool of the system is heard, and no limit stops it
 */

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "host/run.h"
#include "tests/host/snapshot.h"

#define LIMIT_MS 10000

static char said[64];
static int status;

/* Run a shell line that has a descriptor; the result of run_tool(). */
static int
run_holding(int held, const char *line, const char *message, int timeout_ms)
{
	char text[1024], name[] = "sh", option[] = "-c";
	char *const argv[] = {name, option, text, NULL};
	char *const env[] = {NULL};
	const struct run_tool tool = {"/bin/sh", argv, env, message,
	    strlen(message), timeout_ms, held, said, sizeof(said)};

	(void)snprintf(text, sizeof(text), "%s", line);
	memset(said, 'x', sizeof(said));
	return run_tool(&tool, &status);
}

static int
run_line(const char *line, const char *message, int timeout_ms)
{
	return run_holding(-1, line, message, timeout_ms);
}

static void
test_what_is_said_is_kept(void **state)
{
	(void)state;
	assert_int_equal(
	    run_line("cat >&2; echo out; exit 3", "one\ntwo\n", LIMIT_MS), 0);
	assert_int_equal(WEXITSTATUS(status), 3);
	assert_string_equal(said, "one\ntwo\n");
	assert_int_equal(run_line("sleep 0.2; echo late >&2", "", LIMIT_MS), 0);
	assert_string_equal(said, "late\n");
	assert_int_equal(run_line("true", "", LIMIT_MS), 0);
	assert_string_equal(said, "");
	/* Closed long before the end. */
	assert_int_equal(
	    run_line("echo a >&2; exec 2>&-; sleep 0.2", "", LIMIT_MS), 0);
	assert_string_equal(said, "a\n");
}

static void
test_what_is_too_much_is_lost_and_stops_nothing(void **state)
{
	(void)state;
	assert_int_equal(
	    run_line("head -c 3000000 /dev/zero | tr '\\0' m >&2; exit 4", "",
		LIMIT_MS),
	    0);
	assert_int_equal(WEXITSTATUS(status), 4);
	assert_int_equal(strlen(said), sizeof(said) - 1);
	assert_int_equal(strspn(said, "m"), sizeof(said) - 1);
}

static void
test_message_of_64_kib_comes_whole(void **state)
{
	static char text[RUN_TOOL_MESSAGE_MAX + 2];

	(void)state;
	memset(text, 'm', RUN_TOOL_MESSAGE_MAX);
	assert_int_equal(run_line("wc -c >&2", text, LIMIT_MS), 0);
	assert_string_equal(said, "65536\n");
	text[RUN_TOOL_MESSAGE_MAX] = 'm';
	assert_int_equal(run_line("cat >&2", text, LIMIT_MS), -EMSGSIZE);
	assert_string_equal(said, "");
}

static void
test_nobody_else_is_waited_for(void **state)
{
	int64_t start = run_clock_ms();

	(void)state;
	assert_int_equal(
	    run_line("sleep 5 & echo mine >&2; exit 0", "", LIMIT_MS), 0);
	assert_string_equal(said, "mine\n");
	assert_in_range(run_clock_ms() - start, 0, 4000);
}

static void
test_time_limit_holds_for_one_that_talks(void **state)
{
	int64_t start = run_clock_ms();

	(void)state;
	assert_int_equal(
	    run_line("while :; do echo talk >&2; done", "", 300), -ETIMEDOUT);
	assert_in_range(run_clock_ms() - start, 300, 5000);
	assert_int_equal(WTERMSIG(status), SIGKILL);
}

static void
test_what_cannot_be_executed_says_why(void **state)
{
	char name[] = "x";
	char *const argv[] = {name, NULL};
	char *const env[] = {NULL};
	const struct run_tool tool = {
	    "/nonexistent", argv, env, "", 0, LIMIT_MS, -1, said, sizeof(said)};

	(void)state;
	assert_int_equal(run_tool(&tool, &status), -ENOENT);
	assert_string_equal(said, "");
}

/* Its reader may be gone: no reason to stop in the middle. */
static void
test_tool_outlives_its_reader(void **state)
{
	(void)state;
	assert_int_equal(
	    run_line("grep SigIgn /proc/self/status >&2", "", LIMIT_MS), 0);
	assert_string_equal(said, "SigIgn:\t0000000000001000\n");
}

static int
limit(__rlimit_resource_t which, rlim_t soft)
{
	struct rlimit now;

	if (getrlimit(which, &now) != 0)
		return -1;
	now.rlim_cur = soft;
	return setrlimit(which, &now);
}

/* Whatever the hard limits are here: the tool has them. */
static int
run_limited(void)
{
	static const char line[] =
	    "for l in f t v d; do [ \"$(ulimit -S$l)\" = "
	    "\"$(ulimit -H$l)\" ] || echo $l >&2; done; "
	    "[ \"$(ulimit -c)\" = 0 ] || echo c >&2";

	SNAPSHOT_NEED(limit(RLIMIT_FSIZE, 0) == 0);
	SNAPSHOT_NEED(limit(RLIMIT_CPU, 100) == 0);
	SNAPSHOT_NEED(limit(RLIMIT_AS, (rlim_t)1 << 46) == 0);
	SNAPSHOT_NEED(limit(RLIMIT_DATA, (rlim_t)1 << 46) == 0);
	SNAPSHOT_NEED(run_line(line, "", LIMIT_MS) == 0);
	SNAPSHOT_NEED(status == 0);
	SNAPSHOT_NEED(strcmp(said, "") == 0);
	return 0;
}

/* A limit that the kernel does not lift: nothing is run. */
static int
run_under_a_hard_one(void)
{
	const struct rlimit hard = {4096, 4096};

	SNAPSHOT_NEED(setrlimit(RLIMIT_FSIZE, &hard) == 0);
	SNAPSHOT_NEED(setresuid(65534, 65534, 65534) == 0);
	SNAPSHOT_NEED(run_line("true", "", LIMIT_MS) == -EFBIG);
	return 0;
}

static void
test_limits_are_lifted(void **state)
{
	(void)state;
	assert_int_equal(snapshot_in_child(run_limited), 0);
	assert_int_equal(snapshot_in_child(run_under_a_hard_one), 0);
}

/* The lock of an open file belongs to all who have it open. */
static void
test_held_descriptor_is_the_tools_and_no_other_is(void **state)
{
	FILE *file = tmpfile();
	char path[32];
	int held, other, again;

	(void)state;
	assert_non_null(file);
	held = fcntl(fileno(file), F_DUPFD_CLOEXEC, 40);
	other = fcntl(fileno(file), F_DUPFD, 41);
	assert_int_equal(held, 40);
	assert_true(other > 40);
	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", held);
	again = open(path, O_RDWR | O_CLOEXEC);
	assert_true(again >= 0);
	assert_int_equal(flock(held, LOCK_EX | LOCK_NB), 0);
	assert_int_equal(
	    run_holding(held, "ls /proc/self/fd >&2; exec 2>&-; sleep 1 &", "",
		LIMIT_MS),
	    0);
	assert_string_equal(said, "0\n1\n2\n3\n40\n");
	/* ls has a directory open, and what sleep has lasts longer. */
	assert_true(fcntl(held, F_GETFD) == FD_CLOEXEC);
	assert_int_equal(close(held), 0);
	assert_int_equal(close(other), 0);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(flock(again, LOCK_EX | LOCK_NB), -1);
	assert_int_equal(errno, EWOULDBLOCK);
	assert_int_equal(flock(again, LOCK_EX), 0);
	assert_int_equal(close(again), 0);
	assert_int_equal(run_holding(1, "true", "", LIMIT_MS), -EBADF);
}

static void
test_caller_is_as_before(void **state)
{
	static struct snapshot before, after;

	(void)state;
	snapshot_take(&before);
	assert_int_equal(run_line("echo x >&2", "x", LIMIT_MS), 0);
	assert_int_equal(run_line("sleep 9", "x", 20), -ETIMEDOUT);
	snapshot_take(&after);
	assert_null(snapshot_changed(&before, &after));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_what_is_said_is_kept),
	    cmocka_unit_test(test_what_is_too_much_is_lost_and_stops_nothing),
	    cmocka_unit_test(test_message_of_64_kib_comes_whole),
	    cmocka_unit_test(test_nobody_else_is_waited_for),
	    cmocka_unit_test(test_time_limit_holds_for_one_that_talks),
	    cmocka_unit_test(test_what_cannot_be_executed_says_why),
	    cmocka_unit_test(test_tool_outlives_its_reader),
	    cmocka_unit_test(test_limits_are_lifted),
	    cmocka_unit_test(test_held_descriptor_is_the_tools_and_no_other_is),
	    cmocka_unit_test(test_caller_is_as_before),
	};

	return cmocka_run_group_tests_name("run_tool", tests, NULL, NULL);
}
