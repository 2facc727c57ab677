/*
 * credmint-self - one credmint-auth for each login that a user asks for
 *
 * systemd could start them, but it starts nothing else while somebody keeps
 * connecting, and before version 256 it does not tell one person's connections
 * from another's: who connects a thousand times would shut everybody out.
 *
 * 1. It MUST be started by systemd as another user than root, descriptor 3 a
 *    listening SOCK_SEQPACKET socket of AF_UNIX. Anything else ends at once.
 * 2. It MUST NOT read or write on a connection: who asks is the kernel's word,
 *    and the rest is credmint-auth's.
 * 3. An asker but root has SLOTS_MAX processes at most, all together have
 *    PROCESSES_MAX. A connection beyond is closed, and nobody waits for it.
 * 4. SIGTERM ends it, at any moment: a host that shuts down waits for whoever
 *    does not end by it. The logins it started end with those who ask.
 */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "auth/conversation.h"
#include "auth/slots.h"
#include "host/drop.h"
#include "host/run.h"

#define PROGRAM CREDMINT_LIBEXECDIR "/credmint-auth"
#define PROCESSES_MAX 1024
/* Milliseconds: between two lines about too many; after a failed accept(2). */
#define QUIET_MS 60000
#define PAUSE_MS 100

struct self {
	int ended; /* a signalfd for SIGCHLD */
	int64_t quiet_until;
	unsigned n;
	struct {
		pid_t pid;
		uid_t asker;
	} process[PROCESSES_MAX];
};

static bool
is_listening(int fd)
{
	int listening = 0, domain = 0, type = 0;
	socklen_t n = sizeof(int);

	return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &n) == 0 &&
	    getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &n) == 0 &&
	    getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &n) == 0 &&
	    listening == 1 && domain == AF_UNIX && type == SOCK_SEQPACKET;
}

static void
reap(struct self *s)
{
	struct signalfd_siginfo scrap;
	pid_t pid;

	while (read(s->ended, &scrap, sizeof(scrap)) == sizeof(scrap))
		;
	while ((pid = waitpid(-1, NULL, WNOHANG)) > 0)
		for (unsigned i = 0; i < s->n; i++)
			if (s->process[i].pid == pid) {
				s->process[i] = s->process[--s->n];
				break;
			}
}

static bool
has_room(const struct self *s, uid_t asker)
{
	unsigned his = 0;

	for (unsigned i = 0; i < s->n; i++)
		his += s->process[i].asker == asker;
	return s->n < PROCESSES_MAX && (asker == 0 || his < SLOTS_MAX);
}

static void
tell_too_many(struct self *s, uid_t asker)
{
	int64_t now = run_clock_ms();

	if (now < s->quiet_until)
		return;
	s->quiet_until = now + QUIET_MS;
	syslog(LOG_ERR,
	    "uid %u asks for more than %d logins at once, or all for more "
	    "than %d; the rest is refused",
	    (unsigned)asker, SLOTS_MAX, PROCESSES_MAX);
}

static _Noreturn void
become_decider(int connection)
{
	char *argv[] = {(char[]){"credmint-auth"}, NULL};
	char *env[] = {NULL};

	if (dup2(connection, RUN_SERVICE_FD) == RUN_SERVICE_FD)
		(void)execve(PROGRAM, argv, env);
	_exit(127);
}

static void
serve(struct self *s, int connection)
{
	uid_t asker;
	pid_t pid;

	if (conversation_peer(connection, &asker) != 0)
		return;
	if (!has_room(s, asker)) {
		tell_too_many(s, asker);
		return;
	}
	pid = fork();
	if (pid == 0)
		become_decider(connection);
	if (pid == -1) {
		syslog(
		    LOG_ERR, "cannot start %s: %s", PROGRAM, strerror(errno));
		return;
	}
	s->process[s->n].pid = pid;
	s->process[s->n++].asker = asker;
}

/* One connection; false when there was none to be had. */
static bool
take(struct self *s)
{
	struct sockaddr_storage from;
	socklen_t n = sizeof(from);
	int connection =
	    accept4(RUN_SERVICE_FD, (struct sockaddr *)&from, &n, SOCK_CLOEXEC);

	if (connection == -1)
		return errno == EAGAIN || errno == EINTR ||
		    errno == ECONNABORTED;
	serve(s, connection);
	(void)close(connection);
	return true;
}

/* Until something is wrong that waiting does not mend. */
static int
listen_on(struct self *s)
{
	struct pollfd events[] = {
	    {RUN_SERVICE_FD, POLLIN, 0},
	    {s->ended, POLLIN, 0},
	};
	const struct timespec pause = {.tv_nsec = PAUSE_MS * 1000000L};

	for (;;) {
		if (poll(events, 2, -1) == -1 && errno != EINTR)
			return -errno;
		if ((events[0].revents & (POLLERR | POLLNVAL)) != 0)
			return -EBADF;
		/* First: what has ended makes room. */
		if (events[1].revents != 0)
			reap(s);
		if (events[0].revents != 0 && !take(s)) {
			syslog(LOG_ERR, "cannot accept: %s", strerror(errno));
			(void)nanosleep(&pause, NULL);
		}
	}
}

/* Ends of processes are read, not waited for, and accept(2) never waits. */
static int
get_ready(struct self *s, struct fault *f)
{
	const struct sigaction end = {.sa_handler = SIG_DFL};
	int error = drop_leftovers(f), flags;
	sigset_t child;

	if (error != 0)
		return error;
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	flags = fcntl(RUN_SERVICE_FD, F_GETFL);
	s->ended = signalfd(-1, &child, SFD_NONBLOCK | SFD_CLOEXEC);
	if (flags == -1 || s->ended == -1 ||
	    sigaction(SIGTERM, &end, NULL) == -1 ||
	    fcntl(RUN_SERVICE_FD, F_SETFL, flags | O_NONBLOCK) == -1 ||
	    fcntl(RUN_SERVICE_FD, F_SETFD, FD_CLOEXEC) == -1 ||
	    sigprocmask(SIG_BLOCK, &child, NULL) == -1)
		return fault_set(
		    f, -errno, "cannot listen: %s", strerror(errno));
	return 0;
}

int
main(void)
{
	static struct self self;
	struct fault f = {""};
	int error;

	if (getuid() == 0 || geteuid() == 0 || !is_listening(RUN_SERVICE_FD))
		return 1;
	openlog("credmint-self", LOG_PID, LOG_AUTHPRIV);
	error = get_ready(&self, &f);
	if (error == 0) {
		error = listen_on(&self);
		(void)fault_set(
		    &f, error, "cannot listen any more: %s", strerror(-error));
	}
	syslog(LOG_ERR, "%s", f.text);
	return 1;
}
