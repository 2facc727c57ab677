/* utf8 - characters of a text (RFC 3629) */

#include "core/utf8.h"

/* By the first byte of a character; 0: it is none. */
static size_t
length(unsigned char first)
{
	if (first < 0x80)
		return 1;
	if (first < 0xc0)
		return 0;
	if (first < 0xe0)
		return 2;
	if (first < 0xf0)
		return 3;
	return first < 0xf8 ? 4 : 0;
}

size_t
utf8_character(const unsigned char *p, uint32_t *c)
{
	static const uint32_t lowest[] = {0, 0, 0x80, 0x800, 0x10000};
	const size_t n = length(p[0]);
	uint32_t v = n > 1 ? p[0] & (0x7fu >> n) : p[0];

	*c = 0;
	for (size_t i = 1; i < n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		v = v << 6 | (p[i] & 0x3fu);
	}
	if (n == 0 || v < lowest[n] || v > 0x10ffff ||
	    (v >= 0xd800 && v < 0xe000))
		return 0;
	*c = v;
	return n;
}

size_t
utf8_plain(const unsigned char *p)
{
	uint32_t c;
	const size_t n = utf8_character(p, &c);

	return c < 0x20 || (c >= 0x7f && c < 0xa0) ? 0 : n;
}
