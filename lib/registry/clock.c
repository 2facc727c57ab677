/* clock - what the registry takes for the time, and an administrator's word */

#include <string.h>

#include "registry/event.h"
#include "registry/store_token.h"

/*
 * Rows that one transaction changes; a registry of a hundred thousand codes
 * keeps the logins waiting for far less than a second.
 */
#define BATCH 1024

static int
read_clocks(struct registry *r, void *arg, struct fault *f)
{
	struct registry_clock *out = arg;
	struct clock_reading reading;
	struct store_meta meta;
	struct timemark next;
	int rc = r->store->calls->meta_get(r->store, &meta, f);

	memset(out, 0, sizeof(*out));
	if (rc == 0)
		rc = change_clock(&reading, f);
	if (rc != 0)
		return rc;
	timemark_step(&meta.mark, &reading, &next, &out->now);
	out->wall = reading.wall;
	out->mark = next.at.wall;
	out->waits = timemark_waits(&next);
	if (out->waits)
		out->follows = TIMEMARK_STAND - next.pending.stood;
	return 0;
}

int
registry_clock(struct registry *r, struct registry_clock *out, struct fault *f)
{
	return change_outside(r, read_clocks, out, f);
}

static int
note(struct change *c, const char *outcome, const char *by, bool done)
{
	const struct event_note n = {
	    .act = "clock", .outcome = outcome, .source = "", .by = by};
	int rc = event_write(c, &n, !done, NULL);

	return rc == 0 && !done ? REGISTRY_NOT_NEEDED : rc;
}

/* The last sweep stays as long ago as it was. */
static void
follow(struct change *c)
{
	int64_t swept = c->meta.swept + c->reading.wall - c->mark;

	if (c->meta.swept != 0)
		c->meta.swept =
		    swept < c->reading.wall ? swept : c->reading.wall;
}

static int
accept_jump(struct change *c, void *arg)
{
	if (!timemark_waits(&c->meta.mark))
		return note(c, "no: nothing waits", arg, false);
	follow(c);
	timemark_start(&c->reading, &c->meta.mark);
	c->mark = c->reading.wall;
	return note(c, "accepted", arg, true);
}

int
registry_clock_accept(struct registry *r, const char *by, struct fault *f)
{
	union {
		const char *in;
		void *out;
	} arg = {.in = by};

	return change_run(r, STORE_DURABLE, accept_jump, arg.out, f);
}

struct resetting {
	const char *by;
	int64_t after;   /* codes up to here have been seen to */
	int64_t until;   /* and up to here in this transaction */
	unsigned killed; /* in it */
	bool more;       /* there may be others to kill */
	bool tokens;     /* it is their turn */
	bool next;       /* after this transaction it is */
};

/* End a batch of them: the next by their ids, then any there still are. */
static int
end_batch(struct change *c, struct resetting *z)
{
	struct store_reset what = {
	    .now = c->now,
	    .ahead = c->reading.wall + STORE_AHEAD_MAX,
	    .gone = c->reading.wall + CHANGE_DEAD_KEPT,
	    .batch = BATCH,
	    .until = INT64_MAX,
	};
	int64_t killed = 0, hastened = 0;
	int rc =
	    c->calls->credential_reach(c->s, z->after, BATCH, &z->until, c->f);

	if (rc == 0 && z->until != 0) {
		what.after = z->after;
		what.until = z->until;
	}
	if (rc == 0)
		rc = c->calls->credential_reset(
		    c->s, &what, &killed, &hastened, c->f);
	z->killed = (unsigned)killed;
	z->more = z->until != 0 || killed == BATCH || hastened == BATCH;
	return rc;
}

/*
 * Tokens, by their ids. Those are not read again whose end comes by the old
 * mark while this goes on: nobody was told that they are dead.
 */
static int
end_tokens(struct change *c, struct resetting *z)
{
	const struct store_token_calls *t = c->calls->tokens;
	struct store_reset what = {
	    .now = c->now,
	    .ahead = c->reading.wall + STORE_AHEAD_MAX,
	    .gone = c->reading.wall + c->r->conf.token_retention,
	    .batch = BATCH,
	    .after = z->after,
	};
	int64_t killed = 0, hastened;
	int rc = t->reach(c->s, z->after, BATCH, &what.until, c->f);

	if (rc == 0 && what.until != 0)
		rc = t->reset(c->s, &what, &killed, &hastened, c->f);
	if (rc == 0 && what.until == 0)
		return end_batch(c, z);
	z->until = what.until;
	z->killed = (unsigned)killed;
	z->more = true;
	return rc;
}

/* First all codes, then all tokens, and then what codes came meanwhile. */
static int
end_some(struct change *c, struct resetting *z)
{
	int rc = z->tokens ? end_tokens(c, z) : end_batch(c, z);

	z->next = !z->tokens && !z->more;
	z->more = z->more || z->next;
	return rc;
}

/*
 * What has ended by the old mark stays ended, and what the clock will not
 * have reached when it is put right must not come to life one day. The mark
 * is lowered in the transaction that found no more of them.
 */
static int
reset(struct change *c, void *arg)
{
	struct resetting *z = arg;
	int rc;

	z->more = z->next = false;
	z->killed = 0;
	z->until = 0;
	if (c->meta.mark.at.wall - c->reading.wall <= REGISTRY_BEHIND_USUAL)
		return note(c, "no: not ahead", z->by, false);
	rc = end_some(c, z);
	if (rc != 0 || z->more)
		return rc;
	follow(c);
	timemark_start(&c->reading, &c->meta.mark);
	c->now = c->mark = c->reading.wall;
	return note(c, "reset", z->by, true);
}

int
registry_clock_reset(
    struct registry *r, const char *by, unsigned *killed, struct fault *f)
{
	struct resetting z = {.by = by, .more = true};
	int rc = 0;

	*killed = 0;
	while (rc == 0 && z.more) {
		rc = change_run(r, STORE_DURABLE, reset, &z, f);
		if (rc >= 0)
			*killed += z.killed;
		if (z.until != 0)
			z.after = z.until;
		if (rc == 0 && z.next) {
			z.tokens = true;
			z.after = 0;
		}
	}
	return rc;
}
