/*
 * hash_alone - one hash by a process of its own
 *
 * crypt(3) looks at no signal, and the cost of a hash that somebody gives may
 * stand for years. Told to end, the process is killed at once, and what the
 * caller has is wiped as ever.
 */

#ifndef CREDMINT_HASH_ALONE_H
#define CREDMINT_HASH_ALONE_H

#include <stddef.h>

#include "core/fault.h"
#include "credmint.h"

/*
 * The hash of n bytes under a setting. 0; -EINTR: told to end; else a negative
 * errno with its line in the fault.
 */
int hash_alone_make(const char *setting, const char *password, size_t n,
    char hash[CREDMINT_HASH_SIZE], struct fault *f)
    __attribute__((warn_unused_result));

/* Whether they have the hash. 0; -EKEYREJECTED: they have not; else as above.
 */
int hash_alone_verify(const char *hash, const char *password, size_t n,
    struct fault *f) __attribute__((warn_unused_result));

#endif
