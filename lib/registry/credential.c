/* credential - keeping the digest of what was minted */

#include "registry/credential.h"

#include <errno.h>
#include <string.h>

#include "registry/digest.h"
#include "registry/login.h"
#include "registry/text.h"

int
credential_room(struct change *c)
{
	bool room;
	int rc = change_room(c, &room);

	if (rc != 0 || room)
		return rc;
	return fault_set(c->f, -ENOSPC,
	    "%s: the disk is full, and what room the registry has left is kept "
	    "for logins: free some",
	    c->r->conf.registry);
}

int
credential_account(struct change *c, const char *name, int64_t *id)
{
	static const struct lockout empty;
	int rc = c->calls->account_find(c->s, name, id, c->f);

	if (rc == 0 && *id == 0)
		rc = login_account_add(c, name, &empty, false, true, id);
	return rc;
}

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

/* All but the digest. */
static void
fill(const struct change *c, const struct credential_mint *mint,
    struct store_credential *out)
{
	memset(out, 0, sizeof(*out));
	out->id = c->meta.next_credential;
	out->account = mint->account;
	out->uid = mint->owner != NULL ? (int64_t)mint->owner->uid : 0;
	out->kind = mint->kind;
	out->state = mint->hash != NULL ? STORE_INTENT : STORE_LIVE;
	out->uses = mint->uses;
	out->issued = c->now;
	out->not_before = mint->not_before;
	out->expires =
	    (mint->not_before > c->now ? mint->not_before : c->now) + mint->ttl;
	out->claimed = mint->claimed;
	/* A temporary password is dead, and known as that, until it ends. */
	out->gone =
	    mint->hash != NULL ? STORE_KEPT : out->expires + CHANGE_DEAD_KEPT;
	memcpy(out->key_id, c->r->key->id, sizeof(out->key_id));
	text_clean(mint->service, out->service, sizeof(out->service));
	text_clean(mint->networks, out->networks, sizeof(out->networks));
	text_clean(mint->by, out->by, sizeof(out->by));
}

int
credential_keep(struct change *c, const struct credential_mint *mint,
    const char *plain, bool really, struct store_credential *out)
{
	struct digest_bound bound;
	int rc;

	fill(c, mint, out);
	bound = (struct digest_bound){out->kind, out->id, out->uid, mint->name};
	if (mint->hash != NULL)
		digest_hash(c->r->key, &bound, mint->hash, strlen(mint->hash),
		    out->digest);
	else
		digest_code(c->r->key, &bound, plain, out->digest);
	rc = c->calls->credential_add(c->s, out, really, c->f);
	if (rc == 0)
		rc = c->calls->credential_purge(
		    c->s, c->mark, CHANGE_BATCH, NULL, c->f);
	if (rc == 0 && really)
		c->meta.next_credential++;
	return rc;
}
