/*
 * salt - settings of hashes with a fresh salt
 */

#include <crypt.h>
#include <errno.h>
#include <string.h>

#include "core/secret.h"
#include "credmint.h"
#include "secrets/draw.h"
#include "secrets/hash_pbkdf2.h"
#include "secrets/method.h"
#include "secrets/parameter.h"

/*
 * Bytes for every method. With as few as three, crypt_gensalt(3) makes an
 * empty salt of some methods and says nothing; none has less than 96 bits of
 * salt from 16.
 */
#define SALT_BYTES 16

_Static_assert(CREDMINT_SALT_SIZE >= CRYPT_GENSALT_OUTPUT_SIZE,
    "any setting fits, as credmint.h says");

/* Whether the salt has its whole length. */
static bool
is_whole(const struct method *method, const char *setting)
{
	size_t at = method_salt_at(method, setting);

	return strlen(setting) == at + method->salt_chars;
}

/* Write the setting of random bytes into text. */
static int
encode(const struct method *method, unsigned long cost, const char *bytes,
    char text[CREDMINT_SALT_SIZE])
{
	if (method->pbkdf2)
		return hash_pbkdf2_setting(
		    (uint32_t)cost, bytes, SALT_BYTES, text);
	errno = 0;
	if (crypt_gensalt_rn(method->prefix, cost, bytes, SALT_BYTES, text,
		CRYPT_GENSALT_OUTPUT_SIZE) == NULL)
		/* The costs were right, so this library lacks the method. */
		return errno == ENOMEM ? -ENOMEM : -ENOTSUP;
	return is_whole(method, text) ? 0 : -EIO;
}

int
credmint_salt_make(struct credmint_source *source, const char *name,
    unsigned long cost, char *out, size_t size)
{
	char bytes[SALT_BYTES], text[CREDMINT_SALT_SIZE];
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
	if (cost < method->cost_min || cost > method->cost_max)
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
