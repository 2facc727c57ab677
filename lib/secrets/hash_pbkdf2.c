/*
 * hash_pbkdf2 - hashes by PBKDF2, in the form that passlib writes
 */

#include "secrets/hash_pbkdf2.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/encode.h"
#include "core/mac.h"
#include "core/secret.h"
#include "secrets/hash_form.h"

/* A checksum as text, and the '$' before it. */
#define CHECKSUM 43
#define CHECKSUM_PART (1 + CHECKSUM)

struct setting {
	size_t n; /* characters, up to the end of the salt */
	uint32_t rounds;
	size_t nsalt;
	unsigned char salt[CREDMINT_HASH_SIZE];
};

int
hash_pbkdf2_setting(
    uint32_t rounds, const void *salt, size_t n, char text[CREDMINT_SALT_SIZE])
{
	int at = snprintf(text, CREDMINT_SALT_SIZE,
	    HASH_PBKDF2_PREFIX "%" PRIu32 "$", rounds);

	return encode_text(
	    ENCODE_AB64, salt, n, text + at, CREDMINT_SALT_SIZE - (size_t)at);
}

/* Whether there is no checksum, or one of the right form; its bits are kept
 * from every branch. */
static bool
checksum_ok(const char *text)
{
	unsigned char checksum[MAC_SIZE];
	size_t n = strlen(text);
	int r;

	if (n <= 1)
		return n == 0 || text[0] == '$';
	if (n != CHECKSUM_PART)
		return false;
	r = encode_read(
	    ENCODE_AB64, text + 1, CHECKSUM, checksum, sizeof(checksum), &n);
	SECRET_WIPE_ARRAY(checksum);
	return r == 0;
}

static int
setting_read(const char *text, struct setting *out)
{
	const char *p = text + strlen(HASH_PBKDF2_PREFIX);
	size_t n;

	p = hash_form_rounds(p, UINT32_MAX, &out->rounds);
	if (p == NULL || *p++ != '$')
		return -EINVAL;
	n = strcspn(p, "$");
	out->n = (size_t)(p - text) + n;
	if (n == 0 || out->n + CHECKSUM_PART >= CREDMINT_HASH_SIZE ||
	    encode_read(ENCODE_AB64, p, n, out->salt, sizeof(out->salt),
		&out->nsalt) != 0)
		return -EINVAL;
	return checksum_ok(p + n) ? 0 : -EINVAL;
}

int
hash_pbkdf2(const char *setting, const void *pw, size_t n,
    char text[CREDMINT_HASH_SIZE])
{
	unsigned char checksum[MAC_SIZE];
	struct setting s;
	int r = setting_read(setting, &s);

	if (r != 0)
		return r;
	mac_stretch(MAC_SHA256, pw, n, s.salt, s.nsalt, s.rounds, checksum,
	    sizeof(checksum));
	memcpy(text, setting, s.n);
	text[s.n] = '$';
	r = encode_text(ENCODE_AB64, checksum, sizeof(checksum), text + s.n + 1,
	    CHECKSUM + 1);
	SECRET_WIPE_ARRAY(checksum);
	return r;
}
