/*
 * mac - keyed digests by Nettle
 */

#include "core/mac.h"

#include <string.h>

#include <nettle/hmac.h>
#include <nettle/version.h>

#include "core/secret.h"

_Static_assert(MAC_SIZE == SHA256_DIGEST_SIZE, "HMAC-SHA-256 is 32 bytes");

/* Nettle 4 gives the whole digest and no longer asks for its length. */
static void
digest(struct hmac_sha256_ctx *ctx, unsigned char out[MAC_SIZE])
{
#if NETTLE_VERSION_MAJOR >= 4
	hmac_sha256_digest(ctx, out);
#else
	hmac_sha256_digest(ctx, MAC_SIZE, out);
#endif
}

void
mac_of(const unsigned char key[MAC_SIZE], const struct mac_part *parts,
    size_t nparts, unsigned char out[MAC_SIZE])
{
	struct hmac_sha256_ctx ctx;

	hmac_sha256_set_key(&ctx, MAC_SIZE, key);
	for (size_t i = 0; i < nparts; i++)
		if (parts[i].n > 0)
			hmac_sha256_update(&ctx, parts[i].n, parts[i].data);
	digest(&ctx, out);
	SECRET_WIPE_OBJECT(&ctx);
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
