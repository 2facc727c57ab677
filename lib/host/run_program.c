/*
 * run_program - running somebody's program to its end or its time limit
 *
 * The message lies in a pipe before the program exists: it fits, so nothing
 * here can block on a program that does not read, or be killed by SIGPIPE. What
 * it says comes by a pipe, too, which is read as long as the program lives, so
 * that it never waits for us.
 */

#include "host/run.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/pidfd.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/secret.h"

/* What the program is started with. */
struct start {
	const char *path;
	char *const *argv;
	char *const *env;
	int input;     /* the message, to be read */
	int null;      /* /dev/null */
	int report[2]; /* carries the errno of a start that failed */
	int said[2];   /* standard error, if it is heard; else -1 */
	int held;      /* what the program has besides, or -1 */
};

/* What a program says, cut to its room. */
struct heard {
	char *text; /* NULL: nobody listens */
	size_t size;
	size_t n;
};

static void
close_if_open(int fd)
{
	if (fd >= 0)
		(void)close(fd);
}

/* A pipe that holds the message and then ends; its reading end. */
static int
message_pipe(const void *message, size_t n)
{
	int ends[2], r = 0;

	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
		return -errno;
	/* Another size than the usual one may be what it has now. */
	if (n > RUN_MESSAGE_MAX && fcntl(ends[1], F_SETPIPE_SZ, (int)n) < 0)
		r = -errno;
	if (r == 0 && n > 0 && write(ends[1], message, n) != (ssize_t)n)
		r = -EIO;
	/* The program gets an ordinary pipe. */
	if (r == 0 && fcntl(ends[0], F_SETFL, 0) != 0)
		r = -errno;
	(void)close(ends[1]);
	if (r == 0)
		return ends[0];
	(void)close(ends[0]);
	return r;
}

static int
start_open(struct start *s, const void *message, size_t n)
{
	s->input = message_pipe(message, n);
	if (s->input < 0)
		return s->input;
	s->null = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (s->null == -1 || pipe2(s->report, O_CLOEXEC) != 0)
		return -errno;
	/* One of 0 to 2 was closed: it would be overwritten in the child. */
	if (s->input <= 2 || s->null <= 2 || s->report[0] <= 2)
		return -EBADF;
	return 0;
}

/* Only our end does not wait: the program gets an ordinary pipe. */
static int
start_listening(struct start *s)
{
	if (pipe2(s->said, O_CLOEXEC) != 0 ||
	    fcntl(s->said[0], F_SETFL, O_NONBLOCK) != 0)
		return -errno;
	return s->said[0] <= 2 ? -EBADF : 0;
}

static void
start_close(struct start *s)
{
	close_if_open(s->input);
	close_if_open(s->null);
	close_if_open(s->report[0]);
	close_if_open(s->report[1]);
	close_if_open(s->said[0]);
	close_if_open(s->said[1]);
}

static int
default_signals(void)
{
	struct sigaction action = {.sa_handler = SIG_DFL};
	sigset_t none;
	int i;

	/* The C library keeps a few numbers for itself, and says EINVAL. */
	for (i = 1; i < NSIG; i++)
		if (sigaction(i, &action, NULL) != 0 && errno != EINVAL)
			return -1;
	sigemptyset(&none);
	return sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Without limit; where that is not allowed, as far as it goes. */
static void
lift(__rlimit_resource_t which)
{
	struct rlimit limit = {RLIM_INFINITY, RLIM_INFINITY};

	if (setrlimit(which, &limit) == 0 || getrlimit(which, &limit) != 0)
		return;
	limit.rlim_cur = limit.rlim_max;
	(void)setrlimit(which, &limit);
}

/*
 * A tool that is stopped in the middle of a file leaves its locks behind, so it
 * is not by a limit, nor by what it says when we are gone. What it holds in
 * memory is for no core file.
 */
static int
lift_limits(void)
{
	const struct sigaction ignore = {.sa_handler = SIG_IGN};
	const struct rlimit none = {0, 0};
	struct rlimit limit;

	lift(RLIMIT_FSIZE);
	lift(RLIMIT_CPU);
	lift(RLIMIT_AS);
	lift(RLIMIT_DATA);
	if (sigaction(SIGPIPE, &ignore, NULL) != 0 ||
	    setrlimit(RLIMIT_CORE, &none) != 0 ||
	    getrlimit(RLIMIT_FSIZE, &limit) != 0)
		return -1;
	if (limit.rlim_cur == RLIM_INFINITY)
		return 0;
	errno = EFBIG;
	return -1;
}

/* In the child: become the program, or say why not. */
static void
become_program(const struct start *s)
{
	const int heard = s->said[1] >= 0 ? s->said[1] : s->null;
	int error;

	if (setsid() != -1 && dup2(s->input, 0) != -1 &&
	    dup2(s->null, 1) != -1 && dup2(heard, 2) != -1 &&
	    close_range(3, UINT_MAX, CLOSE_RANGE_CLOEXEC) == 0 &&
	    (s->held < 0 || fcntl(s->held, F_SETFD, 0) == 0) &&
	    default_signals() == 0 && (s->said[1] < 0 || lift_limits() == 0))
		(void)execve(s->path, s->argv, s->env);
	error = errno;
	if (write(s->report[1], &error, sizeof(error)) < 0)
		_exit(126);
	_exit(127);
}

/* No handler of the caller may run in the child. */
static int
start_child(const struct start *s, pid_t *child)
{
	sigset_t all, before;
	int r;

	sigfillset(&all);
	if (sigprocmask(SIG_SETMASK, &all, &before) != 0)
		return -errno;
	*child = fork();
	if (*child == 0)
		become_program(s);
	r = *child == -1 ? -errno : 0;
	(void)sigprocmask(SIG_SETMASK, &before, NULL);
	return r;
}

static int
wait_readable(int fd, int64_t deadline)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	int64_t left;
	int r;

	do {
		left = deadline - run_clock_ms();
		r = poll(&p, 1, left > 0 ? (int)left : 0);
	} while (r == -1 && errno == EINTR);
	if (r == -1)
		return -errno;
	return r == 0 ? -ETIMEDOUT : 0;
}

