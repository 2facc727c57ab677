/* stop - being told to end */

#include "stop.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

static volatile sig_atomic_t came;
static volatile sig_atomic_t waited; /* a second has passed since */
static volatile sig_atomic_t again;

/*
 * A signal just before a wait would not interrupt it: alarms follow until the
 * program has ended.
 */
static void
note(int signal_number)
{
	if (signal_number == SIGALRM)
		waited = 1;
	else if (waited)
		again = 1;
	if (signal_number != SIGALRM)
		came = signal_number;
	(void)alarm(1);
}

int
stop_install(struct fault *f)
{
	static const int asked[] = {SIGALRM, SIGINT, SIGTERM, SIGHUP, SIGQUIT};
	struct sigaction action = {.sa_handler = SIG_IGN};

	(void)sigemptyset(&action.sa_mask);
	/* A write that fails is told, and its file removed. */
	if (sigaction(SIGPIPE, &action, NULL) != 0 ||
	    sigaction(SIGXFSZ, &action, NULL) != 0)
		goto failed;
	action.sa_handler = note; /* without SA_RESTART: waits end */
	for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++) {
		struct sigaction before;

		if (sigaction(asked[i], NULL, &before) != 0)
			goto failed;
		/* nohup(1) and background jobs of a shell have it ignored. */
		if (asked[i] != SIGALRM && before.sa_handler == SIG_IGN)
			continue;
		if (sigaction(asked[i], &action, NULL) != 0)
			goto failed;
	}
	return 0;
failed:
	return fault_set(
	    f, -errno, "cannot set up signals: %s", strerror(errno));
}

int
stop_asked(void)
{
	return came;
}

bool
stop_insisted(void)
{
	return again != 0;
}

static void
held(sigset_t *set)
{
	static const int those[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP};

	(void)sigemptyset(set);
	for (size_t i = 0; i < sizeof(those) / sizeof(those[0]); i++)
		(void)sigaddset(set, those[i]);
}

void
stop_hold(sigset_t *before)
{
	sigset_t set;

	held(&set);
	(void)sigprocmask(SIG_BLOCK, &set, before);
}

void
stop_release(const sigset_t *before)
{
	(void)sigprocmask(SIG_SETMASK, before, NULL);
}

bool
stop_waits(void)
{
	static const int asks[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
	sigset_t set;

	if (sigpending(&set) != 0)
		return false;
	for (size_t i = 0; i < sizeof(asks) / sizeof(asks[0]); i++) {
		struct sigaction action;

		/* What is ignored waits, too, as long as it is held. */
		if (sigismember(&set, asks[i]) == 1 &&
		    sigaction(asks[i], NULL, &action) == 0 &&
		    action.sa_handler != SIG_IGN)
			return true;
	}
	return false;
}

int
stop_read_again(int fd, int error)
{
	struct pollfd wait = {fd, POLLIN, 0};

	if (error == EAGAIN) {
		if (poll(&wait, 1, -1) < 0 && errno != EINTR)
			return -errno;
	} else if (error != EINTR) {
		return -error;
	}
	return stop_asked() != 0 ? -EINTR : 0;
}

void
stop_die(void)
{
	int signal_number = came;

	(void)signal(signal_number, SIG_DFL);
	(void)raise(signal_number);
}
