/* decide_otp - whether an answer is what an authenticator shows */

#include <string.h>

#include "core/secret.h"
#include "registry/decide.h"
#include "registry/seed.h"
#include "secrets/otp.h"

/* Beyond any window, and nowhere near the end of the numbers. */
#define DRIFT_MOST (INT64_C(1) << 31)

/* The highest that can be good: next is above it. */
#define LAST (INT64_MAX - 1)

/* The steps or counters that one authenticator is asked for. */
struct span {
	int64_t first;
	int64_t last;
	int64_t lowest; /* that is good */
};

/* The widest of both windows, and the one that was used last. */
unsigned
decide_looks(const struct conf *conf)
{
	const unsigned steps = 2 * conf->totp_window + 1;
	const unsigned counters = conf->hotp_window + 1;

	return (steps > counters ? steps : counters) + 1;
}

static int64_t
drift_of(const struct store_authenticator *a)
{
	if (a->drift > DRIFT_MOST)
		return DRIFT_MOST;
	return a->drift < -DRIFT_MOST ? -DRIFT_MOST : a->drift;
}

/* The step of the host's clock, which is the one that apps go by. */
static int64_t
step_now(const struct change *c, const struct store_authenticator *a)
{
	const int64_t wall = c->reading.wall > 0 ? c->reading.wall : 0;

	return wall / (a->step > 0 ? a->step : 1);
}

static struct span
span_of(const struct change *c, const struct store_authenticator *a)
{
	const struct conf *conf = &c->r->conf;
	struct span s = {.lowest = a->next};

	/* The very last counter is never good: there is no next one. */
	if (a->type == CREDMINT_HOTP) {
		s.first = a->next;
		s.last = a->next > LAST - (int64_t)conf->hotp_window
		    ? LAST
		    : a->next + (int64_t)conf->hotp_window;
		return s;
	}
	s.first = step_now(c, a) + drift_of(a) - (int64_t)conf->totp_window;
	s.last = s.first + 2 * (int64_t)conf->totp_window;
	return s;
}

/* Whether the digits are those of a counter. */
static bool
shows(struct change *c, struct otp_key *key, uint64_t counter,
    const struct decision *d)
{
	char text[CREDMINT_OTP_SIZE] = "";
	bool equal;

	otp_key_code(key, counter, text);
	c->r->hmacs++;
	/* Shorter ones end in NULs, here and there. */
	equal = secret_equal(
	    text, sizeof(text) - 1, d->typed.shown, sizeof(d->typed.shown) - 1);
	SECRET_WIPE_ARRAY(text);
	return equal;
}

/*
 * Of several good ones the latest, so that none of them is good again; of HOTP
 * it may leave codes of the device behind, which it then passes over.
 */
static void
look(struct change *c, struct decision *d, size_t i,
    const struct credmint_otp *otp, const struct span *s)
{
	const unsigned looks = decide_looks(&c->r->conf) - 1;
	struct showing *out = &d->showing[i];

	memset(out, 0, sizeof(*out));
	otp_key_set(&d->key, otp);
	for (unsigned k = 0; k < looks; k++) {
		/* Behind the last counter there is none: it is 0 once more. */
		uint64_t at = (uint64_t)s->first + k;
		bool is = (int64_t)at >= 0 && (int64_t)at >= s->first &&
		    (int64_t)at <= s->last;
		bool equal = shows(c, &d->key, at, d);
		bool good = equal && is && (int64_t)at >= s->lowest;

		out->spent = out->spent || (equal && is && !good);
		if (good)
			out->at = at;
		out->good = out->good || good;
	}
	out->last =
	    shows(c, &d->key, (uint64_t)s->lowest - 1, d) && s->lowest > 0;
	otp_key_wipe(&d->key);
}

/*
 * The place of one that is not there is looked at as any other, and that of one
 * whose seed does not open is as empty: the account has other ways in.
 */
