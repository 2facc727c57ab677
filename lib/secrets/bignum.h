/*
 * bignum - unsigned integers as large as the number of passwords
 *
 * The largest: 256 places of 94 characters, 1678 bits, and 9 bits more while a
 * binomial coefficient is on its way. BIGNUM_LIMBS has room for that; a caller
 * stays below it, and what would go beyond is lost, never written.
 */

#ifndef SECRETS_BIGNUM_H
#define SECRETS_BIGNUM_H

#include <stddef.h>
#include <stdint.h>

#include "credmint.h"

#define BIGNUM_LIMBS 54

/* Limbs from the lowest up; those from n on are zero, limb n - 1 is not. */
struct bignum {
	size_t n;
	uint32_t limb[BIGNUM_LIMBS];
};

void bignum_set(struct bignum *a, uint32_t value);
void bignum_multiply_small(struct bignum *a, uint32_t factor);

/* a / divisor, rounded down; divisor is not 0. */
void bignum_divide_small(struct bignum *a, uint32_t divisor);

/* sum += a * b; sum is neither of them. */
void bignum_add_product(
    struct bignum *sum, const struct bignum *a, const struct bignum *b);

/* Below 0, 0 or above 0, as a is below, equal to or above b. */
int bignum_compare(const struct bignum *a, const struct bignum *b);

/* a -= b; b is not above a. */
void bignum_subtract(struct bignum *a, const struct bignum *b);

/* log2(a), to about 1e-13; of 0 it is 0. */
double bignum_log2(const struct bignum *a);

/*
 * A uniform number below bound, which is not 0. 0, or the error of the source
 * with out 0.
 */
int bignum_draw(struct credmint_source *source, const struct bignum *bound,
    struct bignum *out) __attribute__((warn_unused_result));

#endif
