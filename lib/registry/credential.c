/* credential - minting a code and keeping its digest */

#include "registry/credential.h"

#include <string.h>

#include "registry/digest.h"
#include "registry/text.h"

int
credential_clear(struct change *c, int64_t account, int64_t uid, int64_t except,
    bool claimed, int64_t *live, int64_t *delivered)
{
	const int64_t gone = c->mark + CHANGE_DEAD_KEPT;
	int rc;

	rc = c->calls->credential_end_foreign(c->s, account, uid, gone, c->f);
	if (rc == 0)
		rc = c->calls->credential_end_expired(
		    c->s, account, c->now, c->mark, gone, c->f);
	if (rc == 0)
		rc = c->calls->credential_count(
		    c->s, account, except, claimed, live, delivered, c->f);
	return rc;
}

int
credential_keep(struct change *c, const struct credential_mint *mint,
    const char plain[CODE_PLAIN_SIZE], bool really,
    struct store_credential *out)
{
	struct digest_bound bound;
	int rc;

	memset(out, 0, sizeof(*out));
	out->id = c->meta.next_credential;
	out->account = mint->account;
	out->uid = mint->owner != NULL ? (int64_t)mint->owner->uid : 0;
	out->kind = mint->kind;
	out->state = STORE_LIVE;
	out->uses = mint->uses;
	out->issued = c->now;
	out->not_before = mint->not_before;
	out->expires =
	    (mint->not_before > c->now ? mint->not_before : c->now) + mint->ttl;
	out->claimed = mint->claimed;
	out->gone = out->expires + CHANGE_DEAD_KEPT;
	memcpy(out->key_id, c->r->key->id, sizeof(out->key_id));
	text_clean(mint->service, out->service, sizeof(out->service));
	text_clean(mint->networks, out->networks, sizeof(out->networks));
	text_clean(mint->by, out->by, sizeof(out->by));
	bound = (struct digest_bound){out->kind, out->id, out->uid, mint->name};
	digest_code(c->r->key, &bound, plain, out->digest);
	rc = c->calls->credential_add(c->s, out, really, c->f);
	if (rc == 0)
		rc = c->calls->credential_purge(
		    c->s, c->mark, CHANGE_BATCH, c->f);
	if (rc == 0 && really)
		c->meta.next_credential++;
	return rc;
}
