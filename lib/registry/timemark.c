/* timemark - a time that never runs back, and is not led astray by one jump */

#include "registry/timemark.h"

#include <string.h>

/* Beyond any clock; keeps every sum here far from overflow. */
#define WALL_MAX (1LL << 40)

static bool
same_boot(const struct clock_reading *a, const struct clock_reading *b)
{
	return strcmp(a->boot, b->boot) == 0;
}

/* Seconds that certainly passed from one reading to another of its boot. */
static int64_t
elapsed(const struct clock_reading *from, const struct clock_reading *to)
{
	if (!same_boot(from, to) || to->since_boot < from->since_boot)
		return 0;
	return to->since_boot - from->since_boot;
}

static int64_t
jump_limit(const struct clock_reading *from, const struct clock_reading *to)
{
	return same_boot(from, to) ? TIMEMARK_JUMP : TIMEMARK_JUMP_OFF;
}

/*
 * A jump still waits: how long it has stood by now. A clock that was moved
 * again meanwhile starts anew.
 */
static int64_t
stand(
    const struct timemark_pending *pending, const struct clock_reading *reading)
{
	const struct clock_reading *seen = &pending->seen;
	int64_t passed, off;

	if (seen->boot[0] == '\0')
		return 0;
	passed = same_boot(seen, reading) ? elapsed(seen, reading)
					  : reading->since_boot;
	off = reading->wall - (seen->wall + passed);
	if (off < -TIMEMARK_JUMP || off > jump_limit(seen, reading))
		return 0;
	return pending->stood + passed;
}

void
timemark_start(const struct clock_reading *reading, struct timemark *first)
{
	memset(first, 0, sizeof(*first));
	first->at = *reading;
}

void
timemark_step(const struct timemark *mark, const struct clock_reading *reading,
    struct timemark *next, int64_t *now)
{
	int64_t floor = mark->at.wall + elapsed(&mark->at, reading);
	int64_t ahead = reading->wall - floor;
	int64_t stood;

	*now = ahead > 0 ? reading->wall : floor;
	timemark_start(reading, next);
	next->at.wall = *now;
	if (ahead <= jump_limit(&mark->at, reading))
		return;
	stood = stand(&mark->pending, reading);
	if (stood >= TIMEMARK_STAND)
		return;
	next->pending.seen = *reading;
	next->pending.stood = stood;
	/*
	 * Across boots the old mark is kept as it is, so that a clock put
	 * right in this boot is still measured by the wider limit.
	 */
	if (!same_boot(&mark->at, reading))
		next->at = mark->at;
	else
		next->at.wall = floor;
}

bool
timemark_waits(const struct timemark *mark)
{
	return mark->pending.seen.boot[0] != '\0';
}

bool
timemark_is_time(int64_t wall)
{
	return wall >= -WALL_MAX && wall <= WALL_MAX;
}

static bool
reading_ok(const struct clock_reading *r)
{
	return timemark_is_time(r->wall) && r->since_boot >= 0 &&
	    r->since_boot <= WALL_MAX &&
	    memchr(r->boot, '\0', sizeof(r->boot)) != NULL;
}

bool
timemark_ok(const struct timemark *mark)
{
	return reading_ok(&mark->at) && reading_ok(&mark->pending.seen) &&
	    mark->pending.stood >= 0 && mark->pending.stood <= WALL_MAX;
}
