/*
 * encode - bytes as text, by arithmetic alone
 */

#include "core/encode.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>

struct form {
	unsigned int bits;  /* of one character */
	unsigned int bytes; /* of a group that ends on a character */
	unsigned int chars; /* of that group */
	bool padded;        /* to whole groups, with '=' */
};

static const struct form forms[] = {
    [ENCODE_HEX] = {4, 1, 2, false},
    [ENCODE_BASE32] = {5, 5, 8, false},
    [ENCODE_BASE64] = {6, 3, 4, true},
    [ENCODE_BASE64URL] = {6, 3, 4, false},
};

static const struct form *
form_of(enum encode_form form)
{
	return form >= ENCODE_HEX && form <= ENCODE_BASE64URL ? &forms[form]
							      : NULL;
}

size_t
encode_size(enum encode_form form, size_t n)
{
	const struct form *f = form_of(form);
	size_t size, rest;

	if (f == NULL || __builtin_mul_overflow(n / f->bytes, f->chars, &size))
		return 0;
	rest = ((n % f->bytes) * 8 + f->bits - 1) / f->bits;
	if (f->padded && rest > 0)
		rest = f->chars;
	return __builtin_add_overflow(size, rest + 1, &size) ? 0 : size;
}

/* All ones when v is at least limit, else zero; both are below 2^31. */
static uint32_t
from(uint32_t v, uint32_t limit)
{
	return ((v - limit) >> 31) - 1;
}

/*
 * The character of a value. Each line corrects the one above it from the
 * value where the alphabet jumps; unsigned sums wrap, so a mask of a
 * difference may be added whatever its sign.
 */
static char
character(enum encode_form form, uint32_t v)
{
	uint32_t c;

	switch (form) {
	case ENCODE_HEX:
		c = '0' + v;
		c += from(v, 10) & ('a' - ('0' + 10));
		break;
	case ENCODE_BASE32:
		c = 'A' + v;
		c -= from(v, 26) & ('A' + 26 - '2');
		break;
	case ENCODE_BASE64:
	case ENCODE_BASE64URL:
	default:
		c = 'A' + v;
		c += from(v, 26) & ('a' - ('A' + 26));
		c -= from(v, 52) & ('a' + 26 - '0');
		if (form == ENCODE_BASE64) {
			c -= from(v, 62) & ('0' + 10 - '+');
			c += from(v, 63) & ('/' - ('+' + 1));
		} else {
			c -= from(v, 62) & ('0' + 10 - '-');
			c += from(v, 63) & ('_' - ('-' + 1));
		}
		break;
	}
	return (char)c;
}

int
encode_text(
    enum encode_form form, const void *in, size_t n, char *out, size_t size)
{
	const struct form *f = form_of(form);
	const unsigned char *bytes = in;
	unsigned int have = 0; /* bits in held that are not written yet */
	uint32_t held = 0, mask;
	size_t need, len = 0;

	if (size > 0)
		out[0] = '\0';
	if (f == NULL)
		return -EINVAL;
	need = encode_size(form, n);
	if (need == 0 || size < need)
		return -ERANGE;
	mask = (1u << f->bits) - 1;
	for (size_t i = 0; i < n; i++) {
		held = held << 8 | bytes[i];
		for (have += 8; have >= f->bits;) {
			have -= f->bits;
			out[len++] = character(form, held >> have & mask);
		}
	}
	if (have > 0)
		out[len++] = character(form, held << (f->bits - have) & mask);
	while (f->padded && len % f->chars != 0)
		out[len++] = '=';
	out[len] = '\0';
	return 0;
}
