/*
 * sqlite_token - the calls of store_token.h on SQLite, contracts there
 */

#ifndef REGISTRY_SQLITE_TOKEN_H
#define REGISTRY_SQLITE_TOKEN_H

#include "registry/sqlite.h"
#include "registry/store_token.h"

/* The row at hand; false when it is not as stored. */
bool sqlite_token_read(struct sqlite *s, size_t i, struct store_token *t);

/* ---- sqlite_token_page.c: more than one ---- */
int sqlite_token_span(struct store *s, const struct store_token_which *which,
    int64_t batch, int64_t *until, struct fault *f);
int sqlite_token_page(struct store *s, const struct store_token_which *which,
    struct store_token *out, size_t *n, struct fault *f);
int sqlite_token_reach(struct store *s, int64_t after, int64_t batch,
    int64_t *until, struct fault *f);
int sqlite_token_reset(struct store *s, const struct store_reset *what,
    int64_t *ended, int64_t *hastened, struct fault *f);
int sqlite_token_purge(
    struct store *s, int64_t mark, int64_t batch, int64_t *n, struct fault *f);

#endif
