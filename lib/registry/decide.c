/* decide - compare an answer with what the account has, and use it up */

#include <errno.h>
#include <string.h>

#include "core/secret.h"
#include "host/network.h"
#include "registry/digest.h"
#include "registry/login.h"

#define USED_NOT_DELIVERED "used, not delivered"

/* What becomes of a record that the answer is. */
enum fit {
	FIT_NOT = 0,
	FIT_USED,    /* by another session since this attempt */
	FIT_FOREIGN, /* of another uid */
	FIT_AHEAD,   /* issued later than now */
	FIT_EXPIRED,
	FIT_CHANGING,  /* while a new password is set */
	FIT_ELSEWHERE, /* sent in another conversation */
	FIT_SERVICE,   /* for another service */
	FIT_NETWORK,   /* for other networks */
	FIT_EARLY,     /* before its time */
	FIT_YES,
};

static const struct {
	const char *outcome;
	enum store_state end; /* the record's, 0: stays as it is */
} fits[] = {
    [FIT_NOT] = {"no: wrong", 0},
    [FIT_USED] = {"no: used meanwhile", 0},
    [FIT_FOREIGN] = {"no: uid changed", STORE_FOREIGN},
    [FIT_AHEAD] = {"no: issued in the future", STORE_AHEAD},
    [FIT_EXPIRED] = {"no: expired", STORE_EXPIRED},
    [FIT_CHANGING] = {"no: password is being changed", 0},
    [FIT_ELSEWHERE] = {"no: sent elsewhere", 0},
    [FIT_SERVICE] = {"no: other service", 0},
    [FIT_NETWORK] = {"no: other network", 0},
    [FIT_EARLY] = {"no: not yet", 0},
    [FIT_YES] = {USED_NOT_DELIVERED, 0},
};

struct decision {
	struct registry_login *login;
	struct code_typed typed;
	struct login_slot slot;
	struct login_source source;
	size_t n; /* candidates */
	struct store_credential candidate[REGISTRY_CODES_MAX];
	bool inside[REGISTRY_CODES_MAX]; /* of its networks, if it has any */

	enum fit fit;
	int64_t id; /* of the record that is the answer, or 0 */
	enum registry_kind kind;
	int64_t event;
};

/*
 * The candidates that an answer may be compared with. Where a claimed login
 * comes from is not known, and it leads to no new password: what is bound to
 * networks, or must be followed by one, is as good as not there.
 */
static unsigned
evaluated(const struct decision *d)
{
	unsigned mask = 0;

	for (size_t i = 0; i < d->n; i++)
		if (!d->login->claimed ||
		    (*d->candidate[i].networks == '\0' &&
			d->candidate[i].kind != REGISTRY_MUST_CHANGE))
			mask |= 1u << i;
	return mask;
}

/*
 * Always as many MACs as there can be candidates, all compared, so that the
 * time tells neither how many there are nor which one it is. Bit i of the
 * result is candidate i.
 */
static unsigned
compare_all(struct change *c, const struct decision *d)
{
	const char *name =
	    d->slot.account != 0 ? d->login->account->name : d->login->user;
	unsigned char mac[MAC_SIZE];
	unsigned equal = 0;

	for (size_t i = 0; i < REGISTRY_CODES_MAX; i++) {
		const struct store_credential *k = &d->candidate[i];
		const struct digest_bound bound = {
		    k->kind, k->id, k->uid, name};

		digest_code(c->r->key, &bound, d->typed.issued, mac);
		c->r->macs++;
		equal |= (unsigned)secret_equal(
			     mac, sizeof(mac), k->digest, sizeof(k->digest))
		    << i;
	}
	SECRET_WIPE_ARRAY(mac);
	return equal & evaluated(d);
}

/* Of all of them, whichever is the answer, so that the time does not tell. */
static void
locate(struct decision *d)
{
	for (size_t i = 0; i < d->n; i++) {
		const char *networks = d->candidate[i].networks;

		d->inside[i] = *networks == '\0' ||
		    network_holds(networks, d->login->rhost);
	}
}

static enum fit
judge(const struct change *c, const struct decision *d, size_t i)
{
	const struct store_credential *k = &d->candidate[i];
	const struct registry_login *login = d->login;

	if (k->state == STORE_USED)
		return FIT_USED;
	if (k->uid != (int64_t)login->account->uid)
		return FIT_FOREIGN;
	if (k->issued > c->now + STORE_AHEAD_MAX)
		return FIT_AHEAD;
	if (k->expires <= c->now)
		return FIT_EXPIRED;
	if (k->state == STORE_CHANGING)
		return FIT_CHANGING;
	if (k->kind == REGISTRY_DELIVERED)
		return k->id == login->delivered ? FIT_YES : FIT_ELSEWHERE;
	if (*k->service != '\0' &&
	    (login->service == NULL || strcmp(k->service, login->service) != 0))
		return FIT_SERVICE;
	if (!d->inside[i])
		return FIT_NETWORK;
	return k->not_before > c->now ? FIT_EARLY : FIT_YES;
}

/* Of those that the answer is (two codes may be equal) the best. */
static void
choose(const struct change *c, struct decision *d, unsigned equal)
{
	for (size_t i = 0; i < d->n; i++) {
		enum fit fit;

		if ((equal & (1u << i)) == 0)
			continue;
		fit = judge(c, d, i);
		if (fit > d->fit) {
			d->fit = fit;
			d->id = d->candidate[i].id;
			d->kind = d->candidate[i].kind;
		}
	}
}

