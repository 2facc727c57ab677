/*
 * change - one transaction and the moment it happens at
 *
 * Everything that changes a registry runs through change_run(), so that no
 * transaction stays open when a call returns, and every one takes the time
 * under the lock and keeps the mark.
 */

#ifndef REGISTRY_CHANGE_H
#define REGISTRY_CHANGE_H

#include "registry/handle.h"

/* Dead credentials are kept this long, and removed in batches, as events. */
#define CHANGE_DEAD_KEPT (24 * 60 * 60)
#define CHANGE_BATCH 16

struct change {
	struct registry *r;
	struct store *s;
	const struct store_calls *calls;
	struct store_meta meta; /* written back before the commit */
	struct clock_reading reading;
	int64_t now;  /* what decisions go by */
	int64_t mark; /* what removing rows goes by */
	bool bare;    /* there is no room for events or new rows */
	bool asked;   /* ... or the store was asked about it: room */
	bool room;
	unsigned lost; /* events given up */
	struct fault *f;
};

/*
 * Run body in a transaction. A negative result of body rolls it back; any
 * other is returned after the commit. On a full disk it is tried again with
 * the registry alone, and then once more without events and new rows, so body
 * MUST set all that it leaves in arg anew each time.
 */
int change_run(struct registry *r, enum store_sync sync,
    int (*body)(struct change *, void *), void *arg, struct fault *f)
    __attribute__((warn_unused_result));

/* The clock, with a line where it cannot be read. */
int change_clock(struct clock_reading *reading, struct fault *f)
    __attribute__((warn_unused_result));

/*
 * Run body, which reads or tidies, outside a transaction of this room; again as
 * above.
 */
int change_outside(struct registry *r,
    int (*body)(struct registry *, void *, struct fault *), void *arg,
    struct fault *f) __attribute__((warn_unused_result));

/*
 * Whether the transaction may add rows: the same for all of it, so that no row
 * is there without its event. *room is false after a fault.
 */
int change_room(struct change *c, bool *room)
    __attribute__((warn_unused_result));

/*
 * The next of several things that one transaction does, each of which has rows
 * and events of its own: the store is asked anew.
 */
void change_room_again(struct change *c);

/* Between two transactions of many: those who wait have their turn. */
void change_give_way(void);

/* What now is, without changing anything. */
int change_now(struct registry *r, int64_t *now, struct fault *f)
    __attribute__((warn_unused_result));

/* Whether the registry was made with this key. */
int change_key_check(struct registry *r, const struct store_meta *meta,
    struct fault *f) __attribute__((warn_unused_result));

#endif
