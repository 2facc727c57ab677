/*
 * progress - a bar on standard error while long work goes on
 *
 * Only on a terminal, only after a second of work, and gone at the end. What
 * is made does not depend on it.
 */

#ifndef CREDMINT_PROGRESS_H
#define CREDMINT_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
	uint64_t total;
	int64_t began; /* run_clock_ms() */
	int64_t drawn;
	bool on;
	bool shown;
};

void progress_begin(struct progress *p, uint64_t total);
/* Call for every item; it looks at the clock now and then. */
void progress_step(struct progress *p, uint64_t done);
void progress_end(struct progress *p);

#endif
