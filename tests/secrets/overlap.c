/*
 * overlap - whether two draws have something in common
 */

#include "tests/secrets/overlap.h"

#include <stddef.h>
#include <string.h>

#define RUN 8

bool
overlap(const unsigned char *a, const unsigned char *b)
{
	for (size_t i = 0; i + RUN <= OVERLAP_BYTES; i++)
		for (size_t j = 0; j + RUN <= OVERLAP_BYTES; j++)
			if (memcmp(a + i, b + j, RUN) == 0)
				return true;
	return false;
}
