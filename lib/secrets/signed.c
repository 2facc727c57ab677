/*
 * signed - tokens that say until when they are good, and were not changed
 *
 *	"cm1." base64url(expiry, payload) "." base64url(MAC)
 *
 * The expiry is 8 bytes, big-endian, in seconds since the epoch. The MAC is
 * HMAC-SHA-256 over LABEL with its NUL, expiry and payload: the first two have
 * fixed lengths, so no two tokens are one text to it, and a key that also
 * signs something else signs no token by it.
 *
 * A token MUST be exactly what make writes: any other text is refused.
 * Every key MUST be tried, whichever is the right one.
 * What is wrong with a token's form MUST NOT be answered sooner than a wrong
 * MAC, its length aside.
 * Nothing of a token MUST be looked at before its MAC was found right.
 */

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/encode.h"
#include "core/mac.h"
#include "core/secret.h"
#include "credmint.h"
#include "secrets/parameter.h"

#define LABEL "credmint signed token 1"
#define VERSION "cm1."
#define NVERSION (sizeof(VERSION) - 1)
#define EXPIRY 8
#define BODY_MAX (EXPIRY + CREDMINT_SIGNED_PAYLOAD_MAX)
/* Characters of a MAC, and of all that is not the body. */
#define TAG 43
#define AROUND (NVERSION + 1 + TAG)

/* A MAC, and whether something else was wrong: compared in one. */
struct tag {
	unsigned char mac[MAC_SIZE];
	unsigned char wrong;
};

_Static_assert(sizeof(struct tag) == MAC_SIZE + 1, "no byte between them");

/* A copy of a key, checked; the caller's may be larger. */
static int
key_read(const void *from, struct credmint_signkey *key)
{
	int error = parameter_struct(from, sizeof(*key));

	if (error != 0)
		return error;
	memcpy(key, from, sizeof(*key));
	return key->key != NULL && key->nkey >= CREDMINT_SIGNED_KEY_MIN &&
		key->nkey <= CREDMINT_SIGNED_KEY_MAX && key->life >= 0
	    ? 0
	    : -EINVAL;
}

static void
sign(const struct credmint_signkey *key, const unsigned char expiry[EXPIRY],
    const void *payload, size_t n, unsigned char mac[MAC_SIZE])
{
	const struct mac_part parts[] = {
	    {LABEL, sizeof(LABEL)}, {expiry, EXPIRY}, {payload, n}};

	mac_by(MAC_SHA256, key->key, key->nkey, parts, 3, mac);
}

/*
 * Expiry and payload as one text, though they do not stand together: what
 * begins whole groups of it with the expiry, then the rest.
 */
static int
body_write(const unsigned char expiry[EXPIRY], const void *payload, size_t n,
    char *out, size_t size)
{
	const unsigned char *bytes = payload;
	unsigned char head[EXPIRY + 1];
	size_t nhead = EXPIRY + (n > 0), at;
	int error;

	memcpy(head, expiry, EXPIRY);
	if (n > 0)
		head[EXPIRY] = bytes[0];
	error = encode_text(ENCODE_BASE64URL, head, nhead, out, size);
	at = encode_size(ENCODE_BASE64URL, nhead) - 1;
	if (error == 0 && n > 1)
		error = encode_text(
		    ENCODE_BASE64URL, bytes + 1, n - 1, out + at, size - at);
	return error;
}

int
credmint_signed_make(const struct credmint_signkey *key, const void *payload,
    size_t n, int64_t expiry, char *out, size_t size)
{
	struct credmint_signkey k;
	unsigned char be[EXPIRY], mac[MAC_SIZE];
	size_t need;
	char *at;
	int error;

	if (!parameter_fits(n, 1) || !parameter_array(out, size, 1))
		return -EINVAL;
	if (size > 0)
		out[0] = '\0';
	if (key == NULL || (payload == NULL && n > 0) || expiry <= 0 ||
	    n > CREDMINT_SIGNED_PAYLOAD_MAX)
		return -EINVAL;
	error = key_read(key, &k);
	if (error != 0)
		return error;
	need = CREDMINT_SIGNED_SIZE(n);
	if (size < need)
		return -ERANGE;
	for (size_t i = 0; i < EXPIRY; i++)
		be[i] = (unsigned char)((uint64_t)expiry >> (56 - 8 * i));
	sign(&k, be, payload, n, mac);
	at = out + need - 1 - TAG;
	error = body_write(be, payload, n, out + NVERSION, size - NVERSION);
	if (error == 0)
		error = encode_text(
		    ENCODE_BASE64URL, mac, sizeof(mac), at, TAG + 1);
	if (error == 0) {
		at[-1] = '.';
		memcpy(out, VERSION, NVERSION);
	} else {
		secret_wipe(out, need);
	}
	SECRET_WIPE_ARRAY(mac);
	return error;
}

