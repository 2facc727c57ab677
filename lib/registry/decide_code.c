/* decide_code - whether an answer is an issued or a delivered code */

#include <errno.h>
#include <string.h>

#include "core/secret.h"
#include "host/network.h"
#include "registry/decide.h"
#include "registry/digest.h"

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
	const bool enrols = login->purpose == REGISTRY_FOR_ENROLMENT;

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
	if (k->kind == REGISTRY_DELIVERED && k->id != login->delivered)
		return FIT_ELSEWHERE;
	if (k->kind == REGISTRY_DELIVERED)
		return enrols ? FIT_LOGIN : FIT_YES;
	if (*k->service != '\0' &&
	    (login->service == NULL || strcmp(k->service, login->service) != 0))
		return FIT_SERVICE;
	if (!d->inside[i])
		return FIT_NETWORK;
	if (k->not_before > c->now)
		return FIT_EARLY;
	if (k->kind == REGISTRY_ENROLLING)
		return enrols ? FIT_YES : FIT_PURPOSE;
	return enrols ? FIT_LOGIN : FIT_YES;
}

static enum registry_used
used_of(enum registry_kind kind)
{
	switch (kind) {
	case REGISTRY_DELIVERED:
		return REGISTRY_USED_DELIVERED;
	case REGISTRY_ENROLLING:
		return REGISTRY_USED_ENROLMENT;
	case REGISTRY_ISSUED:
	case REGISTRY_MUST_CHANGE:
	case REGISTRY_TEMPORARY:
	default:
		return REGISTRY_USED_ISSUED;
	}
}

/* Two codes may be equal: all that the answer is. */
static void
choose(const struct change *c, struct decision *d, unsigned equal)
{
	for (size_t i = 0; i < d->n; i++) {
		const struct store_credential *k = &d->candidate[i];
		struct finding one = {.id = k->id, .kind = k->kind};

		if ((equal & (1u << i)) == 0)
			continue;
		one.used = used_of(k->kind);
		one.fit = judge(c, d, i);
		decide_found(d, &one);
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

int
decide_codes(struct change *c, struct decision *d)
{
	int rc = c->calls->credential_open(c->s, d->slot.account,
	    d->login->turn, d->login->claimed, d->candidate, &d->n, c->f);

	if (rc == 0)
		rc = check_keys(c, d);
	if (rc != 0)
		return rc;
	locate(d);
	choose(c, d, compare_all(c, d));
	return 0;
}

/* What a record that the answer is, and that is dead, ends as; 0: it stays. */
static enum store_state
end_of(const struct finding *found)
{
	if (found->kind == 0)
		return 0;
	switch ((int)found->fit) {
	case FIT_FOREIGN:
		return STORE_FOREIGN;
	case FIT_AHEAD:
		return STORE_AHEAD;
	case FIT_EXPIRED:
		return STORE_EXPIRED;
	default:
		return 0;
	}
}

int
decide_use_code(struct change *c, struct decision *d, bool *used)
{
	const struct finding *found = &d->found;
	const enum store_state end = end_of(found);
	const int64_t gone = c->mark + CHANGE_DEAD_KEPT;
	const struct account *account = d->login->account;
	const bool is = found->fit == FIT_YES && found->kind != 0;
	bool ended;
	int rc;

	rc = c->calls->credential_use(
	    c->s, is ? found->id : 0, c->meta.turn + 1, gone, used, c->f);
	if (rc == 0)
		rc = c->calls->credential_end(c->s, end != 0 ? found->id : 0,
		    end != 0 ? end : STORE_EXPIRED, gone, &ended, c->f);
	if (rc == 0)
		rc = c->calls->credential_end_foreign(c->s, d->slot.account,
		    account != NULL ? (int64_t)account->uid : 0, gone, c->f);
	return rc;
}
