/*
 * init - the parts of setting credmint up, each safe to repeat
 *
 * Each says in *made whether it made something. What is there but wrong is
 * never mended: the fault says which command would do it.
 */

#ifndef CREDMINT_INIT_H
#define CREDMINT_INIT_H

#include <stdbool.h>
#include <sys/types.h>

#include "core/fault.h"
#include "host/account.h"

/* The system user, with a group of its own that has its name. */
int init_user(const char *name, struct account *account, bool *made,
    struct fault *f) __attribute__((warn_unused_result));

/*
 * The directory that path lies in. Every directory above must be root's,
 * writable by nobody else and no symbolic link.
 */
int init_directory(const char *path, const struct account *owner, mode_t mode,
    bool *made, struct fault *f) __attribute__((warn_unused_result));

#endif
