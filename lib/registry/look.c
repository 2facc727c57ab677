/* look - how an account and the registry stand, without changing anything */

#include "registry/look.h"

#include <string.h>

#include "registry/login.h"

#define HOUR 3600

void
registry_look_only(struct registry *r)
{
	r->looks = true;
}

/* What is looked at, and where it is told. */
struct looking {
	int (*body)(struct change *, void *);
	void *arg;
};

/* Run body where rows can be read, and undo the nothing it did. */
static int
look_once(struct registry *r, void *arg, struct fault *f)
{
	const struct looking *l = arg;
	struct change c = {.r = r, .s = r->store, .f = f};
	struct timemark next;
	int rc;

	c.calls = r->store->calls;
	rc = c.calls->begin(c.s, STORE_LAZY, f);
	if (rc != 0)
		return rc;
	rc = c.calls->meta_get(c.s, &c.meta, f);
	if (rc == 0)
		rc = change_clock(&c.reading, f);
	if (rc == 0) {
		timemark_step(&c.meta.mark, &c.reading, &next, &c.now);
		c.mark = next.at.wall;
		rc = l->body(&c, l->arg);
	}
	c.calls->rollback(c.s);
	return rc;
}

/* On a full disk it looks alone. */
static int
look(struct registry *r, int (*body)(struct change *, void *), void *arg,
    struct fault *f)
{
	struct looking l = {body, arg};

	return change_outside(r, look_once, &l, f);
}

static int
health(struct change *c, void *arg)
{
	struct registry_health *out = arg;

	out->lost = c->meta.lost;
	out->untold = c->meta.lost - c->meta.told;
	out->now = c->now;
	out->made = c->meta.made;
	out->swept = c->meta.swept;
	return c->calls->reserve(
	    c->s, &out->reserve, &out->reserve_least, c->f);
}

int
registry_health(
    struct registry *r, struct registry_health *out, struct fault *f)
{
	memset(out, 0, sizeof(*out));
	return look(r, health, out, f);
}

static int
check(struct registry *r, void *arg, struct fault *f)
{
	(void)arg;
	return r->store->calls->check(r->store, f);
}

int
registry_sound(struct registry *r, struct fault *f)
{
	return change_outside(r, check, NULL, f);
}

/* As it is: it lies in this process alone until it is undone. */
static int
write_nothing(struct change *c, void *arg)
{
	(void)arg;
	return c->calls->meta_put(c->s, &c->meta, c->f);
}

int
registry_look_writable(struct registry *r, struct fault *f)
{
	return look(r, write_nothing, NULL, f);
}

/* What is asked about a name, and what is found. */
struct asking {
	struct registry_login login;
	struct registry_lockout *all;
	struct registry_lockout_source *one;
};

/* When the hours that are counted are few enough failures again. */
static int64_t
opens(const struct lockout *l, uint64_t sum, unsigned deny_user)
{
	size_t i = LOCKOUT_HOURS;

	while (i > 0 && sum >= deny_user)
		sum -= l->count[--i];
	return ((int64_t)l->hour - (int64_t)i + LOCKOUT_HOURS) * HOUR;
}

static uint64_t
failures(const struct lockout *l)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < LOCKOUT_HOURS; i++)
		sum += l->count[i];
	return sum;
}

static int
look_account(struct change *c, void *arg)
{
	struct asking *a = arg;
	struct registry_lockout *out = a->all;
	struct lockout_limits limits;
	struct login_slot slot;
	int rc = login_slot_get(c, &a->login, -1, &slot);

	out->now = c->now;
	if (rc != 0)
		return rc;
	out->known = slot.account != 0;
	out->may_send = times_within(&slot.state.sent, times_moment(c->now),
			    LOCKOUT_SENT_SPAN) < LOCKOUT_SENT_MAX;
	lockout_limits(&c->r->conf, a->login.account->uid == 0, &limits);
	out->failures = failures(&slot.state);
	out->closed =
	    limits.deny_user != 0 && out->failures >= limits.deny_user;
	out->letters = out->closed && limits.letters;
	if (out->closed)
		out->until =
		    opens(&slot.state, out->failures, limits.deny_user);
	return 0;
}

int
registry_look_account(struct registry *r, const struct account *account,
    struct registry_lockout *out, struct fault *f)
{
	struct asking a = {.all = out};

	memset(out, 0, sizeof(*out));
	a.login.user = account->name;
	a.login.account = account;
	return look(r, look_account, &a, f);
}

static void
count_source(const struct change *c, const struct lockout_source *s,
    const struct lockout_limits *limits, struct registry_lockout_source *out)
{
	for (unsigned i = 0; i < s->failed.n; i++)
		if (c->now - s->failed.at[i] <= limits->fail_interval)
			out->failures++;
	if (s->failed.n == 0 || limits->deny == 0 || s->failed.n < limits->deny)
		return;

	const int64_t first = s->failed.at[s->failed.n - limits->deny];
	const int64_t last = s->failed.at[s->failed.n - 1];

	out->by_source = out->closed && last - first <= limits->fail_interval &&
	    c->now - last < limits->unlock_time;
	if (out->by_source)
		out->until = last + limits->unlock_time;
}

static int
look_source(struct change *c, void *arg)
{
	struct asking *a = arg;
	struct lockout_limits limits;
	struct login_source source;
	struct login_slot slot;
	int rc = login_slot_get(c, &a->login, -1, &slot);

	if (rc != 0)
		return rc;
	lockout_limits(&c->r->conf, a->login.account->uid == 0, &limits);
	login_source(c->r, &a->login, &source);
	a->one->closed =
	    login_door(c, &a->login, &slot.state, &source) != LOGIN_OPEN;
	a->one->letters = a->one->closed && limits.letters;
	if (a->one->closed)
		a->one->until =
		    opens(&slot.state, failures(&slot.state), limits.deny_user);
	for (size_t i = 0; i < LOCKOUT_SOURCES; i++) {
		const struct lockout_source *s = &slot.state.source[i];

		if (s->seen != 0 &&
		    memcmp(s->id, source.id, sizeof(s->id)) == 0)
			count_source(c, s, &limits, a->one);
	}
	return 0;
}

int
registry_look_source(struct registry *r, const struct account *account,
    const char *rhost, uid_t asker, struct registry_lockout_source *out,
    struct fault *f)
{
	struct asking a = {.one = out};

	memset(out, 0, sizeof(*out));
	a.login.user = account->name;
	a.login.account = account;
	a.login.rhost = rhost;
	a.login.tty = "";
	a.login.claimed = asker != (uid_t)-1;
	a.login.asker = asker;
	return look(r, look_source, &a, f);
}
