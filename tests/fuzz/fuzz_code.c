/*
 * fuzz_code - what is typed for a code, read as the plain way reads it
 */

#include <stdlib.h>
#include <string.h>

#include "registry/code.h"
#include "registry/source.h"
#include "tests/fuzz/frames.h"

/* As people would say it, with branches. */
static bool
read_plainly(const uint8_t *typed, size_t n, char plain[CODE_PLAIN_SIZE])
{
	size_t used = 0;

	for (size_t i = 0; i < n; i++) {
		char c = (char)typed[i];

		if (c == ' ' || c == '\t' || c == '-')
			continue;
		if (c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		if (used == CODE_LENGTH)
			return false;
		plain[used++] = c;
	}
	plain[used] = '\0';
	return used == CODE_LENGTH &&
	    (strspn(plain, "BCDFGHJKLMNPQRSTVWXZ") == CODE_LENGTH ||
		strspn(plain, "0123456789") == CODE_LENGTH);
}

/* The same bytes as the name of a host. */
static void
read_source(const uint8_t *in, size_t n)
{
	char *text = malloc(n + 1);
	struct source source;

	if (text == NULL)
		abort();
	memcpy(text, in, n);
	text[n] = '\0';
	memset(&source, 0xa5, sizeof(source));
	source_read(text, &source);
	if (source.n > n && source.n > 16)
		frames_wrong("a source longer than what it was read from");
	free(text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *in, size_t n)
{
	char plain[CODE_PLAIN_SIZE], expected[CODE_PLAIN_SIZE] = "";
	bool shaped = code_read((const char *)in, n, plain);

	if (shaped != read_plainly(in, n, expected))
		frames_wrong("another shape");
	if (strcmp(plain, shaped ? expected : "--------") != 0)
		frames_wrong("another code");
	read_source(in, n);
	return 0;
}
