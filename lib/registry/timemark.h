/*
 * timemark - a time that never runs back, and is not led astray by one jump
 *
 * 1. now MUST be the wall clock, or the mark and what CLOCK_BOOTTIME counted
 *    since in the same boot, whichever is later.
 * 2. The mark MUST never run back.
 * 3. The mark follows the wall clock, but a jump ahead of more than
 *    TIMEMARK_JUMP within a boot, or TIMEMARK_JUMP_OFF across boots, waits
 *    until the clock has stood by it for TIMEMARK_STAND. Until then decisions
 *    use the wall clock, and the mark stays behind.
 * 4. What cannot be taken back (removing records) MUST go by the mark.
 */

#ifndef REGISTRY_TIMEMARK_H
#define REGISTRY_TIMEMARK_H

#include <stdbool.h>
#include <stdint.h>

#include "core/clock.h"

/* All in seconds. */
#define TIMEMARK_JUMP 3600
#define TIMEMARK_JUMP_OFF (400LL * 24 * 60 * 60)
#define TIMEMARK_STAND (24 * 60 * 60)

/* A jump that waits: the clock when it was last seen, and for how long. */
struct timemark_pending {
	struct clock_reading seen; /* boot "" : none waits */
	int64_t stood;
};

struct timemark {
	struct clock_reading at;
	struct timemark_pending pending;
};

/* The first mark of a registry. */
void timemark_start(
    const struct clock_reading *reading, struct timemark *first);

/* Take a reading: the mark to keep from here on, and what now is. */
void timemark_step(const struct timemark *mark,
    const struct clock_reading *reading, struct timemark *next, int64_t *now);

/* Whether a jump waits. */
bool timemark_waits(const struct timemark *mark);

/* Whether a stored wall time can be one: far from any overflow. */
bool timemark_is_time(int64_t wall);

/* Whether a stored mark can be one. */
bool timemark_ok(const struct timemark *mark);

#endif
