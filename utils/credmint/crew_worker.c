/* crew_worker - the processes of a crew */

#include "crew_worker.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "crew.h"
#include "held_memory.h"

#define EVENTS 64

/* In the child, until nothing more can come. All signals are blocked. */
static _Noreturn void
be_worker(const struct crew_workers *w, int todo, int done, pid_t parent)
{
	uint32_t slot;

	(void)close(w->todo);
	(void)close(w->ready);
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
		_exit(1);
	/* What a hash needs comes page by page otherwise, each by a fault. */
	held_memory(false);
	/* Writes of one size to a pipe are read in that size. */
	while (read(todo, &slot, sizeof(slot)) == sizeof(slot)) {
		w->crew->work(w->items + slot * w->crew->size);
		if (write(done, &slot, sizeof(slot)) != sizeof(slot))
			_exit(1);
	}
	_exit(0);
}

/* One more. What it shares with its parent and nobody else is its pipe. */
static int
start_one(struct crew_workers *w, int todo)
{
	struct crew_worker *worker = &w->worker[w->n];
	struct epoll_event event = {EPOLLIN, {.u32 = w->n}};
	const pid_t parent = getpid();
	int pipe_of[2];

	if (pipe2(pipe_of, O_CLOEXEC) != 0)
		return -errno;
	worker->done = pipe_of[0];
	if (fcntl(pipe_of[0], F_SETFL, O_NONBLOCK) != 0 ||
	    epoll_ctl(w->ready, EPOLL_CTL_ADD, pipe_of[0], &event) != 0 ||
	    (worker->pid = fork()) < 0) {
		int rc = -errno;

		(void)close(pipe_of[0]);
		(void)close(pipe_of[1]);
		return rc;
	}
	if (worker->pid == 0)
		be_worker(w, todo, pipe_of[1], parent);
	(void)close(pipe_of[1]);
	w->n++;
	return 0;
}

static int
start_all(struct crew_workers *w, int todo)
{
	sigset_t all, before;
	int rc = 0;

	(void)sigfillset(&all);
	if (sigprocmask(SIG_SETMASK, &all, &before) != 0)
		return -errno;
	while (rc == 0 && w->n < w->crew->threads)
		rc = start_one(w, todo);
	(void)sigprocmask(SIG_SETMASK, &before, NULL);
	return w->n > 0 ? 0 : rc;
}

int
crew_workers_start(struct crew_workers *w, const struct crew *crew, char *items,
    struct fault *f)
{
	int todo[2] = {-1, -1};
	int rc;

	*w = (struct crew_workers){.crew = crew, .items = items, .todo = -1};
	w->ready = epoll_create1(EPOLL_CLOEXEC);
	w->worker = calloc(crew->threads, sizeof(*w->worker));
	if (w->worker == NULL)
		rc = -ENOMEM;
	else if (w->ready < 0 || pipe2(todo, O_CLOEXEC) != 0)
		rc = -errno;
	else
		rc = 0;
	w->todo = todo[1];
	if (rc == 0)
		rc = start_all(w, todo[0]);
	if (todo[0] >= 0)
		(void)close(todo[0]);
	if (rc != 0)
		(void)fault_set(f, rc,
		    "cannot start a process to work: %s; raise the limits on "
		    "processes and open files",
		    strerror(-rc));
	return rc;
}

int
crew_workers_give(struct crew_workers *w, uint32_t slot)
{
	ssize_t n;

	do
		n = write(w->todo, &slot, sizeof(slot));
	while (n < 0 && errno == EINTR);
	return n == sizeof(slot) ? 0 : n < 0 ? -errno : -EIO;
}

/* It said all it had to say, but was not told to end. */
static int
died(struct crew_worker *worker, struct fault *f)
{
	int status = 0;
	pid_t pid = waitpid(worker->pid, &status, 0);

	worker->pid = 0;
	if (pid > 0 && WIFSIGNALED(status))
		return fault_set(f, -ECHILD,
		    "a process that worked was killed by signal %d; is memory "
		    "short? Fewer at once (-j) need less",
		    WTERMSIG(status));
	return fault_set(f, -ECHILD, "a process that worked has ended early");
}

static int
ask_one(struct crew_worker *worker, void (*done)(uint32_t slot, void *arg),
    void *arg, struct fault *f)
{
	uint32_t slot[EVENTS];
	ssize_t n = read(worker->done, slot, sizeof(slot));

	if (n < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -errno;
	if (n == 0)
		return died(worker, f);
	for (size_t i = 0; i < (size_t)n / sizeof(slot[0]); i++)
		done(slot[i], arg);
	return 0;
}

int
crew_workers_ask(struct crew_workers *w, void (*done)(uint32_t slot, void *arg),
    void *arg, struct fault *f)
{
	struct epoll_event event[EVENTS];
	int n = epoll_wait(w->ready, event, EVENTS, 0);
	int rc = 0;

	if (n < 0 && errno != EINTR)
		return -errno;
	for (int i = 0; rc == 0 && i < n; i++)
		rc = ask_one(&w->worker[event[i].data.u32], done, arg, f);
	return rc;
}

void
crew_workers_end(struct crew_workers *w, bool now)
{
	if (w->todo >= 0)
		(void)close(w->todo);
	for (unsigned i = 0; i < w->n; i++) {
		pid_t pid = w->worker[i].pid;

		if (now && pid > 0)
			(void)kill(pid, SIGKILL);
		while (pid > 0 && waitpid(pid, NULL, 0) < 0 && errno == EINTR)
			;
		(void)close(w->worker[i].done);
	}
	if (w->ready >= 0)
		(void)close(w->ready);
	free(w->worker);
}
