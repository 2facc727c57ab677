/*
 * entropy_getrandom - the door getrandom(2)
 */

#include <errno.h>
#include <sys/random.h>

#include "core/entropy_door.h"

int
entropy_getrandom(unsigned char *out, size_t n)
{
	while (n > 0) {
		ssize_t got = getrandom(out, n, 0);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		/* Nothing, or more than was asked for, is no answer. */
		if (got == 0 || (size_t)got > n)
			return -EIO;
		out += got;
		n -= (size_t)got;
	}
	return 0;
}
