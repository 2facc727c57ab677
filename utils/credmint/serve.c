/* serve - the verbs of kept tokens over a Unix socket, for applications */

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/fault.h"
#include "host/account.h"
#include "host/conf.h"

#include "command.h"
#include "json_memory.h"
#include "serve_loop.h"
#include "serve_may.h"
#include "serve_socket.h"
#include "service.h"

struct serve {
	struct conf conf;
	struct serve_may may;
	struct serve_socket socket;
	struct account account;
};

/* As the service user. */
static int
work(void *arg, struct fault *f)
{
	struct serve *s = arg;
	struct registry *r = NULL;
	int rc = json_memory_seed();

	if (rc != 0)
		return fault_set(f, rc, "no random numbers: %s", strerror(-rc));
	rc = registry_open(&r, &s->conf, f);
	if (rc == 0)
		rc = serve_loop(r, &s->may, &s->socket, f);
	if (r != NULL)
		service_tidy(r);
	registry_close(r);
	return rc;
}

/* Root, who makes the socket and removes it, or the service user itself. */
static int
caller_check(struct serve *s, struct fault *f)
{
	int rc = account_find(s->conf.user, &s->account, f);

	if (rc < 0)
		return rc;
	if (geteuid() != 0 && (rc != 0 || geteuid() != s->account.uid))
		return fault_set(f, -EPERM, "run this as root");
	return rc == 0
	    ? 0
	    : fault_set(f, -ENOENT, "there is no user %s; run credmint init",
		  s->conf.user);
}

static int
serve(struct serve *s, struct call *call)
{
	struct fault *f = &call->fault;
	int rc = conf_read(&s->conf, call->config, f);

	if (rc == 0)
		rc = caller_check(s, f);
	if (rc == 0)
		rc = serve_may_open(&s->may, &s->conf, f);
	if (rc == 0)
		rc = serve_socket_open(
		    &s->socket, call->options.value[OPTION_SOCKET], f);
	if (rc == 0)
		rc = geteuid() == 0 ? service_run(&s->account, work, s, f)
				    : work(s, f);
	serve_socket_close(&s->socket);
	return rc;
}

int
command_serve(struct call *call)
{
	struct serve *s = calloc(1, sizeof(*s));
	int rc;

	if (s == NULL)
		return fault_set(&call->fault, -ENOMEM, "out of memory");
	s->socket.fd = -1;
	/* There is nothing to read anew: it is started again for that. */
	(void)signal(SIGHUP, SIG_IGN);
	rc = serve(s, call);
	free(s);
	return rc;
}
