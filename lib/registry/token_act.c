/* token_act - one act on a token, inside a transaction */

#include "registry/token_act.h"

#include <errno.h>
#include <string.h>

#include "core/secret.h"
#include "registry/digest.h"
#include "registry/event.h"
#include "registry/text.h"

/* What CSRF tokens begin with, and their random bytes. */
#define CSRF_PREFIX "csrf"
#define CSRF_BYTES 24
/* A number to look up by is drawn anew when it is taken: so often. */
#define DRAWS 8
/* Seconds between stamps of when a token was seen; or idle / STAMPS. */
#define STAMP_SPAN 60
#define STAMPS 16

static const char *const act_names[] = {
    [REGISTRY_TOKEN_ISSUE] = "token-issue",
    [REGISTRY_TOKEN_VERIFY] = "token-verify",
    [REGISTRY_TOKEN_REDEEM] = "token-redeem",
    [REGISTRY_TOKEN_ROTATE] = "token-rotate",
    [REGISTRY_TOKEN_ROTATE_CSRF] = "token-rotate",
    [REGISTRY_TOKEN_REVOKE] = "token-revoke",
};

static const char *const yes_names[] = {
    [REGISTRY_TOKEN_ISSUE] = "issued",
    [REGISTRY_TOKEN_VERIFY] = "yes",
    [REGISTRY_TOKEN_REDEEM] = TOKEN_NOT_DELIVERED,
    [REGISTRY_TOKEN_ROTATE] = "rotated",
    [REGISTRY_TOKEN_ROTATE_CSRF] = "rotated csrf",
    [REGISTRY_TOKEN_REVOKE] = "revoked",
};

static const char *const no_names[] = {
    [REGISTRY_TOKEN_UNKNOWN] = "no: unknown",
    [REGISTRY_TOKEN_EXPIRED] = "no: expired",
    [REGISTRY_TOKEN_USED] = "no: used",
    [REGISTRY_TOKEN_REVOKED] = "no: revoked",
    [REGISTRY_TOKEN_OTHER_KIND] = "no: other kind",
    [REGISTRY_TOKEN_CSRF] = "no: csrf",
    [REGISTRY_TOKEN_UNLIMITED] = "no: unlimited",
    [REGISTRY_TOKEN_NOT_LIVE] = "no: not live",
};

void
token_work_reset(struct token_work *w)
{
	secret_wipe(w->text, sizeof(w->text));
	secret_wipe(w->csrf_text, sizeof(w->csrf_text));
	memset(&w->row, 0, sizeof(w->row));
	w->answer = REGISTRY_TOKEN_UNKNOWN;
	w->ends = 0;
	w->event = 0;
	if (w->refused)
		return;
	w->op->error = 0;
	w->op->fault.text[0] = '\0';
}

int
token_note(struct change *c, const struct registry_token_op *op,
    const struct store_token *row, const char *outcome, bool merge,
    int64_t *event)
{
	const struct event_note n = {
	    .act = act_names[op->act],
	    .outcome = outcome,
	    .user = row->subject,
	    .service = row->kind,
	    .source = op->source,
	    .by = op->by,
	    .code = row->id,
	};

	return event_write(c, &n, merge, event);
}

/* What is asked at every request of a page is not written down each time. */
static bool
noted(const struct token_work *w)
{
	return w->answer != REGISTRY_TOKEN_YES ||
	    w->op->act != REGISTRY_TOKEN_VERIFY ||
	    w->row.uses != STORE_TOKEN_UNLIMITED;
}

static int
note(struct change *c, struct token_work *w)
{
	const enum registry_token_act act = w->op->act;
	const bool yes = w->answer == REGISTRY_TOKEN_YES;

	if (w->op->error != 0 || !noted(w))
		return 0;
	return token_note(c, w->op, &w->row,
	    yes ? yes_names[act] : no_names[w->answer],
	    !yes || act == REGISTRY_TOKEN_VERIFY,
	    yes && act == REGISTRY_TOKEN_REDEEM ? &w->event : NULL);
}

static bool
stamp_due(const struct token_work *w, int64_t now)
{
	const struct store_token *row = &w->row;
	const int64_t age = now - row->seen;
	int64_t span = STAMP_SPAN;

	/* Who redeems one that may be idle for ever has left an event. */
	if (w->answer != REGISTRY_TOKEN_YES ||
	    w->op->act == REGISTRY_TOKEN_REVOKE ||
	    (w->op->act == REGISTRY_TOKEN_REDEEM && row->idle == 0))
		return false;
	if (row->idle > 0 && row->idle / STAMPS < span)
		span = row->idle / STAMPS;
	return age < 0 || (age > 0 && age >= span);
}

