/*
 * crew - work on many items by threads; what comes out is in the order it went
 * in, and memory stays flat
 *
 * 1. Items lie in memory of secret_map(), in a ring that never grows. Each is
 *    all zero when it is filled and wiped when it was drained.
 * 2. fill(), pause() and drain() run in the caller's thread, work() in the
 *    others: it MUST NOT draw random bytes, say anything, or know an item but
 *    its own. All signals are blocked in the threads.
 * 3. Told to end (stop.h), no more is filled. What was filled is worked on and
 *    drained, then it is -EINTR. Told once more, what is in flight is wiped.
 * 4. On every way out all threads have ended and the ring is wiped.
 * 5. Nobody forks while it runs: a child would have neither threads nor items.
 */

#ifndef CREDMINT_CREW_H
#define CREDMINT_CREW_H

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
	unsigned threads; /* 1 to CREW_THREADS_MAX */
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
	 * Wait until fill() may have more to say than CREW_LATER, or until
	 * poll(2) finds the descriptor ready readable, when there is more to
	 * drain; -1: all has been. 0, also after a signal, or a negative
	 * errno. May be NULL.
	 */
	int (*pause)(int ready, void *arg);
	void *arg;
};

/*
 * Work until there is no more. 0; -EINTR as in 3; what fill(), drain() or
 * pause() failed with, then what is in flight is wiped, not drained; another
 * negative errno with a line in the fault. With fewer threads than were asked
 * for it goes on; when the system gives none it is a failure.
 */
int crew_run(const struct crew *crew, struct fault *f)
    __attribute__((warn_unused_result));

/*
 * How many threads -j asks for; without it as many as there are processors for
 * this process. 0 or CALL_USAGE.
 */
int crew_threads(const struct options *options, unsigned *out, struct fault *f)
    __attribute__((warn_unused_result));

#endif
