/*
 * layout - which fields each type of frame has
 *
 * Private to the room: packing and unpacking follow one table.
 */

#ifndef WIRE_LAYOUT_H
#define WIRE_LAYOUT_H

#include <stdbool.h>

#include "wire/wire.h"

enum wire_kind {
	WIRE_KIND_END = 0,
	WIRE_KIND_TEXT,   /* max bytes, NUL-terminated in the struct */
	WIRE_KIND_SIZED,  /* the same, its length beside it */
	WIRE_KIND_NUMBER, /* max bytes, big-endian on the wire */
};

struct wire_field {
	enum wire_kind kind;
	size_t offset; /* in struct wire_frame */
	size_t max;
	size_t n; /* offset of the length of one that is SIZED */
};

/* The fields of a type, ended by WIRE_KIND_END; NULL for no such type. */
const struct wire_field *wire_layout(unsigned type);

/* Whether the numbers of a frame mean something for its type. */
bool wire_sense(const struct wire_frame *frame);

#endif
