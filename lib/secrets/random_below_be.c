/*
 * random_below_be - a uniform integer below a bound of any size
 */

#include <errno.h>
#include <stdbool.h>

#include "core/secret.h"
#include "credmint.h"
#include "secrets/draw.h"
#include "secrets/parameter.h"

/*
 * Whether a < b, both of n bytes: the borrow of a - b. The whole length is
 * looked at, because a is a secret.
 */
static bool
is_below(const unsigned char *a, const unsigned char *b, size_t n)
{
	unsigned int borrow = 0;

	while (n-- > 0)
		borrow = ((unsigned int)a[n] - b[n] - borrow) >> 8 & 1;
	return borrow != 0;
}

/* The bits that a number may have which is at most v. */
static unsigned char
bits_of(unsigned char v)
{
	unsigned char mask = 0xff;

	while (mask >> 1 >= v)
		mask >>= 1;
	return mask;
}

int
credmint_random_below_be(struct credmint_source *source,
    const unsigned char *bound, unsigned char *out, size_t n)
{
	size_t top = 0;
	unsigned char mask;
	int error;

	if (!parameter_array(out, n, 1))
		return -EINVAL;
	secret_wipe(out, n);
	if (bound == NULL)
		return -EINVAL;
	while (top < n && bound[top] == 0)
		top++;
	if (top == n)
		return -EINVAL;
	mask = bits_of(bound[top]);
	/* A draft has the bits of the bound, so half or more are below. */
	do {
		error = draw_fill(source, out + top, n - top);
		out[top] &= mask;
	} while (error == 0 && !is_below(out + top, bound + top, n - top));
	return error;
}
