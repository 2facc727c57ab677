/*
 * random_shuffle - a uniform order (Fisher and Yates, from the end)
 */

#include <errno.h>
#include <string.h>

#include "core/secret.h"
#include "credmint.h"
#include "secrets/draw.h"

/* Exchange two members, that do not overlap, through a small room. */
static void
swap(unsigned char *a, unsigned char *b, size_t size)
{
	unsigned char held[64];

	while (size > 0) {
		size_t n = size < sizeof(held) ? size : sizeof(held);

		memcpy(held, a, n);
		memcpy(a, b, n);
		memcpy(b, held, n);
		a += n;
		b += n;
		size -= n;
	}
	SECRET_WIPE_ARRAY(held);
}

int
credmint_random_shuffle(
    struct credmint_source *source, void *base, size_t n, size_t size)
{
	unsigned char *members = base;

	if (n < 2)
		return 0;
	if (size == 0 || !draw_fits(n, size))
		return -EINVAL;
	for (size_t last = n - 1; last > 0; last--) {
		uint64_t other;
		int error;

		error = draw_below(source, (uint64_t)last + 1, &other);
		if (error != 0)
			return error;
		if (other != last)
			swap(members + last * size,
			    members + (size_t)other * size, size);
	}
	return 0;
}
