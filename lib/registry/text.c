/* text - what strangers wrote, made fit to store and show */

#include "registry/text.h"

#include <stdbool.h>

void
text_clean(const char *in, char *out, size_t size)
{
	size_t n = 0;

	for (; in != NULL && *in != '\0'; in++) {
		unsigned char c = (unsigned char)*in;
		bool plain = c >= 0x20 && c < 0x7f && c != '\\';

		if (n + (plain ? 1 : 4) >= size)
			break;
		if (plain) {
			out[n++] = (char)c;
			continue;
		}
		out[n++] = '\\';
		out[n++] = (char)('0' + (c >> 6));
		out[n++] = (char)('0' + ((c >> 3) & 7));
		out[n++] = (char)('0' + (c & 7));
	}
	if (size > 0)
		out[n] = '\0';
}
