/* doctor_user_holdings - what the registry has of an account */

#include <stdio.h>
#include <string.h>

#include "core/clock.h"

#include "command.h"
#include "doctor_span.h"
#include "doctor_user.h"

struct gathering {
	const struct account *account;
	struct doctor_holdings *out;
};

static int
one_code(const struct registry_code *code, void *arg)
{
	struct gathering *g = arg;
	struct doctor_holdings *h = g->out;

	if (code->uid != g->account->uid)
		h->foreign++;
	else if (code->kind == REGISTRY_ENROLLING)
		h->enrolling++;
	else if (h->codes_n < sizeof(h->codes) / sizeof(h->codes[0]))
		h->codes[h->codes_n++] = *code;
	return 0;
}

static int
one_authenticator(const struct registry_authenticator *one, void *arg)
{
	struct gathering *g = arg;
	struct doctor_holdings *h = g->out;

	/* It is among the unread. */
	if (one->damaged)
		return 0;
	if (one->uid != g->account->uid)
		h->foreign++;
	else if (h->authenticators_n < REGISTRY_AUTHENTICATORS_MAX)
		h->authenticators[h->authenticators_n++] = *one;
	return 0;
}

static int
gather(struct doctor *d, struct registry *r, const struct account *account,
    struct doctor_holdings *h)
{
	struct gathering g = {account, h};
	struct fault *f = &d->call->fault;
	int rc = registry_look_account(r, account, &h->lockout, f);

	if (rc == 0)
		rc = registry_enrolled(r, account, &h->enrolled, h->other, f);
	if (rc == 0)
		rc = registry_list(r, account->name, one_code, &g, f);
	if (rc == 0)
		rc = registry_authenticators(
		    r, account->name, one_authenticator, &g, f);
	if (rc == 0)
		rc = registry_recovery_count(r, account->name, &h->recovery, f);
	h->sheet = rc == 0;
	return rc == REGISTRY_NOT_FOUND ? 0 : rc;
}

static const char *
time_or(int64_t at, const char *never, char out[CLOCK_TEXT_SIZE])
{
	if (at == 0)
		return never;
	clock_text(at, out);
	return out;
}

static void
codes(struct doctor *d, const struct doctor_holdings *h, const char *user)
{
	unsigned n = 0;
	int64_t last = 0;

	for (unsigned i = 0; i < h->codes_n; i++) {
		const struct registry_code *c = &h->codes[i];

		if (c->kind == REGISTRY_DELIVERED)
			continue;
		n++;
		last = c->expires > last ? c->expires : last;
		if (c->changing)
			doctor_say(d, DOCTOR_BAD, "issued",
			    "code %lld waits for a change of the password and "
			    "lets nobody in; run: credmint code revoke %lld",
			    (long long)c->id, (long long)c->id);
	}
	char until[CLOCK_TEXT_SIZE];
	if (n > 0)
		doctor_say(d, DOCTOR_OK, "issued",
		    "%u code%s, the last good until %s", n,
		    n == 1 ? " is live" : "s are live",
		    time_or(last, "-", until));
	else
		doctor_say(d, DOCTOR_NOTE, "issued",
		    "no code of %s is live: used up, ended, or never issued",
		    user);
	if (h->enrolling > 0)
		doctor_say(d, DOCTOR_OK, "issued",
		    "%u code%s for enrolling alone", h->enrolling,
		    h->enrolling == 1 ? " is" : "s are");
}

/* A code that is used may be of a step within the window. */
bool
doctor_user_ahead(
    const struct doctor *d, const struct doctor_holdings *h, unsigned i)
{
	const int64_t step = h->authenticators[i].step;

	return h->good[i] >
	    h->wall + step * (1 + (int64_t)d->conf->totp_window);
}

static void
authenticators(struct doctor *d, const struct doctor_holdings *h)
{
	char used[CLOCK_TEXT_SIZE], good[CLOCK_TEXT_SIZE];

	for (unsigned i = 0; i < h->authenticators_n; i++) {
		const struct registry_authenticator *a = &h->authenticators[i];

		if (doctor_user_ahead(d, h, i)) {
			clock_text(h->good[i], good);
			doctor_say(d, DOCTOR_BAD, "authenticator",
			    "%lld \"%s\" (totp): its codes are refused until "
			    "%s, because one was used when the clock was ahead "
			    "of now; wait until then, or put the clock right, "
			    "or for another one run: credmint authenticator "
			    "enroll --replace %lld %s",
			    (long long)a->id, a->name, good, (long long)a->id,
			    d->quoted);
			continue;
		}
		doctor_say(d, DOCTOR_OK, "authenticator",
		    "%lld \"%s\" (%s), last used %s", (long long)a->id, a->name,
		    a->step != 0 ? "totp" : "hotp",
		    time_or(a->used, "never", used));
	}
	if (h->authenticators_n == 0)
		doctor_say(d, DOCTOR_NOTE, "authenticator", "there is none");
}

