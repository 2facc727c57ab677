/*
 * leaks.h - whether what is done depends on a secret
 *
 * For programs run by valgrind (tests/leaks.sh). A secret is marked as never
 * written, so every branch and every index that depends on it is an error of
 * memcheck; these are counted. A program prints a line for each thing it looks
 * at: its name, the errors, and whether its result depends on the secret and
 * is right, or nothing was shown. Names that start with "leaky_" are
 * counter-tests: they must have errors.
 */

#ifndef TESTS_LEAKS_H
#define TESTS_LEAKS_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include <valgrind/memcheck.h>

#define SECRET(p, n) (void)VALGRIND_MAKE_MEM_UNDEFINED(p, n)
#define PUBLIC(p, n) (void)VALGRIND_MAKE_MEM_DEFINED(p, n)

/* Whether any bit depends on a secret. */
static inline bool
depends(const void *p, size_t n)
{
	static unsigned char bits[1024];

	if (n > sizeof(bits) || VALGRIND_GET_VBITS(p, bits, n) != 1)
		abort();
	for (size_t i = 0; i < n; i++)
		if (bits[i] != 0)
			return true;
	return false;
}

/* Not where a compiler knows n, and makes one comparison of it. */
__attribute__((noinline, unused)) static bool
leaky_equal(const void *a, const void *b, size_t n)
{
	const unsigned char *x = a, *y = b;

	for (size_t i = 0; i < n; i++)
		if (x[i] != y[i])
			return false;
	return true;
}

static inline void
say(const char *name, unsigned long errors, bool shown)
{
	(void)printf("%s %lu %s\n", name, errors, shown ? "shown" : "nothing");
	(void)fflush(stdout);
}

/* By a table, whose index is a secret. */
static const signed char leaky_values[256] = {
    ['0'] = 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, ['a'] = 10, 11, 12, 13, 14, 15};

static inline void
leaky_decode(const char *text, unsigned char *out, size_t n)
{
	for (size_t i = 0; i < n; i++)
		out[i] =
		    (unsigned char)(leaky_values[(unsigned char)text[2 * i]] *
			    16 +
			leaky_values[(unsigned char)text[2 * i + 1]]);
}

static inline void
leaky_encode(const unsigned char *in, char *out, size_t n)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < n; i++) {
		out[2 * i] = digits[in[i] >> 4];
		out[2 * i + 1] = digits[in[i] & 15];
	}
}

#endif
