/*
 * seed - the seed of an authenticator, sealed and opened
 *
 * Sealed under key->seeds and bound to the row's id, account, uid, type,
 * digest, digits and step, and to the account's name.
 */

#ifndef REGISTRY_SEED_H
#define REGISTRY_SEED_H

#include "registry/store_authenticator.h"

/*
 * Fills row's key_id and sealed, which holds no more than a block of row's
 * digest: a longer seed is kept as HMAC shortens it. 0 or a negative errno: no
 * random numbers.
 */
int seed_seal(const struct key *key, const char *user, const void *seed,
    size_t n, struct store_authenticator *row)
    __attribute__((warn_unused_result));

/*
 * out, in secret memory, has CREDMINT_OTP_KEY_MAX bytes; *n of them are the
 * seed. 0; -EINVAL: sealed under another key; -EBADMSG: it does not open. Then
 * out is zero, and *n is REGISTRY_SEED_MIN, so that the work after is the same.
 * A row that is all zero is -EBADMSG.
 */
int seed_open(const struct key *key, const char *user,
    const struct store_authenticator *row,
    unsigned char out[CREDMINT_OTP_KEY_MAX], size_t *n)
    __attribute__((warn_unused_result));

/*
 * What tells that a seed of n bytes was an account's before, without telling
 * it: a MAC of the block that HMAC makes of it, with the name and what its
 * codes are counted by. out has MAC_SIZE bytes.
 */
void seed_trace(const struct key *key, const char *user, const void *seed,
    size_t n, const struct store_authenticator *row, unsigned char *out);

/* A line for either, which says the authenticator and what to do. rc. */
int seed_fault(const struct conf *conf, const char *user, int64_t id, int rc,
    struct fault *f);

#endif
