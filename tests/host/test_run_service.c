/*
 * test_run_service - starting a service leaves a stranger's process alone
 */

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "host/run.h"
#include "tests/host/snapshot.h"

#define GRACE_MS 5000

#define REPORT                                                             \
	"uids=0,0,0 gids=0,0,0 env=0 argc=1 same=1 lifted=1111 blocked=1 " \
	"others=0"

/* Where nobody may raise a hard limit (a container without the capability). */
#define REPORT_LIMITED                                                     \
	"uids=0,0,0 gids=0,0,0 env=0 argc=1 same=1 lifted=0000 blocked=1 " \
	"others=0"

static const char *expected = REPORT;
static char service[1024];

static int64_t
soon(void)
{
	return run_clock_ms() + GRACE_MS;
}

/* Start the service with an order; 0 or the line that failed. */
static int
begin(const char *order, int *sock, pid_t *keeper)
{
	SNAPSHOT_NEED(run_service(service, sock, keeper) == 0);
	SNAPSHOT_NEED(run_send(*sock, order, strlen(order), soon()) == 0);
	return 0;
}

/* One whole service that reports; nothing of this process changes. */
static int
talk(void)
{
	static struct snapshot before, after;
	char text[400] = "";
	pid_t keeper;
	int sock, n;

	snapshot_take(&before);
	if (begin("report", &sock, &keeper) != 0)
		return __LINE__;
	SNAPSHOT_NEED((fcntl(sock, F_GETFD) & FD_CLOEXEC) != 0);
	n = run_receive(sock, text, sizeof(text) - 1, soon());
	run_service_end(&sock, keeper, GRACE_MS);
	SNAPSHOT_NEED(n > 0 && sock == -1);
	if (strcmp(text, expected) != 0) {
		(void)fprintf(stderr, "service says %s\n", text);
		return __LINE__;
	}
	snapshot_take(&after);
	SNAPSHOT_NEED(snapshot_changed(&before, &after) == NULL);
	return 0;
}

static int
talk_with_sigchld_ignored(void)
{
	(void)signal(SIGCHLD, SIG_IGN);
	return talk();
}

static int
talk_with_sa_nocldwait(void)
{
	struct sigaction a = {.sa_handler = SIG_DFL, .sa_flags = SA_NOCLDWAIT};

	(void)sigaction(SIGCHLD, &a, NULL);
	return talk();
}

static volatile sig_atomic_t seen;

static void
reap(int signal_number)
{
	int saved = errno;

	(void)signal_number;
	seen++;
	while (waitpid(-1, NULL, WNOHANG) > 0)
		seen++;
	errno = saved;
}

static int
talk_with_a_reaping_handler(void)
{
	struct sigaction a = {.sa_handler = reap};
	int line;

	(void)sigaction(SIGCHLD, &a, NULL);
	line = talk();
	return line != 0 ? line : seen;
}

/* A host that reaps whatever it finds while a service is there. */
static int
host_reaps_while_a_service_runs(void)
{
	char text[400];
	pid_t keeper;
	int sock, n;

	if (begin("report", &sock, &keeper) != 0)
		return __LINE__;
	SNAPSHOT_NEED(waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD);
	n = run_receive(sock, text, sizeof(text), soon());
	SNAPSHOT_NEED(n > 0);
	SNAPSHOT_NEED(run_receive(sock, text, sizeof(text), soon()) == 0);
	SNAPSHOT_NEED(waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD);
	run_service_end(&sock, keeper, GRACE_MS);
	return 0;
}

static int closed; /* bits: which of 0 to 3 */

static int
talk_with_descriptors_closed(void)
{
	int i;

	for (i = 3; i < 100; i++)
		(void)close(i);
	for (i = 0; i < 4; i++)
		if ((closed & 1 << i) != 0)
			(void)close(i);
		else if (fcntl(i, F_GETFD) == -1)
			(void)dup2(0, i);
	return talk();
}

