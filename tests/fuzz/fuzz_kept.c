/*
 * fuzz_kept - texts that may be kept tokens, read as the plain way reads them
 *
 * The first byte of an input says whether it is a text as it is, one whose
 * checksum is put right, or one that is good but for what the input changes.
 */

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "credmint.h"
#include "registry/token_text.h"
#include "tests/fuzz/frames.h"

#define DIGITS "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#define CHECKSUM 6

static struct conf conf;

static void
checksum(const char *digits, size_t n, char sum[CHECKSUM])
{
	uint32_t crc = UINT32_MAX;

	for (size_t i = 0; i < n * 8; i++) {
		uint32_t bit = (uint32_t)(unsigned char)digits[i / 8] >> i % 8;

		crc = (crc ^ bit) & 1 ? crc >> 1 ^ 0xedb88320u : crc >> 1;
	}
	crc = ~crc;
	for (size_t i = CHECKSUM; i-- > 0; crc /= 62)
		sum[i] = DIGITS[crc % 62];
}

/* Digits that some number of bytes is made into. */
static bool
is_made(size_t digits)
{
	for (size_t b = REGISTRY_TOKEN_BYTES_MIN; b <= REGISTRY_TOKEN_BYTES_MAX;
	     b++)
		if (((b + TOKEN_LOOKUP_BYTES) * 43 + 31) / 32 == digits)
			return true;
	return false;
}

/* As people would say it; n bytes and a NUL that is not counted. */
static const struct conf_token_kind *
kind_of(const char *text, size_t n, const char **digits)
{
	char sum[CHECKSUM];

	for (unsigned i = 0; i < conf.token_kinds_n; i++) {
		const struct conf_token_kind *k = &conf.token_kinds[i];
		size_t p = strlen(k->prefix);

		if (n <= p + CHECKSUM || strncmp(text, k->prefix, p) != 0 ||
		    text[p] != '_' || !is_made(n - p - 1 - CHECKSUM) ||
		    strspn(text + p + 1, DIGITS) != n - p - 1)
			continue;
		*digits = text + p + 1;
		checksum(*digits, n - p - 1 - CHECKSUM, sum);
		return memcmp(sum, text + n - CHECKSUM, CHECKSUM) == 0 ? k
								       : NULL;
	}
	return NULL;
}

static bool
judge(const char *text, size_t n)
{
	static const struct token_text zero;
	struct token_text got;
	const char *digits = NULL;
	const struct conf_token_kind *kind = kind_of(text, n, &digits);
	bool ok = token_text_read(&conf, text, n, &got);
	int64_t lookup = 0;

	if (ok != (kind != NULL) || registry_token_kind(&conf, text, n) != kind)
		frames_wrong("another verdict of a token");
	if (!ok) {
		if (memcmp(&got, &zero, sizeof(zero)) != 0)
			frames_wrong("something of no token");
		return false;
	}
	for (size_t i = 0; i < TOKEN_LOOKUP; i++)
		lookup = lookup * 62 + (strchr(DIGITS, digits[i]) - &DIGITS[0]);
	if (got.kind != kind || got.lookup != lookup ||
	    got.lookup >= TOKEN_LOOKUP_LIMIT || strlen(got.secret) != got.n ||
	    got.n + TOKEN_LOOKUP + CHECKSUM != strlen(digits) ||
	    memcmp(got.secret, digits + TOKEN_LOOKUP, got.n) != 0)
		frames_wrong("a token cut in other parts");
	return true;
}

/* What is behind the last '_' gets the checksum that it should have. */
static void
mend(char *text, size_t n)
{
	char *bar = memrchr(text, '_', n);
	size_t digits = bar != NULL ? n - (size_t)(bar + 1 - text) : 0;

	if (digits > CHECKSUM)
		checksum(bar + 1, digits - CHECKSUM, text + n - CHECKSUM);
}

/* One that is good, and then a byte of it changed by the input. */
static void
try_change(const uint8_t *in, size_t n)
{
	const struct conf_token_kind *k;
	char text[REGISTRY_TOKEN_SIZE];
	struct token_text made;
	size_t place;
	char was;

	if (n < 4)
		return;
	k = &conf.token_kinds[in[0] % conf.token_kinds_n];
	if (token_text_make(k->prefix,
		REGISTRY_TOKEN_BYTES_MIN +
		    in[1] %
			(REGISTRY_TOKEN_BYTES_MAX - REGISTRY_TOKEN_BYTES_MIN +
			    1),
		text, &made) != 0 ||
	    !judge(text, strlen(text)))
		frames_wrong("what was made is not read");
	place = in[2] % strlen(text);
	was = text[place];
	text[place] = (char)in[3];
	if (judge(text, strlen(text)) && text[place] != was &&
	    place >= strlen(k->prefix))
		frames_wrong("a changed token is read");
}

static void
kinds(void)
{
	static const char *const more[] = {"reset_inv", "r", "k_e_y2"};

	conf_default(&conf);
	for (size_t i = 0; i < sizeof(more) / sizeof(more[0]); i++) {
		struct conf_token_kind *k =
		    &conf.token_kinds[conf.token_kinds_n++];

		(void)snprintf(k->name, sizeof(k->name), "more%zu", i);
		(void)snprintf(k->prefix, sizeof(k->prefix), "%s", more[i]);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *in, size_t n)
{
	char *text;

	if (n == 0)
		return 0;
	if (conf.token_kinds_n == 0)
		kinds();
	if (in[0] % 3 == 2) {
		try_change(in + 1, n - 1);
		return 0;
	}
	/* Behind it lies nothing that may be read. */
	text = malloc(n);
	if (text == NULL)
		abort();
	memcpy(text, in + 1, n - 1);
	text[n - 1] = '\0';
	if (in[0] % 3 == 1)
		mend(text, n - 1);
	(void)judge(text, n - 1);
	free(text);
	return 0;
}
