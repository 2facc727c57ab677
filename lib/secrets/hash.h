/*
 * hash - hashes verified from inside the library
 */

#ifndef SECRETS_HASH_H
#define SECRETS_HASH_H

#include <stddef.h>

/* What credmint_hash_verify() does. */
int hash_verify(const char *hash, const void *pw, size_t n)
    __attribute__((warn_unused_result));

/* The prefix of the method that libxcrypt prefers, "$y$"; "" when it says none.
 */
const char *hash_preferred(void);

#endif
