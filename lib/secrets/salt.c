/*
 * salt - settings of hashes with a fresh salt
 */

#include <crypt.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "core/secret.h"
#include "credmint.h"
#include "secrets/draw.h"
#include "secrets/hash_cost.h"
#include "secrets/hash_pbkdf2.h"
#include "secrets/hash_scram.h"
#include "secrets/method.h"
#include "secrets/parameter.h"

/*
 * Bytes for every method. With as few as three, crypt_gensalt(3) makes an
 * empty salt of some methods and says nothing; none has less than 96 bits of
 * salt from 16.
 */
#define SALT_BYTES 16
#define SALT_CHARS_MAX 22

_Static_assert(CREDMINT_SALT_SIZE >= CRYPT_GENSALT_OUTPUT_SIZE,
    "any setting fits, as credmint.h says");

/* Whether the salt has its whole length, and the cost is the one asked for. */
static bool
is_exact(const struct method *method, unsigned long cost, const char *setting)
{
	struct hash_cost told;
	size_t at = hash_cost_end(method, setting);

	return strlen(setting) == at + method->salt_chars &&
	    hash_cost_read(method, setting, &told) == 0 && told.cost == cost;
}

/* The first n characters of random bytes, six bits each. */
static void
salt_text(const unsigned char bytes[SALT_BYTES], size_t n, char *out)
{
	for (size_t i = 0; i < n; i++) {
		size_t at = 6 * i / 8;
		unsigned int two = bytes[at];

		if (at + 1 < SALT_BYTES)
			two |= (unsigned int)bytes[at + 1] << 8;
		out[i] = METHOD_ALPHABET[two >> 6 * i % 8 & 63];
	}
	out[n] = '\0';
}

/* Settings of which crypt_gensalt(3) would draw the cost, too. */
static int
written(const struct method *method, unsigned long cost,
    const unsigned char bytes[SALT_BYTES], char text[CREDMINT_SALT_SIZE])
{
	char salt[SALT_CHARS_MAX + 1];

	salt_text(bytes, method->salt_chars, salt);
	(void)snprintf(text, CREDMINT_SALT_SIZE, "%s%s%lu$%s$", method->prefix,
	    method->cost == METHOD_COST_SUN ? ",rounds=" : "", cost, salt);
	return 0;
}

/* Settings by crypt_gensalt(3). */
static int
generated(const struct method *method, unsigned long cost,
    const unsigned char bytes[SALT_BYTES], char text[CREDMINT_SALT_SIZE])
{
	errno = 0;
	if (crypt_gensalt_rn(method->prefix, cost, (const char *)bytes,
		SALT_BYTES, text, CRYPT_GENSALT_OUTPUT_SIZE) == NULL)
		/* The costs were right, so this library lacks the method. */
		return errno == ENOMEM ? -ENOMEM : -ENOTSUP;
	return is_exact(method, cost, text) ? 0 : -EIO;
}

/* Write the setting of random bytes into text. */
static int
encode(const struct method *method, unsigned long cost,
    const unsigned char bytes[SALT_BYTES], char text[CREDMINT_SALT_SIZE])
{
	if (method->by == METHOD_PBKDF2)
		return hash_pbkdf2_setting(
		    (uint32_t)cost, bytes, SALT_BYTES, text);
	if (method->by == METHOD_SCRAM)
		return hash_scram_setting(
		    (uint32_t)cost, bytes, SALT_BYTES, text);
	return method->salt == METHOD_SALT_OURS
	    ? written(method, cost, bytes, text)
	    : generated(method, cost, bytes, text);
}

int
credmint_salt_make(struct credmint_source *source, const char *name,
    unsigned long cost, char *out, size_t size)
{
	unsigned char bytes[SALT_BYTES];
	char text[CREDMINT_SALT_SIZE];
	const struct method *method = method_named(name);
	int r;

	if (!parameter_array(out, size, 1))
		return -EINVAL;
	if (size > 0)
		out[0] = '\0';
	if (method == NULL)
		return -ENOTSUP;
	if (cost == 0)
		cost = method->cost_default;
	if (!method_takes(method, cost))
		return -EDOM;
	r = draw_fill(source, bytes, sizeof(bytes));
	if (r == 0)
		r = encode(method, cost, bytes, text);
	SECRET_WIPE_ARRAY(bytes);
	if (r != 0)
		return r;
	if (strlen(text) >= size)
		return -ERANGE;
	memcpy(out, text, strlen(text) + 1);
	return 0;
}
