/*
 * drive_stream - bytes of the library's draws: drive_stream NAME BYTES
 *
 * Each draw by its own way to bytes that ought to be uniform and independent;
 * and two that are not, so that who judges them is judged.
 */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "credmint.h"

/* Put the next bytes, at most 64; how many, or 0 for an error. */
typedef size_t give(struct credmint_source *, unsigned char *);

/* Of every length, so that draws lie across the end of a block. */
static size_t
bytes(struct credmint_source *source, unsigned char *out)
{
	static size_t n;

	n = n % 64 + 1;
	return credmint_random_bytes(source, out, n) == 0 ? n : 0;
}

static size_t
system_bytes(struct credmint_source *source, unsigned char *out)
{
	(void)source;
	return credmint_random_bytes(NULL, out, 64) == 0 ? 64 : 0;
}

/* Draws below a bound, so many that they make a byte. */
static size_t
small(struct credmint_source *source, unsigned char *out, uint64_t bound,
    unsigned int draws)
{
	uint64_t byte = 0, draw;

	for (unsigned int i = 0; i < draws; i++) {
		if (credmint_random_below(source, bound, &draw) != 0)
			return 0;
		byte = byte * bound + draw;
	}
	*out = (unsigned char)byte;
	return 1;
}

static size_t
below_256(struct credmint_source *source, unsigned char *out)
{
	return small(source, out, 256, 1);
}

static size_t
below_4(struct credmint_source *source, unsigned char *out)
{
	return small(source, out, 4, 4);
}

/* The bound that rejects most. */
static size_t
below_129(struct credmint_source *source, unsigned char *out)
{
	uint64_t high, low;

	do
		if (credmint_random_below(source, 129, &high) != 0)
			return 0;
	while (high >= 128);
	if (credmint_random_below(source, 2, &low) != 0)
		return 0;
	*out = (unsigned char)(high * 2 + low);
	return 1;
}

static size_t
real(struct credmint_source *source, unsigned char *out)
{
	double x;

	if (credmint_random_real(source, &x) != 0)
		return 0;
	for (size_t i = 0; i < 6; i++) {
		x *= 256;
		out[i] = (unsigned char)x;
		x -= out[i];
	}
	return 6;
}

/* Which of two comes first, eight times. */
static size_t
order(struct credmint_source *source, unsigned char *out)
{
	*out = 0;
	for (unsigned int i = 0; i < 8; i++) {
		unsigned char pair[2] = {0, 1};

		if (credmint_random_shuffle(source, pair, 2, 1) != 0)
			return 0;
		*out = (unsigned char)(*out << 1 | pair[0]);
	}
	return 1;
}

/* Who comes to one place of 256. */
static size_t
deck(struct credmint_source *source, unsigned char *out)
{
	unsigned char row[256];

	for (size_t i = 0; i < sizeof(row); i++)
		row[i] = (unsigned char)i;
	if (credmint_random_shuffle(source, row, sizeof(row), 1) != 0)
		return 0;
	*out = row[100];
	return 1;
}

/* The mistakes that are looked for. */
static size_t
modulo(struct credmint_source *source, unsigned char *out)
{
	size_t n = system_bytes(source, out);

	for (size_t i = 0; i < n; i++)
		out[i] = (unsigned char)(out[i] % 250);
	return n;
}

static size_t
twice(struct credmint_source *source, unsigned char *out)
{
	size_t n = system_bytes(source, out);

	memcpy(out + n / 2, out, n / 2);
	for (size_t i = 1; i < n; i += 2)
		out[i] = out[i - 1];
	return n;
}

static const struct {
	const char *name;
	give *call;
} ways[] = {
    {"below_129", below_129},
    {"below_256", below_256},
    {"below_4", below_4},
    {"bytes", bytes},
    {"deck", deck},
    {"modulo", modulo},
    {"order", order},
    {"real", real},
    {"system", system_bytes},
    {"twice", twice},
};

int
main(int argc, char *argv[])
{
	struct credmint_source *source;
	unsigned char out[64];
	give *call = NULL;
	size_t left, n;

	if (argc != 3 || credmint_source_new(&source) != 0)
		return 2;
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
		if (strcmp(ways[i].name, argv[1]) == 0)
			call = ways[i].call;
	left = strtoul(argv[2], NULL, 10);
	for (; call != NULL && left > 0; left -= n) {
		n = call(source, out);
		if (n > left)
			n = left;
		if (n == 0 || fwrite(out, 1, n, stdout) != n)
			return 3;
	}
	credmint_source_free(source);
	return call != NULL && fflush(stdout) == 0 ? 0 : 3;
}
