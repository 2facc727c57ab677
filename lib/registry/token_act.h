/*
 * token_act - one act on a token, inside a transaction and before it
 */

#ifndef REGISTRY_TOKEN_ACT_H
#define REGISTRY_TOKEN_ACT_H

#include "registry/change.h"
#include "registry/store_token.h"
#include "registry/token_text.h"

/* A redeem before its answer was handed over, in the log. */
#define TOKEN_NOT_DELIVERED "used, not delivered"

/* An act at work. In locked memory: it holds texts. */
struct token_work {
	struct registry_token_op *op;
	bool refused; /* by its parameters */
	bool shaped;  /* there is a token to look for */
	struct token_text read;

	/* Set anew by each try. */
	struct store_token row; /* id 0: none that may be told of */
	enum registry_token_answer answer;
	enum store_state ends; /* what it is found dead as, or 0 */
	int64_t event;
	char text[REGISTRY_TOKEN_SIZE];
	char csrf_text[REGISTRY_TOKEN_SIZE];
};

/* What a row is at a time; *ends: a live one, as what it ends, or 0. */
enum registry_token_answer token_now(
    const struct store_token *row, int64_t now, enum store_state *ends);

/* When a row may go that lives on from now, as far as is known. */
int64_t token_gone(const struct conf *conf, const struct store_token *row);

/* Of one that has died now: its row goes sooner, if that is worth a write. */
int token_died(struct change *c, const struct store_token *row);

/* Put an end to one; *done says whether it was live. */
int token_end(struct change *c, const struct store_token *row,
    enum store_state state, bool *done);

/* Whether tokens of a kind may be told of; only 0: all. */
bool token_allowed(const struct conf *conf, unsigned only, const char *kind);

/* What may be told of a row. */
void token_show(
    const struct store_token *row, int64_t now, struct registry_token *out);

/* Forget the try before. */
void token_work_reset(struct token_work *w);

/* Find w's token and answer, without changing anything. */
int token_look(struct registry *r, int64_t now, struct token_work *w,
    struct fault *f) __attribute__((warn_unused_result));

/* Whether a verify, or what is unknown, leaves anything to write down. */
bool token_leaves(const struct token_work *w, int64_t now);
int token_leave(struct change *c, struct token_work *w)
    __attribute__((warn_unused_result));

/* Look and do it. */
int token_do(struct change *c, struct token_work *w)
    __attribute__((warn_unused_result));

/* Write the event of an act that ended with an outcome on a row. */
int token_note(struct change *c, const struct registry_token_op *op,
    const struct store_token *row, const char *outcome, bool merge,
    int64_t *event) __attribute__((warn_unused_result));

#endif
