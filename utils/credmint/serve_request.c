/* serve_request - a line that a client of credmint serve sent, read strictly */

#include "serve_request.h"

#include <errno.h>
#include <string.h>

#include "registry/registry.h"

#include "serve_member.h"
#include "token_kept.h"

struct reading {
	struct serve_request *out;
	struct registry_token_op *op;
	const struct conf *conf;
	unsigned kinds; /* with which it may do this */
	struct serve_members members;
};

/* The act of a verb, as far as its name says it. */
static const enum registry_token_act acts[SERVE_VERBS] = {
    [SERVE_ISSUE] = REGISTRY_TOKEN_ISSUE,
    [SERVE_VERIFY] = REGISTRY_TOKEN_VERIFY,
    [SERVE_REDEEM] = REGISTRY_TOKEN_REDEEM,
    [SERVE_ROTATE] = REGISTRY_TOKEN_ROTATE,
    [SERVE_REVOKE] = REGISTRY_TOKEN_REVOKE,
};

static const struct json_member *
member(const struct reading *r, enum serve_member_key key)
{
	return &r->members.of[key];
}

static bool
given(const struct reading *r, enum serve_member_key key)
{
	return member(r, key)->type != 0;
}

static int
refuse(struct reading *r, const char *why)
{
	return fault_set(&r->out->fault, -EINVAL, "%s", why);
}

static int
read_tag(struct reading *r)
{
	struct serve_tag *tag = &r->out->tag;
	struct json_member m;

	if (!json_read_find(&r->out->in, "tag", &m))
		return 0;
	if (m.type == JSON_READ_TEXT && m.n <= SERVE_TAG_MAX &&
	    strlen(m.text) == m.n)
		memcpy(tag->text, m.text, m.n);
	else if (m.type != JSON_READ_NUMBER)
		return refuse(r,
		    "tag takes an integer, or a string of up to 64 bytes "
		    "without NUL");
	tag->type = m.type;
	tag->number = m.number;
	return 0;
}

/* Of this kind, when one is named. */
static int
read_kind(struct reading *r)
{
	const char *name = member(r, SERVE_KIND)->text;

	if (name == NULL)
		return 0;
	r->op->kind = conf_token_kind(r->conf, name);
	if (r->op->kind == NULL)
		return refuse(r, "kind takes one that is in credmint.conf(5)");
	r->out->filter.kind = r->op->kind->name;
	r->out->none = !serve_may_kind(r->conf, r->kinds, r->op->kind);
	return 0;
}

static int
read_names(struct reading *r)
{
	const char *user = member(r, SERVE_USER)->text;
	const char *label = member(r, SERVE_LABEL)->text;
	struct fault *f = &r->out->fault;
	int rc = token_kept_name("user", user, f);

	/* No label is the empty one. */
	if (label != NULL && label[0] == '\0')
		label = NULL;
	if (rc == 0)
		rc = token_kept_name("label", label, f);
	r->op->subject = r->out->filter.subject = user;
	r->op->label = r->out->filter.label = label;
	return rc;
}

static int
read_url(struct reading *r)
{
	return url_template_read(&r->out->url, "url",
	    member(r, SERVE_URL)->text, member(r, SERVE_ALLOW_HTTP)->yes,
	    &r->out->fault);
}

static int
read_uses(struct reading *r)
{
	const struct json_member *m = member(r, SERVE_USES);

	if (m->type == 0)
		return 0;
	if (m->number < 0 || m->number > REGISTRY_USES_MAX)
		return refuse(r, "uses takes 0, for any number, to 1000");
	r->op->uses = (unsigned)m->number;
	return 0;
}

static int
read_issue(struct reading *r)
{
	struct registry_token_op *op = r->op;
	struct fault *f = &r->out->fault;
	int rc = 0;

	if (op->kind == NULL || op->subject == NULL)
		return refuse(r, "issue needs a kind and a user");
	if (r->out->none)
		return refuse(r, "you may not issue tokens of this kind");
	registry_token_usual(op->kind, op);
	rc = token_kept_span(
	    "ttl", member(r, SERVE_TTL)->text, false, &op->ttl, f);
	if (rc == 0)
		rc = token_kept_span(
		    "idle", member(r, SERVE_IDLE)->text, true, &op->idle, f);
	if (rc == 0)
		rc = read_uses(r);
	op->with_csrf = member(r, SERVE_WITH_CSRF)->yes;
	return rc == 0 ? read_url(r) : rc;
}

