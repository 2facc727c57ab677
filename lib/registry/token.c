/* token - acts on tokens that are kept, many in one transaction */

#include "registry/token.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "core/secret.h"
#include "registry/event.h"
#include "registry/token_act.h"

struct batch {
	struct token_work *work;
	size_t n;
	int64_t now; /* as of the answers */
	bool wrote;
	bool purge; /* something is added: let something go */
};

/* A name that is kept as it is, so that it can be compared. */
static bool
keeps(const char *text, size_t low)
{
	char clean[REGISTRY_TOKEN_NAME_SIZE];

	text_clean(text, clean, sizeof(clean));
	return strcmp(text, clean) == 0 && strlen(text) >= low;
}

static int
check_issue(const struct registry *r, const struct registry_token_op *op,
    struct fault *f)
{
	if (op->kind == NULL ||
	    conf_token_kind(&r->conf, op->kind->name) == NULL)
		return fault_set(f, -EINVAL,
		    "a token is of a kind that credmint.conf(5) has");
	if (op->subject == NULL || !keeps(op->subject, 1))
		return fault_set(f, -EINVAL,
		    "the user of a token is 1 to %d printable ASCII "
		    "characters without '\\'",
		    REGISTRY_TOKEN_NAME_SIZE - 1);
	if (op->label != NULL && !keeps(op->label, 0))
		return fault_set(f, -EINVAL,
		    "the label of a token is up to %d printable ASCII "
		    "characters without '\\'",
		    REGISTRY_TOKEN_NAME_SIZE - 1);
	if (op->ttl < 1 || op->ttl > REGISTRY_TTL_MAX)
		return fault_set(f, -ERANGE,
		    "the life of a token is 1 to %lld seconds",
		    REGISTRY_TTL_MAX);
	if (op->idle < 0 || op->idle > REGISTRY_TTL_MAX)
		return fault_set(f, -ERANGE,
		    "a token is idle for up to %lld seconds", REGISTRY_TTL_MAX);
	if (op->uses > REGISTRY_USES_MAX)
		return fault_set(f, -ERANGE,
		    "the uses of a token are 1 to %d, or 0 for any number",
		    REGISTRY_USES_MAX);
	if (op->bytes < REGISTRY_TOKEN_BYTES_MIN ||
	    op->bytes > REGISTRY_TOKEN_BYTES_MAX)
		return fault_set(f, -ERANGE,
		    "a token has %d to %d random bytes",
		    REGISTRY_TOKEN_BYTES_MIN, REGISTRY_TOKEN_BYTES_MAX);
	return 0;
}

static void
forget(struct registry_token_op *op)
{
	op->answer = REGISTRY_TOKEN_UNKNOWN;
	memset(&op->is, 0, sizeof(op->is));
	secret_wipe(op->text, sizeof(op->text));
	secret_wipe(op->csrf_text, sizeof(op->csrf_text));
	op->event = 0;
	op->error = 0;
	op->fault.text[0] = '\0';
}

/* What can be found out without the store. */
static void
prepare(const struct registry *r, struct token_work *w)
{
	struct registry_token_op *op = w->op;

	forget(op);
	if (op->act < REGISTRY_TOKEN_ISSUE || op->act > REGISTRY_TOKEN_REVOKE)
		op->error =
		    fault_set(&op->fault, -EINVAL, "not an act on a token");
	else if (op->act == REGISTRY_TOKEN_ISSUE)
		op->error = check_issue(r, op, &op->fault);
	else
		w->shaped = op->token != NULL &&
		    token_text_read(&r->conf, op->token, op->n, &w->read) &&
		    token_allowed(&r->conf, op->only, w->read.kind->name);
	w->refused = op->error != 0;
}

/* Whether it may change more than a stamp and the log. */
static bool
may_change(const struct token_work *w)
{
	const struct registry_token_op *op = w->op;

	return !w->refused && op->act != REGISTRY_TOKEN_VERIFY &&
	    (w->shaped || op->act == REGISTRY_TOKEN_ISSUE ||
		(op->act == REGISTRY_TOKEN_REVOKE && op->token == NULL));
}

/* What is removed is in the log; equal numbers of a minute are one row. */
static int
purge(struct change *c)
{
	char outcome[REGISTRY_TEXT_SIZE];
	const struct event_note note = {
	    .act = "token-sweep", .outcome = outcome};
	int64_t n = 0;
	int rc = c->calls->tokens->purge(c->s, c->mark, CHANGE_BATCH, &n, c->f);

	if (rc != 0 || n == 0)
		return rc;
	(void)snprintf(
	    outcome, sizeof(outcome), "removed %lld at an issue", (long long)n);
	return event_write(c, &note, true, NULL);
}

static int
do_all(struct change *c, void *arg)
{
	struct batch *b = arg;
	int rc = 0;

	b->now = c->now;
	for (size_t i = 0; rc == 0 && i < b->n; i++)
		rc = token_do(c, &b->work[i]);
	if (rc == 0 && b->purge)
		rc = purge(c);
	return rc;
}

