/*
 * entropy_getentropy - the door getentropy(2) of OpenBSD, FreeBSD and NetBSD
 */

#include <errno.h>
#include <unistd.h>

#include "core/entropy_door.h"

/* It gives this much at once and refuses more. */
#define AT_ONCE 256

int
entropy_getentropy(unsigned char *out, size_t n)
{
	while (n > 0) {
		size_t part = n < AT_ONCE ? n : AT_ONCE;

		if (getentropy(out, part) == 0) {
			out += part;
			n -= part;
		} else if (errno != EINTR) {
			return -errno;
		}
	}
	return 0;
}
