/*
 * reset_deliver - what was made, to the delivery program
 *
 * By credmint-deliver, which runs the program as the service user: the child
 * that speaks with it has become that user before there is a socket.
 */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/secret.h"
#include "host/run.h"
#include "wire/wire.h"

#include "account_lock.h"
#include "command.h"
#include "reset.h"
#include "service.h"

#define DELIVERER CREDMINT_LIBEXECDIR "/credmint-deliver"
#define SEND_MS 2000
/* What credmint-deliver needs beside the program's own time. */
#define GRACE_MS 5000

/* What the child is given: a copy of its own, so that both wipe it. */
struct parcel {
	const struct reset *reset;
	int n;
	unsigned char bytes[WIRE_FRAME_MAX];
};

/* In a child: become credmint-deliver, its socket as descriptor 3. */
static _Noreturn void
become_deliverer(int sock)
{
	char *argv[] = {(char[]){"credmint-deliver"}, NULL};
	char *env[] = {NULL};

	if (dup2(sock, RUN_SERVICE_FD) == RUN_SERVICE_FD &&
	    (sock != RUN_SERVICE_FD || fcntl(sock, F_SETFD, 0) == 0) &&
	    close_range(RUN_SERVICE_FD + 1, ~0U, 0) == 0)
		(void)execve(DELIVERER, argv, env);
	_exit(127);
}

static int
start_deliverer(int *sock, pid_t *child, struct fault *f)
{
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
		return fault_set(f, -errno,
		    "cannot make a socket for delivery: %s", strerror(errno));
	*child = fork();
	if (*child == 0)
		become_deliverer(pair[1]);
	(void)close(pair[1]);
	*sock = pair[0];
	if (*child > 0)
		return 0;
	return fault_set(
	    f, -errno, "cannot start credmint-deliver: %s", strerror(errno));
}

/* Where systemd listens it starts it; otherwise we do. */
static int
find_deliverer(int *sock, pid_t *child, struct fault *f)
{
	int rc = run_connect(RUN_DELIVER_SOCKET, SEND_MS, sock);

	if (rc == -ENOENT || rc == -ECONNREFUSED)
		return start_deliverer(sock, child, f);
	if (rc != 0)
		return fault_set(
		    f, rc, RUN_DELIVER_SOCKET ": %s", strerror(-rc));
	return 0;
}

/* Whether the answer says that the program has taken it. */
static int
answer(int sock, struct parcel *parcel, struct fault *f)
{
	const struct conf *conf = &parcel->reset->conf;
	int64_t ms = conf->delivery_timeout * 1000 + GRACE_MS;
	struct wire_frame *frame = malloc(sizeof(*frame));
	int n = run_receive(
	    sock, parcel->bytes, sizeof(parcel->bytes), run_clock_ms() + ms);
	bool taken = false;

	if (frame != NULL && n > 0 &&
	    wire_unpack(parcel->bytes, (size_t)n, frame) == 0)
		taken = frame->type == WIRE_FINISH &&
		    frame->u.finish.verdict == WIRE_YES;
	free(frame);
	if (taken)
		return 0;
	return fault_set(f, -EIO,
	    "%s did not deliver it; the system log says why",
	    conf->delivery_program);
}

/* As the service user. */
static int
deliver(void *arg, struct fault *f)
{
	struct parcel *parcel = arg;
	int sock = -1;
	pid_t child = -1;
	int rc;

	/* What a program takes its time for is no change of an account. */
	account_lock_leave();
	rc = find_deliverer(&sock, &child, f);
	if (rc == 0) {
		rc = run_send(sock, parcel->bytes, (size_t)parcel->n,
		    run_clock_ms() + SEND_MS);
		if (rc != 0)
			(void)fault_set(f, rc,
			    "credmint-deliver does not listen: %s",
			    strerror(-rc));
	}
	SECRET_WIPE_ARRAY(parcel->bytes);
	if (rc == 0)
		rc = answer(sock, parcel, f);
	if (sock >= 0)
		(void)close(sock);
	if (child > 0)
		(void)waitpid(child, NULL, 0);
	return rc;
}

static bool
copy(char *to, size_t size, const char *from)
{
	size_t n = strlen(from);

	if (n < size)
		memcpy(to, from, n + 1);
	return n < size;
}

static int
pack(struct parcel *parcel, const struct account *account, struct fault *f)
{
	const struct reset *r = parcel->reset;
	const char *conf = r->call->config != NULL ? r->call->config : "";
	struct wire_frame *frame = calloc(1, sizeof(*frame));
	int n = -EMSGSIZE;

	if (frame == NULL)
		return fault_set(f, -ENOMEM, "out of memory");
	frame->type = r->code ? WIRE_DELIVER_CHANGE : WIRE_DELIVER_PASSWORD;
	frame->u.deliver.expires = r->record->expires;
#define COPY(field, from) \
	copy(frame->u.deliver.field, sizeof(frame->u.deliver.field), from)
	if (COPY(user, account->name) && COPY(service, "reset") &&
	    COPY(conf, conf) && COPY(code, r->secret->text))
		n = wire_pack(frame, parcel->bytes, sizeof(parcel->bytes));
#undef COPY
	secret_free(frame, sizeof(*frame));
	parcel->n = n;
	if (n >= 0)
		return 0;
	return fault_set(f, n,
	    "this cannot be delivered: the configuration's path or the "
	    "password is too long");
}

int
reset_deliver(struct reset *r, const struct account *account)
{
	struct fault *f = &r->call->fault;
	struct parcel *parcel = calloc(1, sizeof(*parcel));
	struct account service;
	int rc;

	if (parcel == NULL)
		return fault_set(f, -ENOMEM, "out of memory");
	parcel->reset = r;
	rc = pack(parcel, account, f);
	if (rc == 0)
		rc = account_find(r->conf.user, &service, f);
	if (rc == ACCOUNT_ABSENT)
		rc = fault_set(f, -ENOENT,
		    "there is no user %s; run credmint init", r->conf.user);
	if (rc == 0)
		rc = service_run_programs(&service, deliver, parcel, f);
	secret_free(parcel, sizeof(*parcel));
	return rc;
}

int
reset_deliver_check(struct reset *r)
{
	struct fault *f = &r->call->fault;
	int rc = conf_read(&r->conf, r->call->config, f);

	if (rc != 0)
		return rc;
	if (r->conf.delivery_program[0] == '\0')
		return fault_set(f, -ENOENT,
		    "nothing delivers: name a delivery_program in "
		    "credmint.conf, or leave out --deliver");
	return conf_trusted_program(r->conf.delivery_program, f);
}
