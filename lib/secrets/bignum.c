/*
 * bignum - unsigned integers as large as the number of passwords
 */

#include "secrets/bignum.h"

#include <math.h>
#include <string.h>

#include "secrets/draw.h"

static void
trim(struct bignum *a)
{
	while (a->n > 0 && a->limb[a->n - 1] == 0)
		a->n--;
}

void
bignum_set(struct bignum *a, uint32_t value)
{
	memset(a, 0, sizeof(*a));
	a->limb[0] = value;
	a->n = value != 0;
}

void
bignum_multiply_small(struct bignum *a, uint32_t factor)
{
	uint64_t carry = 0;
	size_t i;

	for (i = 0; i < a->n; i++) {
		carry += (uint64_t)a->limb[i] * factor;
		a->limb[i] = (uint32_t)carry;
		carry >>= 32;
	}
	if (carry != 0 && a->n < BIGNUM_LIMBS)
		a->limb[a->n++] = (uint32_t)carry;
	trim(a);
}

void
bignum_divide_small(struct bignum *a, uint32_t divisor)
{
	uint64_t rest = 0;
	size_t i;

	for (i = a->n; i-- > 0;) {
		rest = rest << 32 | a->limb[i];
		a->limb[i] = (uint32_t)(rest / divisor);
		rest %= divisor;
	}
	trim(a);
}

void
bignum_add_product(
    struct bignum *sum, const struct bignum *a, const struct bignum *b)
{
	uint64_t carry;
	size_t i, j, at;

	for (i = 0; i < a->n; i++) {
		carry = 0;
		for (j = 0; i + j < BIGNUM_LIMBS; j++) {
			if (j >= b->n && carry == 0)
				break;
			at = i + j;
			carry += sum->limb[at];
			if (j < b->n)
				carry += (uint64_t)a->limb[i] * b->limb[j];
			sum->limb[at] = (uint32_t)carry;
			carry >>= 32;
			if (at >= sum->n)
				sum->n = at + 1;
		}
	}
	trim(sum);
}

int
bignum_compare(const struct bignum *a, const struct bignum *b)
{
	size_t i;

	if (a->n != b->n)
		return a->n < b->n ? -1 : 1;
	for (i = a->n; i-- > 0;)
		if (a->limb[i] != b->limb[i])
			return a->limb[i] < b->limb[i] ? -1 : 1;
	return 0;
}

void
bignum_subtract(struct bignum *a, const struct bignum *b)
{
	uint64_t difference, borrow = 0;
	size_t i;

	for (i = 0; i < a->n; i++) {
		difference = (uint64_t)a->limb[i] - b->limb[i] - borrow;
		a->limb[i] = (uint32_t)difference;
		borrow = difference >> 63;
	}
	trim(a);
}

double
bignum_log2(const struct bignum *a)
{
	double top;
	size_t i, used;

	if (a->n == 0)
		return 0;
	/* Three limbs hold more than a double can tell apart. */
	used = a->n < 3 ? a->n : 3;
	top = a->limb[a->n - 1];
	for (i = 1; i < used; i++)
		top = top * 4294967296.0 + a->limb[a->n - 1 - i];
	return log2(top) + 32.0 * (double)(a->n - used);
}

int
bignum_draw(struct credmint_source *source, const struct bignum *bound,
    struct bignum *out)
{
	uint32_t mask = UINT32_MAX >> __builtin_clz(bound->limb[bound->n - 1]);
	int r;

	bignum_set(out, 0);
	/* A draft has as many bits as the bound: half or more are below it. */
	do {
		r = draw_fill(source, out->limb, bound->n * sizeof(uint32_t));
		out->limb[bound->n - 1] &= mask;
		out->n = bound->n;
		trim(out);
	} while (r == 0 && bignum_compare(out, bound) >= 0);
	return r;
}
