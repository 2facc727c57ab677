/*
 * fuzz_token - keys and signed tokens of any text, judged as the plain way
 * judges them
 *
 * The first byte of an input says which it is.
 */

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/encode.h"
#include "credmint.h"
#include "tests/fuzz/frames.h"

#define DIGITS "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

static const unsigned char bytes[32] = "a key of thirty-two bytes, say";

static uint32_t
crc_of(const char *text, size_t n)
{
	uint32_t crc = UINT32_MAX;

	for (size_t i = 0; i < n * 8; i++) {
		uint32_t bit = (uint32_t)(unsigned char)text[i / 8] >> i % 8;

		crc = (crc ^ bit) & 1 ? crc >> 1 ^ 0xedb88320u : crc >> 1;
	}
	return ~crc;
}

/* Whether some number of bytes is written in so many digits. */
static bool
is_made(size_t ndigits)
{
	for (size_t n = 1; n <= CREDMINT_TOKEN_KEY_BYTES_MAX; n++)
		if ((n * 43 + 31) / 32 == ndigits)
			return true;
	return false;
}

/* As people would say it, with branches. */
static bool
is_key(const char *text)
{
	const char *bar = strrchr(text, '_');
	size_t nprefix, n;
	char checksum[7];
	uint32_t crc;

	if (bar == NULL)
		return false;
	nprefix = (size_t)(bar - text);
	n = strlen(bar + 1);
	if (nprefix == 0 || nprefix > 32 || n < 8 || !is_made(n - 6) ||
	    strspn(text, DIGITS "_") != strlen(text) || bar[-1] == '_' ||
	    (text[0] >= '0' && text[0] <= '9') || text[0] == '_')
		return false;
	crc = crc_of(bar + 1, n - 6);
	for (size_t i = 6; i-- > 0; crc /= 62)
		checksum[i] = DIGITS[crc % 62];
	return memcmp(checksum, bar + 1 + n - 6, 6) == 0;
}

static void
try_key(char *text)
{
	char *bar = strrchr(text, '_');
	bool good = is_key(text);

	if ((credmint_token_key_check(NULL, text) == 0) != good)
		frames_wrong("another verdict of a key");
	/* With its checksum put right it may be one. */
	if (bar != NULL && strlen(bar) > 8) {
		size_t n = strlen(bar + 1) - 6;
		uint32_t crc = crc_of(bar + 1, n);

		for (size_t i = 6; i-- > 0; crc /= 62)
			bar[1 + n + i] = DIGITS[crc % 62];
		if ((credmint_token_key_check(NULL, text) == 0) != is_key(text))
			frames_wrong("another verdict of a mended key");
	}
}

/* Nobody without the key makes one that is good. */
static void
try_token(const struct credmint_signkey *key, const char *text)
{
	unsigned char payload[64];
	char again[CREDMINT_SIGNED_SIZE(sizeof(payload))];
	size_t n = sizeof(payload), len;
	unsigned char body[8 + sizeof(payload)];
	int64_t at = 0;
	int rc;

	memset(payload, 0x5a, sizeof(payload));
	rc = credmint_signed_verify(key, 1, text, 1, payload, &n);
	if (rc != 0 && rc != -EKEYREJECTED)
		frames_wrong("no verdict of a token");
	if (rc != 0) {
		for (size_t i = 0; i < sizeof(payload); i++)
			if (payload[i] != 0 || n != 0)
				frames_wrong("a payload of no token");
		return;
	}
	/* One that is must be the text that is made again. */
	if (encode_read(ENCODE_BASE64URL, text + 4, strcspn(text + 4, "."),
		body, sizeof(body), &len) != 0)
		frames_wrong("a body that does not read");
	for (size_t i = 0; i < 8; i++)
		at = at << 8 | body[i];
	if (credmint_signed_make(key, payload, n, at, again, sizeof(again)) !=
		0 ||
	    strcmp(again, text) != 0)
		frames_wrong("a token that nobody made");
}

/* One that is good, and then one byte of it changed by the input. */
static void
try_change(const struct credmint_signkey *key, const uint8_t *in, size_t n)
{
	char text[CREDMINT_SIGNED_SIZE(64)];
	size_t npayload = n > 66 ? 64 : n > 2 ? n - 2 : 0, room = 64, place;
	unsigned char payload[64];
	char was;

	if (n < 2)
		return;
	if (credmint_signed_make(key, in + 2, npayload, 1 + (int64_t)n, text,
		sizeof(text)) != 0 ||
	    credmint_signed_verify(key, 1, text, 1, payload, &room) != 0 ||
	    room != npayload || memcmp(payload, in + 2, npayload) != 0)
		frames_wrong("what was made is not taken");
	place = in[0] % strlen(text);
	was = text[place];
	text[place] = (char)in[1];
	room = 64;
	if (text[place] != was &&
	    credmint_signed_verify(key, 1, text, 1, payload, &room) !=
		-EKEYREJECTED)
		frames_wrong("a token that was changed is taken");
}

int
LLVMFuzzerTestOneInput(const uint8_t *in, size_t n)
{
	struct credmint_signkey key = CREDMINT_SIGNKEY_INIT;
	char *text;

	if (n == 0)
		return 0;
	key.key = bytes;
	key.nkey = sizeof(bytes);
	text = malloc(n);
	if (text == NULL)
		abort();
	memcpy(text, in + 1, n - 1);
	text[n - 1] = '\0';
	if (in[0] % 3 == 0)
		try_key(text);
	else if (in[0] % 3 == 1)
		try_token(&key, text);
	else
		try_change(&key, in + 1, n - 1);
	free(text);
	return 0;
}
