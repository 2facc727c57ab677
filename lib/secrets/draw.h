/*
 * draw - random bytes and integers for the makers of this room
 *
 * These are what the public calls are made of. The room calls them and not
 * its own public calls, which another library of the program could replace.
 */

#ifndef SECRETS_DRAW_H
#define SECRETS_DRAW_H

#include <stddef.h>
#include <stdint.h>

#include "credmint.h"

/*
 * Fill out with n bytes from a source, or, when source is NULL, from the
 * operating system. 0, or a negative errno with out all zero.
 */
int draw_fill(struct credmint_source *source, void *out, size_t n)
    __attribute__((warn_unused_result));

/*
 * A uniform integer in 0 .. last out of single bytes, last below 256 and mask
 * the lowest bits that hold it. 0, or a negative errno with *out 0.
 */
int draw_small(struct credmint_source *source, unsigned int mask,
    unsigned int last, uint64_t *out) __attribute__((warn_unused_result));

/*
 * A uniform integer in 0 .. bound - 1, by rejection. bound 0 stands for
 * 2^64. 0, or a negative errno with *out 0.
 */
int draw_below(struct credmint_source *source, uint64_t bound, uint64_t *out)
    __attribute__((warn_unused_result));

/*
 * A uniform multiple of 2^-53 in 0 <= x < 1. 0, or a negative errno with
 * *out 0.
 */
int draw_real(struct credmint_source *source, double *out)
    __attribute__((warn_unused_result));

#endif
