/* tidy - what is dead or old goes */

#include <stdio.h>

#include "registry/event.h"
#include "registry/store_token.h"

/* Rows of a kind that one transaction removes: some milliseconds. */
#define BATCH 512

/*
 * Tokens lie anywhere in the file, and so do their rows in four indexes: so
 * many are removed while a hundred uses are taken.
 */
#define TOKEN_BATCH 64

struct tidying {
	int64_t dead, old, tokens; /* removed in the last one */
	int64_t all;               /* tokens, so far */
	int64_t event;             /* that says so, or 0 */
	int64_t noted;             /* the same, by a transaction under way */
};

static void
count_text(char out[REGISTRY_TEXT_SIZE], int64_t n)
{
	(void)snprintf(out, REGISTRY_TEXT_SIZE, "removed %lld", (long long)n);
}

/*
 * Each transaction that removes tokens says so itself, in one row for all of a
 * sweep: what ends a sweep halfway leaves no removal unsaid.
 */
static int
note_tokens(struct change *c, struct tidying *t)
{
	char before[REGISTRY_TEXT_SIZE], outcome[REGISTRY_TEXT_SIZE];
	const struct event_note n = {.act = "token-sweep", .outcome = outcome};

	t->noted = t->event;
	if (t->tokens == 0)
		return 0;
	count_text(before, t->all);
	count_text(outcome, t->all + t->tokens);
	return t->event != 0
	    ? c->calls->event_settle(c->s, t->event, before, outcome, c->f)
	    : event_write(c, &n, false, &t->noted);
}

/* What was given up on a full disk leaves its number, once there is room. */
static int
note_lost(struct change *c)
{
	char outcome[REGISTRY_TEXT_SIZE];
	const struct event_note n = {.act = "events", .outcome = outcome};
	bool room = false;
	int rc = 0;

	if (c->meta.lost > c->meta.told)
		rc = change_room(c, &room);
	if (rc != 0 || !room)
		return rc;
	(void)snprintf(outcome, sizeof(outcome), "given up %lld",
	    (long long)(c->meta.lost - c->meta.told));
	c->meta.told = c->meta.lost;
	return event_write(c, &n, false, NULL);
}

static int
tidy(struct change *c, void *arg)
{
	struct tidying *t = arg;
	const struct store_prune p = {
	    .before = c->mark - c->r->conf.event_age,
	    .rows = c->r->conf.event_rows,
	    .batch = BATCH,
	};
	int rc =
	    c->calls->credential_purge(c->s, c->mark, BATCH, &t->dead, c->f);

	if (rc == 0)
		rc = c->calls->event_prune(c->s, &p, &t->old, c->f);
	if (rc == 0)
		rc = c->calls->tokens->purge(
		    c->s, c->mark, TOKEN_BATCH, &t->tokens, c->f);
	if (rc == 0)
		rc = note_tokens(c, t);
	/* The last of them: it found nothing more to do. */
	if (rc != 0 || t->dead > 0 || t->old > 0 || t->tokens > 0)
		return rc;
	c->meta.swept = c->now;
	return note_lost(c);
}

int
registry_tidy(struct registry *r, struct fault *f)
{
	struct tidying t = {.dead = 1};
	int rc = 0;

	while (rc == 0 && (t.dead > 0 || t.old > 0 || t.tokens > 0)) {
		rc = change_run(r, STORE_LAZY, tidy, &t, f);
		if (rc == 0) {
			t.all += t.tokens;
			t.event = t.noted;
		}
		/* The log of millions would grow without end. */
		if (rc == 0 && t.tokens > 0)
			r->store->calls->ease(r->store);
		if (t.dead == BATCH || t.old == BATCH ||
		    t.tokens == TOKEN_BATCH)
			change_give_way();
	}
	return rc == 0 ? registry_checkpoint(r, f) : rc;
}
