/*
 * drop_leftovers - what a service does not take over from who started it
 */

#include "host/drop.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

/* The least a login can be decided with. */
#define FILES_LEAST 64
#define MEMORY_LEAST ((rlim_t)256 * 1024 * 1024)

static int
stop_timers(void)
{
	static const __itimer_which_t which[] = {
	    ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF};
	const struct itimerval off = {{0, 0}, {0, 0}};
	size_t i;

	for (i = 0; i < sizeof(which) / sizeof(*which); i++)
		if (setitimer(which[i], &off, NULL) != 0)
			return -1;
	return 0;
}

static bool
is_ignored(int number)
{
	static const int ignored[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP,
	    SIGTTIN, SIGTTOU, SIGPIPE, SIGXCPU, SIGXFSZ};
	size_t i;

	for (i = 0; i < sizeof(ignored) / sizeof(*ignored); i++)
		if (ignored[i] == number)
			return true;
	return false;
}

/*
 * Unblocked last: an interrupt that came while everything was blocked is
 * thrown away and does not end the service half-way.
 */
static int
reset_signals(void)
{
	struct sigaction action;
	sigset_t none;
	int i;

	memset(&action, 0, sizeof(action));
	sigemptyset(&action.sa_mask);
	for (i = 1; i < NSIG; i++) {
		action.sa_handler = is_ignored(i) ? SIG_IGN : SIG_DFL;
		/* EINVAL: KILL, STOP, and the C library's own. */
		if (sigaction(i, &action, NULL) != 0 && errno != EINVAL)
			return -1;
	}
	sigemptyset(&none);
	return sigprocmask(SIG_SETMASK, &none, NULL);
}

static int
lead_session(void)
{
	if (getsid(0) == getpid())
		return 0;
	return setsid() == -1 ? -1 : 0;
}

static int
reset_descriptors(void)
{
	int null, i, r = 0;

	if (close_range(4, UINT_MAX, 0) != 0)
		return -1;
	null = open("/dev/null", O_RDWR);
	if (null == -1)
		return -1;
	for (i = 0; i <= 2 && r == 0; i++)
		if (null != i && dup2(null, i) == -1)
			r = -1;
	if (null > 2 && close(null) != 0)
		r = -1;
	return r;
}

int
drop_dumps(struct fault *f)
{
	const struct rlimit none = {0, 0};
	int error;

	if (setrlimit(RLIMIT_CORE, &none) == 0 &&
	    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0)
		return 0;
	error = -errno;
	return fault_set(
	    f, error, "cannot forbid core dumps: %s", strerror(-error));
}

/* Soft limits to the hard ones, which must leave enough to work with. */
static int
raise_limits(struct fault *f)
{
	static const struct {
		const char *name;
		rlim_t least;
		__rlimit_resource_t which;
	} needs[] = {
	    {"file size (FSIZE)", RLIM_INFINITY, RLIMIT_FSIZE},
	    {"open files (NOFILE)", FILES_LEAST, RLIMIT_NOFILE},
	    {"address space (AS)", MEMORY_LEAST, RLIMIT_AS},
	};
	struct rlimit limit;
	size_t i;
	int which, error;

	for (which = 0; which < RLIM_NLIMITS; which++) {
		error = getrlimit((__rlimit_resource_t)which, &limit);
		limit.rlim_cur = limit.rlim_max;
		if (error != 0 ||
		    setrlimit((__rlimit_resource_t)which, &limit) != 0) {
			error = -errno;
			return fault_set(f, error, "cannot raise limit %d: %s",
			    which, strerror(-error));
		}
	}
	for (i = 0; i < sizeof(needs) / sizeof(*needs); i++) {
		if (getrlimit(needs[i].which, &limit) != 0 ||
		    limit.rlim_cur < needs[i].least)
			return fault_set(f, -EPERM,
			    "the limit of %s is too low for a login; raise it "
			    "for the program that asks",
			    needs[i].name);
	}
	return 0;
}

static int
step_failed(const char *step, struct fault *f)
{
	int error = -errno;

	return fault_set(f, error, "cannot %s: %s", step, strerror(-error));
}

int
drop_leftovers(struct fault *f)
{
	int r;

	if (stop_timers() != 0)
		return step_failed("stop timers", f);
	if (reset_signals() != 0)
		return step_failed("reset signals", f);
	if (lead_session() != 0)
		return step_failed("start a session", f);
	if (reset_descriptors() != 0)
		return step_failed("reset descriptors to /dev/null", f);
	if (clearenv() != 0)
		return step_failed("clear the environment", f);
	(void)umask(077);
	if (chdir("/") != 0)
		return step_failed("change to /", f);
	r = drop_dumps(f);
	return r != 0 ? r : raise_limits(f);
}
