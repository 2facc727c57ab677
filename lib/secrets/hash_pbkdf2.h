/*
 * hash_pbkdf2 - hashes by PBKDF2, in the form that passlib writes
 *
 *	$pbkdf2-sha256$ROUNDS$SALT$CHECKSUM
 *
 * 1. ROUNDS MUST be decimal, 1 to 2^32 - 1, without a zero in front.
 * 2. SALT MUST have a byte, CHECKSUM MUST have 32; both in passlib's base64,
 *    of which the bits after the last byte MUST be zero.
 * 3. A setting ends after SALT, or after the '$' that follows.
 * 4. All else MUST be refused: of one hash there is one text.
 */

#ifndef SECRETS_HASH_PBKDF2_H
#define SECRETS_HASH_PBKDF2_H

#include <stddef.h>
#include <stdint.h>

#include "credmint.h"

#define HASH_PBKDF2_PREFIX "$pbkdf2-sha256$"

/*
 * Write the setting of some rounds and n bytes of salt. 0; -ERANGE: salt that
 * does not fit.
 */
int hash_pbkdf2_setting(uint32_t rounds, const void *salt, size_t n,
    char text[CREDMINT_SALT_SIZE]) __attribute__((warn_unused_result));

/*
 * Write the hash of n bytes at pw under a setting or a complete hash. 0, or
 * -EINVAL: neither of these.
 */
int hash_pbkdf2(const char *setting, const void *pw, size_t n,
    char text[CREDMINT_HASH_SIZE]) __attribute__((warn_unused_result));

#endif