/* Read all of a token; what is wrong with its form becomes tag->wrong. */
static void
token_read(const char *token, size_t nbody, unsigned char *body, size_t size,
    struct tag *tag)
{
	const char *at = token + NVERSION;
	unsigned int wrong = 0;
	size_t len;

	for (size_t i = 0; i < NVERSION; i++)
		wrong |= (unsigned char)(token[i] ^ VERSION[i]);
	/* A result is below 0 or is 0: its top bits are all the same. */
	wrong |= 1u &
	    (unsigned int)encode_read(
		ENCODE_BASE64URL, at, nbody, body, size, &len) >>
		31;
	at += nbody;
	wrong |= (unsigned char)(*at ^ '.');
	wrong |= 1u &
	    (unsigned int)encode_read(ENCODE_BASE64URL, at + 1, TAG, tag->mac,
		sizeof(tag->mac), &len) >>
		31;
	tag->wrong = (unsigned char)wrong;
}

/* Whether a token that was found right is good at now under a key. */
static bool
is_in_time(const unsigned char expiry[EXPIRY], int64_t now, int64_t life)
{
	uint64_t at = 0;

	for (size_t i = 0; i < EXPIRY; i++)
		at = at << 8 | expiry[i];
	return at <= INT64_MAX && (int64_t)at > now &&
	    (life == 0 || (int64_t)at - now <= life);
}

/* 0 when one of the keys says yes, else -EKEYREJECTED. */
static int
keys_try(const struct credmint_signkey *keys, size_t nkeys,
    const struct tag *tag, const unsigned char *body, size_t n, int64_t now)
{
	const unsigned char *at = (const unsigned char *)keys;
	struct credmint_signkey key = CREDMINT_SIGNKEY_INIT;
	int answer = -EKEYREJECTED;

	for (size_t i = 0; i < nkeys; i++, at += keys->size) {
		struct tag right = {{0}, 0};

		if (key_read(at, &key) != 0)
			continue; /* was looked at before */
		sign(&key, body, body + EXPIRY, n - EXPIRY, right.mac);
		if (secret_equal(&right, sizeof(right), tag, sizeof(*tag)) &&
		    is_in_time(body, now, key.life))
			answer = 0;
		SECRET_WIPE_OBJECT(&right);
	}
	return answer;
}

static int
keys_check(const struct credmint_signkey *keys, size_t nkeys)
{
	const unsigned char *at = (const unsigned char *)keys;
	struct credmint_signkey key;
	int error;

	if (keys == NULL || nkeys == 0 || nkeys > CREDMINT_SIGNED_KEYS_MAX)
		return -EINVAL;
	for (size_t i = 0; i < nkeys; i++, at += keys->size) {
		error = key_read(at, &key);
		if (error != 0)
			return error;
		if (key.size != keys->size)
			return -EINVAL;
	}
	return 0;
}

/* The characters of the body; 0: no token is so long, or so short. */
static size_t
body_length(const char *token)
{
	size_t max = CREDMINT_SIGNED_SIZE(CREDMINT_SIGNED_PAYLOAD_MAX) - 1;
	size_t n = strnlen(token, max + 1);

	if (n < CREDMINT_SIGNED_SIZE(0) - 1 || n > max)
		return 0;
	n -= AROUND;
	return n % 4 == 1 ? 0 : n;
}

int
credmint_signed_verify(const struct credmint_signkey *keys, size_t nkeys,
    const char *token, int64_t now, void *payload, size_t *n)
{
	size_t room, nchars, len;
	unsigned char *body;
	struct tag tag;
	int answer;

	if (n == NULL || !parameter_fits(*n, 1) ||
	    !parameter_fits(nkeys, sizeof(*keys)))
		return -EINVAL;
	room = *n;
	*n = 0;
	if (payload == NULL && room > 0)
		return -EINVAL;
	if (room > 0)
		secret_wipe(payload, room);
	answer = keys_check(keys, nkeys);
	if (answer != 0 || token == NULL || now < 0)
		return answer != 0 ? answer : -EINVAL;
	nchars = body_length(token);
	if (nchars == 0)
		return -EKEYREJECTED;
	body = malloc(BODY_MAX);
	if (body == NULL)
		return -ENOMEM;
	len = encode_read_size(ENCODE_BASE64URL, nchars);
	token_read(token, nchars, body, BODY_MAX, &tag);
	answer = keys_try(keys, nkeys, &tag, body, len, now);
	if (answer == 0 && len - EXPIRY > room)
		answer = -ERANGE;
	if (answer == 0) {
		*n = len - EXPIRY;
		if (*n > 0)
			memcpy(payload, body + EXPIRY, *n);
	}
	SECRET_WIPE_OBJECT(&tag);
	secret_free(body, BODY_MAX);
	return answer;
}
