/*
 * listener - plays systemd's sockets: whoever connects is given to the played
 * credmint-auth
 */

#include "tests/pam/listener.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static int
open_socket(const struct listener *l)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	int s = socket(AF_UNIX, l->type | SOCK_CLOEXEC, 0);

	if (s == -1 || strlen(l->path) >= sizeof(at.sun_path))
		return -1;
	memcpy(at.sun_path, l->path, strlen(l->path));
	(void)unlink(l->path);
	if (bind(s, (struct sockaddr *)&at, sizeof(at)) != 0 ||
	    chmod(l->path, 0666) != 0 || listen(s, 64) != 0)
		return -1;
	return s;
}

static void
serve(const struct listener *l, int s)
{
	char *const argv[] = {strdup(l->program), NULL};
	int other;

	for (;;) {
		other = accept4(s, NULL, NULL, SOCK_CLOEXEC);
		if (other == -1)
			_exit(1);
		if (fork() == 0) {
			/* Onto itself it would stay close-on-exec. */
			if (other == 3)
				(void)fcntl(other, F_SETFD, 0);
			else
				(void)dup2(other, 3);
			(void)execv(l->program, argv);
			_exit(127);
		}
		(void)close(other);
	}
}

pid_t
listener_start(const struct listener *l)
{
	int ready[2], s;
	char byte;
	pid_t pid;

	if (pipe(ready) != 0)
		return -1;
	pid = fork();
	if (pid == 0) {
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
		(void)signal(SIGCHLD, SIG_IGN);
		if (setresuid(l->uid, l->uid, l->uid) != 0)
			_exit(1);
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
		s = open_socket(l);
		if (s == -1 || write(ready[1], "x", 1) != 1)
			_exit(1);
		(void)close(ready[0]);
		(void)close(ready[1]);
		serve(l, s);
	}
	(void)close(ready[1]);
	if (pid != -1 && read(ready[0], &byte, 1) != 1) {
		listener_end(pid);
		pid = -1;
	}
	(void)close(ready[0]);
	return pid;
}

void
listener_end(pid_t pid)
{
	if (pid <= 0)
		return;
	(void)kill(pid, SIGKILL);
	(void)waitpid(pid, NULL, 0);
}
