/*
 * credmint-auth - decides one login, see credmint-auth(8)
 *
 * 1. It MUST be started by a relay: descriptor 3 a connected SOCK_SEQPACKET
 *    socket of AF_UNIX whose other side the kernel calls root, real and
 *    effective uid 0. Anything else ends at once with nothing done.
 * 2. Nothing a stranger sends is read before root is given away for good.
 * 3. The exit status means nothing: only the frame with the whole word yes
 *    is a yes.
 * 4. It MUST NOT outlive the relay's keeper: stopped in a transaction it would
 *    hold up every other login.
 */

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <syslog.h>
#include <unistd.h>

#include "auth/auth.h"
#include "auth/conversation.h"
#include "host/account.h"
#include "host/conf.h"
#include "host/drop.h"
#include "host/run.h"

#define DELIVERER CREDMINT_LIBEXECDIR "/credmint-deliver"
/* Milliseconds to hand a frame to a process that only waits for it. */
#define DELIVER_SEND_MS 1000

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
settle(const struct conf *conf, void *arg, struct fault *f)
{
	int pair[2], status = -1, *deliverer = arg;
	pid_t child;

	if (conf->delivery_program[0] == '\0')
		return 0;
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
	*deliverer = pair[0];
	return 0;
}

static int
deliver(const void *frame, size_t n, void *arg)
{
	const int *deliverer = arg;

	return run_send(*deliverer, frame, n, run_clock_ms() + DELIVER_SEND_MS);
}

/* Whether a relay started this process, and root started the relay. */
static bool
started_by_relay(void)
{
	uid_t real, effective, saved, peer;

	if (getresuid(&real, &effective, &saved) == -1)
		return false;
	if (real != 0 || effective != 0)
		return false;
	return conversation_peer(RUN_SERVICE_FD, &peer) == 0 && peer == 0;
}

/* Become the user the configuration names, and nothing else any more. */
static int
give_root_away(struct fault *f)
{
	struct account account;
	struct conf *conf;
	int error;

	conf = malloc(sizeof(*conf));
	if (conf == NULL)
		return fault_set(f, -ENOMEM, "no memory");
	error = conf_read(conf, NULL, f);
	if (error == 0)
		error = account_find(conf->user, &account, f);
	if (error == ACCOUNT_ABSENT)
		error = fault_set(f, -ENOENT,
		    "there is no user %s; run credmint init", conf->user);
	free(conf);
	if (error == 0)
		error = drop_to(&account, f);
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

int
main(void)
{
	struct fault f = {""};
	int deliverer = -1;
	struct auth_host host = {
	    .asker = 0,
	    .settle = settle,
	    .deliver = deliver,
	    .log = write_log,
	    .arg = &deliverer,
	};

	if (!started_by_relay())
		return 1;
	openlog("credmint-auth", LOG_PID, LOG_AUTHPRIV);
	/* A change of ids would forget it: root is given away first. */
	if (give_root_away(&f) != 0 || end_with_keeper(&f) != 0) {
		syslog(LOG_ERR, "%s", f.text);
		return 1;
	}
	/* A conversation without a verdict is logged where that is known. */
	return auth_serve(RUN_SERVICE_FD, &host, &f) == 0 ? 0 : 1;
}
