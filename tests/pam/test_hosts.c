/*
 * test_hosts - a login leaves nothing behind in any kind of PAM application
 */

#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/host/snapshot.h"
#include "tests/pam/stage.h"

#define ASKED "hello\nids\nask One-time code: \nanswer\n"

/* Two logins in one handle: nothing of the process changes by the second. */
static int
log_in(void)
{
	static struct snapshot before, after;
	struct stage_talk talk = {.answers = {"a", "b"}};
	pam_handle_t *pamh = stage_start("alice", &talk, "");
	const char *changed;

	SNAPSHOT_NEED(pam_authenticate(pamh, 0) == PAM_SUCCESS);
	snapshot_take(&before);
	SNAPSHOT_NEED(pam_authenticate(pamh, 0) == PAM_SUCCESS);
	snapshot_take(&after);
	changed = snapshot_changed(&before, &after);
	if (changed != NULL)
		print_error("changed: %s\n", changed);
	SNAPSHOT_NEED(changed == NULL);
	SNAPSHOT_NEED(pam_end(pamh, 0) == PAM_SUCCESS);
	return 0;
}

static int
log_in_with_sigchld_ignored(void)
{
	(void)signal(SIGCHLD, SIG_IGN);
	return log_in();
}

static int
log_in_with_sa_nocldwait(void)
{
	struct sigaction a = {.sa_handler = SIG_DFL, .sa_flags = SA_NOCLDWAIT};

	(void)sigaction(SIGCHLD, &a, NULL);
	return log_in();
}

static volatile sig_atomic_t seen;

static void
reap(int number)
{
	int saved = errno;

	(void)number;
	seen++;
	while (waitpid(-1, NULL, WNOHANG) > 0)
		seen++;
	errno = saved;
}

static int
log_in_with_a_reaping_handler(void)
{
	struct sigaction a = {.sa_handler = reap};
	int line;

	(void)sigaction(SIGCHLD, &a, NULL);
	line = log_in();
	return line != 0 ? line : seen;
}

static int
log_in_with_signals_and_alarm(void)
{
	sigset_t some;

	sigemptyset(&some);
	sigaddset(&some, SIGTERM);
	sigaddset(&some, SIGCHLD);
	SNAPSHOT_NEED(sigprocmask(SIG_SETMASK, &some, NULL) == 0);
	(void)signal(SIGPIPE, SIG_DFL);
	(void)alarm(100);
	(void)raise(SIGTERM);
	SNAPSHOT_NEED(log_in() == 0);
	SNAPSHOT_NEED(alarm(0) > 50);
	/* It waits as before, and nothing came beside it. */
	SNAPSHOT_NEED(sigpending(&some) == 0);
	SNAPSHOT_NEED(sigismember(&some, SIGTERM) == 1);
	SNAPSHOT_NEED(sigismember(&some, SIGCHLD) == 0);
	return 0;
}

static void
count(int number)
{
	(void)number;
	seen++;
}

/* A signal a millisecond, which interrupts whatever waits. */
static int
log_in_under_alarms(void)
{
	const struct itimerval each = {{0, 1000}, {0, 1000}};
	const struct itimerval none = {{0, 0}, {0, 0}};
	struct sigaction a = {.sa_handler = count};

	seen = 0;
	stage_play("hello\nsleep 30\nask code\nanswer\nfinish yes\n");
	SNAPSHOT_NEED(sigaction(SIGALRM, &a, NULL) == 0);
	SNAPSHOT_NEED(setitimer(ITIMER_REAL, &each, NULL) == 0);
	SNAPSHOT_NEED(log_in() == 0);
	SNAPSHOT_NEED(setitimer(ITIMER_REAL, &none, NULL) == 0);
	SNAPSHOT_NEED(seen > 10);
	return 0;
}

static volatile bool reaping;

static void *
reap_everything(void *arg)
{
	while (reaping)
		if (waitpid(-1, NULL, WNOHANG | __WALL) <= 0)
			(void)usleep(200);
	return arg;
}

/* Our own children among them: they are gone before we wait for them. */
static int
log_in_beside_a_reaper(void)
{
	struct stage_talk talk = {.answers = {"a", "b", "c", "d", "e"}};
	pam_handle_t *pamh = stage_start("alice", &talk, "");
	pthread_t thread;
	int i;

	reaping = true;
	SNAPSHOT_NEED(
	    pthread_create(&thread, NULL, reap_everything, NULL) == 0);
	for (i = 0; i < 5; i++)
		SNAPSHOT_NEED(pam_authenticate(pamh, 0) == PAM_SUCCESS);
	reaping = false;
	SNAPSHOT_NEED(pthread_join(thread, NULL) == 0);
	SNAPSHOT_NEED(pam_end(pamh, 0) == PAM_SUCCESS);
	return 0;
}

static int
log_in_with_a_users_real_uid(void)
{
	SNAPSHOT_NEED(setresuid(65534, 0, 0) == 0);
	SNAPSHOT_NEED(log_in() == 0);
	SNAPSHOT_NEED(getuid() == 65534);
	SNAPSHOT_NEED(strstr(stage_notes(), "ids 0 0 0\n") != NULL);
	return 0;
}

