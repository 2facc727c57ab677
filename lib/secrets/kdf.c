/*
 * kdf - keys from passwords
 */

#include <errno.h>

#include "core/mac.h"
#include "core/secret.h"
#include "credmint.h"
#include "secrets/parameter.h"

_Static_assert(CREDMINT_SHA1 == (int)MAC_SHA1 &&
	CREDMINT_SHA256 == (int)MAC_SHA256 &&
	CREDMINT_SHA512 == (int)MAC_SHA512,
    "a digest has one number");

int
credmint_pbkdf2(enum credmint_digest digest, const void *pw, size_t npw,
    const void *salt, size_t nsalt, uint32_t rounds, void *out, size_t n)
{
	size_t size = mac_size((enum mac_digest)digest);

	if (!parameter_fits(npw, 1) || !parameter_fits(nsalt, 1) ||
	    !parameter_fits(n, 1))
		return -EINVAL;
	/* Nobody has room for more blocks than can be counted: not emptied. */
	if (out == NULL || n == 0 || (size > 0 && (n - 1) / size >= UINT32_MAX))
		return -EINVAL;
	secret_wipe(out, n);
	if (size == 0 || rounds == 0 || (pw == NULL && npw > 0) ||
	    (salt == NULL && nsalt > 0))
		return -EINVAL;
	mac_stretch(
	    (enum mac_digest)digest, pw, npw, salt, nsalt, rounds, out, n);
	return 0;
}
