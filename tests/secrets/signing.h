/*
 * signing - signed tokens, as tests ask about them
 */

#ifndef TESTS_SECRETS_SIGNING_H
#define TESTS_SECRETS_SIGNING_H

#include <stddef.h>
#include <stdint.h>

#include "credmint.h"

/* The end and the text of the token for user=alice by the usual key; the MAC
 * by Python's hmac and hashlib. */
#define SIGNING_EXPIRY 2000000000
#define SIGNING_ALICE                   \
	"cm1.AAAAAHc1lAB1c2VyPWFsaWNl." \
	"TFxpPOqQF2rj0QtH99ioO6mGDv4zJ9Bp6R1uDleJEpQ"

struct credmint_signkey signing_key(const void *key, size_t n);
/* The bytes 0, 1, 2, ... 31. */
struct credmint_signkey signing_usual_key(void);

/* What was read, and room for a token. */
extern unsigned char signing_got[CREDMINT_SIGNED_PAYLOAD_MAX + 1];
extern char
    signing_token[CREDMINT_SIGNED_SIZE(CREDMINT_SIGNED_PAYLOAD_MAX) + 8];

/* Ask, with room for any payload; asserts that no answer but 0 leaves any. */
int signing_verify(const struct credmint_signkey *keys, size_t nkeys,
    const char *text, int64_t now, size_t *n);

#endif
