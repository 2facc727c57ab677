/*
 * unpack - bytes from somebody else, as a frame or not at all
 */

#include "wire/wire.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "wire/layout.h"

/* What is left to read. */
struct rest {
	const unsigned char *in;
	size_t n;
};

/* The next field's bytes; whether there is one of at most max bytes. */
static bool
next_field(struct rest *rest, size_t max, const unsigned char **data, size_t *n)
{
	if (rest->n < 2)
		return false;
	*n = (size_t)rest->in[0] << 8 | rest->in[1];
	if (*n > max || *n > rest->n - 2)
		return false;
	*data = rest->in + 2;
	rest->in += *n + 2;
	rest->n -= *n + 2;
	return true;
}

static bool
read_number(struct rest *rest, unsigned char *to, size_t width)
{
	const unsigned char *big;
	uint64_t value = 0;
	uint32_t half;
	size_t i, n;

	if (!next_field(rest, width, &big, &n) || n != width)
		return false;
	for (i = 0; i < width; i++)
		value = value << 8 | big[i];
	if (width == sizeof(half)) {
		half = (uint32_t)value;
		memcpy(to, &half, sizeof(half));
	} else {
		memcpy(to, &value, sizeof(value));
	}
	return true;
}

/* The struct is all zero and one byte longer than max, so the NUL is there. */
static bool
read_text(struct rest *rest, unsigned char *to, size_t max, size_t *n)
{
	const unsigned char *data;

	if (!next_field(rest, max, &data, n) || memchr(data, 0, *n) != NULL)
		return false;
	memcpy(to, data, *n);
	return true;
}

static bool
read_fields(
    struct rest *rest, struct wire_frame *frame, const struct wire_field *field)
{
	unsigned char *base = (unsigned char *)frame;
	bool ok = true;
	size_t n = 0;

	for (; ok && field->kind != WIRE_KIND_END; field++) {
		if (field->kind == WIRE_KIND_NUMBER)
			ok =
			    read_number(rest, base + field->offset, field->max);
		else
			ok = read_text(
			    rest, base + field->offset, field->max, &n);
		if (ok && field->kind == WIRE_KIND_SIZED)
			memcpy(base + field->n, &n, sizeof(n));
	}
	return ok;
}

int
wire_unpack(const void *in, size_t n, struct wire_frame *frame)
{
	const unsigned char *bytes = in;
	const struct wire_field *fields;
	struct rest rest;

	memset(frame, 0, sizeof(*frame));
	if (n < 2 || n > WIRE_FRAME_MAX || bytes[0] != WIRE_VERSION)
		return -EPROTO;
	fields = wire_layout(bytes[1]);
	if (fields == NULL)
		return -EPROTO;
	frame->type = (enum wire_type)bytes[1];
	rest = (struct rest){bytes + 2, n - 2};
	if (read_fields(&rest, frame, fields) && rest.n == 0 &&
	    wire_sense(frame))
		return 0;
	explicit_bzero(frame, sizeof(*frame));
	return -EPROTO;
}
