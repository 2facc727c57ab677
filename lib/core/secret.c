/*
 * secret - memory that holds secrets, and comparing them
 */

#include "core/secret.h"

#include <stdlib.h>
#include <string.h>

void
secret_wipe(void *p, size_t n)
{
	if (n == 0)
		return;
	memset(p, 0, n);
	/* For all the compiler knows, this reads it. */
	__asm__ __volatile__("" : : "r"(p) : "memory");
}

void
secret_free(void *p, size_t n)
{
	if (p == NULL)
		return;
	secret_wipe(p, n);
	free(p);
}

bool
secret_equal(const void *a, size_t an, const void *b, size_t bn)
{
	const unsigned char *x = a, *y = b;
	/* volatile: the loop must not end at the first difference. */
	volatile unsigned char difference = 0;

	if (an != bn)
		return false;
	for (size_t i = 0; i < an; i++)
		difference |= (unsigned char)(x[i] ^ y[i]);
	return difference == 0;
}
