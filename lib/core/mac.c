/*
 * mac - keyed digests and keys from passwords, by Nettle
 */

#include "core/mac.h"

#include <string.h>

#include <nettle/hmac.h>
#include <nettle/nettle-meta.h>
#include <nettle/pbkdf2.h>
#include <nettle/version.h>

#include "core/secret.h"

_Static_assert(MAC_SIZE == SHA256_DIGEST_SIZE, "HMAC-SHA-256 is 32 bytes");
_Static_assert(MAC_SIZE_MAX == SHA512_DIGEST_SIZE, "none here is longer");

/* What Nettle's frames leave behind lies in the next so many bytes. */
#define FRAMES 2048

union state {
	struct sha1_ctx sha1;
	struct sha256_ctx sha256;
	struct sha512_ctx sha512;
};

/* All that knows the key. */
struct context {
	union state outer;
	union state inner;
	union state state;
};

static const struct nettle_hash *
hash_of(enum mac_digest digest)
{
	switch (digest) {
	case MAC_SHA1:
		return &nettle_sha1;
	case MAC_SHA256:
		return &nettle_sha256;
	case MAC_SHA512:
		return &nettle_sha512;
	default:
		return NULL;
	}
}

size_t
mac_size(enum mac_digest digest)
{
	const struct nettle_hash *hash = hash_of(digest);

	return hash != NULL ? hash->digest_size : 0;
}

/*
 * Nettle wipes no frame of its own: the padded key and the last block of a
 * derived one stay where the next call's frame will be. This is that call. No
 * sanitizer may put anything into its frame, which would stay as it is.
 */
__attribute__((noinline, no_sanitize("address"))) void
mac_wipe_frames(void)
{
	unsigned char frames[FRAMES];

	SECRET_WIPE_ARRAY(frames);
}

/* Nettle 4 gives the whole digest and no longer asks for its length. */
static void
finish(struct context *c, const struct nettle_hash *hash, unsigned char *out)
{
#if NETTLE_VERSION_MAJOR >= 4
	hmac_digest(&c->outer, &c->inner, &c->state, hash, out);
#else
	hmac_digest(
	    &c->outer, &c->inner, &c->state, hash, hash->digest_size, out);
#endif
}

_Static_assert(sizeof(struct context) <= sizeof(((struct mac_key *)0)->state),
    "a prepared key is a context");
_Static_assert(SHA512_BLOCK_SIZE == MAC_BLOCK_MAX, "none here is longer");

void
mac_key_set(
    struct mac_key *out, enum mac_digest digest, const void *key, size_t nkey)
{
	const struct nettle_hash *hash = hash_of(digest);
	struct context *c = (struct context *)(void *)out->state;

	memset(out, 0, sizeof(*out));
	out->digest = digest;
	if (hash == NULL)
		return;
	hmac_set_key(&c->outer, &c->inner, &c->state, hash, nkey,
	    nkey > 0 ? key : (const void *)"");
	mac_wipe_frames();
}

/* What is given out begins anew: the state is that after the key again. */
void
mac_by_key(struct mac_key *key, const struct mac_part *parts, size_t nparts,
    unsigned char *out)
{
	const struct nettle_hash *hash = hash_of(key->digest);
	struct context *c = (struct context *)(void *)key->state;

	if (hash == NULL)
		return;
	for (size_t i = 0; i < nparts; i++)
		if (parts[i].n > 0)
			hmac_update(&c->state, hash, parts[i].n, parts[i].data);
	finish(c, hash, out);
	mac_wipe_frames();
}

void
mac_key_wipe(struct mac_key *key)
{
	SECRET_WIPE_OBJECT(key);
}

void
mac_by(enum mac_digest digest, const void *key, size_t nkey,
    const struct mac_part *parts, size_t nparts, unsigned char *out)
{
	struct mac_key k = {.digest = digest};

	mac_key_set(&k, digest, key, nkey);
	mac_by_key(&k, parts, nparts, out);
	mac_key_wipe(&k);
}

size_t
mac_key_block(enum mac_digest digest, const void *key, size_t nkey,
    unsigned char out[MAC_BLOCK_MAX])
{
	const struct nettle_hash *hash = hash_of(digest);
	union state state;

	memset(out, 0, MAC_BLOCK_MAX);
	if (hash == NULL || nkey == 0)
		return 0;
	if (nkey <= hash->block_size) {
		memcpy(out, key, nkey);
		return nkey;
	}
	hash->init(&state);
	hash->update(&state, nkey, key);
#if NETTLE_VERSION_MAJOR >= 4
	hash->digest(&state, out);
#else
	hash->digest(&state, hash->digest_size, out);
#endif
	SECRET_WIPE_OBJECT(&state);
	mac_wipe_frames();
	return hash->digest_size;
}

void
mac_of(const unsigned char key[MAC_SIZE], const struct mac_part *parts,
    size_t nparts, unsigned char out[MAC_SIZE])
{
	mac_by(MAC_SHA256, key, MAC_SIZE, parts, nparts, out);
}

void
mac_subkey(const unsigned char key[MAC_SIZE], const char *label,
    unsigned char out[MAC_SIZE])
{
	static const unsigned char no_salt[MAC_SIZE] = {0};
	static const unsigned char first_block = 1;
	unsigned char prk[MAC_SIZE];

	/* Extract, then the first and only block of expand. */
	mac_of(no_salt, &(struct mac_part){key, MAC_SIZE}, 1, prk);
	mac_of(prk,
	    (struct mac_part[]){{label, strlen(label)}, {&first_block, 1}}, 2,
	    out);
	SECRET_WIPE_ARRAY(prk);
}

void
mac_stretch(enum mac_digest digest, const void *pw, size_t npw,
    const void *salt, size_t nsalt, uint32_t rounds, void *out, size_t n)
{
	const void *p = npw > 0 ? pw : "";
	const void *s = nsalt > 0 ? salt : "";

	switch (digest) {
	case MAC_SHA1:
		pbkdf2_hmac_sha1(npw, p, rounds, nsalt, s, n, out);
		break;
	case MAC_SHA256:
		pbkdf2_hmac_sha256(npw, p, rounds, nsalt, s, n, out);
		break;
	case MAC_SHA512:
		pbkdf2_hmac_sha512(npw, p, rounds, nsalt, s, n, out);
		break;
	default:
		break;
	}
	mac_wipe_frames();
}

void
mac_sha256(const void *data, size_t n, unsigned char out[MAC_SIZE])
{
	struct sha256_ctx c;

	sha256_init(&c);
	if (n > 0)
		sha256_update(&c, n, data);
#if NETTLE_VERSION_MAJOR >= 4
	sha256_digest(&c, out);
#else
	sha256_digest(&c, MAC_SIZE, out);
#endif
	SECRET_WIPE_OBJECT(&c);
	mac_wipe_frames();
}
