/*
 * parameter - what a caller hands in, looked at before it is used
 */

#include "secrets/parameter.h"

#include <errno.h>
#include <string.h>

int
parameter_struct(const void *p, size_t known)
{
	const unsigned char *bytes = p;
	size_t size;

	/* One of an array stands where the caller's size puts it. */
	memcpy(&size, p, sizeof(size));
	if (size < known || !parameter_fits(size, 1))
		return -EINVAL;
	for (size_t i = known; i < size; i++)
		if (bytes[i] != 0)
			return -E2BIG;
	return 0;
}