static void
recovery(struct doctor *d, const struct doctor_holdings *h)
{
	if (!h->sheet)
		doctor_say(
		    d, DOCTOR_NOTE, "recovery", "there is no sheet of codes");
	else if (h->recovery.left == 0 && h->recovery.total == 1)
		doctor_say(d, DOCTOR_NOTE, "recovery",
		    "the one code there was is used up; run: credmint recovery "
		    "issue %s",
		    d->quoted);
	else if (h->recovery.left == 0)
		doctor_say(d, DOCTOR_NOTE, "recovery",
		    "all %u codes are used up; run: credmint recovery issue "
		    "%s",
		    h->recovery.total, d->quoted);
	else
		doctor_say(d, DOCTOR_OK, "recovery", "%u of %u code%s left",
		    h->recovery.left, h->recovery.total,
		    h->recovery.total == 1 ? " is" : "s are");
}

struct temporaries {
	uid_t uid;
	unsigned in_time, late;
	int64_t expires;
};

static int
one_temporary(const struct registry_temporary *one, void *arg)
{
	struct temporaries *t = arg;

	if (one->uid != t->uid)
		return 0;
	if (one->late || one->locked)
		t->late++;
	else {
		t->in_time++;
		t->expires = one->expires;
	}
	return 0;
}

static int
temporary(struct doctor *d, struct registry *r, const struct account *account)
{
	struct temporaries t = {.uid = account->uid};
	char until[CLOCK_TEXT_SIZE];
	int rc = registry_temporaries(
	    r, account->name, one_temporary, &t, &d->call->fault);

	if (rc != 0)
		return rc;
	if (t.late > 0)
		doctor_say(d, DOCTOR_BAD, "temporary",
		    "a password that was set for %s to change is dead: nobody "
		    "used it in time; run: credmint reset %s",
		    account->name, d->quoted);
	else if (t.in_time > 0)
		doctor_say(d, DOCTOR_NOTE, "temporary",
		    "the password was set for %s to change, until %s",
		    account->name, time_or(t.expires, "-", until));
	return 0;
}

static void
drop(struct doctor_holdings *h, int64_t id)
{
	unsigned n = 0;

	for (unsigned i = 0; i < h->authenticators_n; i++)
		if (h->authenticators[i].id != id)
			h->authenticators[n++] = h->authenticators[i];
	h->authenticators_n = n;
}

/*
 * Apps go by the host's clock, as far from it as is known, and no code is good
 * that is not above the last one: where that was of a clock that ran ahead,
 * none is for a while.
 */
static int
ahead(struct doctor_holdings *h)
{
	struct clock_reading now;
	int rc = clock_read(&now);

	for (unsigned i = 0; rc == 0 && i < h->authenticators_n; i++) {
		const struct registry_authenticator *a = &h->authenticators[i];

		if (a->step != 0 && a->next > now.wall / a->step + a->drift)
			h->good[i] = (a->next - a->drift) * (int64_t)a->step;
	}
	h->wall = now.wall;
	return rc;
}

/* Logins pass over them, and so are no way in. */
static int
unread(struct doctor *d, struct registry *r, const char *user,
    struct doctor_holdings *h)
{
	int64_t ids[REGISTRY_AUTHENTICATORS_MAX];
	unsigned n;
	int rc =
	    registry_authenticators_unread(r, user, ids, &n, &d->call->fault);

	for (unsigned i = 0; rc == 0 && i < n; i++) {
		drop(h, ids[i]);
		doctor_say(d, DOCTOR_BAD, "authenticator",
		    "%lld cannot be read: it is damaged, or of another key; "
		    "enroll another one and run: credmint authenticator remove "
		    "%s %lld",
		    (long long)ids[i], d->quoted, (long long)ids[i]);
	}
	return rc;
}

int
doctor_user_holdings(struct doctor *d, struct registry *r,
    const struct account *account, struct doctor_holdings *out)
{
	int rc;

	rc = gather(d, r, account, out);
	if (rc == 0)
		rc = unread(d, r, account->name, out);
	if (rc == 0)
		rc = ahead(out);
	if (rc != 0)
		return rc;
	codes(d, out, account->name);
	authenticators(d, out);
	recovery(d, out);
	if (out->foreign > 0)
		doctor_say(d, DOCTOR_BAD, "records",
		    "%u of %s %s made for another uid than %lu, and dead: the "
		    "account was made anew; issue and enroll again",
		    out->foreign, account->name,
		    out->foreign == 1 ? "was" : "were",
		    (unsigned long)account->uid);
	doctor_renamed(d, account->uid, account->name, out->other);
	return temporary(d, r, account);
}
