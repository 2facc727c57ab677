/*
 * look - how an account and the registry stand, without changing anything
 *
 * A part of registry.h, whose rules it keeps, for who wants to know why a login
 * would be refused. Nothing is counted, written down or tidied.
 */

#ifndef REGISTRY_LOOK_H
#define REGISTRY_LOOK_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "core/fault.h"
#include "host/account.h"

struct registry;

/* From here on closing this handle does no housekeeping. */
void registry_look_only(struct registry *r);

/* How the store stands. */
struct registry_health {
	int64_t reserve;       /* free pages kept for logins on a full disk */
	int64_t reserve_least; /* below it administrators' inserts stop */
	int64_t lost;          /* events given up since it was made */
	int64_t untold;        /* of these: no event tells of them yet */
	int64_t now;           /* what decisions go by; wall times: */
	int64_t made;          /* when it was made */
	int64_t swept;         /* when it was last tidied; 0: never */
};

int registry_health(struct registry *r, struct registry_health *out,
    struct fault *f) __attribute__((warn_unused_result));

/* Read everything and find damage: 0, or a negative errno with a line. */
int registry_sound(struct registry *r, struct fault *f)
    __attribute__((warn_unused_result));

/*
 * Whether it can be written, as every login must: a change is begun, and
 * undone. 0, or a negative errno with a line.
 */
int registry_look_writable(struct registry *r, struct fault *f)
    __attribute__((warn_unused_result));

/* An account's lockout, but for that of single sources. */
struct registry_lockout {
	bool known;        /* the registry has a row of this name */
	uint64_t failures; /* in the last 24 hours, from all sources */
	bool closed;       /* by them: deny_user */
	bool letters;      /* ... to codes of digits alone */
	int64_t until;     /* wall time at which it opens by itself */
	bool may_send; /* fewer codes than may be were sent within the hour */
	int64_t now;   /* what decisions go by */
};

int registry_look_account(struct registry *r, const struct account *account,
    struct registry_lockout *out, struct fault *f)
    __attribute__((warn_unused_result));

/* One source of it. */
struct registry_lockout_source {
	unsigned failures; /* of those remembered, within fail_interval */
	bool closed;       /* a login from there would be refused, as locked */
	bool letters;      /* ... by a code of digits alone */
	bool by_source;    /* ... for its own failures, else by deny_user */
	int64_t until;     /* wall time at which it opens by itself, or 0 */
};

/*
 * rhost as in struct registry_login, "" is local; asker: the uid of another
 * than root who asks for himself, or (uid_t)-1.
 */
int registry_look_source(struct registry *r, const struct account *account,
    const char *rhost, uid_t asker, struct registry_lockout_source *out,
    struct fault *f) __attribute__((warn_unused_result));

#endif