bool
token_leaves(const struct token_work *w, int64_t now)
{
	return w->op->error == 0 &&
	    (noted(w) || w->ends != 0 || stamp_due(w, now));
}

int
token_died(struct change *c, const struct store_token *row)
{
	const int64_t gone = c->mark + c->r->conf.token_retention;

	if (row->gone <= gone + STORE_TOKEN_STAYS)
		return 0;
	return c->calls->tokens->sooner(c->s, row->id, gone, c->f);
}

int
token_end(struct change *c, const struct store_token *row,
    enum store_state state, bool *done)
{
	int rc = c->calls->tokens->end(c->s, row->id, state, done, c->f);

	return rc == 0 && *done ? token_died(c, row) : rc;
}

/* It was seen; what was found dead is dead from now on. */
static int
mark_row(struct change *c, struct token_work *w)
{
	const struct store_token_calls *t = c->calls->tokens;
	struct store_token *row = &w->row;
	bool ended;

	if (w->ends != 0)
		return token_end(c, row, w->ends, &ended);
	if (!stamp_due(w, c->now))
		return 0;
	row->seen = c->now;
	row->gone = token_gone(&c->r->conf, row);
	return t->seen(c->s, row->id, row->seen, row->gone, c->f);
}

int
token_leave(struct change *c, struct token_work *w)
{
	int rc = w->op->error == 0 ? mark_row(c, w) : 0;

	return rc == 0 ? note(c, w) : rc;
}

static int
no_random(struct change *c, int rc)
{
	return fault_set(
	    c->f, rc, "no random numbers for a token: %s", strerror(-rc));
}

static int
all_taken(struct change *c)
{
	return fault_set(c->f, -EEXIST,
	    "%s: no free number for a token was drawn: try again",
	    c->r->conf.registry);
}

/* A fresh text for w's row: its lookup and digest. */
static int
draw(struct change *c, struct token_work *w, const char *prefix, unsigned bytes)
{
	struct store_token *row = &w->row;
	const struct digest_owner owner = {row->id, row->kind, row->subject};
	struct token_text made;
	int rc = token_text_make(prefix, bytes, w->text, &made);

	if (rc != 0)
		return no_random(c, rc);
	row->lookup = made.lookup;
	digest_token(
	    c->r->key->tokens, &owner, made.secret, made.n, row->digest);
	SECRET_WIPE_OBJECT(&made);
	return 0;
}

static int
draw_csrf(struct change *c, struct token_work *w)
{
	struct store_token *row = &w->row;
	const struct digest_owner owner = {row->id, row->kind, row->subject};
	struct token_text made;
	int rc = token_text_make(CSRF_PREFIX, CSRF_BYTES, w->csrf_text, &made);

	SECRET_WIPE_OBJECT(&made);
	if (rc != 0)
		return no_random(c, rc);
	row->has_csrf = true;
	digest_token(c->r->key->csrf, &owner, w->csrf_text,
	    strlen(w->csrf_text), row->csrf);
	return 0;
}

/* All but what is drawn. */
static void
fill(const struct change *c, const struct registry_token_op *op,
    struct store_token *row)
{
	row->id = c->meta.next_credential;
	row->state = STORE_LIVE;
	row->uses = op->uses > 0 ? (int64_t)op->uses : STORE_TOKEN_UNLIMITED;
	row->issued = row->seen = c->now;
	row->expires = c->now + op->ttl;
	row->idle = op->idle;
	row->gone = token_gone(&c->r->conf, row);
	memcpy(row->key_id, c->r->key->id, sizeof(row->key_id));
	memcpy(row->kind, op->kind->name, sizeof(row->kind));
	text_clean(op->subject, row->subject, sizeof(row->subject));
	text_clean(op->label, row->label, sizeof(row->label));
	text_clean(op->by, row->by, sizeof(row->by));
}

