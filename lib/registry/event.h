/*
 * event - writing the log of decisions and of what administrators did
 */

#ifndef REGISTRY_EVENT_H
#define REGISTRY_EVENT_H

#include "registry/change.h"

/* Equal refusals within this many seconds are one row. */
#define EVENT_SAME_SPAN 60

/* What happened. Texts may be anybody's: they are cleaned and cut here. */
struct event_note {
	const char *act;
	const char *outcome;
	const char *user; /* "" : unknown */
	const char *service;
	const char *source;
	const char *by;
	int64_t code;
};

/*
 * Write an event, and remove old ones; without room it is given up, and
 * counted as lost. A refusal equal to one of the last
 * minute is counted there. id may be NULL; *id is 0 for a counted one.
 */
int event_write(struct change *c, const struct event_note *note, bool refusal,
    int64_t *id) __attribute__((warn_unused_result));

#endif