/* The token that most verbs are about. */
static int
read_token(struct reading *r)
{
	const struct json_member *token = member(r, SERVE_TOKEN);

	if (token->type == 0)
		return refuse(r, "this needs a token");
	r->op->token = token->text;
	r->op->n = token->n;
	return 0;
}

static int
read_rotate(struct reading *r)
{
	const char *what = member(r, SERVE_WHAT)->text;
	int rc = read_token(r);

	if (rc != 0)
		return rc;
	if (what != NULL && strcmp(what, "csrf") != 0)
		return refuse(r, "what takes csrf");
	if (what != NULL) {
		r->op->act = REGISTRY_TOKEN_ROTATE_CSRF;
		if (given(r, SERVE_URL))
			return refuse(r,
			    "url is for the token; a CSRF token is for a form");
	}
	return read_url(r);
}

/* By one of its ways, and no other. */
static int
read_revoke(struct reading *r)
{
	bool by_id = given(r, SERVE_ID), by_token = given(r, SERVE_TOKEN);
	bool names = given(r, SERVE_USER) || given(r, SERVE_LABEL);
	bool all = member(r, SERVE_ALL)->yes;

	if (by_id + by_token + names + all != 1 ||
	    (names && r->op->subject == NULL && r->op->label == NULL))
		return refuse(r,
		    "revoke needs an id, or a token, or a user and a label or "
		    "one of them, or a kind and all");
	if (all && r->op->kind == NULL)
		return refuse(r, "all is for a kind");
	if (names || all)
		r->out->way = SERVE_REVOKE_ALL;
	if (by_id && member(r, SERVE_ID)->number < 1)
		return refuse(r, "an id is a number above 0");
	r->op->id = member(r, SERVE_ID)->number;
	return by_token ? read_token(r) : 0;
}

static int
read_list(struct reading *r)
{
	if (member(r, SERVE_AFTER)->number < 0)
		return refuse(r, "after takes an id, or 0");
	r->out->way = SERVE_SHOW;
	r->out->filter.after = member(r, SERVE_AFTER)->number;
	r->out->filter.all = member(r, SERVE_ALL)->yes;
	return 0;
}

static int
read_verb(struct reading *r, enum serve_verb verb)
{
	switch (verb) {
	case SERVE_ISSUE:
		return read_issue(r);
	case SERVE_ROTATE:
		return read_rotate(r);
	case SERVE_REVOKE:
		return read_revoke(r);
	case SERVE_LIST:
		return read_list(r);
	case SERVE_VERIFY:
		r->op->csrf = member(r, SERVE_CSRF)->text;
		r->op->ncsrf = member(r, SERVE_CSRF)->n;
		return read_token(r);
	case SERVE_REDEEM:
	case SERVE_VERBS:
		break;
	}
	return read_token(r);
}

static int
read_request(struct reading *r, const struct serve_peer *peer)
{
	struct serve_request *out = r->out;
	enum serve_verb verb;
	int rc = read_tag(r);

	if (rc == 0)
		rc = serve_verb_read(&out->in, &verb, &out->fault);
	if (rc != 0)
		return rc;
	r->kinds = peer->kinds[verb];
	if (r->kinds == 0)
		return fault_set(&out->fault, -EACCES, "%s may not %s",
		    peer->by, serve_verb_name(verb));
	out->way = SERVE_ACT;
	r->op->act = acts[verb];
	r->op->only = out->filter.only =
	    r->kinds == SERVE_ALL_KINDS ? 0 : r->kinds;
	rc = serve_members_read(&r->members, &out->in, verb, &out->fault);
	if (rc == 0)
		rc = read_kind(r);
	if (rc == 0)
		rc = read_names(r);
	return rc == 0 ? read_verb(r, verb) : rc;
}

void
serve_request_read(struct serve_request *out, struct registry_token_op *op,
    const struct conf *conf, const struct serve_peer *peer, const char *line,
    size_t n)
{
	struct reading r = {.out = out, .op = op, .conf = conf};
	int rc;

	*out = (struct serve_request){0};
	*op =
	    (struct registry_token_op){.by = peer->by, .source = peer->source};
	rc = json_read_begin(&out->in, line, n);
	if (rc == 0)
		rc = read_request(&r, peer);
	else
		(void)fault_set(&out->fault, rc,
		    rc == -ENOMEM
			? "out of memory"
			: "a line is one object in JSON, in UTF-8, each member "
			  "once");
	if (rc != 0)
		out->way = SERVE_REFUSE;
}

void
serve_request_end(struct serve_request *request)
{
	json_read_end(&request->in);
	*request = (struct serve_request){0};
}