static int
issue(struct change *c, struct token_work *w)
{
	const struct registry_token_op *op = w->op;
	bool room, done = false;
	int rc = change_room(c, &room);

	if (rc == 0 && !room) {
		w->op->error = fault_set(&w->op->fault, -ENOSPC,
		    "%s: the disk is full, and what room the registry has left "
		    "is kept for logins: free some",
		    c->r->conf.registry);
		return 0;
	}
	if (rc != 0)
		return rc;
	fill(c, op, &w->row);
	if (op->with_csrf)
		rc = draw_csrf(c, w);
	for (int i = 0; rc == 0 && !done && i < DRAWS; i++) {
		rc = draw(c, w,
		    conf_token_kind(&c->r->conf, op->kind->name)->prefix,
		    op->bytes);
		if (rc == 0)
			rc = c->calls->tokens->add(c->s, &w->row, &done, c->f);
	}
	if (rc == 0 && !done)
		rc = all_taken(c);
	if (rc != 0)
		return rc;
	c->meta.next_credential++;
	w->answer = REGISTRY_TOKEN_YES;
	return note(c, w);
}

static int
redeem(struct change *c, struct token_work *w)
{
	struct store_token *row = &w->row;
	bool done;
	int rc = c->calls->tokens->use(c->s, row->id, &done, c->f);

	if (rc != 0)
		return rc;
	if (!done) {
		w->answer = REGISTRY_TOKEN_USED;
		return 0;
	}
	row->uses--;
	if (row->uses > 0)
		return 0;
	row->state = STORE_USED;
	return token_died(c, row);
}

static int
rotate(struct change *c, struct token_work *w)
{
	struct store_token *row = &w->row;
	bool done = false;
	int rc = 0;

	for (int i = 0; rc == 0 && !done && i < DRAWS; i++) {
		rc = draw(c, w, w->read.kind->prefix, w->read.bytes);
		if (rc == 0)
			rc = c->calls->tokens->rotate(c->s, row->id,
			    row->lookup, row->digest, &done, c->f);
	}
	return rc == 0 && !done ? all_taken(c) : rc;
}

static int
rotate_csrf(struct change *c, struct token_work *w)
{
	bool done = false;
	int rc = draw_csrf(c, w);

	if (rc == 0)
		rc = c->calls->tokens->csrf(
		    c->s, w->row.id, w->row.csrf, &done, c->f);
	return rc == 0 && !done ? all_taken(c) : rc;
}

static int
revoke(struct change *c, struct token_work *w)
{
	bool done;
	int rc = token_end(c, &w->row, STORE_REVOKED, &done);

	if (rc == 0)
		w->row.state = STORE_REVOKED;
	return rc;
}

/* Without a token: an administrator's. */
static int
look_by_id(struct change *c, struct token_work *w)
{
	const struct registry_token_op *op = w->op;
	struct store_token *row = &w->row;
	int rc = c->calls->tokens->get(c->s, op->id, row, c->f);

	if (rc != 0)
		return rc;
	if (row->id == 0 || !token_allowed(&c->r->conf, op->only, row->kind)) {
		memset(row, 0, sizeof(*row));
		return 0;
	}
	if (op->kind != NULL && strcmp(op->kind->name, row->kind) != 0)
		w->answer = REGISTRY_TOKEN_OTHER_KIND;
	else
		w->answer = token_now(row, c->now, &w->ends);
	if (w->answer != REGISTRY_TOKEN_YES &&
	    w->answer != REGISTRY_TOKEN_OTHER_KIND)
		w->answer = REGISTRY_TOKEN_NOT_LIVE;
	return 0;
}

static int
change_row(struct change *c, struct token_work *w)
{
	switch (w->op->act) {
	case REGISTRY_TOKEN_REDEEM:
		return redeem(c, w);
	case REGISTRY_TOKEN_ROTATE:
		return rotate(c, w);
	case REGISTRY_TOKEN_ROTATE_CSRF:
		return rotate_csrf(c, w);
	case REGISTRY_TOKEN_REVOKE:
		return revoke(c, w);
	case REGISTRY_TOKEN_ISSUE:
	case REGISTRY_TOKEN_VERIFY:
		break;
	}
	return 0;
}

int
token_do(struct change *c, struct token_work *w)
{
	const struct registry_token_op *op = w->op;
	int rc;

	token_work_reset(w);
	if (w->refused)
		return 0;
	if (op->act == REGISTRY_TOKEN_ISSUE)
		return issue(c, w);
	if (op->act == REGISTRY_TOKEN_REVOKE && op->token == NULL)
		rc = look_by_id(c, w);
	else
		rc = token_look(c->r, c->now, w, c->f);
	if (rc == 0 && op->error == 0)
		rc = mark_row(c, w);
	if (rc == 0 && w->answer == REGISTRY_TOKEN_YES)
		rc = change_row(c, w);
	return rc == 0 ? note(c, w) : rc;
}
