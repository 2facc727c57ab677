/*
 * hash_form - what a hash must look like beside the setting it came from
 */

#ifndef SECRETS_HASH_FORM_H
#define SECRETS_HASH_FORM_H

#include <stdbool.h>
#include <stdint.h>

#include "secrets/method.h"

/*
 * Whether text, which crypt(3) made of setting, is a hash of that setting and
 * no other, with a salt that is not empty: no failure token, nothing of the
 * setting cut off or replaced.
 */
bool hash_form_fits(const char *text, const char *setting);

/*
 * Whether hash, as somebody keeps it, is as long as text, computed from it.
 * When not, it is a setting without a hash, or damaged, and matches nothing.
 */
bool hash_form_is_whole(const char *text, const char *hash);

/*
 * Whether the hash in a whole text of a method is one that some bytes have:
 * its characters are the method's, and the bits after the last byte are zero.
 */
bool hash_form_can_match(const struct method *method, const char *hash);

/*
 * Read the rounds at p, decimal without a zero in front, 1 to max. Where they
 * end, or NULL.
 */
const char *hash_form_rounds(const char *p, uint32_t max, uint32_t *out);

#endif
