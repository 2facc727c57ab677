/* stop - being told to end */

#include "stop.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>

static volatile sig_atomic_t came;

static void
note(int signal_number)
{
	came = signal_number;
}

int
stop_install(struct fault *f)
{
	static const int asked[] = {SIGINT, SIGTERM, SIGHUP};
	struct sigaction action = {.sa_handler = SIG_IGN};

	(void)sigemptyset(&action.sa_mask);
	if (sigaction(SIGPIPE, &action, NULL) != 0)
		goto failed;
	action.sa_handler = note; /* without SA_RESTART: waits end */
	for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++) {
		struct sigaction before;

		if (sigaction(asked[i], NULL, &before) != 0)
			goto failed;
		/* nohup(1) and background jobs of a shell have it ignored. */
		if (before.sa_handler == SIG_IGN)
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

void
stop_die(void)
{
	int signal_number = came;

	(void)signal(signal_number, SIG_DFL);
	(void)raise(signal_number);
}
