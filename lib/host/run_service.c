/*
 * run_service - starting a service from inside a stranger's process
 *
 * The host may have threads, handlers for SIGCHLD, closed descriptors, and a
 * real uid that is not root's.
 *
 * 1. The copy of the host MUST call nothing but the kernel: other threads may
 *    have held any lock of the C library when it was made, and the library's
 *    setresuid(2) waits for threads that the copy does not have.
 * 2. Every signal MUST be blocked while the copy runs, so that no handler of
 *    the host does.
 * 3. The copy MUST NOT execute anything: that would give it back the exit
 *    signal it was made without. It starts the service and waits for it.
 * 4. It MUST keep nothing of the host's open but its end of the socket, which
 *    it holds until the service is gone.
 */

#include "host/run.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* Where ids once had 16 bits, the calls for whole ones have another name. */
#ifdef SYS_setresuid32
#	define SYS_SETRESUID SYS_setresuid32
#	define SYS_SETRESGID SYS_setresgid32
#else
#	define SYS_SETRESUID SYS_setresuid
#	define SYS_SETRESGID SYS_setresgid
#endif

/* As in <linux/ioprio.h>: best effort and idle lie above the classes by root.
 */
#define IOPRIO_WHO_PROCESS 1
#define IOPRIO_BEST_EFFORT (2 << 13)

/* fork(2) without the C library and without an exit signal. */
static pid_t
copy_process(void)
{
	return (pid_t)syscall(SYS_clone, 0UL, 0UL, 0UL, 0UL, 0UL);
}

static int
become_root(void)
{
	if (syscall(SYS_SETRESGID, 0, 0, 0) != 0)
		return -1;
	return (int)syscall(SYS_SETRESUID, 0, 0, 0);
}

/*
 * A limit that cannot be lifted here (a container may forbid it) is left to
 * the service, which refuses those it cannot work under.
 */
static void
lift_limits(void)
{
	static const int which[] = {
	    RLIMIT_FSIZE, RLIMIT_CPU, RLIMIT_AS, RLIMIT_DATA};
	const struct {
		uint64_t soft, hard;
	} none = {UINT64_MAX, UINT64_MAX};
	size_t i;

	for (i = 0; i < sizeof(which) / sizeof(*which); i++)
		(void)syscall(SYS_prlimit64, 0, which[i], &none, NULL);
}

/*
 * Nobody who asks may make the service slow while it alone may write to the
 * registry: what lies below the usual priority is raised to it. As above, what
 * cannot be raised stays.
 */
static void
raise_priority(void)
{
	const struct sched_param none = {0};
	long policy = syscall(SYS_sched_getscheduler, 0);

	if (policy == SCHED_IDLE || policy == SCHED_BATCH)
		(void)syscall(SYS_sched_setscheduler, 0, SCHED_OTHER, &none);
	/* The kernel's own call says 20 less the nice value. */
	if (syscall(SYS_getpriority, PRIO_PROCESS, 0) < 20)
		(void)syscall(SYS_setpriority, PRIO_PROCESS, 0, 0);
	if (syscall(SYS_ioprio_get, IOPRIO_WHO_PROCESS, 0) >=
	    IOPRIO_BEST_EFFORT)
		(void)syscall(SYS_ioprio_set, IOPRIO_WHO_PROCESS, 0, 0);
}

static int
close_others(int end)
{
	if (end > 0 && syscall(SYS_close_range, 0, end - 1, 0) != 0)
		return -1;
	return (int)syscall(SYS_close_range, end + 1, UINT_MAX, 0);
}

/* Put the socket in its place, so that it is still there after execve(2). */
static int
place_socket(int end)
{
	if (end == RUN_SERVICE_FD)
		return (int)syscall(SYS_fcntl, end, F_SETFD, 0);
	return (int)syscall(SYS_dup3, end, RUN_SERVICE_FD, 0);
}

static void
become_service(const char *path, char *const argv[], int end)
{
	char *const env[] = {NULL};

	if (place_socket(end) != -1)
		(void)syscall(SYS_execve, path, argv, env);
	_exit(127);
}

/* The copy's whole life. Its exit status means nothing to anybody. */
static void
keep_service(const char *path, char *const argv[], int end)
{
	pid_t service;

	if (become_root() != 0 || close_others(end) != 0)
		_exit(1);
	lift_limits();
	raise_priority();
	service = copy_process();
	if (service == 0)
		become_service(path, argv, end);
	if (service > 0)
		while (syscall(SYS_waitid, P_PID, service, NULL,
			   WEXITED | __WALL, NULL) == -1 &&
		    errno == EINTR)
			;
	_exit(0);
}

/* Make the copy with every signal blocked, and put the mask back. */
static int
start_keeper(const char *path, int end, pid_t *keeper)
{
	char *const argv[] = {(char *)(uintptr_t)path, NULL};
	sigset_t all, before;
	int r;

	sigfillset(&all);
	r = pthread_sigmask(SIG_SETMASK, &all, &before);
	if (r != 0)
		return -r;
	*keeper = copy_process();
	if (*keeper == 0)
		keep_service(path, argv, end);
	r = *keeper == -1 ? -errno : 0;
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	return r;
}

int
run_service(const char *path, int *sock, pid_t *keeper)
{
	int pair[2], r;

	*sock = -1;
	*keeper = -1;
	if (geteuid() != 0)
		return -EPERM;
	/* Found out here so that the host can say why nobody answers. */
	if (faccessat(AT_FDCWD, path, X_OK, AT_EACCESS) != 0)
		return -errno;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
		return -errno;
	r = start_keeper(path, pair[1], keeper);
	(void)close(pair[1]);
	if (r == 0)
		*sock = pair[0];
	else
		(void)close(pair[0]);
	return r;
}

void
run_service_end(int *sock, pid_t keeper, int grace_ms)
{
	const int64_t deadline = run_clock_ms() + grace_ms;
	char scrap[16];
	int r;

	(void)shutdown(*sock, SHUT_WR);
	do {
		r = run_receive(*sock, scrap, sizeof(scrap), deadline);
	} while ((r > 0 || r == -EMSGSIZE) && run_clock_ms() < deadline);
	if (r != 0)
		(void)kill(keeper, SIGKILL);
	(void)close(*sock);
	*sock = -1;
	while (waitpid(keeper, NULL, __WALL) == -1 && errno == EINTR)
		;
}
