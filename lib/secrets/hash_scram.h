/*
 * hash_scram - what PostgreSQL keeps of a password for SCRAM-SHA-256
 *
 *	SCRAM-SHA-256$ROUNDS:SALT$STORED:SERVER
 *
 * 1. ROUNDS MUST be decimal, 1 to 2^31 - 1, without a zero in front.
 * 2. SALT MUST have a byte, STORED and SERVER MUST have 32, in base64 (RFC
 *    4648) with padding, of which the bits after the last byte MUST be zero.
 * 3. A setting ends after SALT, or after the '$' that follows.
 * 4. All else MUST be refused: of one hash there is one text.
 * 5. A password MUST be of printable ASCII: what the others become, on which
 *    side, is a matter of SASLprep (RFC 4013) and of the server's encoding.
 *
 * STORED and SERVER are those of RFC 5802, section 3, with SHA-256 (RFC 7677).
 */

#ifndef SECRETS_HASH_SCRAM_H
#define SECRETS_HASH_SCRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "credmint.h"

#define HASH_SCRAM_PREFIX "SCRAM-SHA-256$"
#define HASH_SCRAM_ROUNDS_MAX 2147483647

/*
 * Write the setting of some rounds and n bytes of salt. 0; -ERANGE: salt that
 * does not fit.
 */
int hash_scram_setting(uint32_t rounds, const void *salt, size_t n,
    char text[CREDMINT_SALT_SIZE]) __attribute__((warn_unused_result));

/* Whether n bytes at pw are of printable ASCII; the time tells only n. */
bool hash_scram_takes(const void *pw, size_t n);

/*
 * Write the hash of n bytes at pw under a setting or a complete hash. 0, or
 * -EINVAL: neither of these.
 */
int hash_scram(const char *setting, const void *pw, size_t n,
    char text[CREDMINT_HASH_SIZE]) __attribute__((warn_unused_result));

#endif
