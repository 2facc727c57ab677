/*
 * lockout - failures of one name, and when they close it
 *
 *  1. deny failures from one source within fail_interval close the name for
 *     that source until unlock_time after the last of them.
 *  2. deny_user failures in the last 24 hours close it for every source but
 *     `local` and addresses with a yes in the last 30 days. Neither an asker
 *     nor the source of all host names is spared: whoever runs a program of
 *     somebody's, or names his own host, would be spared with them.
 *  3. A closed source is not counted further.
 *  4. A yes clears what was counted from its source, and nothing else.
 *  5. A failure stamped in the future counts as of now.
 *  6. A new source can always be counted: it takes the place of the one not
 *     seen for longest, but never of one with a recent yes, of which there
 *     are LOCKOUT_GOOD_MAX at most.
 *  7. Logins that another than root asks for MUST be counted in a record of
 *     their own, where a source is the asker.
 *  8. A record that is not as it was written MUST be refused, not emptied.
 *  9. An attempt MUST change the record whatever becomes of it: what is
 *     written would tell who is locked.
 * 10. Without even_deny_root a name of uid 0 MUST be closed to short codes,
 *     those of digits, as any other; it stays open to codes of letters, which
 *     are too many to be guessed: nobody locks root out.
 *
 * No I/O, no clock: times are arguments. The state is a record of fixed size,
 * the same on every machine.
 */

#ifndef REGISTRY_LOCKOUT_H
#define REGISTRY_LOCKOUT_H

#include <stdbool.h>
#include <stdint.h>

#include "host/conf.h"
#include "registry/times.h"

#define LOCKOUT_SOURCES 16
#define LOCKOUT_GOOD_MAX 12
#define LOCKOUT_HOURS 24
#define LOCKOUT_GOOD_SPAN (30LL * 24 * 60 * 60)

/* Codes sent to an account within an hour. */
#define LOCKOUT_SENT_MAX 5
#define LOCKOUT_SENT_SPAN (60 * 60)

/* A source as a record knows it: a part of its keyed digest. */
#define LOCKOUT_SOURCE_SIZE 8

struct lockout_source {
	unsigned char id[LOCKOUT_SOURCE_SIZE];
	struct times failed;
	uint32_t said_yes; /* the last one; 0: never */
	uint32_t seen;     /* last counted or let in; 0: a free place */
};

struct lockout {
	unsigned char attempts; /* from 0 again after LOCKOUT_ATTEMPTS - 1 */
	struct times sent;
	uint32_t hour;                 /* since the epoch */
	uint32_t count[LOCKOUT_HOURS]; /* failures in it and those before */
	struct lockout_source source[LOCKOUT_SOURCES];
};

#define LOCKOUT_ATTEMPTS 16

/* Bytes of a record. */
#define LOCKOUT_SIZE                                                 \
	(1 + TIMES_BYTES(LOCKOUT_SENT_MAX) + 4 + 4 * LOCKOUT_HOURS + \
	    LOCKOUT_SOURCES *                                        \
		(LOCKOUT_SOURCE_SIZE + TIMES_BYTES(TIMES_MAX) + 4 + 4))

void lockout_put(const struct lockout *l, unsigned char out[LOCKOUT_SIZE]);
/* False when it is not a record; *l is then empty. */
bool lockout_get(struct lockout *l, const unsigned char in[LOCKOUT_SIZE]);

/* Bring a record to now: nothing in it lies in the future. Always first. */
void lockout_settle(struct lockout *l, int64_t now);

/* What of the configuration holds for a name: the same units, 0 is off. */
struct lockout_limits {
	unsigned deny;
	unsigned deny_user;
	int64_t fail_interval;
	int64_t unlock_time;
	bool letters; /* what closes a name closes it to digits alone */
};

/* root: it is of uid 0. */
void lockout_limits(
    const struct conf *conf, bool root, struct lockout_limits *out);

/* What a source is spared by deny_user for. */
enum lockout_origin {
	LOCKOUT_ELSEWHERE = 0, /* nothing */
	LOCKOUT_ADDRESS,       /* a yes of late */
	LOCKOUT_CONSOLE,       /* that it is `local` */
};

/* Whether the name is closed for a source. */
bool lockout_closed(const struct lockout *l,
    const struct lockout_limits *limits,
    const unsigned char id[LOCKOUT_SOURCE_SIZE], enum lockout_origin origin,
    int64_t now);

/* An attempt that is counted nowhere else: the name is closed. */
void lockout_touch(struct lockout *l);

/* Count a failure. */
void lockout_fail(struct lockout *l,
    const unsigned char id[LOCKOUT_SOURCE_SIZE], int64_t now);

/* Take back the one counted at a time, if it is still there. */
void lockout_unfail(
    struct lockout *l, const unsigned char id[LOCKOUT_SOURCE_SIZE], int64_t at);

/* A yes. */
void lockout_yes(struct lockout *l, const unsigned char id[LOCKOUT_SOURCE_SIZE],
    int64_t now);

/* Whether one more code may be sent; counts it. */
bool lockout_send(struct lockout *l, int64_t now);

#endif
