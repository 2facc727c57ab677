/*
 * credmint-deliver - hands codes and passwords to the delivery program
 *
 * Started by credmint-auth or credmint reset, as the service user, with a
 * socket as descriptor 3. Each WIRE_DELIVER frame on it is one message, handed
 * to the configured program by a process of its own, so that a slow one holds
 * up neither the login nor the next. It ends when the other side does. A frame
 * of credmint reset's is answered by FINISH, once the program has ended. See
 * credmint-deliver(8).
 */

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <syslog.h>
#include <unistd.h>

#include "auth/conversation.h"
#include "auth/letter.h"
#include "core/secret.h"
#include "host/account.h"
#include "host/conf.h"
#include "host/drop.h"
#include "host/run.h"

/* Longer than any conversation of credmint-auth. */
#define WAIT_MS (15 * 60 * 1000)

/* All that one delivery needs; it holds the code or the password. */
struct delivery {
	struct conversation talk;
	struct conf conf;
	struct words letter;
	struct fault fault;
};

/* What became of the program, in the log; 0 when it says it delivered. */
static int
report(struct delivery *d, int error, int status)
{
	const char *path = d->conf.delivery_program;
	const char *user = d->talk.frame.u.deliver.user;

	if (error == -ETIMEDOUT)
		syslog(LOG_ERR, "%s: killed, took longer than %lld seconds",
		    path, (long long)d->conf.delivery_timeout);
	else if (error != 0)
		syslog(
		    LOG_ERR, "%s: cannot be run: %s", path, strerror(-error));
	else if (WIFSIGNALED(status))
		syslog(
		    LOG_ERR, "%s: ended by signal %d", path, WTERMSIG(status));
	else if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		syslog(LOG_ERR, "%s: failed with exit status %d", path,
		    WEXITSTATUS(status));
	else {
		syslog(LOG_NOTICE, "a %s for %s was handed to %s",
		    d->talk.frame.type == WIRE_DELIVER_PASSWORD ? "password"
								: "code",
		    user, path);
		return 0;
	}
	return -EIO;
}

static int
run(struct delivery *d)
{
	static char path[] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";
	static char locale[] = "LC_ALL=C";
	char *argv[] = {
	    d->conf.delivery_program, d->talk.frame.u.deliver.user, NULL};
	char *env[] = {path, locale, NULL};
	int64_t seconds = d->conf.delivery_timeout;
	int status = -1, error;

	if (seconds > INT_MAX / 1000)
		seconds = INT_MAX / 1000;
	letter_write(&d->letter, &d->talk.frame);
	if (d->letter.n == 0)
		return -EPROTO;
	error = run_program(argv[0], argv, env, d->letter.text, d->letter.n,
	    (int)(seconds * 1000), &status);
	return report(d, error, status);
}

static int
hand_over(struct delivery *d)
{
	const char *path = d->talk.frame.u.deliver.conf;
	int error = 0;

	if (!account_name_ok(d->talk.frame.u.deliver.user))
		error = fault_set(&d->fault, -EINVAL,
		    "not a name a delivery program is given");
	if (error == 0)
		error = conf_read(
		    &d->conf, path[0] != '\0' ? path : NULL, &d->fault);
	if (error == 0)
		error =
		    conf_trusted_program(d->conf.delivery_program, &d->fault);
	if (error == 0)
		return run(d);
	syslog(LOG_ERR, "nothing delivered: %s", d->fault.text);
	return error;
}

/* Whether whoever sent the frame waits to hear of it. */
static bool
is_awaited(const struct delivery *d)
{
	return d->talk.frame.type != WIRE_DELIVER;
}

/* In a process of its own. */
static int
deliver(struct delivery *d)
{
	bool awaited = is_awaited(d);
	int error;

	if (!awaited)
		(void)close(RUN_SERVICE_FD);
	error = hand_over(d);
	if (awaited &&
	    conversation_finish(&d->talk, error == 0 ? WIRE_YES : WIRE_NO) != 0)
		error = -EPIPE;
	return error;
}

static bool
is_delivery(enum wire_type type)
{
	return type == WIRE_DELIVER || type == WIRE_DELIVER_CHANGE ||
	    type == WIRE_DELIVER_PASSWORD;
}

/* Take frames until the other side has ended. */
static int
serve(struct delivery *d)
{
	int error;

	d->talk.sock = RUN_SERVICE_FD;
	for (;;) {
		error = conversation_receive_any(&d->talk, WAIT_MS);
		if (error == 0 && !is_delivery(d->talk.frame.type))
			error = -EPROTO;
		if (error != 0)
			return error == -EPIPE ? 0 : error;
		switch (fork()) {
		case -1:
			syslog(LOG_ERR, "nothing delivered: cannot fork: %s",
			    strerror(errno));
			break;
		case 0:
			return deliver(d);
		default:
			break;
		}
		conversation_forget(&d->talk);
	}
}

int
main(void)
{
	struct fault f = {""};
	struct delivery *d;
	uid_t peer;
	int error;

	if (getuid() == 0 || geteuid() == 0 ||
	    conversation_peer(RUN_SERVICE_FD, &peer) != 0 || peer != getuid())
		return 1;
	openlog("credmint-deliver", LOG_PID, LOG_AUTHPRIV);
	if (drop_leftovers(&f) != 0) {
		syslog(LOG_ERR, "%s", f.text);
		return 1;
	}
	d = calloc(1, sizeof(*d));
	if (d == NULL)
		return 1;
	error = serve(d);
	secret_free(d, sizeof(*d));
	return error == 0 ? 0 : 1;
}
