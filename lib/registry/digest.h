/*
 * digest - what is kept in place of codes, hashes, names and sources
 *
 * Every digest is HMAC-SHA-256 under a sub-key of the registry's key, one
 * sub-key for each purpose, and every part is preceded by its length.
 */

#ifndef REGISTRY_DIGEST_H
#define REGISTRY_DIGEST_H

#include <stdint.h>

#include "core/mac.h"
#include "registry/code.h"
#include "registry/key.h"
#include "registry/lockout.h"
#include "registry/source.h"

/* What a code, or a password's hash, is bound to. */
struct digest_bound {
	int64_t kind;
	int64_t id;
	int64_t uid;
	const char *name;
};

void digest_code(const struct key *key, const struct digest_bound *bound,
    const char plain[CODE_PLAIN_SIZE], unsigned char out[MAC_SIZE]);

/* The same of a password's hash of n bytes. */
void digest_hash(const struct key *key, const struct digest_bound *bound,
    const char *hash, size_t n, unsigned char out[MAC_SIZE]);

/*
 * A recovery code is bound to its account's name, uid and sheet, not to a row:
 * what leads to the row is the digest itself.
 */
void digest_recovery(const struct key *key, const char *name, int64_t uid,
    int64_t sheet, const char plain[CODE_RECOVERY_SIZE],
    unsigned char out[MAC_SIZE]);

/* What a token's secret, or a session's CSRF token, is bound to. */
struct digest_owner {
	int64_t id;
	const char *kind;
	const char *subject;
};

/* Under the sub-key of one or the other. */
void digest_token(const unsigned char subkey[MAC_SIZE],
    const struct digest_owner *owner, const char *secret, size_t n,
    unsigned char out[MAC_SIZE]);

/* One of buckets (a power of two) for a name that has no row of its own. */
int64_t digest_name_bucket(
    const struct key *key, const char *name, int64_t buckets);

/*
 * A source as records know it, and its bucket. Askers have the last quarter
 * of the buckets to themselves: what they use up is never anybody else's.
 */
void digest_source(const struct key *key, const struct source *source,
    unsigned char id[LOCKOUT_SOURCE_SIZE], int64_t *bucket, int64_t buckets);

#endif
