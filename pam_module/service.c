/*
 * service - credmint-auth, reached by a socket or started, and credmint-passwd
 */

#include "pam_module/service.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <syslog.h>
#include <unistd.h>

#include <security/pam_ext.h>

#include "host/run.h"

#define PROGRAM CREDMINT_LIBEXECDIR "/credmint-auth"

/* Milliseconds: a place in the queue; the end of a started one, or another. */
#define CONNECT_MS 2000
#define END_STARTED_MS 1000
#define END_MS 250

/*
 * In a host without standard descriptors ours would be one of them, and what
 * the host prints would be sent.
 */
static int
clear_standard_places(struct service *s)
{
	int other, r = 0;

	if (s->sock > STDERR_FILENO)
		return 0;
	other = fcntl(s->sock, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	if (other == -1) {
		r = -errno;
		service_close(s);
		return r;
	}
	(void)close(s->sock);
	s->sock = other;
	return 0;
}

static int
start(struct service *s, pam_handle_t *pamh)
{
	int r = run_service(s->name, &s->sock, &s->keeper);

	if (r == 0)
		return 0;
	pam_syslog(pamh, LOG_ERR, "cannot run %s: %s", s->name, strerror(-r));
	return SERVICE_NOT_RUNNING;
}

static void
begin(struct service *s, const char *name)
{
	s->sock = -1;
	s->keeper = -1;
	s->owner = getpid();
	s->name = name;
}

int
service_start(struct service *s, pam_handle_t *pamh, const char *path)
{
	int r;

	begin(s, path);
	r = start(s, pamh);
	return r != 0 ? r : clear_standard_places(s);
}

static int
refuse_connection(const struct service *s, pam_handle_t *pamh, int error)
{
	if (error == -ENOENT || error == -ECONNREFUSED) {
		pam_syslog(pamh, LOG_ERR,
		    "nobody listens at %s, which a program that is not root's "
		    "needs: systemctl enable --now credmint-self.socket",
		    s->name);
		return SERVICE_NOT_RUNNING;
	}
	pam_syslog(pamh, LOG_ERR, "cannot connect to %s: %s", s->name,
	    error == -EPERM ? "who listens there is not root"
			    : strerror(-error));
	return error;
}

int
service_open(struct service *s, pam_handle_t *pamh, const struct args *args)
{
	const bool root = geteuid() == 0;
	int r;

	begin(s, root ? RUN_ROOT_SOCKET : RUN_SELF_SOCKET);
	r = run_connect(s->name, CONNECT_MS, &s->sock);
	if (root && (r == -ENOENT || r == -ECONNREFUSED)) {
		s->name = PROGRAM;
		r = start(s, pamh);
	} else if (r != 0) {
		r = refuse_connection(s, pamh, r);
	}
	if (r == 0)
		r = clear_standard_places(s);
	if (r == 0)
		args_trace(pamh, args, "%s %s",
		    s->keeper == -1 ? "connected to" : "started", s->name);
	return r;
}

/* Whoever listens reaps its own; an end of file says that it is gone. */
static void
leave(struct service *s)
{
	const int64_t deadline = run_clock_ms() + END_MS;
	char scrap[16];
	int r;

	(void)shutdown(s->sock, SHUT_WR);
	do {
		r = run_receive(s->sock, scrap, sizeof(scrap), deadline);
	} while ((r > 0 || r == -EMSGSIZE) && run_clock_ms() < deadline);
	(void)close(s->sock);
	s->sock = -1;
}

void
service_close(struct service *s)
{
	if (s->sock == -1)
		return;
	if (s->owner != getpid()) {
		(void)close(s->sock);
		s->sock = -1;
	} else if (s->keeper == -1) {
		leave(s);
	} else {
		run_service_end(&s->sock, s->keeper, END_STARTED_MS);
	}
}
