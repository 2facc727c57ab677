/*
 * draw - uniform integers below a bound of 64 bits
 */

#include "secrets/draw.h"

#include "core/secret.h"

/* As few whole bytes as hold bits bits, big-endian, above them zero. */
static int
draw_bits(struct credmint_source *source, unsigned int bits, uint64_t *out)
{
	unsigned char bytes[sizeof(uint64_t)];
	size_t n = (bits + 7) / 8;
	uint64_t value = 0;
	int error;

	*out = 0;
	if (bits == 0)
		return 0;
	error = draw_fill(source, bytes, n);
	if (error != 0)
		return error;
	for (size_t i = 0; i < n; i++)
		value = value << 8 | bytes[i];
	SECRET_WIPE_ARRAY(bytes);
	*out = value & UINT64_MAX >> (64 - bits);
	return 0;
}

int
draw_below(struct credmint_source *source, uint64_t bound, uint64_t *out)
{
	uint64_t last = bound - 1; /* of 0, too: all 64 bits */
	unsigned int bits;
	int error;

	bits = last == 0 ? 0 : 64 - (unsigned int)__builtin_clzll(last);
	if (bits > 0 && bits <= 8)
		return draw_small(
		    source, 0xffU >> (8 - bits), (unsigned int)last, out);
	/* More than half of the drafts are at most last. */
	do
		error = draw_bits(source, bits, out);
	while (error == 0 && *out > last);
	return error;
}

int
draw_real(struct credmint_source *source, double *out)
{
	uint64_t bits;
	int error;

	error = draw_below(source, UINT64_C(1) << 53, &bits);
	*out = (double)bits * 0x1p-53;
	return error;
}
