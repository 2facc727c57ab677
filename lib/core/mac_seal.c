/* mac_seal - sealing a secret with what it belongs to, by Nettle */

#include "core/mac.h"

#include <errno.h>
#include <string.h>

#include <nettle/chacha-poly1305.h>
#include <nettle/version.h>

#include "core/entropy.h"
#include "core/secret.h"

_Static_assert(MAC_SIZE == CHACHA_POLY1305_KEY_SIZE &&
	MAC_SEAL_NONCE == CHACHA_POLY1305_NONCE_SIZE &&
	MAC_SEAL_TAG == CHACHA_POLY1305_DIGEST_SIZE,
    "as RFC 8439 says");

/*
 * Nettle takes what is bound in parts only where all but the last are whole
 * blocks: they are gathered to blocks first.
 */
static void
bind_parts(
    struct chacha_poly1305_ctx *c, const struct mac_part *parts, size_t nparts)
{
	unsigned char block[CHACHA_POLY1305_BLOCK_SIZE];
	size_t used = 0;

	for (size_t i = 0; i < nparts; i++) {
		const unsigned char *data = parts[i].data;

		for (size_t k = 0; k < parts[i].n; k++) {
			block[used++] = data[k];
			if (used == sizeof(block)) {
				chacha_poly1305_update(c, used, block);
				used = 0;
			}
		}
	}
	if (used > 0)
		chacha_poly1305_update(c, used, block);
}

static void
start(struct chacha_poly1305_ctx *c, const unsigned char key[MAC_SIZE],
    const unsigned char *nonce, const struct mac_part *bound, size_t nbound)
{
	chacha_poly1305_set_key(c, key);
	chacha_poly1305_set_nonce(c, nonce);
	bind_parts(c, bound, nbound);
}

/* Nettle 4 gives the whole tag and no longer asks for its length. */
static void
finish(struct chacha_poly1305_ctx *c, unsigned char tag[MAC_SEAL_TAG])
{
#if NETTLE_VERSION_MAJOR >= 4
	chacha_poly1305_digest(c, tag);
#else
	chacha_poly1305_digest(c, MAC_SEAL_TAG, tag);
#endif
	SECRET_WIPE_OBJECT(c);
	mac_wipe_frames();
}

int
mac_seal(const unsigned char key[MAC_SIZE], const struct mac_part *bound,
    size_t nbound, const void *plain, size_t n, unsigned char *out)
{
	struct chacha_poly1305_ctx c;
	int rc = entropy_fill(out, MAC_SEAL_NONCE);

	if (rc != 0) {
		memset(out, 0, n + MAC_SEAL_MORE);
		return rc;
	}
	start(&c, key, out, bound, nbound);
	chacha_poly1305_encrypt(
	    &c, n, out + MAC_SEAL_NONCE, n > 0 ? plain : (const void *)"");
	finish(&c, out + MAC_SEAL_NONCE + n);
	return 0;
}

int
mac_open(const unsigned char key[MAC_SIZE], const struct mac_part *bound,
    size_t nbound, const unsigned char *sealed, size_t nsealed, void *out)
{
	const size_t n = nsealed < MAC_SEAL_MORE ? 0 : nsealed - MAC_SEAL_MORE;
	struct chacha_poly1305_ctx c;
	unsigned char tag[MAC_SEAL_TAG];
	bool same;

	if (nsealed < MAC_SEAL_MORE)
		return -EBADMSG;
	start(&c, key, sealed, bound, nbound);
	chacha_poly1305_decrypt(&c, n, out, sealed + MAC_SEAL_NONCE);
	finish(&c, tag);
	same = secret_equal(
	    tag, sizeof(tag), sealed + MAC_SEAL_NONCE + n, MAC_SEAL_TAG);
	SECRET_WIPE_ARRAY(tag);
	if (!same)
		secret_wipe(out, n);
	return same ? 0 : -EBADMSG;
}