static int
log_in_without_root(void)
{
	struct stage_talk talk = {.answers = {"a"}};
	pam_handle_t *pamh = stage_start("alice", &talk, "");

	/* libpam loads the module while root may read it. */
	SNAPSHOT_NEED(pam_acct_mgmt(pamh, 0) == STAGE_IGNORED);
	talk.shown[0] = '\0';
	SNAPSHOT_NEED(setresuid(65534, 65534, 65534) == 0);
	SNAPSHOT_NEED(pam_authenticate(pamh, 0) ==
	    (stage_listening ? PAM_SUCCESS : PAM_AUTHINFO_UNAVAIL));
	SNAPSHOT_NEED((talk.shown[0] == '\0') == !stage_listening);
	return 0;
}

static pam_handle_t *handles[4];

static void *
authenticate(void *arg)
{
	pam_handle_t *pamh = arg;
	int i;

	for (i = 0; i < 5; i++)
		if (pam_authenticate(pamh, 0) != PAM_SUCCESS)
			return NULL;
	return arg;
}

static int
log_in_in_threads(void)
{
	static struct stage_talk talks[4];
	static struct snapshot before, after;
	pthread_t threads[4];
	void *result;
	int i, j;

	for (i = 0; i < 4; i++) {
		for (j = 0; j < STAGE_TURNS; j++)
			talks[i].answers[j] = "a";
		handles[i] = stage_start("alice", &talks[i], "");
	}
	snapshot_take(&before);
	for (i = 0; i < 4; i++)
		SNAPSHOT_NEED(pthread_create(&threads[i], NULL, authenticate,
				  handles[i]) == 0);
	for (i = 0; i < 4; i++) {
		SNAPSHOT_NEED(pthread_join(threads[i], &result) == 0);
		SNAPSHOT_NEED(result == handles[i]);
	}
	snapshot_take(&after);
	SNAPSHOT_NEED(snapshot_changed(&before, &after) == NULL);
	for (i = 0; i < 4; i++)
		SNAPSHOT_NEED(pam_end(handles[i], 0) == PAM_SUCCESS);
	return 0;
}

/* After refusals of every kind as well. */
static int
be_refused(void)
{
	static const char *const plays[] = {"", "crash\n", "hello\ncrash\n",
	    "hello\nask x\ncrash\n", "hello\nraw ff\nsleep 200\n",
	    "hello\nask x\nanswer\nfinish no\n"};
	static struct snapshot before, after;
	struct stage_talk talk = {.answers = {"a", "a", "a", "a", "a", "a"}};
	pam_handle_t *pamh = stage_start("alice", &talk, "");
	size_t i;

	stage_play("hello\nfinish yes\n");
	SNAPSHOT_NEED(pam_authenticate(pamh, 0) == PAM_SUCCESS);
	for (i = 0; i < sizeof(plays) / sizeof(*plays); i++) {
		stage_play(plays[i]);
		snapshot_take(&before);
		SNAPSHOT_NEED(pam_authenticate(pamh, 0) == PAM_AUTH_ERR);
		snapshot_take(&after);
		/* The log's own connection stays, where there is a log. */
		memcpy(after.open, before.open, sizeof(after.open));
		SNAPSHOT_NEED(snapshot_changed(&before, &after) == NULL);
	}
	SNAPSHOT_NEED(pam_end(pamh, 0) == PAM_SUCCESS);
	return 0;
}

static int
play_yes(void **state)
{
	(void)state;
	stage_play(ASKED "finish yes\n");
	return 0;
}

static void
test_r21_login_leaves_the_host_as_it_was(void **state)
{
	(void)state;
	assert_int_equal(snapshot_in_child(log_in), 0);
	assert_int_equal(snapshot_in_child(log_in_with_signals_and_alarm), 0);
	assert_int_equal(snapshot_in_child(be_refused), 0);
}

static void
test_r21_hosts_that_ignore_sigchld_log_in(void **state)
{
	(void)state;
	assert_int_equal(snapshot_in_child(log_in_with_sigchld_ignored), 0);
	assert_int_equal(snapshot_in_child(log_in_with_sa_nocldwait), 0);
}

static void
test_r21_hosts_that_reap_log_in(void **state)
{
	(void)state;
	assert_int_equal(snapshot_in_child(log_in_with_a_reaping_handler), 0);
	assert_int_equal(snapshot_in_child(log_in_beside_a_reaper), 0);
}

static void
test_r21_alarms_interrupt_nothing(void **state)
{
	(void)state;
	assert_int_equal(snapshot_in_child(log_in_under_alarms), 0);
}

static void
test_r21_threads_log_in_at_once(void **state)
{
	(void)state;
	assert_int_equal(snapshot_in_child(log_in_in_threads), 0);
}

static void
test_r01_helper_is_root_under_a_users_real_uid(void **state)
{
	(void)state;
	assert_int_equal(snapshot_in_child(log_in_with_a_users_real_uid), 0);
}

static void
test_r03_host_that_is_not_root_finds_a_listener_or_nobody(void **state)
{
	(void)state;
	assert_int_equal(snapshot_in_child(log_in_without_root), 0);
	assert_int_equal(stage_notes()[0] == '\0', !stage_listening);
}

#define CASE(name) cmocka_unit_test_setup(name, play_yes)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    CASE(test_r21_login_leaves_the_host_as_it_was),
	    CASE(test_r21_hosts_that_ignore_sigchld_log_in),
	    CASE(test_r21_hosts_that_reap_log_in),
	    CASE(test_r21_alarms_interrupt_nothing),
	    CASE(test_r21_threads_log_in_at_once),
	    CASE(test_r01_helper_is_root_under_a_users_real_uid),
	    CASE(test_r03_host_that_is_not_root_finds_a_listener_or_nobody),
	};

	return STAGE_RUN("PAM hosts", tests);
}
