/* stop - being told to end */

#include "stop.h"

#include <errno.h>
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

void
stop_die(void)
{
	int signal_number = came;

	(void)signal(signal_number, SIG_DFL);
	(void)raise(signal_number);
}