static int
look_all(struct registry *r, void *arg, struct fault *f)
{
	struct batch *b = arg;
	struct clock_reading reading;
	struct store_meta meta;
	struct timemark next;
	int rc = r->store->calls->meta_get(r->store, &meta, f);

	if (rc == 0)
		rc = change_key_check(r, &meta, f);
	if (rc == 0)
		rc = change_clock(&reading, f);
	if (rc != 0)
		return rc;
	timemark_step(&meta.mark, &reading, &next, &b->now);
	for (size_t i = 0; rc == 0 && i < b->n; i++) {
		token_work_reset(&b->work[i]);
		if (!b->work[i].refused)
			rc = token_look(r, b->now, &b->work[i], f);
	}
	return rc;
}

static int
leave_all(struct change *c, void *arg)
{
	struct batch *b = arg;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < b->n; i++)
		rc = token_leave(c, &b->work[i]);
	return rc;
}

/* Verifies alone: nobody else is kept waiting, unless there is a trace. */
static int
read_only(struct registry *r, struct batch *b, struct fault *f)
{
	bool leaves = false;
	int rc = change_outside(r, look_all, b, f);

	for (size_t i = 0; rc == 0 && i < b->n; i++)
		leaves = leaves || token_leaves(&b->work[i], b->now);
	if (rc != 0 || !leaves)
		return rc;
	b->wrote = true;
	return change_run(r, STORE_LAZY, leave_all, b, f);
}

static void
tell(const struct batch *b, const struct token_work *w)
{
	struct registry_token_op *op = w->op;

	if (op->error != 0)
		return;
	op->answer = w->answer;
	if (w->row.id != 0)
		token_show(&w->row, b->now, &op->is);
	if (w->ends != 0)
		op->is.now = REGISTRY_TOKEN_EXPIRED;
	memcpy(op->text, w->text, sizeof(op->text));
	memcpy(op->csrf_text, w->csrf_text, sizeof(op->csrf_text));
	op->event = w->event;
}

/* Where redeems are to be told, the log waits until they were. */
static void
finish(struct registry *r, const struct batch *b)
{
	bool told = b->wrote;

	for (size_t i = 0; i < b->n; i++) {
		tell(b, &b->work[i]);
		told = told && b->work[i].event == 0;
	}
	if (told)
		r->store->calls->ease(r->store);
}

static int
run(struct registry *r, struct batch *b, struct fault *f)
{
	bool changes = false, any = false;

	for (size_t i = 0; i < b->n; i++) {
		const struct token_work *w = &b->work[i];

		any = any || !w->refused;
		changes = changes || may_change(w);
		b->purge = b->purge ||
		    (!w->refused && w->op->act == REGISTRY_TOKEN_ISSUE);
	}
	if (!any)
		return 0;
	if (!changes)
		return read_only(r, b, f);
	b->wrote = true;
	return change_run(r, STORE_DURABLE, do_all, b, f);
}

/* Locked memory for n acts, all zero, kept for the next ones; or NULL. */
static struct token_work *
work_for(struct registry *r, size_t n)
{
	const size_t size = n * sizeof(struct token_work);

	if (r->work_size < size) {
		secret_unmap(r->work, r->work_size);
		r->work = secret_map(size, NULL);
		r->work_size = r->work != NULL ? size : 0;
	}
	return r->work;
}

int
registry_tokens(struct registry *r, struct registry_token_op *ops, size_t n,
    struct fault *f)
{
	struct batch b = {.n = n};
	int rc;

	if (n < 1 || n > REGISTRY_TOKENS_MAX)
		return fault_set(f, -EINVAL, "1 to %d acts on tokens at once",
		    REGISTRY_TOKENS_MAX);
	b.work = work_for(r, n);
	for (size_t i = 0; i < n; i++) {
		forget(&ops[i]);
		if (b.work != NULL) {
			b.work[i].op = &ops[i];
			prepare(r, &b.work[i]);
		}
	}
	if (b.work == NULL)
		return fault_set(f, -ENOMEM, "no memory for a token");
	rc = run(r, &b, f);
	if (rc == 0)
		finish(r, &b);
	for (size_t i = 0; rc != 0 && i < n; i++)
		forget(&ops[i]);
	secret_wipe(b.work, n * sizeof(*b.work));
	return rc;
}

struct delivered {
	const int64_t *events;
	size_t n;
};

static int
sent(struct change *c, void *arg)
{
	const struct delivered *d = arg;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < d->n; i++)
		if (d->events[i] != 0)
			rc = c->calls->event_settle(c->s, d->events[i],
			    TOKEN_NOT_DELIVERED, "yes", c->f);
	return rc;
}

int
registry_tokens_sent(
    struct registry *r, const int64_t *events, size_t n, struct fault *f)
{
	struct delivered d = {events, n};
	bool any = false;
	int rc;

	for (size_t i = 0; i < n; i++)
		any = any || events[i] != 0;
	if (!any)
		return 0;
	rc = change_run(r, STORE_LAZY, sent, &d, f);
	r->store->calls->ease(r->store);
	return rc;
}

void
registry_token_usual(
    const struct conf_token_kind *kind, struct registry_token_op *op)
{
	op->kind = kind;
	op->ttl = kind->ttl;
	op->idle = kind->idle;
	op->uses = kind->uses;
	op->bytes = kind->bytes;
}
