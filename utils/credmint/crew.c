/* crew - work on many items by threads, in order */

#include "crew.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "core/secret.h"

#include "argument.h"
#include "command.h"
#include "stop.h"

/* Items for each thread: none waits while the caller is at one of them. */
#define ITEMS_A_THREAD 4
/* As many as Linux can be built for. */
#define PROCESSORS_MAX 8192

/* Places are counted from the first item on; a place modulo room is a slot. */
struct run {
	const struct crew *crew;
	char *items;
	bool *done; /* of each slot */
	size_t room;
	uint64_t filled;
	uint64_t taken;
	uint64_t drained;
	bool ended; /* no more comes */
	bool torn;  /* what is in flight counts no more */
	pthread_mutex_t lock;
	pthread_cond_t more;
	int ready; /* an eventfd(2): the oldest is done */
	pthread_t *thread;
	unsigned threads; /* started */
};

static void *
item_at(const struct run *run, uint64_t place)
{
	return run->items + place % run->room * run->crew->size;
}

/* Whether there is a place to work on; waits until that is known. */
static bool
take(struct run *run, uint64_t *place)
{
	while (run->taken == run->filled && !run->ended && !run->torn)
		(void)pthread_cond_wait(&run->more, &run->lock);
	if (run->taken == run->filled || run->torn)
		return false;
	*place = run->taken++;
	return true;
}

/* The caller is woken for the oldest alone: no other can be drained before. */
static void
done(struct run *run, uint64_t place)
{
	const uint64_t one = 1;

	run->done[place % run->room] = true;
	if (place == run->drained &&
	    write(run->ready, &one, sizeof(one)) != sizeof(one))
		abort(); /* nobody else has it, and it is never full */
}

static void *
worker(void *arg)
{
	struct run *run = arg;
	uint64_t place;

	(void)pthread_mutex_lock(&run->lock);
	while (take(run, &place)) {
		(void)pthread_mutex_unlock(&run->lock);
		run->crew->work(item_at(run, place));
		(void)pthread_mutex_lock(&run->lock);
		done(run, place);
	}
	(void)pthread_mutex_unlock(&run->lock);
	return NULL;
}

/* Signals are for the caller's thread: it asks stop.h. */
static int
start(struct run *run, struct fault *f)
{
	sigset_t all, before;
	int error = 0;

	(void)sigfillset(&all);
	error = pthread_sigmask(SIG_SETMASK, &all, &before);
	while (error == 0 && run->threads < run->crew->threads) {
		error = pthread_create(
		    &run->thread[run->threads], NULL, worker, run);
		if (error == 0)
			run->threads++;
	}
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (run->threads > 0)
		return 0;
	return fault_set(f, -error,
	    "the system gives no thread: %s; raise the limit on processes",
	    strerror(error));
}

static void
join(struct run *run, bool torn)
{
	(void)pthread_mutex_lock(&run->lock);
	run->ended = true;
	run->torn = torn;
	(void)pthread_cond_broadcast(&run->more);
	(void)pthread_mutex_unlock(&run->lock);
	for (unsigned i = 0; i < run->threads; i++)
		(void)pthread_join(run->thread[i], NULL);
}

/* Only the caller's thread changes filled and drained, so it may read them. */
static bool
empty(const struct run *run)
{
	return run->drained == run->filled;
}

static bool
full(const struct run *run)
{
	return run->filled - run->drained == run->room;
}

/* Put one more in. */
static int
fill(struct run *run)
{
	const struct crew *crew = run->crew;
	int rc = crew->fill(item_at(run, run->filled), crew->arg);

	if (rc != CREW_FILLED)
		return rc;
	(void)pthread_mutex_lock(&run->lock);
	run->filled++;
	(void)pthread_cond_signal(&run->more);
	(void)pthread_mutex_unlock(&run->lock);
	return rc;
}

static bool
oldest_is_done(struct run *run)
{
	bool is;

	(void)pthread_mutex_lock(&run->lock);
	is = !empty(run) && run->done[run->drained % run->room];
	(void)pthread_mutex_unlock(&run->lock);
	return is;
}

