/*
 * parameter - what a caller hands in, looked at before it is used
 */

#ifndef SECRETS_PARAMETER_H
#define SECRETS_PARAMETER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Whether n members of size bytes, size not 0, fit into memory at all. No
 * array is longer; a number that was negative is. Then its bytes must not be
 * touched, not even to empty them: each public call asks this first of every
 * length it is given, as "Lengths" in credmint.h says.
 */
static inline bool
parameter_fits(size_t n, size_t size)
{
	return n <= (size_t)PTRDIFF_MAX / size;
}

/* The same, and whether there is an array at all where n is not 0. */
static inline bool
parameter_array(const void *p, size_t n, size_t size)
{
	return parameter_fits(n, size) && (p != NULL || n == 0);
}

/*
 * Whether a struct that starts with its own size asks for nothing this library
 * lacks, which knows so many bytes of it. 0; -EINVAL: it has fewer, or a size
 * that no struct has; -E2BIG: what is behind them is not all zero.
 */
int parameter_struct(const void *p, size_t known)
    __attribute__((warn_unused_result));

#endif