static int
look_at(struct change *c, struct decision *d, size_t i)
{
	static const struct credmint_otp none = {
	    .size = sizeof(none), .type = CREDMINT_TOTP};
	const struct store_authenticator *a = &d->authenticator[i];
	const struct account *account = d->login->account;
	struct credmint_otp asked = none, otp;
	struct span span = {0};
	const bool opened =
	    seed_open(c->r->key, account != NULL ? account->name : "", a,
		d->seed, &asked.nkey) == 0;
	const bool is = opened && i < d->authenticators_n;
	int rc;

	if (!opened && i < d->authenticators_n && d->unread == 0)
		d->unread = a->id;
	asked.key = d->seed;
	if (is) {
		asked.type = a->type;
		asked.digest = a->digest;
		asked.digits = a->digits;
		asked.step = a->step;
		span = span_of(c, a);
	}
	rc = otp_read(&asked, &otp);
	if (rc == 0)
		look(c, d, i, &otp, &span);
	secret_wipe(d->seed, sizeof(d->seed));
	if (rc != 0)
		return fault_set(c->f, rc, STORE_DAMAGED, c->r->conf.registry,
		    "authenticator");
	if (!is)
		memset(&d->showing[i], 0, sizeof(d->showing[i]));
	d->showing[i].ahead = (int64_t)d->showing[i].at - step_now(c, a);
	return 0;
}

static enum fit
judge(const struct decision *d, size_t i)
{
	const struct store_authenticator *a = &d->authenticator[i];
	const struct showing *s = &d->showing[i];

	if (!s->good && !s->last && !s->spent)
		return FIT_NOT;
	if (a->uid != (int64_t)d->login->account->uid)
		return FIT_FOREIGN;
	if (s->good)
		return FIT_YES;
	return s->last && a->turn > d->login->turn ? FIT_USED : FIT_SPENT;
}

int
decide_authenticators(struct change *c, struct decision *d)
{
	int rc = c->calls->authenticators->all(c->s, d->slot.account,
	    d->authenticator, &d->authenticators_n, c->f);

	d->unread = 0;
	for (size_t i = 0; i < REGISTRY_AUTHENTICATORS_MAX && rc == 0; i++)
		rc = look_at(c, d, i);
	for (size_t i = 0; i < d->authenticators_n && rc == 0; i++) {
		const struct finding one = {
		    .fit = judge(d, i),
		    .used = REGISTRY_USED_AUTHENTICATOR,
		    .id = d->authenticator[i].id,
		    .place = i,
		};

		if (one.fit != FIT_NOT)
			decide_found(d, &one);
	}
	return rc;
}

/*
 * How far the app's clock is from the host's. What a resync found beyond what
 * is learned stays, and is not gone beyond.
 */
static int64_t
learned(
    const struct conf *conf, const struct store_authenticator *a, int64_t ahead)
{
	const int64_t drift = drift_of(a);
	int64_t most = drift < 0 ? -drift : drift;

	if (conf->totp_drift == 0 || a->type != CREDMINT_TOTP)
		return a->drift;
	if (most < (int64_t)conf->totp_drift)
		most = (int64_t)conf->totp_drift;
	if (ahead > most)
		return most;
	return ahead < -most ? -most : ahead;
}

/*
 * One that shows the answer is moved past it, by whatever it was a yes: the
 * answer is good once. Which of several was meant nobody knows: of the drift
 * only the one that it is a yes for learns.
 */
static int
pass_over(struct change *c, struct decision *d, size_t i, bool *moved)
{
	static const struct store_authenticator none; /* no row has its id */
	struct store_authenticator *a = &d->authenticator[i];
	const bool shown = d->found.fit == FIT_YES && d->showing[i].good &&
	    judge(d, i) == FIT_YES;

	if (!shown)
		return c->calls->authenticators->step(c->s, &none, moved, c->f);
	if (d->found.used == REGISTRY_USED_AUTHENTICATOR &&
	    d->found.place == i) {
		a->drift = learned(&c->r->conf, a, d->showing[i].ahead);
		a->used = c->reading.wall > 0 ? c->reading.wall : 0;
	}
	a->next = (int64_t)d->showing[i].at + 1;
	a->turn = c->meta.turn + 1;
	return c->calls->authenticators->step(c->s, a, moved, c->f);
}

int
decide_use_authenticator(struct change *c, struct decision *d, bool *used)
{
	bool moved;
	int rc = 0;

	*used = false;
	for (size_t i = 0; i < REGISTRY_AUTHENTICATORS_MAX && rc == 0; i++) {
		rc = pass_over(c, d, i, &moved);
		if (rc == 0 && d->found.used == REGISTRY_USED_AUTHENTICATOR &&
		    d->found.place == i)
			*used = moved;
	}
	return rc;
}
