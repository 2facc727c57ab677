/*
 * tally - how often each index stands in a list, summed up
 *
 * The list holds index 0 counts[0] times, then index 1 counts[1] times, and
 * so on; a tally tells how long it is and which index stands at a position.
 */

#ifndef SECRETS_TALLY_H
#define SECRETS_TALLY_H

#include <stddef.h>
#include <stdint.h>

struct tally {
	uint64_t total; /* length of the list */
	size_t n;
	uint64_t *sums; /* counts[0] + ... + counts[i]; NULL: all are 1 */
};

/*
 * Sum up n counts, no more than fit into memory; NULL: each index stands
 * once, and n is any number. 0, -EOVERFLOW when the total exceeds 2^64 - 1, or
 * -ENOMEM. Free it in every case.
 */
int tally_make(struct tally *t, const uint64_t *counts, size_t n)
    __attribute__((warn_unused_result));
void tally_free(struct tally *t);

/* The index at a position below the total. */
size_t tally_at(const struct tally *t, uint64_t position);

#endif