static int
talk_with_a_users_real_uid(void)
{
	SNAPSHOT_NEED(setresgid(65534, 0, 0) == 0);
	SNAPSHOT_NEED(setresuid(65534, 0, 0) == 0);
	SNAPSHOT_NEED(talk() == 0);
	SNAPSHOT_NEED(getuid() == 65534 && getgid() == 65534);
	return 0;
}

/* Set the four limits, their soft ones always and the hard ones when asked. */
static int
talk_under_limits(bool hard)
{
	static const __rlimit_resource_t which[] = {
	    RLIMIT_FSIZE, RLIMIT_CPU, RLIMIT_DATA, RLIMIT_AS};
	size_t i;

	for (i = 0; i < 4; i++) {
		struct rlimit limit = {
		    (rlim_t)1 << (i < 2 ? 20 : 46), RLIM_INFINITY};

		if (hard)
			limit.rlim_max = limit.rlim_cur;
		SNAPSHOT_NEED(setrlimit(which[i], &limit) == 0);
	}
	return talk();
}

static int
talk_with_soft_limits(void)
{
	return talk_under_limits(false);
}

static int
talk_with_hard_limits(void)
{
	struct rlimit limit = {1000, 1000};

	SNAPSHOT_NEED(setrlimit(RLIMIT_MSGQUEUE, &limit) == 0);
	limit.rlim_max = 1001;
	if (setrlimit(RLIMIT_MSGQUEUE, &limit) != 0)
		expected = REPORT_LIMITED;
	return talk_under_limits(true);
}

static int
talk_with_signals_and_alarm(void)
{
	sigset_t some, pending;

	(void)alarm(100);
	(void)signal(SIGUSR1, SIG_IGN);
	sigemptyset(&some);
	sigaddset(&some, SIGTERM);
	SNAPSHOT_NEED(sigprocmask(SIG_SETMASK, &some, NULL) == 0);
	(void)raise(SIGTERM);
	SNAPSHOT_NEED(talk() == 0);
	SNAPSHOT_NEED(sigpending(&pending) == 0);
	SNAPSHOT_NEED(sigismember(&pending, SIGTERM) == 1);
	SNAPSHOT_NEED(alarm(0) > 50);
	return 0;
}

static volatile int busy = 1;

static void *
allocate(void *arg)
{
	while (busy)
		free(malloc(100));
	return arg;
}

static void *
talk_often(void *arg)
{
	int i, sock, n, *line = arg;
	char text[400];
	pid_t keeper;

	for (i = 0; i < 10 && *line == 0; i++) {
		*line = begin("report", &sock, &keeper);
		if (*line != 0)
			break;
		n = run_receive(sock, text, sizeof(text), soon());
		run_service_end(&sock, keeper, GRACE_MS);
		if (n != (int)strlen(REPORT) ||
		    memcmp(text, REPORT, (size_t)n) != 0)
			*line = __LINE__;
	}
	return NULL;
}

static int
talk_in_threads(void)
{
	static struct snapshot before, after;
	pthread_t threads[4], other;
	int lines[4] = {0}, i;

	snapshot_take(&before);
	SNAPSHOT_NEED(pthread_create(&other, NULL, allocate, NULL) == 0);
	for (i = 0; i < 4; i++)
		SNAPSHOT_NEED(pthread_create(&threads[i], NULL, talk_often,
				  &lines[i]) == 0);
	for (i = 0; i < 4; i++)
		SNAPSHOT_NEED(pthread_join(threads[i], NULL) == 0);
	busy = 0;
	SNAPSHOT_NEED(pthread_join(other, NULL) == 0);
	for (i = 0; i < 4; i++)
		if (lines[i] != 0)
			return lines[i];
	snapshot_take(&after);
	SNAPSHOT_NEED(snapshot_changed(&before, &after) == NULL);
	return 0;
}

static int
start_as_nobody(void)
{
	pid_t keeper;
	int sock;

	SNAPSHOT_NEED(seteuid(65534) == 0);
	SNAPSHOT_NEED(run_service(service, &sock, &keeper) == -EPERM);
	SNAPSHOT_NEED(sock == -1 && keeper == -1);
	return 0;
}

