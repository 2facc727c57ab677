/*
 * random_shuffle - a uniform order (Fisher and Yates, from the end)
 *
 * A word of 64 random bits makes several draws. Times a bound, its high half
 * is a draw and its low half the word for the next one. With P the product of
 * the bounds, the draws of word x are the digits of floor(x * P / 2^64), and
 * the last low half is x * P mod 2^64: each result has exactly
 * floor(2^64 / P) words where that is below 2^64 - 2^64 mod P, a multiple of
 * P. Others are drawn anew. (Brackett-Rozinsky and Lemire, Batched Ranged
 * Random Integer Generation, 2024.)
 */

#include <errno.h>
#include <string.h>

#include "core/secret.h"
#include "credmint.h"
#include "secrets/draw.h"
#include "secrets/parameter.h"

/* P is at most 2^PRODUCT_BITS: one word in 256 needs P at all. */
#define PRODUCT_BITS 56
#define DRAWS_MAX PRODUCT_BITS

/* The high half of a product of 96 bits. */
static inline uint32_t
high_half(uint64_t x, uint32_t bound)
{
	uint64_t low = (x & UINT32_MAX) * bound;

	return (uint32_t)(((x >> 32) * bound + (low >> 32)) >> 32);
}

/* 2^64 mod P, of n bounds that fall from bound. */
static uint64_t
excess(uint32_t bound, size_t n)
{
	uint64_t product = 1;

	while (n-- > 0)
		product *= bound--;
	return (0 - product) % product;
}

/* n draws, the first below bound, each next one below a bound less by one. */
static int
draw_falling(
    struct credmint_source *source, uint32_t bound, uint64_t *draws, size_t n)
{
	unsigned char bytes[sizeof(uint64_t)];
	uint64_t x = 0;
	int error;

	do {
		error = draw_fill(source, bytes, sizeof(bytes));
		for (size_t i = 0; i < sizeof(bytes); i++)
			x = x << 8 | bytes[i];
		for (size_t i = 0; i < n; i++) {
			uint32_t below = bound - (uint32_t)i;

			draws[i] = high_half(x, below);
			x *= below;
		}
	} while (
	    error == 0 && ~x >> PRODUCT_BITS == 0 && ~x < excess(bound, n));
	SECRET_WIPE_ARRAY(bytes);
	return error;
}

/*
 * Draws for the places from last down, each a place from 0 to its own: as
 * many as a word makes.
 */
static int
draw_places(
    struct credmint_source *source, size_t last, uint64_t *draws, size_t *made)
{
	size_t n = PRODUCT_BITS / (64 - (unsigned int)__builtin_clzll(last));

	*made = n < last ? n : last;
	if (last < UINT32_MAX)
		return draw_falling(source, (uint32_t)last + 1, draws, *made);
	*made = 1;
	return draw_below(source, (uint64_t)last + 1, draws);
}

/* Exchange n bytes, n a constant, through registers. */
static inline void
swap_fixed(unsigned char *a, unsigned char *b, size_t n)
{
	uint64_t x = 0, y = 0;

	memcpy(&x, a, n);
	memcpy(&y, b, n);
	memcpy(a, &y, n);
	memcpy(b, &x, n);
}

/* Exchange two members, which may be one. */
static inline void
swap(unsigned char *a, unsigned char *b, size_t size)
{
	for (; size >= 8; size -= 8, a += 8, b += 8)
		swap_fixed(a, b, 8);
	if (size >= 4) {
		swap_fixed(a, b, 4);
		a += 4;
		b += 4;
		size -= 4;
	}
	for (; size > 0; size--)
		swap_fixed(a++, b++, 1);
}

int
credmint_random_shuffle(
    struct credmint_source *source, void *base, size_t n, size_t size)
{
	unsigned char *members = base;
	uint64_t draws[DRAWS_MAX];
	size_t last, made = 0;
	int error = 0;

	if (size > 0 && !parameter_fits(n, size))
		return -EINVAL;
	if (n < 2)
		return 0;
	if (size == 0 || base == NULL)
		return -EINVAL;
	for (last = n - 1; last > 0; last -= made) {
		error = draw_places(source, last, draws, &made);
		if (error != 0)
			break;
		for (size_t i = 0; i < made; i++)
			swap(members + (last - i) * size,
			    members + (size_t)draws[i] * size, size);
	}
	SECRET_WIPE_ARRAY(draws);
	return error;
}
