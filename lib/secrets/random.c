/*
 * random - bytes and bits
 */

#include <errno.h>

#include "credmint.h"

#include "secrets/draw.h"
#include "secrets/parameter.h"

int
credmint_random_bytes(struct credmint_source *source, void *out, size_t n)
{
	if (!parameter_array(out, n, 1))
		return -EINVAL;
	return draw_fill(source, out, n);
}

int
credmint_random_bits(
    struct credmint_source *source, unsigned char *be, size_t nbits)
{
	size_t n = nbits / 8 + (nbits % 8 != 0);
	int error;

	if (!parameter_fits(nbits, 1) || !parameter_array(be, n, 1))
		return -EINVAL;
	error = draw_fill(source, be, n);
	if (error == 0 && nbits % 8 != 0)
		be[0] &= (unsigned char)(0xff >> (8 - nbits % 8));
	return error;
}
