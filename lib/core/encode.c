/*
 * encode - bytes as text and back, by arithmetic alone
 */

#include "core/encode.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

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
    [ENCODE_AB64] = {6, 3, 4, false},
};

static const struct form *
form_of(enum encode_form form)
{
	return form >= ENCODE_HEX && form <= ENCODE_AB64 ? &forms[form] : NULL;
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
	case ENCODE_AB64:
	default:
		c = 'A' + v;
		c += from(v, 26) & ('a' - ('A' + 26));
		c -= from(v, 52) & ('a' + 26 - '0');
		if (form == ENCODE_BASE64) {
			c -= from(v, 62) & ('0' + 10 - '+');
			c += from(v, 63) & ('/' - ('+' + 1));
		} else if (form == ENCODE_AB64) {
			c -= from(v, 62) & ('0' + 10 - '.');
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

char
encode_digit62(uint32_t value)
{
	uint32_t c = '0' + value;

	c += from(value, 10) & ('A' - ('0' + 10));
	c += from(value, 36) & ('a' - ('A' + 26));
	return (char)c;
}

/* The values of the characters first .. last of an alphabet. */
struct run {
	unsigned char first, last, value;
};

#define RUNS 5

static const struct run runs[][RUNS] = {
    [ENCODE_HEX] = {{'0', '9', 0}, {'a', 'f', 10}},
    [ENCODE_BASE32] = {{'A', 'Z', 0}, {'2', '7', 26}},
    [ENCODE_BASE64] = {{'A', 'Z', 0}, {'a', 'z', 26}, {'0', '9', 52},
	{'+', '+', 62}, {'/', '/', 63}},
    [ENCODE_BASE64URL] = {{'A', 'Z', 0}, {'a', 'z', 26}, {'0', '9', 52},
	{'-', '-', 62}, {'_', '_', 63}},
    [ENCODE_AB64] = {{'A', 'Z', 0}, {'a', 'z', 26}, {'0', '9', 52},
	{'.', '/', 62}},
};
static const struct run runs62[RUNS] = {
    {'0', '9', 0}, {'A', 'Z', 10}, {'a', 'z', 36}};

/* The value of a character, or ENCODE_NONE. A run that is not there has NULs
 * alone, and a NUL has no value. */
static uint32_t
value(const struct run alphabet[RUNS], char character)
{
	uint32_t c = (unsigned char)character, v = ENCODE_NONE;

	for (size_t i = 0; i < RUNS && alphabet[i].first != 0; i++) {
		const struct run *r = &alphabet[i];

		v += from(c, r->first) & ~from(c, r->last + 1u) &
		    (c - r->first + r->value - ENCODE_NONE);
	}
	return v;
}

uint32_t
encode_value62(char digit)
{
	return value(runs62, digit);
}

size_t
encode_read_size(enum encode_form form, size_t n)
{
	const struct form *f = form_of(form);

	return f == NULL ? 0
			 : n / f->chars * f->bytes + n % f->chars * f->bits / 8;
}

/* How many of n characters are not padding; SIZE_MAX when that is wrong. */
static size_t
without_padding(const struct form *f, const char *text, size_t n)
{
	if (!f->padded)
		return n;
	if (n % f->chars != 0)
		return SIZE_MAX;
	for (int i = 0; i < 2 && n > 0 && text[n - 1] == '='; i++)
		n--;
	return n;
}

/* Bits that stand for nothing: one of a character that did not read, or one
 * after the last byte. */
static uint32_t
read_all(enum encode_form form, const char *text, size_t n, unsigned char *out)
{
	unsigned int bits = forms[form].bits, have = 0;
	uint32_t held = 0, wrong = 0;
	size_t len = 0;

	for (size_t i = 0; i < n; i++) {
		uint32_t v = value(runs[form], text[i]);

		wrong |= v & ENCODE_NONE;
		held = held << bits | (v & (ENCODE_NONE - 1));
		have += bits;
		if (have >= 8) {
			have -= 8;
			out[len++] = (unsigned char)(held >> have);
		}
	}
	return wrong | (held & ((1u << have) - 1));
}

int
encode_read(enum encode_form form, const char *text, size_t n, void *out,
    size_t size, size_t *len)
{
	const struct form *f = form_of(form);
	unsigned char *bytes = out;
	uint32_t good;
	size_t need;

	*len = 0;
	if (size > 0)
		memset(out, 0, size);
	if (f == NULL)
		return -EINVAL;
	n = without_padding(f, text, n);
	/* A character that is needed for no byte is none of the text's. */
	if (n == SIZE_MAX || n % f->chars * f->bits % 8 >= f->bits)
		return -EILSEQ;
	need = encode_read_size(form, n);
	if (size < need)
		return -ERANGE;
	/* Zero keeps, whatever else empties: no branch on what was read. */
	good = ~from(read_all(form, text, n, bytes), 1);
	for (size_t i = 0; i < need; i++)
		bytes[i] &= (unsigned char)good;
	*len = need & (size_t)(int32_t)good;
	return -(int)(~good & EILSEQ);
}
