/*
 * snapshot - what of a process others can see changed
 */

#include "tests/host/snapshot.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* Only this way it can be read; nobody makes files meanwhile. */
static mode_t
read_umask(void)
{
	mode_t now = umask(077);

	(void)umask(now);
	return now;
}

static void
note_environment(struct snapshot *s)
{
	size_t n = 0;
	int i;

	for (i = 0; environ != NULL && environ[i] != NULL; i++) {
		if (n < sizeof(s->environment))
			(void)snprintf(s->environment + n,
			    sizeof(s->environment) - n, "%s", environ[i]);
		n += strlen(environ[i]) + 1;
	}
}

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
	if (getcwd(s->directory, sizeof(s->directory)) == NULL)
		s->directory[0] = '\0';
	s->mask_of_files = read_umask();
	note_environment(s);
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
	if (strcmp(a->directory, b->directory) != 0)
		return "directory";
	if (a->mask_of_files != b->mask_of_files)
		return "umask";
	if (memcmp(a->environment, b->environment, sizeof(a->environment)) != 0)
		return "environment";
	return a->children != b->children ? "children" : NULL;
}

int
snapshot_in_child(int (*body)(void))
{
	/* Exit statuses have eight bits, lines have more, and descriptors are
	 * what some bodies close. */
	int *line = mmap(NULL, sizeof(*line), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int result, status;
	pid_t pid;

	if (line == MAP_FAILED)
		return -1;
	*line = -1;
	pid = fork();
	if (pid == 0) {
		*line = body();
		_exit(0);
	}
	while (pid != -1 && waitpid(pid, &status, 0) == -1 && errno == EINTR)
		;
	result = *line;
	(void)munmap(line, sizeof(*line));
	return result;
}
