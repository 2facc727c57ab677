/*
 * credmint-auth - decides one login, see credmint-auth(8)
 *
 * 1. Descriptor 3 MUST be a connected SOCK_SEQPACKET socket of AF_UNIX; who is
 *    on its other side is the kernel's word. It MUST be started by a relay:
 *    real and effective uid 0, the other side root; or by systemd: real,
 *    effective and saved uid those of the configured user, the other side is
 *    the asker. Anything else ends at once with nothing done.
 * 2. Nothing a stranger sends is looked at before root is given away for good.
 * 3. The exit status means nothing: only the frame with the whole word yes
 *    is a yes.
 * 4. Started by a relay it MUST NOT outlive the relay's keeper: stopped in a
 *    transaction it would hold up every other login.
 * 5. An asker other than root MUST have a place of his before anything he
 *    sends is read and before the registry is opened.
 */

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "auth/auth.h"
#include "auth/conversation.h"
#include "auth/slots.h"
#include "host/account.h"
#include "host/conf.h"
#include "host/drop.h"
#include "host/run.h"
#include "host/sandbox.h"

#define NAME "credmint-auth"
#define DELIVERER CREDMINT_LIBEXECDIR "/credmint-deliver"
/* Milliseconds to hand a frame to a process that only waits for it. */
#define DELIVER_SEND_MS 1000

enum start {
	START_ODD = 0,
	START_RELAY,
	START_SYSTEMD,
};

struct process {
	enum start start;
	uid_t asker;
	bool unavailable; /* nothing says who it should be */
	int deliverer;    /* its socket, or -1 */
	timer_t watch;    /* ends this process */
	struct conf conf;
};

static void
write_log(int priority, const char *line, void *arg)
{
	(void)arg;
	syslog(priority, "%s", line);
}

/* In a child: become credmint-deliver, its socket as descriptor 3. */
static _Noreturn void
become_deliverer(int sock)
{
	char *argv[] = {(char[]){"credmint-deliver"}, NULL};
	char *env[] = {NULL};

	/* Here the relay's socket goes: 3 is taken by the new one. */
	if (dup2(sock, RUN_SERVICE_FD) == RUN_SERVICE_FD &&
	    close_range(RUN_SERVICE_FD + 1, ~0U, 0) == 0)
		(void)execve(DELIVERER, argv, env);
	_exit(127);
}

/*
 * Start credmint-deliver as nobody's child, so that this process can end
 * while a delivery runs. It starts before the registry is opened and has
 * nothing of it, nor of the relay.
 */
static int
start_deliverer(int *sock, struct fault *f)
{
	int pair[2], status = -1;
	pid_t child;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) == -1)
		return fault_set(f, -errno,
		    "cannot make a socket for delivery: %s", strerror(errno));
	child = fork();
	if (child == 0) {
		child = fork();
		if (child == 0)
			become_deliverer(pair[1]);
		_exit(child == -1);
	}
	(void)close(pair[1]);
	if (child != -1)
		(void)waitpid(child, &status, 0);
	if (status != 0) {
		(void)close(pair[0]);
		return fault_set(f, -EAGAIN,
		    "cannot start credmint-deliver: no process to be had");
	}
	*sock = pair[0];
	return 0;
}

/*
 * Where systemd started this process, no mailer that it started could gain
 * rights: systemd starts credmint-deliver as well.
 */
static int
find_deliverer(int *sock, struct fault *f)
{
	int r = run_connect(RUN_DELIVER_SOCKET, DELIVER_SEND_MS, sock);

	if (r == 0)
		return 0;
	return fault_set(f, r,
	    "%s: %s; start credmint-deliver.socket, no code is delivered",
	    RUN_DELIVER_SOCKET, strerror(-r));
}

static int
settle(const struct conf *conf, void *arg, struct fault *f)
{
	struct process *p = arg;

	if (conf->delivery_program[0] == '\0')
		return 0;
	return p->start == START_SYSTEMD ? find_deliverer(&p->deliverer, f)
					 : start_deliverer(&p->deliverer, f);
}

static int
confine(void *arg, struct fault *f)
{
	(void)arg;
	return sandbox_enter(f);
}

static int
deliver(const void *frame, size_t n, void *arg)
{
	const struct process *p = arg;

	return run_send(
	    p->deliverer, frame, n, run_clock_ms() + DELIVER_SEND_MS);
}

/* Who started this process; whose uids they must be is seen in become(). */
static enum start
who_started(uid_t *peer)
{
	uid_t real, effective, saved;

	if (getresuid(&real, &effective, &saved) == -1 ||
	    conversation_peer(RUN_SERVICE_FD, peer) != 0)
		return START_ODD;
	if (real == 0 && effective == 0)
		return *peer == 0 ? START_RELAY : START_ODD;
	if (real != 0 && real == effective && real == saved)
		return START_SYSTEMD;
	return START_ODD;
}

