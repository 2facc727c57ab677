/*
 * hash_scram - what PostgreSQL keeps of a password for SCRAM-SHA-256
 */

#include "secrets/hash_scram.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/encode.h"
#include "core/mac.h"
#include "core/secret.h"
#include "secrets/hash_form.h"

/* A key as text; both of them, and what stands before each. */
#define KEY 44
#define KEYS_PART (1 + KEY + 1 + KEY)

struct setting {
	size_t n; /* characters, up to the end of the salt */
	uint32_t rounds;
	size_t nsalt;
	unsigned char salt[CREDMINT_HASH_SIZE];
};

int
hash_scram_setting(
    uint32_t rounds, const void *salt, size_t n, char text[CREDMINT_SALT_SIZE])
{
	int at = snprintf(
	    text, CREDMINT_SALT_SIZE, HASH_SCRAM_PREFIX "%" PRIu32 ":", rounds);

	return encode_text(
	    ENCODE_BASE64, salt, n, text + at, CREDMINT_SALT_SIZE - (size_t)at);
}

bool
hash_scram_takes(const void *pw, size_t n)
{
	const unsigned char *p = pw;
	unsigned int other = 0;

	/* Bit 7 of one of the differences when it is below ' ' or above '~'. */
	for (size_t i = 0; i < n; i++)
		other |= (p[i] - 0x20u) | (0x7eu - p[i]);
	return (other & ~0x7fu) == 0;
}

static bool
key_ok(const char *text)
{
	unsigned char key[MAC_SIZE];
	size_t n;
	int r = encode_read(ENCODE_BASE64, text, KEY, key, sizeof(key), &n);

	SECRET_WIPE_ARRAY(key);
	return r == 0 && n == MAC_SIZE;
}

/* Whether there are no keys, or two of the right form. */
static bool
keys_ok(const char *text)
{
	size_t n = strlen(text);

	if (n <= 1)
		return n == 0 || text[0] == '$';
	return n == KEYS_PART && text[0] == '$' && text[1 + KEY] == ':' &&
	    key_ok(text + 1) && key_ok(text + 1 + KEY + 1);
}

static int
setting_read(const char *text, struct setting *out)
{
	const char *p = text + strlen(HASH_SCRAM_PREFIX);
	size_t n;

	p = hash_form_rounds(p, HASH_SCRAM_ROUNDS_MAX, &out->rounds);
	if (p == NULL || *p++ != ':')
		return -EINVAL;
	n = strcspn(p, "$");
	out->n = (size_t)(p - text) + n;
	if (n == 0 || out->n + KEYS_PART >= CREDMINT_HASH_SIZE ||
	    encode_read(ENCODE_BASE64, p, n, out->salt, sizeof(out->salt),
		&out->nsalt) != 0)
		return -EINVAL;
	return keys_ok(p + n) ? 0 : -EINVAL;
}

/* A key of a label, from the salted password. */
static void
key_make(const unsigned char salted[MAC_SIZE], const char *label,
    unsigned char key[MAC_SIZE])
{
	mac_of(salted, &(struct mac_part){label, strlen(label)}, 1, key);
}

/* Write what stands before a key, and the key. */
static int
key_write(char *text, char before, const unsigned char key[MAC_SIZE])
{
	text[0] = before;
	return encode_text(ENCODE_BASE64, key, MAC_SIZE, text + 1, KEY + 1);
}

int
hash_scram(const char *setting, const void *pw, size_t n,
    char text[CREDMINT_HASH_SIZE])
{
	unsigned char salted[MAC_SIZE], key[MAC_SIZE];
	struct setting s;
	int r = setting_read(setting, &s);

	if (r != 0)
		return r;
	mac_stretch(MAC_SHA256, pw, n, s.salt, s.nsalt, s.rounds, salted,
	    sizeof(salted));
	memcpy(text, setting, s.n);
	text += s.n;
	key_make(salted, "Client Key", key);
	mac_sha256(key, sizeof(key), key);
	r = key_write(text, '$', key);
	if (r == 0) {
		key_make(salted, "Server Key", key);
		r = key_write(text + 1 + KEY, ':', key);
	}
	SECRET_WIPE_ARRAY(salted);
	SECRET_WIPE_ARRAY(key);
	return r;
}
