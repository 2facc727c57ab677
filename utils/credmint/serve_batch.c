/* serve_batch - the lines that have arrived, done in one turn */

#include "serve_batch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/secret.h"

#include "serve_work.h"
#include "words.h"

/* Milliseconds between two lines about failures. */
#define QUIET_MS 5000
/* Pieces of work in one turn, of which one writes. */
#define PIECES_MAX 4
/* Clients that are gone and whose work goes on without them: where there are
 * more, they keep their connections. */
#define ORPHANS_MAX 64

struct slot {
	struct serve_client *client;
	struct serve_request request;
	struct registry_token_op *op; /* of SERVE_ACT; NULL: of none */
};

/* What a client that is gone has asked for. */
struct orphan {
	struct serve_work *work;
	struct serve_peer peer;
};

struct serve_batch {
	struct registry *r;
	const struct conf *conf;
	struct registry_token_op *ops; /* REGISTRY_TOKENS_MAX, secret */
	size_t nops;
	struct slot slot[REGISTRY_TOKENS_MAX];
	size_t n;
	uint64_t last;  /* the number of the client that had the last place */
	uint64_t since; /* pieces of work, ever */
	int64_t quiet_until; /* milliseconds */
	struct serve_settle *settle;
	struct orphan orphan[ORPHANS_MAX];
	size_t norphans;
};

struct serve_batch *
serve_batch_new(
    struct registry *r, const struct conf *conf, struct serve_settle *settle)
{
	struct serve_batch *b = calloc(1, sizeof(*b));

	if (b == NULL)
		return NULL;
	b->r = r;
	b->conf = conf;
	b->settle = settle;
	b->ops = secret_map(REGISTRY_TOKENS_MAX * sizeof(*b->ops), NULL);
	if (b->ops == NULL) {
		free(b);
		return NULL;
	}
	return b;
}

void
serve_batch_free(struct serve_batch *b)
{
	if (b == NULL)
		return;
	while (b->norphans > 0)
		serve_work_free(b->orphan[--b->norphans].work);
	secret_unmap(b->ops, REGISTRY_TOKENS_MAX * sizeof(*b->ops));
	free(b);
}

/* A line of a client's; false: it has none for this turn. */
static bool
take_line(struct serve_batch *b, struct serve_client *c, int64_t now)
{
	struct slot *slot = &b->slot[b->n];
	struct registry_token_op *op = &b->ops[b->nops];
	const char *line;
	size_t n;

	if (c->taken == SERVE_TURN_MAX || !serve_client_line(c, &line, &n))
		return false;
	*slot = (struct slot){.client = c};
	serve_request_read(&slot->request, op, b->conf, &c->peer, line, n);
	serve_client_done(c, n, now);
	if (slot->request.way == SERVE_ACT && !slot->request.none) {
		slot->op = op;
		b->nops++;
	}
	/* What comes behind one of many tokens sees what it did. */
	if (slot->request.way == SERVE_ACT || slot->request.way == SERVE_REFUSE)
		c->taken++;
	else
		c->taken = SERVE_TURN_MAX;
	b->last = c->number;
	b->n++;
	return true;
}

/* The first client behind the one that had the last place of a turn. */
static size_t
first_of(
    const struct serve_batch *b, struct serve_client *const *clients, size_t n)
{
	size_t i = 0;

	while (i < n && clients[i]->number <= b->last)
		i++;
	return i < n ? i : 0;
}

/* A line each, again and again, until there is no more or no room. */
static void
collect(
    struct serve_batch *b, struct serve_client **clients, size_t n, int64_t now)
{
	const size_t first = first_of(b, clients, n);
	bool any = true;

	for (size_t i = 0; i < n; i++)
		clients[i]->taken = 0;
	while (any && b->n < REGISTRY_TOKENS_MAX) {
		any = false;
		for (size_t i = 0; i < n && b->n < REGISTRY_TOKENS_MAX; i++)
			if (take_line(b, clients[(first + i) % n], now))
				any = true;
	}
}

/* A line at most every few seconds: clients may ask again and again. */
static void
complain(struct serve_batch *b, const struct fault *f, int64_t now)
{
	if (now < b->quiet_until)
		return;
	b->quiet_until = now + QUIET_MS;
	words_say("%s", f->text);
}

/* n acts from i on; each has its answer or its error then. */
static int
act_on(struct serve_batch *b, size_t i, size_t n, int64_t now)
{
	struct fault f = {""};
	int rc = registry_tokens(b->r, &b->ops[i], n, &f);

	if (rc == 0)
		return 0;
	complain(b, &f, now);
	for (size_t end = i + n; i < end; i++)
		b->ops[i].error = fault_set(&b->ops[i].fault, rc, "%s", f.text);
	return rc;
}

/* One row that is damaged is nothing to those who asked for others. */
static void
act(struct serve_batch *b, int64_t now)
{
	if (b->nops == 0 || act_on(b, 0, b->nops, now) != -EBADMSG)
		return;
	for (size_t i = 0; i < b->nops; i++)
		if (act_on(b, i, 1, now) != 0)
			continue;
}

static int
answer(const struct slot *slot, const struct serve_sink *sink)
{
	static const struct registry_token_op unknown = {.n = 0};

	switch (slot->request.way) {
	case SERVE_ACT:
		return serve_answer_act(sink, &slot->request,
		    slot->op != NULL ? slot->op : &unknown);
	case SERVE_REVOKE_ALL:
	case SERVE_SHOW:
		return serve_answer_error(
		    sink, &slot->request.tag, "out of memory");
	case SERVE_REFUSE:
		break;
	}
	return serve_answer_error(
	    sink, &slot->request.tag, slot->request.fault.text);
}

