/*
 * serve_work - requests about many tokens, done a piece at a time
 *
 * 1. A piece's work MUST be bounded, however many tokens there are: all other
 *    clients wait for it.
 * 2. What was asked for is done to its end, also when who asked is gone.
 */

#ifndef CREDMINT_SERVE_WORK_H
#define CREDMINT_SERVE_WORK_H

#include <stdbool.h>
#include <stdint.h>

#include "registry/registry.h"
#include "registry/token.h"

#include "serve_answer.h"
#include "serve_may.h"
#include "serve_request.h"

struct serve_work;

/*
 * Of SERVE_REVOKE_ALL or SERVE_SHOW; the request is its from now on, when there
 * is memory. since: what is done longest ago comes first.
 */
struct serve_work *serve_work_new(
    const struct serve_request *request, uint64_t since);
void serve_work_free(struct serve_work *w);

/* When its last piece was done. */
uint64_t serve_work_since(const struct serve_work *w);
/* Whether a piece writes. */
bool serve_work_writes(const struct serve_work *w);

enum serve_work_state {
	SERVE_WORK_MORE, /* there are other pieces */
	SERVE_WORK_DONE, /* the answer was put */
	SERVE_WORK_LOST, /* it could not be put whole */
};

/* Do a piece for peer; the answer comes with the last. */
enum serve_work_state serve_work_piece(struct serve_work *w, struct registry *r,
    const struct serve_peer *peer, uint64_t since,
    const struct serve_sink *sink);

/* The rest is left undone, and that is the answer. */
enum serve_work_state serve_work_stop(
    const struct serve_work *w, const struct serve_sink *sink);

#endif