static int
check_keys(struct change *c, const struct decision *d)
{
	for (size_t i = 0; i < d->n; i++)
		if (memcmp(d->candidate[i].key_id, c->r->key->id,
			KEY_ID_SIZE) != 0)
			return fault_set(c->f, -EINVAL,
			    "%s: code %lld of the registry was made with "
			    "another key: revoke it",
			    c->r->conf.key, (long long)d->candidate[i].id);
	return 0;
}

/* Every statement runs, with an id of 0 where there is nothing to do. */
static int
apply(struct change *c, struct decision *d)
{
	const enum store_state end = fits[d->fit].end;
	const int64_t gone = c->mark + CHANGE_DEAD_KEPT;
	const struct account *account = d->login->account;
	bool used, ended;
	int rc;

	rc = c->calls->credential_use(c->s, d->fit == FIT_YES ? d->id : 0,
	    c->meta.turn + 1, gone, &used, c->f);
	if (rc != 0)
		return rc;
	if (used)
		c->meta.turn++;
	else if (d->fit == FIT_YES)
		d->fit = FIT_NOT;
	rc = c->calls->credential_end(c->s, end != 0 ? d->id : 0,
	    end != 0 ? end : STORE_EXPIRED, gone, &ended, c->f);
	if (rc == 0)
		rc = c->calls->credential_end_foreign(c->s, d->slot.account,
		    account != NULL ? (int64_t)account->uid : 0, gone, c->f);
	return rc;
}

/* Why it is no, for the log; nobody else learns it. */
static const char *
outcome_of(const struct decision *d)
{
	if (d->fit != FIT_NOT)
		return fits[d->fit].outcome;
	if (d->login->account == NULL)
		return "no: unknown";
	if (d->login->locked)
		return "no: locked";
	for (size_t i = 0; i < d->n; i++)
		if (d->candidate[i].state == STORE_LIVE &&
		    d->candidate[i].uid != (int64_t)d->login->account->uid)
			return fits[FIT_FOREIGN].outcome;
	for (size_t i = 0; i < d->n; i++)
		if (d->candidate[i].state == STORE_LIVE)
			return fits[FIT_NOT].outcome;
	return "no: no live code";
}

static int
settle(struct change *c, struct decision *d)
{
	struct registry_login *login = d->login;
	int64_t opened = login->opened < c->now ? login->opened : c->now;
	int rc;

	if (d->fit == FIT_YES)
		lockout_yes(&d->slot.state, d->source.id, c->now);
	else if (d->fit == FIT_USED)
		lockout_unfail(&d->slot.state, d->source.id, opened);
	rc = login_slot_put(c, &d->slot);
	if (rc != 0)
		return rc;
	return login_event(c, login, "login", outcome_of(d), d->id,
	    d->fit != FIT_YES, &d->event);
}

static int
decide(struct change *c, void *arg)
{
	struct decision *d = arg;
	int rc = login_slot_get(c, d->login, d->login->slot, &d->slot);

	d->fit = FIT_NOT;
	d->id = d->event = 0;
	if (rc == 0)
		rc = c->calls->credential_open(c->s, d->slot.account,
		    d->login->turn, d->login->claimed, d->candidate, &d->n,
		    c->f);
	if (rc == 0)
		rc = check_keys(c, d);
	if (rc != 0)
		return rc;
	login_source(c->r, d->login, &d->source);
	locate(d);
	choose(c, d, compare_all(c, d));
	rc = apply(c, d);
	return rc == 0 ? settle(c, d) : rc;
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
	if (!login->counted)
		return fault_set(f, -EINVAL, "an answer was not counted");
	login->counted = false;
	d = secret_map(sizeof(*d), NULL);
	if (d == NULL)
		return fault_set(f, -ENOMEM, "no memory for a decision");
	d->login = login;
	/* While locked the answer is none: same work, no yes, no hint. */
	code_read(answer, login->locked ? 0 : n, &d->typed);
	rc = change_run(r, STORE_DURABLE, decide, d, f);
	if (rc == 0 && d->fit == FIT_YES) {
		login->event = d->event;
		login->said = true;
		*verdict = d->kind == REGISTRY_MUST_CHANGE ? REGISTRY_YES_CHANGE
							   : REGISTRY_YES;
	}
	secret_unmap(d, sizeof(*d));
	return rc;
}

static int
sent(struct change *c, void *arg)
{
	const struct registry_login *login = arg;

	return c->calls->event_settle(
	    c->s, login->event, USED_NOT_DELIVERED, "yes", c->f);
}

int
registry_sent(struct registry *r, struct registry_login *login, struct fault *f)
{
	if (!login->said)
		return fault_set(f, -EINVAL, "there is no yes to be sent");
	/* Given up for want of room: there is nothing to set right. */
	if (login->event == 0)
		return 0;
	return change_run(r, STORE_LAZY, sent, login, f);
}

struct abandoned {
	const struct registry_login *login;
	const char *outcome;
};

static int
abandon(struct change *c, void *arg)
{
	const struct abandoned *a = arg;

	return login_event(c, a->login, "login", a->outcome, 0, true, NULL);
}

int
registry_abandon(struct registry *r, struct registry_login *login,
    const char *outcome, struct fault *f)
{
	struct abandoned a = {login, outcome};

	return change_run(r, STORE_LAZY, abandon, &a, f);
}