/* What is told to a client that is gone is lost, and nothing else is. */
static void
finish(struct serve_batch *b, struct slot *slot)
{
	const struct serve_sink sink = serve_client_sink(slot->client);
	const struct registry_token_op *op = slot->op;
	struct serve_mark mark = {0};

	if (answer(slot, &sink) != 0)
		slot->client->gone = true;
	if (op != NULL && op->answer == REGISTRY_TOKEN_YES) {
		mark.event = op->event;
		mark.id = op->text[0] != '\0' ? op->is.id : 0;
	}
	if (serve_client_mark(slot->client, mark.event, mark.id) != 0) {
		slot->client->gone = true;
		serve_settle_lost(b->settle, &mark);
	}
}

/* What is about many tokens is the client's from now on. */
static bool
begin_work(struct serve_batch *b, struct slot *slot)
{
	const enum serve_way way = slot->request.way;

	if (way == SERVE_REVOKE_ALL || way == SERVE_SHOW)
		slot->client->work = serve_work_new(&slot->request, ++b->since);
	return slot->client->work != NULL;
}

/* Work, and whose: a client's, or an orphan. work NULL: there is none. */
struct task {
	struct serve_work *work;
	struct serve_client *client;
	struct orphan *orphan;
};

static bool
is_before(const struct serve_work *w, const struct task *t)
{
	return w != NULL &&
	    (t->work == NULL ||
		serve_work_since(w) < serve_work_since(t->work));
}

/* What waits for the longest. */
static struct task
next_work(struct serve_batch *b, struct serve_client **clients, size_t n)
{
	struct task t = {NULL, NULL, NULL};

	for (size_t i = 0; i < n; i++)
		if (is_before(clients[i]->work, &t))
			t = (struct task){clients[i]->work, clients[i], NULL};
	for (size_t i = 0; i < b->norphans; i++)
		if (is_before(b->orphan[i].work, &t))
			t = (struct task){
			    b->orphan[i].work, NULL, &b->orphan[i]};
	return t;
}

static int
say_nobody(const char *text, size_t n, void *arg)
{
	(void)text;
	(void)n;
	(void)arg;
	return 0;
}

static void
end_work(struct serve_client *c, enum serve_work_state state, int64_t now)
{
	if (state == SERVE_WORK_MORE)
		return;
	if (state == SERVE_WORK_LOST)
		c->gone = true;
	serve_work_free(c->work);
	serve_client_worked(c, now);
}

/* The last one has its place. */
static void
end_orphan(struct serve_batch *b, struct orphan *o)
{
	serve_work_free(o->work);
	*o = b->orphan[--b->norphans];
}

static void
do_piece(struct serve_batch *b, const struct task *t, int64_t now)
{
	const struct serve_sink nobody = {say_nobody, NULL};
	const struct serve_sink sink =
	    t->client != NULL ? serve_client_sink(t->client) : nobody;
	const struct serve_peer *peer =
	    t->client != NULL ? &t->client->peer : &t->orphan->peer;
	const enum serve_work_state state =
	    serve_work_piece(t->work, b->r, peer, ++b->since, &sink);

	if (t->client != NULL)
		end_work(t->client, state, now);
	else if (state != SERVE_WORK_MORE)
		end_orphan(b, t->orphan);
}

/* Whether there was any. */
static bool
do_work(
    struct serve_batch *b, struct serve_client **clients, size_t n, int64_t now)
{
	bool wrote = false;
	int i;

	for (i = 0; i < PIECES_MAX && !wrote; i++) {
		const struct task t = next_work(b, clients, n);

		if (t.work == NULL)
			break;
		wrote = serve_work_writes(t.work);
		do_piece(b, &t, now);
	}
	return i > 0;
}

bool
serve_batch_leave(struct serve_batch *b, struct serve_client *c)
{
	if (!serve_work_writes(c->work)) {
		serve_work_free(c->work);
	} else {
		if (b->norphans == ORPHANS_MAX)
			return false;
		b->orphan[b->norphans++] = (struct orphan){c->work, c->peer};
	}
	c->work = NULL;
	return true;
}

bool
serve_batch_works(const struct serve_batch *b)
{
	return b->norphans > 0;
}

void
serve_batch_stop(struct serve_batch *b, struct serve_client **clients, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct serve_client *c = clients[i];
		const struct serve_sink sink = serve_client_sink(c);

		if (c->work != NULL)
			end_work(c, serve_work_stop(c->work, &sink), c->moved);
	}
	while (b->norphans > 0) {
		words_say("a revoke was ended before its end, and who asked "
			  "for it is gone");
		end_orphan(b, &b->orphan[b->norphans - 1]);
	}
}

bool
serve_batch_turn(
    struct serve_batch *b, struct serve_client **clients, size_t n, int64_t now)
{
	bool any;

	collect(b, clients, n, now);
	any = b->n > 0;
	act(b, now);
	for (size_t i = 0; i < b->n; i++) {
		if (begin_work(b, &b->slot[i]))
			continue;
		finish(b, &b->slot[i]);
		serve_request_end(&b->slot[i].request);
	}
	secret_wipe(b->ops, b->nops * sizeof(*b->ops));
	b->n = b->nops = 0;
	if (do_work(b, clients, n, now))
		any = true;
	return any;
}
