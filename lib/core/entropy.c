/*
 * entropy - the doors of this platform, tried in order
 */

#include "core/entropy.h"

#include <errno.h>

#include "core/entropy_door.h"
#include "core/secret.h"

static int (*const doors[])(unsigned char *out, size_t n) = {
    entropy_getrandom,
    entropy_urandom,
};

int
entropy_fill(void *out, size_t n)
{
	int error = -ENOSYS;

	if (n == 0)
		return 0;
	for (size_t i = 0; i < sizeof(doors) / sizeof(doors[0]); i++) {
		error = doors[i](out, n);
		if (error != -ENOSYS && error != -EPERM)
			break;
	}
	if (error != 0)
		secret_wipe(out, n);
	return error;
}
