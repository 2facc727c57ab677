/* token_text - a token as it is written: made, and read again */

#include "registry/token_text.h"

#include <errno.h>
#include <string.h>

#include "core/encode.h"
#include "core/secret.h"
#include "credmint.h"

#define CHECKSUM 6
/* Digits of a token before its checksum, for so many bytes of secret. */
#define DIGITS(bytes)                                               \
	(CREDMINT_TOKEN_KEY_SIZE(0, (bytes) + TOKEN_LOOKUP_BYTES) - \
	    CREDMINT_TOKEN_KEY_SIZE(0, 0))

_Static_assert(
    CREDMINT_TOKEN_KEY_SIZE(CREDMINT_TOKEN_PREFIX_MAX,
	REGISTRY_TOKEN_BYTES_MAX + TOKEN_LOOKUP_BYTES) == REGISTRY_TOKEN_SIZE,
    "the longest token fits");
_Static_assert(
    DIGITS(REGISTRY_TOKEN_BYTES_MAX) - TOKEN_LOOKUP == TOKEN_SECRET_MAX,
    "the longest secret fits");

/* Bytes that are made into so many digits, or 0. */
static unsigned
bytes_of(size_t digits)
{
	unsigned b = REGISTRY_TOKEN_BYTES_MAX;

	while (b >= REGISTRY_TOKEN_BYTES_MIN && DIGITS(b) != digits)
		b--;
	return b >= REGISTRY_TOKEN_BYTES_MIN ? b : 0;
}

/* Cut n digits, and the checksum behind them, into their parts. */
static bool
cut(const char *digits, size_t n, struct token_text *out)
{
	out->bytes = bytes_of(n);
	if (out->bytes == 0)
		return false;
	out->lookup = 0;
	for (size_t i = 0; i < TOKEN_LOOKUP; i++)
		out->lookup = out->lookup * 62 + encode_value62(digits[i]);
	out->n = n - TOKEN_LOOKUP;
	memcpy(out->secret, digits + TOKEN_LOOKUP, out->n);
	return true;
}

int
token_text_make(const char *prefix, unsigned bytes,
    char text[REGISTRY_TOKEN_SIZE], struct token_text *out)
{
	int rc = credmint_token_key(NULL, prefix, bytes + TOKEN_LOOKUP_BYTES,
	    text, REGISTRY_TOKEN_SIZE);

	memset(out, 0, sizeof(*out));
	if (rc == 0 && !cut(text + strlen(prefix) + 1, DIGITS(bytes), out))
		rc = -EINVAL;
	if (rc != 0) {
		secret_wipe(text, REGISTRY_TOKEN_SIZE);
		secret_wipe(out, sizeof(*out));
	}
	return rc;
}

/* Whether a text begins with a prefix and '_'. Looks no further than that. */
static bool
begins(const char *text, const char *prefix)
{
	while (*prefix != '\0' && *text == *prefix) {
		text++;
		prefix++;
	}
	return *prefix == '\0' && *text == '_';
}

/*
 * The kind with the longest prefix that a text begins with: no digit is a '_'.
 * Prefixes are public, and so are digits that are compared with one.
 */
static const struct conf_token_kind *
kind_of(const struct conf *conf, const char *text)
{
	const struct conf_token_kind *kind = NULL;
	size_t longest = 0;

	for (unsigned i = 0; i < conf->token_kinds_n; i++) {
		const struct conf_token_kind *k = &conf->token_kinds[i];
		const size_t n = strlen(k->prefix);

		if (n > longest && begins(text, k->prefix)) {
			kind = k;
			longest = n;
		}
	}
	return kind;
}

bool
token_text_read(
    const struct conf *conf, const char *text, size_t n, struct token_text *out)
{
	char copy[REGISTRY_TOKEN_SIZE] = "";
	size_t prefix;
	bool ok = false;

	memset(out, 0, sizeof(*out));
	if (text == NULL || n >= sizeof(copy) || memchr(text, '\0', n) != NULL)
		return false;
	memcpy(copy, text, n);
	out->kind = kind_of(conf, copy);
	if (out->kind != NULL &&
	    credmint_token_key_check(out->kind->prefix, copy) == 0) {
		prefix = strlen(out->kind->prefix) + 1;
		ok = cut(copy + prefix, n - prefix - CHECKSUM, out);
	}
	if (!ok)
		secret_wipe(out, sizeof(*out));
	SECRET_WIPE_ARRAY(copy);
	return ok;
}

const struct conf_token_kind *
registry_token_kind(const struct conf *conf, const char *text, size_t n)
{
	struct token_text read;
	const struct conf_token_kind *kind =
	    token_text_read(conf, text, n, &read) ? read.kind : NULL;

	SECRET_WIPE_OBJECT(&read);
	return kind;
}
