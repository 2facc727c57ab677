/*
 * tally - how often each index stands in a list, summed up
 */

#include "secrets/tally.h"

#include <errno.h>
#include <stdlib.h>

#include "core/secret.h"

int
tally_make(struct tally *t, const uint64_t *counts, size_t n)
{
	*t = (struct tally){.total = n, .n = n};
	if (counts == NULL || n == 0)
		return 0;
	t->sums = calloc(n, sizeof(*t->sums));
	if (t->sums == NULL)
		return -ENOMEM;
	t->total = 0;
	for (size_t i = 0; i < n; i++) {
		if (__builtin_add_overflow(t->total, counts[i], &t->total))
			return -EOVERFLOW;
		t->sums[i] = t->total;
	}
	return 0;
}

void
tally_free(struct tally *t)
{
	secret_free(t->sums, t->n * sizeof(*t->sums));
	*t = (struct tally){0};
}

size_t
tally_at(const struct tally *t, uint64_t position)
{
	size_t low = 0, high = t->n;

	if (t->sums == NULL)
		return (size_t)position;
	/* The first index whose sum is above the position is in low .. high. */
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (t->sums[middle] > position)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}
