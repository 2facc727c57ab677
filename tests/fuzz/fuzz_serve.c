/*
 * fuzz_serve - a line that a client of credmint serve sent, any bytes
 *
 * The first byte says who asks: root, one who may little, one who may nothing
 * of some verbs. What is done for him is never more than he may, and what is
 * said of a line that is none repeats nothing of it.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "registry/registry.h"
#include "tests/fuzz/frames.h"
#include "utils/credmint/json_memory.h"
#include "utils/credmint/serve_answer.h"
#include "utils/credmint/serve_request.h"

static struct conf conf;

/* What stands in a line and is a word of ours as well is no repetition. */
#define MARK "zQ7"

static int
put(const char *text, size_t n, void *arg)
{
	char *line = arg;
	size_t have = strlen(line);

	if (have + n >= 65536)
		return -1;
	memcpy(line + have, text, n);
	line[have + n] = '\0';
	return 0;
}

/* One line, which is an object with "ok" first. */
static void
judge_line(const char *line)
{
	size_t n = strlen(line);

	if (n < 12 || strchr(line, '\n') != line + n - 1 ||
	    line[n - 2] != '}' || strncmp(line, "{\"ok\":", 6) != 0)
		frames_wrong("an answer is no line");
}

static void
judge_act(const struct serve_request *request,
    const struct registry_token_op *op, const struct serve_peer *peer)
{
	static const enum serve_verb verbs[] = {
	    [REGISTRY_TOKEN_ISSUE] = SERVE_ISSUE,
	    [REGISTRY_TOKEN_VERIFY] = SERVE_VERIFY,
	    [REGISTRY_TOKEN_REDEEM] = SERVE_REDEEM,
	    [REGISTRY_TOKEN_ROTATE] = SERVE_ROTATE,
	    [REGISTRY_TOKEN_ROTATE_CSRF] = SERVE_ROTATE,
	    [REGISTRY_TOKEN_REVOKE] = SERVE_REVOKE,
	};
	unsigned kinds;

	if (op->act < REGISTRY_TOKEN_ISSUE || op->act > REGISTRY_TOKEN_REVOKE)
		frames_wrong("no act");
	kinds = peer->kinds[verbs[op->act]];
	if (kinds == 0 || (kinds != SERVE_ALL_KINDS && op->only != kinds))
		frames_wrong("more than he may");
	if (op->act == REGISTRY_TOKEN_ISSUE &&
	    (op->kind == NULL || op->subject == NULL || request->none ||
		op->ttl < 1 || op->ttl > REGISTRY_TTL_MAX || op->idle < 0 ||
		op->uses > REGISTRY_USES_MAX))
		frames_wrong("issues what cannot be");
	if (op->act != REGISTRY_TOKEN_ISSUE && op->token == NULL &&
	    (op->act != REGISTRY_TOKEN_REVOKE || op->id < 1))
		frames_wrong("of no token");
}

static void
judge_many(const struct serve_request *request, const struct serve_peer *peer)
{
	unsigned kinds =
	    peer->kinds[request->way == SERVE_SHOW ? SERVE_LIST : SERVE_REVOKE];

	if (kinds == 0 ||
	    (kinds != SERVE_ALL_KINDS && request->filter.only != kinds))
		frames_wrong("more of them than he may");
	if (request->way == SERVE_REVOKE_ALL &&
	    request->filter.subject == NULL && request->filter.label == NULL)
		frames_wrong("revokes all there are");
}

static void
judge(const struct serve_request *request, const struct registry_token_op *op,
    const struct serve_peer *peer)
{
	static char line[65536];
	const struct serve_sink sink = {put, line};

	line[0] = '\0';
	if (request->way == SERVE_ACT) {
		judge_act(request, op, peer);
		if (serve_answer_act(&sink, request, op) == 0)
			judge_line(line);
		return;
	}
	if (request->way != SERVE_REFUSE) {
		judge_many(request, peer);
		return;
	}
	if (request->fault.text[0] == '\0' ||
	    strstr(request->fault.text, MARK) != NULL)
		frames_wrong("a refusal says nothing, or what was sent");
	if (serve_answer_error(&sink, &request->tag, request->fault.text) == 0)
		judge_line(line);
}

static void
begin(struct serve_peer *peer, unsigned who)
{
	*peer = (struct serve_peer){.uid = 0, .by = "root", .source = "uid 0"};
	if (conf.token_kinds_n == 0) {
		conf_default(&conf);
		if (json_memory_seed() != 0)
			abort();
	}
	for (unsigned i = 0; i < SERVE_VERBS; i++)
		peer->kinds[i] = who % 3 == 0 ? SERVE_ALL_KINDS
		    : who % 3 == 1            ? 1u
					      : who >> i & 6u;
}

int
LLVMFuzzerTestOneInput(const uint8_t *in, size_t n)
{
	struct serve_request *request = malloc(sizeof(*request));
	struct registry_token_op *op = malloc(sizeof(*op));
	struct serve_peer *peer = malloc(sizeof(*peer));
	char *line = malloc(n);

	if (request == NULL || op == NULL || peer == NULL || line == NULL)
		abort();
	if (n > 0) {
		begin(peer, in[0]);
		memcpy(line, in + 1, n - 1);
		serve_request_read(request, op, &conf, peer, line, n - 1);
		judge(request, op, peer);
		serve_request_end(request);
	}
	free(line);
	free(peer);
	free(op);
	free(request);
	return 0;
}
