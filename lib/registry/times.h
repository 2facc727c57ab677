/*
 * times - the last few moments something happened, oldest first
 *
 * Moments are whole seconds since the epoch in 32 bits (to the year 2106);
 * 0 is none. Stored big-endian.
 */

#ifndef REGISTRY_TIMES_H
#define REGISTRY_TIMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TIMES_MAX 20

struct times {
	unsigned n;
	uint32_t at[TIMES_MAX];
};

/* A wall time as a moment, held between 1 and the last one there is. */
uint32_t times_moment(int64_t wall);

/* Moments after now become now: they count as of now. */
void times_settle(struct times *t, uint32_t now);

/* Add now, which is no earlier than the others; keep the last max of them. */
void times_add(struct times *t, uint32_t now, unsigned max);

/* Remove one moment; false when it is not there. */
bool times_remove(struct times *t, uint32_t at);

/* How many of them are younger than span seconds. */
unsigned times_within(const struct times *t, uint32_t now, int64_t span);

/* Bytes of up to max moments, and those bytes. get refuses what put does not
 * write. */
#define TIMES_BYTES(max) (1 + 4 * (size_t)(max))
void times_put(const struct times *t, unsigned max, unsigned char *out);
bool times_get(struct times *t, unsigned max, const unsigned char *in);

/* A 32-bit number, big-endian. */
void times_put32(uint32_t v, unsigned char out[4]);
uint32_t times_get32(const unsigned char in[4]);

#endif
