/*
 * own_memory - whether this process holds a secret anywhere
 *
 * What is looked for must not stand in memory by being looked for, so it is
 * kept masked: no byte of a secret here has the top bit.
 */

#ifndef TESTS_CORE_OWN_MEMORY_H
#define TESTS_CORE_OWN_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

#define OWN_MEMORY_MASK 0x80
#define OWN_MEMORY_MAX 64

struct masked {
	size_t n;
	unsigned char byte[OWN_MEMORY_MAX];
};

/* Take n bytes, masked, and wipe them where they were. */
void own_memory_take(struct masked *to, void *from, size_t n);
/* The opposite: to has room for what was taken. */
void own_memory_give(const struct masked *from, void *to);

/* Whether any writable memory holds them; says where on standard error. */
bool own_memory_holds(const struct masked *what);

#endif
