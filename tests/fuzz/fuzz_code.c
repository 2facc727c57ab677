/*
 * fuzz_code - what is typed for a code, read as the plain way reads it
 */

#include <stdlib.h>
#include <string.h>

#include "registry/code.h"
#include "registry/source.h"
#include "tests/fuzz/frames.h"

#define LETTERS "BCDFGHJKLMNPQRSTVWXZ"
#define DIGITS "0123456789"

/* As people would say it, with branches: the shape, and what it reads as. */
static unsigned
read_plainly(const uint8_t *typed, size_t n, char plain[CODE_RECOVERY_SIZE])
{
	size_t used = 0;
	bool letters, digits;

	for (size_t i = 0; i < n; i++) {
		char c = (char)typed[i];

		if (c == ' ' || c == '\t' || c == '-')
			continue;
		if (c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		if (used == CODE_RECOVERY_LENGTH)
			return 0;
		plain[used++] = c;
	}
	plain[used] = '\0';
	letters = strspn(plain, LETTERS) == used;
	digits = strspn(plain, DIGITS) == used;
	if (digits && used >= 6 && used <= 8)
		return CODE_SIX_DIGITS << (used - 6);
	if (letters && used == CODE_LENGTH)
		return CODE_EIGHT_LETTERS;
	return letters && used == CODE_RECOVERY_LENGTH ? CODE_TWELVE_LETTERS
						       : 0;
}

static void
check(const char *read, unsigned shape, unsigned shapes, const char *expected,
    const char *none)
{
	if (strcmp(read, (shape & shapes) != 0 ? expected : none) != 0)
		frames_wrong("another code");
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
	const unsigned digits =
	    CODE_SIX_DIGITS | CODE_SEVEN_DIGITS | CODE_EIGHT_DIGITS;
	char expected[CODE_RECOVERY_SIZE] = "";
	unsigned shape = read_plainly(in, n, expected);
	struct code_typed typed;

	code_read((const char *)in, n, &typed);
	if (typed.shape != shape)
		frames_wrong("another shape");
	check(typed.issued, shape, CODE_EIGHT_DIGITS | CODE_EIGHT_LETTERS,
	    expected, "--------");
	check(typed.shown, shape, digits, expected, "--------");
	check(typed.recovery, shape, CODE_EIGHT_DIGITS | CODE_TWELVE_LETTERS,
	    expected, "------------");
	read_source(in, n);
	return 0;
}
