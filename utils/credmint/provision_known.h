/*
 * provision_known - the names in a file of secrets, and where each one stands
 *
 * In a database of SQLite's own, in a temporary file without a name; no
 * password is in it.
 */

#ifndef CREDMINT_PROVISION_KNOWN_H
#define CREDMINT_PROVISION_KNOWN_H

#include <stdint.h>

#include "core/fault.h"

struct provision_known;

int provision_known_open(struct provision_known **out, struct fault *f)
    __attribute__((warn_unused_result));
/* NULL is allowed. */
void provision_known_close(struct provision_known *known);

/* A name stands at this byte; the last place it is added with counts. */
int provision_known_add(struct provision_known *known, const char *name,
    int64_t at, struct fault *f) __attribute__((warn_unused_result));

/* 1 with the place, 0: it is not there, or a negative errno. */
int provision_known_find(struct provision_known *known, const char *name,
    int64_t *at, struct fault *f) __attribute__((warn_unused_result));

/* How many names there are. */
uint64_t provision_known_count(const struct provision_known *known);

#endif
