/*
 * snapshot - what of a process others can see changed
 */

#include "tests/host/snapshot.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

void
snapshot_take(struct snapshot *s)
{
	int i;

	memset(s, 0, sizeof(*s));
	for (i = 0; i < SNAPSHOT_FDS; i++)
		s->open[i] = fcntl(i, F_GETFD) != -1;
	(void)pthread_sigmask(SIG_SETMASK, NULL, &s->mask);
	for (i = 1; i < SNAPSHOT_SIGNALS; i++)
		(void)sigaction(i, NULL, &s->action[i]);
	(void)getitimer(ITIMER_REAL, &s->timer);
	for (i = 0; i < RLIM_NLIMITS; i++)
		(void)getrlimit((__rlimit_resource_t)i, &s->limit[i]);
	s->children = waitpid(-1, NULL, WNOHANG | __WALL) != -1;
}

static bool
same_actions(const struct snapshot *a, const struct snapshot *b)
{
	int i, j;

	for (i = 1; i < SNAPSHOT_SIGNALS; i++) {
		if (a->action[i].sa_handler != b->action[i].sa_handler ||
		    a->action[i].sa_flags != b->action[i].sa_flags)
			return false;
		for (j = 1; j < SNAPSHOT_SIGNALS; j++)
			if (sigismember(&a->action[i].sa_mask, j) !=
			    sigismember(&b->action[i].sa_mask, j))
				return false;
	}
	return true;
}

static bool
same_mask(const struct snapshot *a, const struct snapshot *b)
{
	int i;

	for (i = 1; i < SNAPSHOT_SIGNALS; i++)
		if (sigismember(&a->mask, i) != sigismember(&b->mask, i))
			return false;
	return true;
}

const char *
snapshot_changed(const struct snapshot *a, const struct snapshot *b)
{
	if (memcmp(a->open, b->open, sizeof(a->open)) != 0)
		return "descriptors";
	if (!same_mask(a, b))
		return "signal mask";
	if (!same_actions(a, b))
		return "signal dispositions";
	if ((a->timer.it_value.tv_sec == 0) != (b->timer.it_value.tv_sec == 0))
		return "timer";
	if (memcmp(a->limit, b->limit, sizeof(a->limit)) != 0)
		return "limits";
	return a->children != b->children ? "children" : NULL;
}

int
snapshot_in_child(int (*body)(void))
{
	int status, pipe_ends[2], line = -1;
	pid_t pid;

	/* Exit statuses have eight bits; lines have more. */
	if (pipe(pipe_ends) != 0)
		return -1;
	pid = fork();
	if (pid == 0) {
		/* Out of the way of tests that close low descriptors. */
		int out = fcntl(pipe_ends[1], F_DUPFD, 200);

		(void)close(pipe_ends[0]);
		(void)close(pipe_ends[1]);
		line = body();
		_exit(write(out, &line, sizeof(line)) < 0);
	}
	(void)close(pipe_ends[1]);
	if (pid == -1 ||
	    read(pipe_ends[0], &line, sizeof(line)) != (ssize_t)sizeof(line))
		line = -1;
	(void)close(pipe_ends[0]);
	while (pid != -1 && waitpid(pid, &status, 0) == -1 && errno == EINTR)
		;
	return line;
}
