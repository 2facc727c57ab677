/* change - one transaction and the moment it happens at */

#include "registry/change.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include "core/clock.h"

/* Who waits looks every millisecond. */
#define WAY_MS 2

int
change_key_check(
    struct registry *r, const struct store_meta *meta, struct fault *f)
{
	if (memcmp(meta->key_id, r->key->id, sizeof(meta->key_id)) == 0)
		return 0;
	return fault_set(f, -EINVAL,
	    "%s: this is not the key of the registry %s: put back the key it "
	    "was made with",
	    r->conf.key, r->conf.registry);
}

int
change_clock(struct clock_reading *reading, struct fault *f)
{
	int rc = clock_read(reading);

	if (rc != 0)
		return fault_set(
		    f, rc, "the clock cannot be read: %s", strerror(-rc));
	return 0;
}

static int
start(struct change *c)
{
	struct timemark next;
	int rc = c->calls->meta_get(c->s, &c->meta, c->f);

	if (rc == 0)
		rc = change_key_check(c->r, &c->meta, c->f);
	if (rc == 0)
		rc = change_clock(&c->reading, c->f);
	if (rc != 0)
		return rc;
	timemark_step(&c->meta.mark, &c->reading, &next, &c->now);
	c->meta.mark = next;
	c->mark = next.at.wall;
	return 0;
}

/* Whoever watches is told. */
static void
come_to(struct registry *r, enum registry_commit commit)
{
	r->commit = commit;
	if (r->commits != NULL)
		r->commits(r->commits_arg, commit);
}

/*
 * What failed because others were in the way, or for want of room, has not
 * written its end. A disk that failed may have it all the same.
 */
static int
finish(struct change *c)
{
	const enum registry_commit before = c->r->commit;
	int rc = c->calls->meta_put(c->s, &c->meta, c->f);

	if (rc != 0)
		return rc;
	come_to(c->r, REGISTRY_COMMITTING);
	rc = c->calls->commit(c->s, c->f);
	if (rc != -EIO)
		come_to(c->r, rc == 0 ? REGISTRY_COMMITTED : before);
	return rc;
}

struct work {
	enum store_sync sync;
	int (*body)(struct change *, void *);
	void *arg;
};

/* One try of it. */
static int
once(struct registry *r, const struct work *w, bool bare, struct fault *f)
{
	struct change c = {.r = r, .s = r->store, .bare = bare, .f = f};
	int rc, end;

	c.calls = r->store->calls;
	c.s->crowded = false;
	rc = c.calls->begin(c.s, w->sync, f);
	if (rc != 0)
		return rc;
	rc = start(&c);
	if (rc == 0)
		rc = w->body(&c, w->arg);
	if (rc >= 0) {
		end = finish(&c);
		rc = end == 0 ? rc : end;
	}
	if (rc < 0)
		c.calls->rollback(c.s);
	else
		r->lost += c.lost;
	return rc;
}

/*
 * Whether it is tried again, alone. Else *rc and the line are of the first
 * fault, or, where that was only that others are in the way, of this one.
 */
static bool
go_alone(struct registry *r, int *rc, struct fault *f)
{
	const bool busy = *rc == -EBUSY;
	int again;

	if (*rc >= 0 || !r->store->crowded)
		return false;
	again = r->store->calls->alone(r->store, busy ? f : NULL);
	if (again != 0 && busy)
		*rc = again;
	return again == 0;
}

/* A fault that was mended is none. */
static int
mended(int rc, struct fault *f)
{
	if (rc >= 0 && f != NULL)
		f->text[0] = '\0';
	return rc;
}

int
change_run(struct registry *r, enum store_sync sync,
    int (*body)(struct change *, void *), void *arg, struct fault *f)
{
	const struct store_calls *calls = r->store->calls;
	const struct work w = {sync, body, arg};
	int rc;

	r->commit = REGISTRY_UNCHANGED;
	rc = once(r, &w, false, f);
	if (!go_alone(r, &rc, f))
		return rc;
	rc = once(r, &w, false, f);
	if (rc < 0 && r->store->crowded)
		rc = once(r, &w, true, f);
	calls->together(r->store);
	return mended(rc, f);
}

int
change_outside(struct registry *r,
    int (*body)(struct registry *, void *, struct fault *), void *arg,
    struct fault *f)
{
	const struct store_calls *calls = r->store->calls;
	int rc;

	r->store->crowded = false;
	rc = body(r, arg, f);
	if (!go_alone(r, &rc, f))
		return rc;
	rc = body(r, arg, f);
	calls->together(r->store);
	return mended(rc, f);
}

int
change_room(struct change *c, bool *room)
{
	int rc = 0;

	if (!c->asked && !c->bare)
		rc = c->calls->room(c->s, &c->room, c->f);
	c->asked = rc == 0;
	*room = c->asked && c->room;
	return rc;
}

void
change_room_again(struct change *c)
{
	c->asked = c->room = false;
}

void
change_give_way(void)
{
	const struct timespec way = {.tv_nsec = WAY_MS * 1000000L};

	(void)nanosleep(&way, NULL);
}

static int
read_now(struct registry *r, void *arg, struct fault *f)
{
	struct clock_reading reading;
	struct store_meta meta;
	struct timemark next;
	int rc = r->store->calls->meta_get(r->store, &meta, f);

	if (rc == 0)
		rc = change_clock(&reading, f);
	if (rc == 0)
		timemark_step(&meta.mark, &reading, &next, arg);
	return rc;
}

int
change_now(struct registry *r, int64_t *now, struct fault *f)
{
	*now = 0;
	return change_outside(r, read_now, now, f);
}
