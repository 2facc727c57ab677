/*
 * mac - keyed digests; the only includer of Nettle
 */

#ifndef CORE_MAC_H
#define CORE_MAC_H

#include <stddef.h>

/* Bytes of HMAC-SHA-256, and of every key here. */
#define MAC_SIZE 32

struct mac_part {
	const void *data;
	size_t n;
};

/*
 * HMAC-SHA-256 (RFC 2104) under a key of MAC_SIZE bytes over the parts, one
 * after the other. The caller makes the parts unambiguous.
 */
void mac_of(const unsigned char key[MAC_SIZE], const struct mac_part *parts,
    size_t nparts, unsigned char out[MAC_SIZE]);

/*
 * A sub-key for one use: HKDF-SHA-256 (RFC 5869) without salt, the label as
 * info.
 */
void mac_subkey(const unsigned char key[MAC_SIZE], const char *label,
    unsigned char out[MAC_SIZE]);

#endif