/*
 * Be the user the configuration names, and nothing else any more. Whoever
 * starts this program by hand, without being root, is told nothing.
 */
static int
become_user(struct process *p, struct fault *f)
{
	struct account account = {.uid = (uid_t)-1};
	int error;

	error = conf_read(&p->conf, NULL, f);
	if (error == 0)
		error = account_find(p->conf.user, &account, f);
	if (error == ACCOUNT_ABSENT)
		error = fault_set(f, -ENOENT,
		    "there is no user %s; run credmint init", p->conf.user);
	p->unavailable = error != 0;
	if (error == 0 && p->start == START_SYSTEMD &&
	    account.uid != getuid()) {
		f->text[0] = '\0';
		return -EPERM;
	}
	/* The bounding set is a mailer's; this process enters the sandbox. */
	if (error == 0)
		error = drop_ids(&account, f);
	if (error == 0)
		error = drop_leftovers(f);
	return error;
}

/*
 * The relay kills its keeper when a login takes too long to end. A keeper that
 * has gone already has closed the socket, which ends this process, too.
 */
static int
end_with_keeper(struct fault *f)
{
	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0)
		return 0;
	return fault_set(
	    f, -errno, "cannot be ended with its starter: %s", strerror(errno));
}

/*
 * The kernel ends a process that takes too long over a step, also one that was
 * stopped. Others wait for the registry as long as this one has it.
 */
static int
make_watch(timer_t *watch, struct fault *f)
{
	struct sigevent end = {
	    .sigev_notify = SIGEV_SIGNAL,
	    .sigev_signo = SIGKILL,
	};

	if (timer_create(CLOCK_MONOTONIC, &end, watch) == 0)
		return 0;
	return fault_set(f, -errno, "cannot make a timer: %s", strerror(errno));
}

static void
set_watch(int ms, void *arg)
{
	const struct process *p = arg;
	struct itimerspec in = {.it_value = {ms / 1000, ms % 1000 * 1000000L}};

	/* Fails for a timer that is none or a time that is none: not here. */
	(void)timer_settime(p->watch, 0, &in, NULL);
}

/* All there is to do before a byte is read. */
static int
get_ready(struct process *p, struct fault *f)
{
	int error = become_user(p, f);

	/* A change of ids would forget it: root is given away first. */
	if (error == 0 && p->start == START_RELAY)
		error = end_with_keeper(f);
	if (error == 0)
		error = make_watch(&p->watch, f);
	if (error == 0 && p->asker != 0)
		error = slots_take(&p->conf, p->asker, f);
	return error;
}

/*
 * Nothing can be decided, which is no refusal. The greeting is taken away
 * without looking at it, since root may not be given away yet: a socket that
 * is closed with something in it loses what was sent.
 */
static void
say_unavailable(void)
{
	struct pollfd greeting = {RUN_SERVICE_FD, POLLIN, 0};
	struct conversation *talk = calloc(1, sizeof(*talk));
	char none;

	if (talk == NULL)
		return;
	talk->sock = RUN_SERVICE_FD;
	if (poll(&greeting, 1, AUTH_HELLO_MS) == 1 &&
	    recv(RUN_SERVICE_FD, &none, 0, MSG_DONTWAIT) == 0 &&
	    conversation_finish(talk, WIRE_UNAVAILABLE) != 0)
		syslog(LOG_ERR, "nobody was told");
	free(talk);
}

static int
serve(struct process *p, struct fault *f)
{
	const struct auth_host host = {
	    .asker = p->asker,
	    .settle = settle,
	    .confine = confine,
	    .deliver = deliver,
	    .watch = set_watch,
	    .log = write_log,
	    .arg = p,
	};
	int error = get_ready(p, f);

	if (error != 0) {
		if (f->text[0] != '\0')
			syslog(LOG_ERR, "%s", f->text);
		if (p->unavailable && p->asker == 0)
			say_unavailable();
		return error;
	}
	/* From here on connected: in the sandbox it cannot be any more. */
	openlog(NAME, LOG_PID | LOG_NDELAY, LOG_AUTHPRIV);
	/* A conversation without a verdict is logged where that is known. */
	return auth_serve(RUN_SERVICE_FD, &host, f);
}

int
main(void)
{
	struct process *p;
	struct fault f = {""};
	enum start start;
	uid_t asker;
	int error;

	start = who_started(&asker);
	if (start == START_ODD)
		return 1;
	openlog(NAME, LOG_PID, LOG_AUTHPRIV);
	p = calloc(1, sizeof(*p));
	if (p == NULL)
		return 1;
	p->start = start;
	p->asker = asker;
	p->deliverer = -1;
	error = serve(p, &f);
	free(p);
	return error == 0 ? 0 : 1;
}
