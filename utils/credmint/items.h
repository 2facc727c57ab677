/*
 * items - what is drawn from: operands, or else what standard input has
 *
 * On standard input an item is a line, or with -0 what ends with NUL; the last
 * one may lack its end. Empty items count.
 */

#ifndef CREDMINT_ITEMS_H
#define CREDMINT_ITEMS_H

#include <stddef.h>
#include <stdint.h>

#include "core/fault.h"

struct call;

struct items {
	const char **at; /* n texts, each ended by NUL */
	size_t n;
	char *text; /* where those of standard input lie, or NULL */
	size_t size;
};

/*
 * Find all items of a call. A negative errno; then there is nothing to free.
 * A NUL byte in a line is -EILSEQ.
 */
int items_read(struct items *out, const struct call *call, struct fault *f)
    __attribute__((warn_unused_result));

/*
 * Write item number i. With --json its place is told as well, counted from 0,
 * and which draw it is of, unless draw is 0.
 */
int items_write(const struct items *items, size_t i, uint64_t draw,
    struct call *call) __attribute__((warn_unused_result));

/* Forget them, wiped. */
void items_free(struct items *items);

#endif
