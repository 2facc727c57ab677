/* event - writing the log of decisions and of what administrators did */

#include "registry/event.h"

#include "registry/text.h"

/* The rows that conf's limits let go, a few at a time. */
static int
prune(struct change *c)
{
	const struct store_prune p = {
	    .before = c->mark - c->r->conf.event_age,
	    .rows = c->r->conf.event_rows,
	    .batch = CHANGE_BATCH,
	};

	return c->calls->event_prune(c->s, &p, NULL, c->f);
}

/*
 * The first thing to do without on a full disk: what room there is, is left to
 * the changes that let people in.
 */
static int
give_up(struct change *c, bool *lost)
{
	bool room;
	int rc = change_room(c, &room);

	*lost = rc == 0 && !room;
	if (*lost) {
		c->lost++;
		c->meta.lost++;
	}
	return rc;
}

int
event_write(
    struct change *c, const struct event_note *note, bool refusal, int64_t *id)
{
	struct registry_event e = {.at = c->now, .code = note->code};
	int64_t added = 0;
	bool merged, lost;
	int rc = give_up(c, &lost);

	if (id != NULL)
		*id = 0;
	if (rc != 0 || lost)
		return rc;
	text_clean(note->act, e.act, sizeof(e.act));
	text_clean(note->outcome, e.outcome, sizeof(e.outcome));
	text_clean(note->user, e.user, sizeof(e.user));
	text_clean(note->service, e.service, sizeof(e.service));
	text_clean(note->source, e.source, sizeof(e.source));
	text_clean(note->by, e.by, sizeof(e.by));
	rc = c->calls->event_merge(
	    c->s, &e, c->now - EVENT_SAME_SPAN, refusal, &merged, c->f);
	if (rc == 0)
		rc = c->calls->event_add(c->s, &e, !merged, &added, c->f);
	if (rc == 0)
		rc = prune(c);
	if (id != NULL)
		*id = added;
	return rc;
}
