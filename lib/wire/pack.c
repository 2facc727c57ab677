/*
 * pack - a frame as bytes
 */

#include "wire/wire.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "wire/layout.h"

/* Where the next byte goes. */
struct pen {
	unsigned char *out;
	size_t size;
	size_t at;
};

static int
write_field(struct pen *pen, const void *data, size_t n)
{
	if (pen->size - pen->at < n + 2)
		return -ERANGE;
	pen->out[pen->at] = (unsigned char)(n >> 8);
	pen->out[pen->at + 1] = (unsigned char)(n & 0xff);
	memcpy(pen->out + pen->at + 2, data, n);
	pen->at += n + 2;
	return 0;
}

static int
write_number(struct pen *pen, const unsigned char *from, size_t width)
{
	unsigned char big[sizeof(uint64_t)];
	uint64_t value;
	uint32_t half;
	size_t i;

	if (width == sizeof(half)) {
		memcpy(&half, from, sizeof(half));
		value = half;
	} else {
		memcpy(&value, from, sizeof(value));
	}
	for (i = 0; i < width; i++)
		big[i] = (unsigned char)(value >> (8 * (width - 1 - i)));
	return write_field(pen, big, width);
}

static int
write_text(struct pen *pen, const char *text, size_t max)
{
	size_t n = strnlen(text, max + 1);

	return n > max ? -EINVAL : write_field(pen, text, n);
}

static int
write_sized(
    struct pen *pen, const unsigned char *base, const struct wire_field *field)
{
	const char *text = (const char *)(base + field->offset);
	size_t n;

	memcpy(&n, base + field->n, sizeof(n));
	if (n > field->max || strnlen(text, n) != n)
		return -EINVAL;
	return write_field(pen, text, n);
}

static int
write_fields(struct pen *pen, const struct wire_frame *frame,
    const struct wire_field *field)
{
	const unsigned char *base = (const unsigned char *)frame;
	int r = 0;

	for (; r == 0 && field->kind != WIRE_KIND_END; field++) {
		if (field->kind == WIRE_KIND_NUMBER)
			r = write_number(pen, base + field->offset, field->max);
		else if (field->kind == WIRE_KIND_SIZED)
			r = write_sized(pen, base, field);
		else
			r = write_text(pen,
			    (const char *)(base + field->offset), field->max);
	}
	return r;
}

int
wire_pack(const struct wire_frame *frame, void *out, size_t size)
{
	const struct wire_field *fields = wire_layout(frame->type);
	struct pen pen = {out, size, 0};
	int r = -EINVAL;

	if (fields != NULL && wire_sense(frame)) {
		r = -ERANGE;
		if (size >= 2) {
			pen.out[pen.at++] = WIRE_VERSION;
			pen.out[pen.at++] = (unsigned char)frame->type;
			r = write_fields(&pen, frame, fields);
		}
	}
	if (r == 0)
		return (int)pen.at;
	explicit_bzero(out, size);
	return r;
}
