/* lockout - failures of one name, and when they close it */

#include "registry/lockout.h"

#include <string.h>

#define HOUR 3600

static bool
good(const struct lockout_source *s, uint32_t now)
{
	return s->said_yes != 0 &&
	    (int64_t)now - s->said_yes <= LOCKOUT_GOOD_SPAN;
}

static uint32_t
no_later(uint32_t at, uint32_t now)
{
	return at > now ? now : at;
}

/* Move the counters so that count[0] is the hour of now. */
static void
settle_hours(struct lockout *l, uint32_t now)
{
	uint32_t hour = now / HOUR;
	uint32_t passed = hour > l->hour ? hour - l->hour : 0;

	if (passed > LOCKOUT_HOURS)
		passed = LOCKOUT_HOURS;
	memmove(&l->count[passed], &l->count[0],
	    (LOCKOUT_HOURS - passed) * sizeof(l->count[0]));
	memset(&l->count[0], 0, passed * sizeof(l->count[0]));
	l->hour = hour;
}

void
lockout_settle(struct lockout *l, int64_t wall)
{
	uint32_t now = times_moment(wall);

	times_settle(&l->sent, now);
	settle_hours(l, now);
	for (size_t i = 0; i < LOCKOUT_SOURCES; i++) {
		struct lockout_source *s = &l->source[i];

		times_settle(&s->failed, now);
		s->said_yes = no_later(s->said_yes, now);
		s->seen = no_later(s->seen, now);
	}
}

static struct lockout_source *
find(struct lockout *l, const unsigned char id[LOCKOUT_SOURCE_SIZE])
{
	for (size_t i = 0; i < LOCKOUT_SOURCES; i++) {
		struct lockout_source *s = &l->source[i];

		if (s->seen != 0 && memcmp(s->id, id, sizeof(s->id)) == 0)
			return s;
	}
	return NULL;
}

/* The place of a source, made where it has none. */
static struct lockout_source *
take(struct lockout *l, const unsigned char id[LOCKOUT_SOURCE_SIZE],
    uint32_t now)
{
	struct lockout_source *s = find(l, id);

	if (s != NULL)
		return s;
	for (size_t i = 0; i < LOCKOUT_SOURCES; i++) {
		struct lockout_source *c = &l->source[i];

		if (!good(c, now) && (s == NULL || c->seen < s->seen))
			s = c;
	}
	/* There is always one: no more than LOCKOUT_GOOD_MAX are good. */
	if (s == NULL)
		s = &l->source[0];
	memset(s, 0, sizeof(*s));
	memcpy(s->id, id, sizeof(s->id));
	s->seen = now;
	return s;
}

void
lockout_limits(const struct conf *conf, bool root, struct lockout_limits *out)
{
	memset(out, 0, sizeof(*out));
	out->letters =
	    root && !conf->even_deny_root && conf->root_unlock_time == 0;
	out->deny = conf->deny;
	out->deny_user = conf->deny_user;
	out->fail_interval = conf->fail_interval;
	out->unlock_time = root && conf->root_unlock_time != 0
	    ? conf->root_unlock_time
	    : conf->unlock_time;
}

static bool
source_closed(const struct times *failed, const struct lockout_limits *limits,
    uint32_t now)
{
	uint32_t first, last;

	if (limits->deny == 0 || failed->n < limits->deny)
		return false;
	first = failed->at[failed->n - limits->deny];
	last = failed->at[failed->n - 1];
	return (int64_t)last - first <= limits->fail_interval &&
	    (int64_t)now - last < limits->unlock_time;
}

static bool
name_closed(const struct lockout *l, const struct lockout_limits *limits)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < LOCKOUT_HOURS; i++)
		sum += l->count[i];
	return limits->deny_user != 0 && sum >= limits->deny_user;
}

bool
lockout_closed(const struct lockout *l, const struct lockout_limits *limits,
    const unsigned char id[LOCKOUT_SOURCE_SIZE], enum lockout_origin origin,
    int64_t wall)
{
	uint32_t now = times_moment(wall);
	const struct lockout_source *s = NULL;

	for (size_t i = 0; i < LOCKOUT_SOURCES; i++)
		if (l->source[i].seen != 0 &&
		    memcmp(l->source[i].id, id, LOCKOUT_SOURCE_SIZE) == 0)
			s = &l->source[i];
	if (s != NULL && source_closed(&s->failed, limits, now))
		return true;
	if (origin == LOCKOUT_CONSOLE ||
	    (origin == LOCKOUT_ADDRESS && s != NULL && good(s, now)))
		return false;
	return name_closed(l, limits);
}

void
lockout_touch(struct lockout *l)
{
	l->attempts = (unsigned char)((l->attempts + 1) % LOCKOUT_ATTEMPTS);
}

void
lockout_fail(struct lockout *l, const unsigned char id[LOCKOUT_SOURCE_SIZE],
    int64_t wall)
{
	uint32_t now = times_moment(wall);
	struct lockout_source *s = take(l, id, now);

	times_add(&s->failed, now, TIMES_MAX);
	s->seen = now;
	if (l->count[0] < UINT32_MAX)
		l->count[0]++;
}

static void
uncount_hour(struct lockout *l, uint32_t at)
{
	uint32_t back = l->hour - at / HOUR;

	if (at / HOUR <= l->hour && back < LOCKOUT_HOURS && l->count[back] > 0)
		l->count[back]--;
}

void
lockout_unfail(struct lockout *l, const unsigned char id[LOCKOUT_SOURCE_SIZE],
    int64_t wall)
{
	uint32_t at = times_moment(wall);
	struct lockout_source *s = find(l, id);

	if (s != NULL && times_remove(&s->failed, at))
		uncount_hour(l, at);
}

/* Make room for one more good source: the oldest yes is forgotten. */
static void
limit_good(struct lockout *l, uint32_t now)
{
	struct lockout_source *oldest = NULL;
	size_t n = 0;

	for (size_t i = 0; i < LOCKOUT_SOURCES; i++) {
		struct lockout_source *s = &l->source[i];

		if (!good(s, now))
			continue;
		n++;
		if (oldest == NULL || s->said_yes < oldest->said_yes)
			oldest = s;
	}
	if (n >= LOCKOUT_GOOD_MAX && oldest != NULL)
		oldest->said_yes = 0;
}

void
lockout_yes(struct lockout *l, const unsigned char id[LOCKOUT_SOURCE_SIZE],
    int64_t wall)
{
	uint32_t now = times_moment(wall);
	struct lockout_source *s = take(l, id, now);

	if (!good(s, now))
		limit_good(l, now);
	for (unsigned i = 0; i < s->failed.n; i++)
		uncount_hour(l, s->failed.at[i]);
	memset(&s->failed, 0, sizeof(s->failed));
	s->said_yes = now;
	s->seen = now;
}

bool
lockout_send(struct lockout *l, int64_t wall)
{
	uint32_t now = times_moment(wall);

	if (times_within(&l->sent, now, LOCKOUT_SENT_SPAN) >= LOCKOUT_SENT_MAX)
		return false;
	times_add(&l->sent, now, LOCKOUT_SENT_MAX);
	return true;
}