/* Take out all that can be. */
static int
drain(struct run *run)
{
	const struct crew *crew = run->crew;
	int rc = 0;

	while (rc == 0 && oldest_is_done(run)) {
		void *item = item_at(run, run->drained);

		rc = crew->drain(item, crew->arg);
		secret_wipe(item, crew->size);
		(void)pthread_mutex_lock(&run->lock);
		run->done[run->drained++ % run->room] = false;
		(void)pthread_mutex_unlock(&run->lock);
	}
	return rc;
}

/* Wait until the oldest is done or, when later, more may come. */
static int
pause_or_wait(struct run *run, bool later)
{
	struct pollfd wait = {run->ready, POLLIN, 0};
	uint64_t times;
	int rc = 0;

	if (later)
		rc = run->crew->pause(
		    empty(run) ? -1 : run->ready, run->crew->arg);
	else if (poll(&wait, 1, -1) < 0 && errno != EINTR)
		rc = -errno;
	/* What it counts is no matter: drain() looks at the items. */
	if (read(run->ready, &times, sizeof(times)) < 0 && errno != EAGAIN &&
	    rc == 0)
		rc = -errno;
	return rc;
}

/* All in the caller's thread. */
static int
go(struct run *run)
{
	bool ended = false, stopped = false;
	int rc = 0;

	while (rc == 0 && !(ended && empty(run))) {
		int more = CREW_FILLED;

		stopped = stopped || stop_asked() != 0;
		ended = ended || stopped;
		if (!ended && !full(run))
			more = fill(run);
		if (more == -EINTR)
			stopped = true;
		else if (more < 0)
			return more;
		ended = ended || stopped || more == CREW_NO_MORE;
		rc = stop_insisted() ? -EINTR : drain(run);
		if (rc != 0 || (ended && empty(run)))
			break;
		if (ended || full(run) || more == CREW_LATER)
			rc = pause_or_wait(run, !ended && more == CREW_LATER);
	}
	return rc == 0 && stopped ? -EINTR : rc;
}

/* What is needed before a thread can start; the ring comes last. */
static int
set_up(struct run *run)
{
	run->room = (size_t)run->crew->threads * ITEMS_A_THREAD;
	run->done = calloc(run->room, sizeof(*run->done));
	run->thread = calloc(run->crew->threads, sizeof(*run->thread));
	run->ready = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (run->done == NULL || run->thread == NULL)
		return -ENOMEM;
	if (run->ready < 0)
		return -errno;
	run->items = secret_map(run->room * run->crew->size, NULL);
	return run->items == NULL ? -ENOMEM : 0;
}

static void
take_down(struct run *run)
{
	secret_unmap(run->items, run->room * run->crew->size);
	if (run->ready >= 0)
		(void)close(run->ready);
	free(run->thread);
	free(run->done);
}

int
crew_run(const struct crew *crew, struct fault *f)
{
	struct run run = {
	    .crew = crew,
	    .ready = -1,
	    .lock = PTHREAD_MUTEX_INITIALIZER,
	    .more = PTHREAD_COND_INITIALIZER,
	};
	int rc = set_up(&run);

	if (rc != 0)
		(void)fault_set(f, rc, "cannot set up %u threads: %s",
		    crew->threads, strerror(-rc));
	if (rc == 0)
		rc = start(&run, f);
	if (rc == 0) {
		rc = go(&run);
		join(&run, rc != 0);
	}
	take_down(&run);
	return rc;
}

int
crew_threads(const struct options *options, unsigned *out, struct fault *f)
{
	cpu_set_t *may = CPU_ALLOC(PROCESSORS_MAX);
	size_t size = CPU_ALLOC_SIZE(PROCESSORS_MAX);
	uint64_t n = 1;
	int rc;

	if (may != NULL && sched_getaffinity(0, size, may) == 0)
		n = (uint64_t)CPU_COUNT_S(size, may);
	if (may != NULL)
		CPU_FREE(may);
	if (n > CREW_THREADS_MAX)
		n = CREW_THREADS_MAX;
	rc = argument_number(
	    "-j", options->value[OPTION_JOBS], 1, CREW_THREADS_MAX, &n, f);
	*out = (unsigned)n;
	return rc;
}
