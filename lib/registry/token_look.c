/* token_look - whether a text is a token of this registry, and how it stands */

#include <errno.h>
#include <string.h>

#include "core/secret.h"
#include "registry/digest.h"
#include "registry/token_act.h"

bool
token_allowed(const struct conf *conf, unsigned only, const char *kind)
{
	const struct conf_token_kind *k = conf_token_kind(conf, kind);

	return only == 0 ||
	    (k != NULL && (only >> (k - conf->token_kinds) & 1) != 0);
}

enum registry_token_answer
token_now(const struct store_token *row, int64_t now, enum store_state *ends)
{
	const int64_t latest = now + STORE_AHEAD_MAX;
	enum store_state end = 0;

	*ends = 0;
	if (row->state == STORE_USED)
		return REGISTRY_TOKEN_USED;
	if (row->state == STORE_REVOKED)
		return REGISTRY_TOKEN_REVOKED;
	if (row->state != STORE_LIVE)
		return REGISTRY_TOKEN_EXPIRED;
	/* Nobody knows when one was seen that a clock ahead has stamped. */
	if (row->expires <= now ||
	    (row->idle > 0 &&
		(row->seen + row->idle <= now || row->seen > latest)))
		end = STORE_EXPIRED;
	else if (row->issued > latest)
		end = STORE_AHEAD;
	*ends = end;
	return end == 0 ? REGISTRY_TOKEN_YES : REGISTRY_TOKEN_EXPIRED;
}

int64_t
token_gone(const struct conf *conf, const struct store_token *row)
{
	int64_t dead = row->expires;

	if (row->idle > 0 && row->seen + row->idle < dead)
		dead = row->seen + row->idle;
	return dead + conf->token_retention;
}

void
token_show(
    const struct store_token *row, int64_t now, struct registry_token *out)
{
	enum store_state ends;

	memset(out, 0, sizeof(*out));
	out->id = row->id;
	memcpy(out->kind, row->kind, sizeof(out->kind));
	memcpy(out->subject, row->subject, sizeof(out->subject));
	memcpy(out->label, row->label, sizeof(out->label));
	memcpy(out->by, row->by, sizeof(out->by));
	out->issued = row->issued;
	out->expires = row->expires;
	out->idle = row->idle;
	out->seen = row->seen;
	out->unlimited = row->uses == STORE_TOKEN_UNLIMITED;
	out->uses = out->unlimited ? 0 : (unsigned)row->uses;
	out->csrf = row->has_csrf;
	out->now = token_now(row, now, &ends);
}

/* Whether n bytes are what a digest was made of. */
static bool
is_of(const unsigned char subkey[MAC_SIZE], const struct store_token *row,
    const char *secret, size_t n, const unsigned char digest[MAC_SIZE])
{
	const struct digest_owner owner = {row->id, row->kind, row->subject};
	unsigned char mac[MAC_SIZE];
	bool same;

	digest_token(subkey, &owner, secret, n, mac);
	same = secret_equal(mac, sizeof(mac), digest, MAC_SIZE);
	SECRET_WIPE_ARRAY(mac);
	return same;
}

static bool
csrf_right(const struct registry *r, const struct token_work *w)
{
	const struct registry_token_op *op = w->op;

	if (op->csrf == NULL)
		return true;
	return op->ncsrf < REGISTRY_TOKEN_SIZE && w->row.has_csrf &&
	    is_of(r->key->csrf, &w->row, op->csrf, op->ncsrf, w->row.csrf);
}

/* Of one whose secret is right. */
static enum registry_token_answer
judge(const struct registry *r, int64_t now, struct token_work *w)
{
	const struct registry_token_op *op = w->op;
	enum registry_token_answer is;

	if (op->kind != NULL && strcmp(op->kind->name, w->row.kind) != 0)
		return REGISTRY_TOKEN_OTHER_KIND;
	is = token_now(&w->row, now, &w->ends);
	if (is != REGISTRY_TOKEN_YES)
		return is;
	if (op->act == REGISTRY_TOKEN_VERIFY && !csrf_right(r, w))
		return REGISTRY_TOKEN_CSRF;
	if (op->act == REGISTRY_TOKEN_REDEEM &&
	    w->row.uses == STORE_TOKEN_UNLIMITED)
		return REGISTRY_TOKEN_UNLIMITED;
	return REGISTRY_TOKEN_YES;
}

static int
other_key(const struct registry *r, struct token_work *w)
{
	w->op->error = fault_set(&w->op->fault, -EKEYREJECTED,
	    "%s: the token was made with another key: revoke it by its id",
	    r->conf.key);
	memset(&w->row, 0, sizeof(w->row));
	return 0;
}

int
token_look(
    struct registry *r, int64_t now, struct token_work *w, struct fault *f)
{
	const struct token_text *t = &w->read;
	struct store_token *row = &w->row;
	bool right;
	int rc;

	if (!w->shaped)
		return 0;
	rc = r->store->calls->tokens->find(r->store, t->lookup, row, f);
	if (rc != 0)
		return rc;
	/* A number to look up by is public, and so is no more than that. */
	if (row->id != 0 && strcmp(row->kind, t->kind->name) == 0 &&
	    memcmp(row->key_id, r->key->id, sizeof(row->key_id)) != 0)
		return other_key(r, w);
	/* The same work where there is none. */
	right = is_of(r->key->tokens, row, t->secret, t->n, row->digest);
	r->macs++;
	if (row->id != 0 && right && strcmp(row->kind, t->kind->name) == 0)
		w->answer = judge(r, now, w);
	else
		memset(row, 0, sizeof(*row));
	return 0;
}