static int
start_without_descriptors(void)
{
	const struct rlimit none = {3, 3};
	pid_t keeper;
	int sock;

	SNAPSHOT_NEED(setrlimit(RLIMIT_NOFILE, &none) == 0);
	SNAPSHOT_NEED(run_service(service, &sock, &keeper) == -EMFILE);
	SNAPSHOT_NEED(sock == -1 && keeper == -1);
	return 0;
}

static void
test_r21_service_starts_as_root_and_bare(void **state)
{
	(void)state;
	assert_int_equal(setenv("CREDMINT_LEAK", "1", 1), 0);
	assert_int_equal(talk(), 0);
	assert_int_equal(snapshot_in_child(talk), 0);
}

static void
test_r21_hosts_that_ignore_sigchld_see_nothing(void **state)
{
	(void)state;
	assert_int_equal(snapshot_in_child(talk_with_sigchld_ignored), 0);
	assert_int_equal(snapshot_in_child(talk_with_sa_nocldwait), 0);
}

static void
test_r21_hosts_that_reap_see_nothing(void **state)
{
	(void)state;
	assert_int_equal(snapshot_in_child(talk_with_a_reaping_handler), 0);
	assert_int_equal(snapshot_in_child(host_reaps_while_a_service_runs), 0);
}

static void
test_r21_descriptors_may_be_closed(void **state)
{
	(void)state;
	for (closed = 0; closed < 16; closed++)
		assert_int_equal(
		    snapshot_in_child(talk_with_descriptors_closed), 0);
}

static void
test_r01_service_is_root_under_a_users_real_uid(void **state)
{
	(void)state;
	assert_int_equal(snapshot_in_child(talk_with_a_users_real_uid), 0);
}

static void
test_r04_limits_are_lifted_for_the_service_alone(void **state)
{
	(void)state;
	assert_int_equal(snapshot_in_child(talk_with_soft_limits), 0);
	assert_int_equal(snapshot_in_child(talk_with_hard_limits), 0);
}

static void
test_r21_masks_signals_and_alarms_stay(void **state)
{
	(void)state;
	assert_int_equal(snapshot_in_child(talk_with_signals_and_alarm), 0);
}

static void
test_r21_threads_start_services_at_once(void **state)
{
	(void)state;
	assert_int_equal(snapshot_in_child(talk_in_threads), 0);
}

static void
test_what_cannot_be_started_says_why(void **state)
{
	pid_t keeper;
	int sock;

	(void)state;
	assert_int_equal(run_service("/nonexistent", &sock, &keeper), -ENOENT);
	assert_int_equal(run_service("/etc/passwd", &sock, &keeper), -EACCES);
	assert_int_equal(sock, -1);
	assert_int_equal(keeper, -1);
	assert_int_equal(snapshot_in_child(start_as_nobody), 0);
	assert_int_equal(snapshot_in_child(start_without_descriptors), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_r21_service_starts_as_root_and_bare),
	    cmocka_unit_test(test_r21_hosts_that_ignore_sigchld_see_nothing),
	    cmocka_unit_test(test_r21_hosts_that_reap_see_nothing),
	    cmocka_unit_test(test_r21_descriptors_may_be_closed),
	    cmocka_unit_test(test_r01_service_is_root_under_a_users_real_uid),
	    cmocka_unit_test(test_r04_limits_are_lifted_for_the_service_alone),
	    cmocka_unit_test(test_r21_masks_signals_and_alarms_stay),
	    cmocka_unit_test(test_r21_threads_start_services_at_once),
	    cmocka_unit_test(test_what_cannot_be_started_says_why),
	};
	ssize_t n = readlink("/proc/self/exe", service, sizeof(service) - 32);

	if (n <= 0)
		return 1;
	service[n] = '\0';
	(void)strcpy(strrchr(service, '/') + 1, "drive_service");
	return cmocka_run_group_tests_name("run_service", tests, NULL, NULL);
}
