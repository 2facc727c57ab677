/*
 * entropy_security - the door SecRandomCopyBytes of macOS
 */

#include <Security/SecRandom.h>

#include <errno.h>

#include "core/entropy_door.h"

int
entropy_security(unsigned char *out, size_t n)
{
	/* What it says of a failure is no errno, and is the same for all. */
	return SecRandomCopyBytes(kSecRandomDefault, n, out) == 0 ? 0 : -EIO;
}
