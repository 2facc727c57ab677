/*
 * serve_batch - the lines that have arrived, done in one turn
 *
 * 1. All that changes anything in a turn is one durable transaction, and no
 *    answer leaves before it.
 * 2. Answers come in the order of a client's lines, and what a line sees is
 *    what those before it left.
 * 3. Nobody's lines keep another client's out of a turn: what is about many
 *    tokens is done in pieces, a few a turn, and its client's lines wait.
 */

#ifndef CREDMINT_SERVE_BATCH_H
#define CREDMINT_SERVE_BATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "host/conf.h"
#include "registry/registry.h"
#include "registry/token.h"

#include "serve_client.h"
#include "serve_settle.h"

/* Lines of one client in one turn. */
#define SERVE_TURN_MAX 8

struct serve_batch;

/* NULL: no memory. All three outlive it. */
struct serve_batch *serve_batch_new(
    struct registry *r, const struct conf *conf, struct serve_settle *settle);
void serve_batch_free(struct serve_batch *b);

/*
 * Do a turn for n clients, in the order of their numbers. Whether it did
 * anything. Whoever had no place in a turn is among the first in the next.
 */
bool serve_batch_turn(struct serve_batch *b, struct serve_client **clients,
    size_t n, int64_t now);

/*
 * A client that is gone leaves its work: what writes goes on without it. False:
 * there is no room for that, and the client still has it.
 */
bool serve_batch_leave(struct serve_batch *b, struct serve_client *c);

/* Whether anything goes on without its client. */
bool serve_batch_works(const struct serve_batch *b);

/* Leave undone what is still to be done, and tell who asked for it. */
void serve_batch_stop(
    struct serve_batch *b, struct serve_client **clients, size_t n);

#endif
