/* decide - compare an answer with what the account has, and use it up */

#include "registry/decide.h"

#include <errno.h>

#include "core/secret.h"
#include "registry/grace.h"

static const char *const outcomes[] = {
    [FIT_NOT] = "no: wrong",
    [FIT_SPENT] = "no: code used before",
    [FIT_USED] = "no: used meanwhile",
    [FIT_FOREIGN] = "no: uid changed",
    [FIT_AHEAD] = "no: issued in the future",
    [FIT_EXPIRED] = "no: expired",
    [FIT_CHANGING] = "no: password is being changed",
    [FIT_ELSEWHERE] = "no: sent elsewhere",
    [FIT_SERVICE] = "no: other service",
    [FIT_NETWORK] = "no: other network",
    [FIT_EARLY] = "no: not yet",
    [FIT_PURPOSE] = "no: for enrolment",
    [FIT_LOGIN] = "no: not for enrolment",
    [FIT_WAY] = "no: way not allowed",
    [FIT_YES] = LOGIN_NOT_DELIVERED,
};

static enum conf_way
way_of(enum registry_used used)
{
	static const enum conf_way ways[] = {
	    [REGISTRY_USED_ISSUED] = CONF_WAY_ISSUED,
	    [REGISTRY_USED_DELIVERED] = CONF_WAY_DELIVERED,
	    [REGISTRY_USED_AUTHENTICATOR] = CONF_WAY_AUTHENTICATOR,
	    [REGISTRY_USED_RECOVERY] = CONF_WAY_RECOVERY,
	    [REGISTRY_USED_ENROLMENT] = CONF_WAY_NONE,
	};

	return ways[used];
}

/* When a way is tried, from 1; CONF_WAYS: it is not allowed. */
static unsigned
rank_of(const struct conf_ways *ways, enum conf_way way)
{
	for (unsigned i = 0; i < ways->n && i < sizeof(ways->way); i++)
		if (way != CONF_WAY_NONE && ways->way[i] == way)
			return i + 1;
	return CONF_WAYS;
}

void
decide_found(struct decision *d, const struct finding *more)
{
	struct finding one = *more;

	if (one.used != REGISTRY_USED_ENROLMENT)
		one.rank = rank_of(&d->login->ways, way_of(one.used));
	if (one.fit == FIT_YES && one.rank == CONF_WAYS)
		one.fit = FIT_WAY;
	if (one.fit > d->found.fit ||
	    (one.fit == d->found.fit && one.rank < d->found.rank))
		d->found = one;
}

/* Everything runs, whatever was found. */
static int
apply(struct change *c, struct decision *d)
{
	bool code, shown, recovery;
	int rc = decide_use_code(c, d, &code);

	if (rc == 0)
		rc = decide_use_authenticator(c, d, &shown);
	if (rc == 0)
		rc = decide_use_recovery(c, d, &recovery);
	if (rc != 0)
		return rc;
	if (code || shown || recovery)
		c->meta.turn++;
	else if (d->found.fit == FIT_YES)
		d->found.fit = FIT_NOT;
	return grace_keep(c, d->login, d->slot.account, &d->row,
	    d->found.fit == FIT_YES && d->found.kind != REGISTRY_MUST_CHANGE);
}

/* Whether it has something of another uid, or anything at all. */
static bool
has(const struct decision *d, bool foreign)
{
	const int64_t uid = (int64_t)d->login->account->uid;

	for (size_t i = 0; i < d->n; i++)
		if (d->candidate[i].state == STORE_LIVE &&
		    (!foreign || d->candidate[i].uid != uid))
			return true;
	for (size_t i = 0; i < d->authenticators_n; i++)
		if (!foreign ||
		    (d->authenticator[i].uid != uid &&
			d->authenticator[i].uid != STORE_NO_UID))
			return true;
	return !foreign && d->row.left > 0;
}

/* Why it is no, for the log; nobody else learns it. */
static const char *
outcome_of(const struct decision *d)
{
	if (d->found.fit != FIT_NOT)
		return outcomes[d->found.fit];
	if (d->login->account == NULL)
		return "no: unknown";
	if (d->login->locked)
		return "no: locked";
	if (d->login->letters)
		return "no: locked to digits";
	if (has(d, true))
		return outcomes[FIT_FOREIGN];
	return has(d, false) ? outcomes[FIT_NOT] : "no: no live code";
}

static int
settle(struct change *c, struct decision *d)
{
	struct registry_login *login = d->login;
	int64_t opened = login->opened < c->now ? login->opened : c->now;
	int rc;

	if (d->found.fit == FIT_YES)
		lockout_yes(&d->slot.state, d->source.id, c->now);
	else if (d->found.fit == FIT_USED && !login->letters)
		lockout_unfail(&d->slot.state, d->source.id, opened);
	rc = login_slot_put(c, &d->slot);
	if (rc != 0)
		return rc;
	return login_event(c, login, LOGIN_ACT(login), outcome_of(d),
	    d->found.id, d->found.fit != FIT_YES, &d->event);
}

static int
decide(struct change *c, void *arg)
{
	struct decision *d = arg;
	int rc = login_slot_get(c, d->login, d->login->slot, &d->slot);

	d->found = (struct finding){.rank = CONF_WAYS};
	d->event = 0;
	if (rc == 0)
		rc = c->calls->authenticators->account_get(
		    c->s, d->slot.account, &d->row, c->f);
	if (rc != 0)
		return rc;
	login_source(c->r, d->login, &d->source);
	rc = decide_codes(c, d);
	if (rc == 0)
		rc = decide_authenticators(c, d);
	if (rc == 0)
		rc = decide_recovery(c, d);
	if (rc == 0)
		rc = apply(c, d);
	return rc == 0 ? settle(c, d) : rc;
}

/* What the caller learns of a yes. */
static void
tell(struct registry_login *login, const struct decision *d,
    enum registry_verdict *verdict)
{
	login->event = d->event;
	login->said = true;
	login->used = d->found.used;
	if (login->used == REGISTRY_USED_RECOVERY)
		login->recovery_left = (unsigned)d->row.left;
	*verdict = d->found.kind == REGISTRY_MUST_CHANGE ? REGISTRY_YES_CHANGE
							 : REGISTRY_YES;
}

int
registry_decide(struct registry *r, struct registry_login *login,
    const char *answer, size_t n, enum registry_verdict *verdict,
    struct fault *f)
{
	struct decision *d;
	int rc;

	*verdict = REGISTRY_NO;
	login->event = 0;
	login->said = false;
	login->used = REGISTRY_USED_NONE;
	login->recovery_left = 0;
	login->unread = 0;
	if (!login->counted)
		return fault_set(f, -EINVAL, "an answer was not counted");
	login->counted = false;
	d = secret_map(sizeof(*d), NULL);
	if (d == NULL)
		return fault_set(f, -ENOMEM, "no memory for a decision");
	d->login = login;
	code_read(answer, n, &d->typed);
	/* While locked the answer is none: same work, no yes, no hint. */
	code_keep(&d->typed,
	    login->locked        ? 0
		: login->letters ? CODE_LETTERS
				 : CODE_LETTERS | CODE_DIGITS);
	rc = change_run(r, STORE_DURABLE, decide, d, f);
	if (rc == 0)
		login->unread = d->unread;
	if (rc == 0 && d->found.fit == FIT_YES)
		tell(login, d, verdict);
	secret_unmap(d, sizeof(*d));
	return rc;
}
