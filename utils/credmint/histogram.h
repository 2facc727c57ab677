/*
 * histogram - how often each byte came, drawn in characters
 */

#ifndef CREDMINT_HISTOGRAM_H
#define CREDMINT_HISTOGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct output;

/* The highest bar, in lines. */
#define HISTOGRAM_LINES 8

/*
 * Draw the counts of the 256 values of a byte, at most so many columns wide: a
 * bar for each, or for 2, 4, ... neighbours, from 0 to the highest. Under 20
 * columns nothing is drawn. blocks: with block elements in UTF-8, otherwise in
 * ASCII.
 */
int histogram_draw(const uint64_t counts[256], size_t columns, bool blocks,
    struct output *out) __attribute__((warn_unused_result));

#endif
