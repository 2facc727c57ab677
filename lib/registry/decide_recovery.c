/* decide_recovery - whether an answer is a code of the recovery sheet */

#include "registry/decide.h"
#include "registry/digest.h"

static enum fit
judge(const struct decision *d)
{
	const struct store_recovery *k = &d->recovery;

	if (k->account == 0)
		return FIT_NOT;
	if (k->uid != (int64_t)d->login->account->uid)
		return FIT_FOREIGN;
	if (k->used == 0)
		return FIT_YES;
	return k->used > d->login->turn ? FIT_USED : FIT_SPENT;
}

/* One MAC tells about all of a sheet: it is looked up by what it gives. */
int
decide_recovery(struct change *c, struct decision *d)
{
	const struct account *account = d->login->account;
	struct finding one = {
	    .used = REGISTRY_USED_RECOVERY,
	    .id = d->row.sheet,
	};
	int rc;

	digest_recovery(c->r->key,
	    account != NULL ? account->name : d->login->user,
	    account != NULL ? (int64_t)account->uid : 0, d->row.sheet,
	    d->typed.recovery, d->digest);
	c->r->macs++;
	rc = c->calls->authenticators->recovery_find(
	    c->s, d->slot.account, d->digest, &d->recovery, c->f);
	if (rc != 0)
		return rc;
	one.fit = judge(d);
	if (one.fit != FIT_NOT)
		decide_found(d, &one);
	return 0;
}

/* Whatever the answer was a yes for: it is good once. */
int
decide_use_recovery(struct change *c, struct decision *d, bool *used)
{
	const bool is = d->found.fit == FIT_YES && judge(d) == FIT_YES;
	bool gone;
	int rc = c->calls->authenticators->recovery_use(c->s,
	    is ? d->slot.account : 0, d->digest, c->meta.turn + 1,
	    c->reading.wall > 0 ? c->reading.wall : 0, &gone, c->f);

	*used = false;
	if (rc == 0)
		rc = c->calls->authenticators->recovery_less(
		    c->s, gone ? d->slot.account : 0, c->f);
	if (rc == 0 && gone && d->row.left > 0)
		d->row.left--;
	*used = rc == 0 && gone && d->found.used == REGISTRY_USED_RECOVERY;
	return rc;
}
