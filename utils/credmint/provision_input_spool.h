/*
 * provision_input_spool - the accounts that were read, in a database of
 * SQLite's own: a temporary file without a name, and a little of it in memory
 */

#ifndef CREDMINT_PROVISION_INPUT_SPOOL_H
#define CREDMINT_PROVISION_INPUT_SPOOL_H

#include <stdint.h>

#include "core/fault.h"

#include "provision_account.h"
#include "provision_input_check.h"

struct provision_spool;

int provision_spool_open(struct provision_spool **out, struct fault *f)
    __attribute__((warn_unused_result));
void provision_spool_close(struct provision_spool *spool);

/*
 * Keep a record that was checked. 0; -EINVAL: its name or uid stands in
 * another line, as why says; or another negative errno.
 */
int provision_spool_add(struct provision_spool *spool,
    const struct provision_read *record, struct fault *why)
    __attribute__((warn_unused_result));

/* That was all: from now on they are read. */
int provision_spool_done(struct provision_spool *spool, struct fault *f)
    __attribute__((warn_unused_result));

/* The next one by line. 1; 0: no more; or a negative errno. */
int provision_spool_next(struct provision_spool *spool,
    struct provision_account *out, struct fault *f)
    __attribute__((warn_unused_result));
void provision_spool_rewind(struct provision_spool *spool);

/* Forget that of a line. 0; -ENOENT: there is none; or a negative errno. */
int provision_spool_remove(struct provision_spool *spool, uint64_t line,
    struct fault *f) __attribute__((warn_unused_result));

#endif