/* Whether the program was executed: then the pipe ends without a word. */
static int
executed(struct start *s, int64_t deadline)
{
	int error = 0, r;
	ssize_t n;

	(void)close(s->report[1]);
	s->report[1] = -1;
	r = wait_readable(s->report[0], deadline);
	if (r != 0)
		return r;
	n = read(s->report[0], &error, sizeof(error));
	if (n == 0)
		return 0;
	return n == (ssize_t)sizeof(error) ? -error : -EIO;
}

/*
 * Take what was said so far; what there is no room for is lost. Whether there
 * may be more to come. A flood is left for the next time.
 */
static bool
listen_once(struct heard *heard, int fd)
{
	char scrap[256];
	ssize_t got = 1;

	for (int i = 0; got > 0 && i < 256; i++) {
		size_t left = heard->size - 1 - heard->n;

		got = left > 0 ? read(fd, heard->text + heard->n, left)
			       : read(fd, scrap, sizeof(scrap));
		if (got > 0 && left > 0)
			heard->n += (size_t)got;
	}
	heard->text[heard->n] = '\0';
	/* A tool may repeat what it was told. */
	SECRET_WIPE_ARRAY(scrap);
	return got > 0 || (got == -1 && (errno == EAGAIN || errno == EINTR));
}

/* Listen until the program ends, whoever else holds its standard error. */
static int
wait_listening(int child, int said, struct heard *heard, int64_t deadline)
{
	struct pollfd p[2] = {
	    {.fd = child, .events = POLLIN}, {.fd = said, .events = POLLIN}};
	int64_t left;
	int r = 0;

	while (p[0].revents == 0) {
		left = deadline - run_clock_ms();
		r = poll(p, 2, left > 0 ? (int)left : 0);
		if (r == -1 && errno != EINTR)
			return -errno;
		if (r == 0)
			return -ETIMEDOUT;
		if (r > 0 && (p[1].revents != 0 || p[0].revents != 0) &&
		    !listen_once(heard, said))
			p[1].fd = -1;
	}
	return 0;
}

/* A caller that ignores SIGCHLD has no children to wait for: -ECHILD. */
static int
ended(pid_t child, const struct start *s, struct heard *heard, int64_t deadline)
{
	int fd = pidfd_open(child, 0), r;

	if (fd == -1)
		return errno == ESRCH ? -ECHILD : -errno;
	if (heard->text != NULL)
		r = wait_listening(fd, s->said[0], heard, deadline);
	else
		r = wait_readable(fd, deadline);
	(void)close(fd);
	return r;
}

static int
start_and_end(struct start *s, const void *message, size_t n,
    struct heard *heard, int timeout_ms, int *status)
{
	const int64_t deadline = run_clock_ms() + timeout_ms;
	pid_t child = -1;
	int r;

	*status = -1;
	r = start_open(s, message, n);
	if (r == 0 && heard->text != NULL)
		r = start_listening(s);
	if (r == 0)
		r = start_child(s, &child);
	if (r == 0) {
		r = executed(s, deadline);
		if (r == 0)
			r = ended(child, s, heard, deadline);
		if (r != 0 && r != -ECHILD) {
			/* Before it has a session of its own, only itself. */
			(void)kill(-child, SIGKILL);
			(void)kill(child, SIGKILL);
		}
		while (waitpid(child, status, 0) == -1)
			if (errno != EINTR) {
				r = r != 0 ? r : -errno;
				break;
			}
	}
	start_close(s);
	return r;
}

int
run_program(const char *path, char *const argv[], char *const env[],
    const void *message, size_t n, int timeout_ms, int *status)
{
	struct start s = {path, argv, env, -1, -1, {-1, -1}, {-1, -1}, -1};
	struct heard nothing = {NULL, 0, 0};

	*status = -1;
	if (n > RUN_MESSAGE_MAX)
		return -EMSGSIZE;
	return start_and_end(&s, message, n, &nothing, timeout_ms, status);
}

int
run_tool(const struct run_tool *tool, int *status)
{
	struct start s = {tool->path, tool->argv, tool->env, -1, -1, {-1, -1},
	    {-1, -1}, tool->held};
	struct heard heard = {tool->said, tool->size, 0};

	*status = -1;
	tool->said[0] = '\0';
	if (tool->held >= 0 && tool->held <= 2)
		return -EBADF;
	if (tool->n > RUN_TOOL_MESSAGE_MAX)
		return -EMSGSIZE;
	return start_and_end(
	    &s, tool->message, tool->n, &heard, tool->timeout_ms, status);
}
