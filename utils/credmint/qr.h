/*
 * qr - QR codes (ISO/IEC 18004) of secrets: on a terminal, and as a picture
 *
 * Drawn by libqrencode and libpng, opened at run time. They keep copies of what
 * they draw in memory that they give back as it is, so they work in a process
 * of its own that ends at once.
 */

#ifndef CREDMINT_QR_H
#define CREDMINT_QR_H

#include <stdbool.h>
#include <stddef.h>

#include "core/fault.h"

struct output;

/* Modules on a side, at most. */
#define QR_WIDTH_MAX 177

struct qr {
	unsigned width;        /* modules on a side */
	unsigned char *module; /* row by row, 1: dark; in secret memory */
};

/* A library is not installed; the line names it. */
#define QR_NOT_INSTALLED 1

/*
 * Draw a text of up to 4,000 bytes; picture is a descriptor that a PNG file is
 * written to, or -1. 0; QR_NOT_INSTALLED; or a negative errno: the text is too
 * long, or the picture cannot be written. Each has a line.
 */
int qr_draw(const char *text, int picture, struct qr *out, struct fault *f)
    __attribute__((warn_unused_result));

/* Wipe it. One that was never drawn is all zero. */
void qr_wipe(struct qr *qr);

/*
 * Columns of a terminal that it needs: a module is one, in half blocks of
 * UTF-8, or two, as "##"; with as few light ones around as can be read.
 */
size_t qr_columns(const struct qr *qr, bool halves);

/*
 * Write it to a terminal of so many columns, black on white whatever its
 * colours are, with up to 4 light modules around. 0 or a negative errno.
 */
int qr_write(const struct qr *qr, bool halves, size_t columns,
    struct output *out) __attribute__((warn_unused_result));

#endif
