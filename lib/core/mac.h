/*
 * mac - keyed digests, keys from passwords, sealing; the only includer of
 * Nettle
 */

#ifndef CORE_MAC_H
#define CORE_MAC_H

#include <stddef.h>
#include <stdint.h>

/* Bytes of HMAC-SHA-256, and of every key of the registry. */
#define MAC_SIZE 32
/* Bytes of the longest MAC here. */
#define MAC_SIZE_MAX 64

enum mac_digest {
	MAC_SHA1 = 1,
	MAC_SHA256,
	MAC_SHA512,
};

struct mac_part {
	const void *data; /* may be NULL when n is 0 */
	size_t n;
};

/* Bytes of a MAC by a digest; 0: there is no such digest. */
size_t mac_size(enum mac_digest digest);

/*
 * HMAC (RFC 2104) by a digest that there is, under a key of any length, over
 * the parts, one after the other: mac_size() bytes. The caller makes the parts
 * unambiguous. key may be NULL when nkey is 0.
 */
void mac_by(enum mac_digest digest, const void *key, size_t nkey,
    const struct mac_part *parts, size_t nparts, unsigned char *out);

/*
 * A key that many MACs are made under, prepared once: what it knows is as
 * secret as the key, and is wiped by mac_key_wipe(). mac_by_key() is mac_by();
 * the key is afterwards as it was.
 */
struct mac_key {
	enum mac_digest digest;
	_Alignas(16) unsigned char state[688];
};
void mac_key_set(
    struct mac_key *out, enum mac_digest digest, const void *key, size_t nkey);
void mac_by_key(struct mac_key *key, const struct mac_part *parts,
    size_t nparts, unsigned char *out);
void mac_key_wipe(struct mac_key *key);

/*
 * A key as HMAC sees it, zero to the end: two keys whose blocks are the same
 * give the same MACs, a long one and its digest among them. Returned is how
 * many bytes of it are the key: nkey, or mac_size() of one that is longer than
 * the digest's block.
 */
#define MAC_BLOCK_MAX 128
size_t mac_key_block(enum mac_digest digest, const void *key, size_t nkey,
    unsigned char out[MAC_BLOCK_MAX]);

/* HMAC-SHA-256 under a key of MAC_SIZE bytes. */
void mac_of(const unsigned char key[MAC_SIZE], const struct mac_part *parts,
    size_t nparts, unsigned char out[MAC_SIZE]);

/*
 * A sub-key for one use: HKDF-SHA-256 (RFC 5869) without salt, the label as
 * info.
 */
void mac_subkey(const unsigned char key[MAC_SIZE], const char *label,
    unsigned char out[MAC_SIZE]);

/*
 * PBKDF2 (RFC 8018) with HMAC by a digest that there is: n bytes of key, at
 * least 1 and at most 2^32 - 1 MACs of them, after 1 round or more. pw and
 * salt may be NULL when they have no bytes.
 */
void mac_stretch(enum mac_digest digest, const void *pw, size_t npw,
    const void *salt, size_t nsalt, uint32_t rounds, void *out, size_t n);

/* SHA-256 (FIPS 180-4) of n bytes without a key; data may be NULL when n is 0.
 */
void mac_sha256(const void *data, size_t n, unsigned char out[MAC_SIZE]);

/* Bytes that sealing adds: a nonce before, a tag behind. */
#define MAC_SEAL_NONCE 12
#define MAC_SEAL_TAG 16
#define MAC_SEAL_MORE (MAC_SEAL_NONCE + MAC_SEAL_TAG)

/*
 * Seal n bytes by ChaCha20-Poly1305 (RFC 8439) under a key that is for this
 * alone, with a fresh random nonce: n + MAC_SEAL_MORE bytes at out, which is
 * not where the plain ones are. They open only with the same bound parts, one
 * after the other; the caller makes these unambiguous. 0, or a negative errno
 * with out all zero: no random numbers. Random nonces are for up to 2^32
 * sealings under a key.
 */
int mac_seal(const unsigned char key[MAC_SIZE], const struct mac_part *bound,
    size_t nbound, const void *plain, size_t n, unsigned char *out)
    __attribute__((warn_unused_result));

/*
 * Open what has nsealed bytes: nsealed - MAC_SEAL_MORE at out. -EBADMSG: it is
 * too short, or was not sealed so; then out is all zero.
 */
int mac_open(const unsigned char key[MAC_SIZE], const struct mac_part *bound,
    size_t nbound, const unsigned char *sealed, size_t nsealed, void *out)
    __attribute__((warn_unused_result));

/* For mac*.c alone: wipe what Nettle's frames left below the caller's. */
void mac_wipe_frames(void);

#endif
