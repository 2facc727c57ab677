/*
 * crew - work on many items at once; what comes out is in the order it went
 * in, and memory stays flat
 *
 * 1. Items lie in locked memory that is left out of core dumps, in a ring that
 *    never grows. Each is all zero when it is filled and wiped when it was
 *    drained.
 * 2. fill(), pause() and drain() run in the caller, work() in processes that
 *    are forked for it: threads would share one map of memory, and half of a
 *    yescrypt hash is changing that. work() MUST use nothing but its item and
 *    what was there when crew_run() was called, and changes nothing but its
 *    item; it MUST NOT draw random bytes or say anything.
 * 3. Told to end (stop.h), no more is filled. What was filled is worked on and
 *    drained, then it is -EINTR. Told once more, what is in flight is wiped.
 * 4. On every way out all processes have ended and the ring is wiped. They are
 *    killed when the caller dies; signals of a terminal do not reach them.
 */

#ifndef CREDMINT_CREW_H
#define CREDMINT_CREW_H

#include <stdbool.h>
#include <stddef.h>

#include "core/fault.h"

#include "options.h"

#define CREW_THREADS_MAX 1024

/* What fill() says, besides a negative errno. */
enum crew_fill {
	CREW_NO_MORE = 0,
	CREW_FILLED = 1,
	CREW_LATER = 2, /* nothing now; only where there is a pause() */
};

struct crew {
	unsigned threads; /* that work at once, 1 to CREW_THREADS_MAX */
	size_t size;      /* of an item, in bytes */
	/*
	 * Put the next item in. It may wait; who also has to hand on what is
	 * ready while nothing comes says CREW_LATER instead. -EINTR is the end
	 * as in 3.
	 */
	int (*fill)(void *item, void *arg);
	void (*work)(void *item);
	/* Take it out: 0, or a negative errno, which ends it all. */
	int (*drain)(void *item, void *arg);
	/*
	 * Nothing can be done now: wait until poll(2) finds the descriptor
	 * ready readable or, when later, until
	 * fill() may have more to say than CREW_LATER. It is the moment to hand
	 * on what was drained. 0, also after a signal, or a negative errno. May
	 * be NULL.
	 */
	int (*pause)(bool later, int ready, void *arg);
	void *arg;
	bool at_once; /* told to end is as being told twice */
};

/*
 * Work until there is no more. 0; -EINTR as in 3; what fill(), drain() or
 * pause() failed with, then what is in flight is wiped, not drained; another
 * negative errno with a line in the fault. When the system gives fewer
 * processes than asked for it goes on with those; none is a failure, and so
 * is one that dies.
 */
int crew_run(const struct crew *crew, struct fault *f)
    __attribute__((warn_unused_result));

/*
 * How many -j asks to work at once; without it as many as there are processors
 * for this process. 0 or CALL_USAGE.
 */
int crew_threads(const struct options *options, unsigned *out, struct fault *f)
    __attribute__((warn_unused_result));

#endif
