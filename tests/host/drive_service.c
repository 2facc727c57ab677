/*
 * drive_service - a service that does what its first datagram says
 *
 *	report	answers with what it was started with
 *	echo	sends back what comes until the end
 *	leave	ends
 *	crash	dies by a signal
 *	hang N	lives N ms whatever happens on the socket
 *	close N	closes the socket, then lives N ms
 *	flood	sends until nobody listens
 */

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "host/run.h"

static int
infinite(__rlimit_resource_t which)
{
	struct rlimit l;

	return getrlimit(which, &l) == 0 && l.rlim_cur == RLIM_INFINITY &&
	    l.rlim_max == RLIM_INFINITY;
}

static int
open_descriptors(void)
{
	int i, n = 0;

	for (i = 0; i < 1024; i++)
		n += fcntl(i, F_GETFD) != -1;
	return n;
}

static void
report(int argc, char **argv, char **env)
{
	uid_t r, e, s;
	gid_t gr, ge, gs;
	sigset_t mask;
	char text[400];
	int n;

	if (getresuid(&r, &e, &s) != 0 || getresgid(&gr, &ge, &gs) != 0 ||
	    sigprocmask(SIG_SETMASK, NULL, &mask) != 0)
		_exit(1);
	n = snprintf(text, sizeof(text),
	    "uids=%u,%u,%u gids=%u,%u,%u env=%d argc=%d same=%d lifted=%d%d%d%d"
	    " blocked=%d others=%d",
	    r, e, s, gr, ge, gs, env[0] != NULL, argc,
	    strstr(argv[0], "drive_service") != NULL, infinite(RLIMIT_FSIZE),
	    infinite(RLIMIT_CPU), infinite(RLIMIT_AS), infinite(RLIMIT_DATA),
	    sigismember(&mask, SIGTERM) == 1 && sigismember(&mask, SIGINT) == 1,
	    open_descriptors() - 1);
	(void)send(RUN_SERVICE_FD, text, (size_t)n, MSG_NOSIGNAL);
}

static void
echo(void)
{
	char buf[64];
	ssize_t n;

	while ((n = recv(RUN_SERVICE_FD, buf, sizeof(buf), 0)) > 0)
		if (send(RUN_SERVICE_FD, buf, (size_t)n, MSG_NOSIGNAL) < 0)
			return;
}

int
main(int argc, char **argv, char **env)
{
	char order[32] = "";

	if (recv(RUN_SERVICE_FD, order, sizeof(order) - 1, 0) <= 0)
		return 1;
	if (strcmp(order, "report") == 0)
		report(argc, argv, env);
	else if (strcmp(order, "echo") == 0)
		echo();
	else if (strcmp(order, "crash") == 0)
		(void)raise(SIGKILL);
	else if (strcmp(order, "flood") == 0)
		while (send(RUN_SERVICE_FD, order, 5, MSG_NOSIGNAL) == 5)
			;
	else if (strncmp(order, "close ", 6) == 0)
		(void)close(RUN_SERVICE_FD);
	if (order[0] == 'h' || strncmp(order, "close ", 6) == 0)
		(void)usleep(1000u * (unsigned)atoi(strchr(order, ' ')));
	return 0;
}
