/*
 * crew_worker - the processes of a crew
 *
 * Which items are to be worked on comes by one pipe that all of them read, a
 * number each; each has a pipe of its own to say which it has done. That pipe
 * ends when the process does.
 */

#ifndef CREDMINT_CREW_WORKER_H
#define CREDMINT_CREW_WORKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "core/fault.h"

struct crew;

struct crew_worker {
	pid_t pid;
	int done; /* to be read from */
};

struct crew_workers {
	const struct crew *crew;
	char *items;
	struct crew_worker *worker;
	unsigned n;
	int todo;  /* to be written to */
	int ready; /* an epoll(7) of what they say */
};

/*
 * Start up to crew->threads of them; at least one, or a negative errno with a
 * line. crew_workers_end() is due in any case.
 */
int crew_workers_start(struct crew_workers *w, const struct crew *crew,
    char *items, struct fault *f) __attribute__((warn_unused_result));

/* Have the item in a slot worked on. 0 or a negative errno. */
int crew_workers_give(struct crew_workers *w, uint32_t slot)
    __attribute__((warn_unused_result));

/*
 * Call done for each slot that has been since; nothing is waited for. 0, or a
 * negative errno with a line: one of them died.
 */
int crew_workers_ask(struct crew_workers *w,
    void (*done)(uint32_t slot, void *arg), void *arg, struct fault *f)
    __attribute__((warn_unused_result));

/* End them: when they have nothing to do, or now. */
void crew_workers_end(struct crew_workers *w, bool now);

#endif
