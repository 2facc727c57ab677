/*
 * serve_settle - what is left to do for answers that have left, or never will
 *
 * The log says of a redeem that it was not delivered until its yes has left. A
 * token whose text was lost on its way is nobody's, and revoked.
 */

#ifndef CREDMINT_SERVE_SETTLE_H
#define CREDMINT_SERVE_SETTLE_H

#include <stddef.h>
#include <stdint.h>

#include "registry/registry.h"

#include "serve_client.h"

/* Redeems are told to the log together: so many, or after so long. */
#define SERVE_TOLD_MAX 512
#define SERVE_TOLD_MS 50

struct serve_settle {
	int64_t event[SERVE_TOLD_MAX];
	size_t nevents;
	int64_t since; /* milliseconds, of the first */
	int64_t *id;
	size_t nids, ids_size;
};

void serve_settle_end(struct serve_settle *s);

/* A mark's answer has left, or is lost. */
void serve_settle_told(struct serve_settle *s, struct registry *r,
    const struct serve_mark *mark, int64_t now);
void serve_settle_lost(struct serve_settle *s, const struct serve_mark *mark);

/* When serve_settle_do() is due, in milliseconds; 0: there is nothing. */
int64_t serve_settle_due(const struct serve_settle *s);

/* Do it. What fails is said on standard error, and not tried again. */
void serve_settle_do(struct serve_settle *s, struct registry *r);

#endif
