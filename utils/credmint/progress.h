/*
 * progress - a bar on standard error while long work goes on
 *
 * Only on a terminal, only after a second of work, never wider than the
 * terminal, and gone at the end. What
 * is made does not depend on it.
 */

#ifndef CREDMINT_PROGRESS_H
#define CREDMINT_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct output;

struct progress {
	uint64_t total;
	int64_t began; /* run_clock_ms() */
	int64_t drawn;
	bool on;
	bool shown;
};

/* Where the data itself goes to a terminal no bar is drawn into it. */
void progress_begin(
    struct progress *p, uint64_t total, const struct output *out);
/* Call for every item; it looks at the clock now and then. */
void progress_step(struct progress *p, uint64_t done);
void progress_end(struct progress *p);

#endif
