/*
 * entropy_bcrypt - the door BCryptGenRandom of Windows
 *
 * The generator that the system prefers is asked without a handle, so there
 * is nothing to open, keep or lose.
 */

#include <windows.h>

#include <bcrypt.h>

#include <errno.h>

#include "core/entropy_door.h"

/* It counts in an ULONG of 32 bits. */
#define AT_ONCE 0x40000000u

int
entropy_bcrypt(unsigned char *out, size_t n)
{
	while (n > 0) {
		ULONG part = n < AT_ONCE ? (ULONG)n : AT_ONCE;

		/* Anything but STATUS_SUCCESS, warnings too, gives nothing. */
		if (BCryptGenRandom(
			NULL, out, part, BCRYPT_USE_SYSTEM_PREFERRED_RNG) != 0)
			return -EIO;
		out += part;
		n -= part;
	}
	return 0;
}
