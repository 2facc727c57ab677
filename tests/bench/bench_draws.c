/*
 * bench_draws - nanoseconds of CPU for one call of the library
 *
 * bench_draws NAME: one of the names in the table, with a source, or without
 * one ("NAME-os"). The same names are asked of Python by draws.py.
 */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "credmint.h"

#define CALLS 200000

typedef int draw(struct credmint_source *);

static int
below(struct credmint_source *s)
{
	uint64_t n;

	return credmint_random_below(s, 1000000, &n);
}

static int
bytes(struct credmint_source *s)
{
	unsigned char b[32];

	return credmint_random_bytes(s, b, sizeof(b));
}

static int
hex(struct credmint_source *s)
{
	char text[CREDMINT_TOKEN_HEX_SIZE(32)];

	return credmint_token_hex(s, 32, text, sizeof(text));
}

static int
urlsafe(struct credmint_source *s)
{
	char text[CREDMINT_TOKEN_URLSAFE_SIZE(32)];

	return credmint_token_urlsafe(s, 32, text, sizeof(text));
}

/* Of one byte, as indices into alphabets are. */
static int
small(struct credmint_source *s)
{
	uint64_t n;

	return credmint_random_below(s, 100, &n);
}

static int
deck(struct credmint_source *s)
{
	static int cards[52];

	return credmint_random_shuffle(s, cards, 52, sizeof(cards[0]));
}

static int
shuffle(struct credmint_source *s)
{
	unsigned char b[16] = {0};

	return credmint_random_shuffle(s, b, sizeof(b), 1);
}

static int
sample(struct credmint_source *s)
{
	size_t index[16];

	return credmint_random_sample(s, 1000, NULL, 16, index);
}

static const struct {
	const char *name;
	draw *call;
} draws[] = {
    {"below", below},
    {"bytes", bytes},
    {"deck", deck},
    {"hex", hex},
    {"urlsafe", urlsafe},
    {"shuffle", shuffle},
    {"small", small},
    {"sample", sample},
};

static int
measure(draw *call, struct credmint_source *source)
{
	clock_t begin = clock();
	long i;

	for (i = 0; i < CALLS; i++)
		if (call(source) != 0)
			return -1;
	printf(
	    "%.1f\n", (double)(clock() - begin) * 1e9 / CLOCKS_PER_SEC / CALLS);
	return fflush(stdout) == 0 ? 0 : -1;
}

int
main(int argc, char *argv[])
{
	struct credmint_source *source = NULL;
	size_t i, n;
	int rc = -1;

	if (argc != 2)
		return 2;
	n = strcspn(argv[1], "-");
	if (argv[1][n] == '\0' && credmint_source_new(&source) != 0)
		return 3;
	for (i = 0; i < sizeof(draws) / sizeof(draws[0]); i++)
		if (strlen(draws[i].name) == n &&
		    strncmp(draws[i].name, argv[1], n) == 0)
			rc = measure(draws[i].call, source);
	credmint_source_free(source);
	return rc == 0 ? 0 : 3;
}
