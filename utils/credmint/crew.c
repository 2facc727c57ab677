/* crew - work on many items at once, in order */

#include "crew.h"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "core/secret.h"

#include "argument.h"
#include "command.h"
#include "crew_worker.h"
#include "stop.h"

/* Items for each process: none waits while the caller is at one of them. */
#define ITEMS_EACH 4
/* As many as Linux can be built for. */
#define PROCESSORS_MAX 8192

/* Places are counted from the first item on; a place modulo room is a slot. */
struct run {
	const struct crew *crew;
	struct crew_workers workers;
	char *items;
	bool *done; /* of each slot */
	size_t room;
	uint64_t filled;
	uint64_t drained;
	struct fault *fault;
};

static uint32_t
slot_of(const struct run *run, uint64_t place)
{
	return (uint32_t)(place % run->room);
}

static void *
item_at(const struct run *run, uint64_t place)
{
	return run->items + slot_of(run, place) * run->crew->size;
}

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

static void
note_done(uint32_t slot, void *arg)
{
	struct run *run = arg;

	run->done[slot] = true;
}

/* Nobody is there to read what is to do: one of them tells why. */
static int
all_died(struct run *run)
{
	struct pollfd wait = {run->workers.ready, POLLIN, 0};
	int rc;

	do {
		if (poll(&wait, 1, -1) < 0 && errno != EINTR)
			return -errno;
		rc =
		    crew_workers_ask(&run->workers, note_done, run, run->fault);
	} while (rc == 0);
	return rc;
}

/* Put one more in. */
static int
fill(struct run *run)
{
	const struct crew *crew = run->crew;
	int more = crew->fill(item_at(run, run->filled), crew->arg);
	int rc;

	if (more != CREW_FILLED)
		return more;
	rc = crew_workers_give(&run->workers, slot_of(run, run->filled));
	run->filled++;
	if (rc == -EPIPE)
		rc = all_died(run);
	return rc != 0 ? rc : more;
}

/* Take out all that can be. */
static int
drain(struct run *run)
{
	const struct crew *crew = run->crew;
	int rc = crew_workers_ask(&run->workers, note_done, run, run->fault);

	while (rc == 0 && run->done[slot_of(run, run->drained)]) {
		void *item = item_at(run, run->drained);

		rc = crew->drain(item, crew->arg);
		secret_wipe(item, crew->size);
		run->done[slot_of(run, run->drained++)] = false;
	}
	return rc;
}

/* Until something is done or, when later, more may come. */
static int
wait_for(struct run *run, bool later)
{
	struct pollfd wait = {run->workers.ready, POLLIN, 0};

	if (run->crew->pause != NULL)
		return run->crew->pause(
		    later, run->workers.ready, run->crew->arg);
	return poll(&wait, 1, -1) < 0 && errno != EINTR ? -errno : 0;
}

static int
go(struct run *run)
{
	bool ended = false, stopped = false;
	int rc = 0;

	while (rc == 0 && !(ended && empty(run))) {
		int more = CREW_FILLED;

		stopped = stopped || stop_asked() != 0;
		if (!ended && !stopped && !full(run))
			more = fill(run);
		if (more < 0 && more != -EINTR)
			return more;
		stopped = stopped || more == -EINTR;
		ended = ended || stopped || more == CREW_NO_MORE;
		rc = stop_insisted() || (stopped && run->crew->at_once)
		    ? -EINTR
		    : drain(run);
		if (rc == 0 && !(ended && empty(run)) &&
		    (ended || full(run) || more == CREW_LATER))
			rc = wait_for(run, !ended && more == CREW_LATER);
	}
	return rc == 0 && stopped ? -EINTR : rc;
}

/* As secret_map() makes it, but for processes that are forked later, too. */
static char *
shared_map(size_t n)
{
	void *p = mmap(
	    NULL, n, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		return NULL;
	if (madvise(p, n, MADV_DONTDUMP) != 0) {
		(void)munmap(p, n);
		return NULL;
	}
	(void)mlock(p, n);
	return p;
}

int
crew_run(const struct crew *crew, struct fault *f)
{
	struct run run = {
	    .crew = crew,
	    .room = (size_t)crew->threads * ITEMS_EACH,
	    .fault = f,
	};
	int rc = -ENOMEM;

	run.done = calloc(run.room, sizeof(*run.done));
	run.items = shared_map(run.room * crew->size);
	if (run.done == NULL || run.items == NULL) {
		(void)fault_set(
		    f, rc, "out of memory for -j %u", crew->threads);
	} else {
		rc = crew_workers_start(&run.workers, crew, run.items, f);
		if (rc == 0)
			rc = go(&run);
		crew_workers_end(&run.workers, rc != 0);
	}
	secret_unmap(run.items, run.room * crew->size);
	free(run.done);
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
