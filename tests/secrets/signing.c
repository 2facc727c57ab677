/*
 * signing - signed tokens, as tests ask about them
 */

#include "tests/secrets/signing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

unsigned char signing_got[CREDMINT_SIGNED_PAYLOAD_MAX + 1];
char signing_token[CREDMINT_SIGNED_SIZE(CREDMINT_SIGNED_PAYLOAD_MAX) + 8];

struct credmint_signkey
signing_key(const void *key, size_t n)
{
	struct credmint_signkey k = CREDMINT_SIGNKEY_INIT;

	k.key = key;
	k.nkey = n;
	return k;
}

struct credmint_signkey
signing_usual_key(void)
{
	static unsigned char bytes[32];

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (unsigned char)i;
	return signing_key(bytes, sizeof(bytes));
}

int
signing_verify(const struct credmint_signkey *keys, size_t nkeys,
    const char *text, int64_t now, size_t *n)
{
	size_t room = sizeof(signing_got) - 1;
	int answer;

	memset(signing_got, 0x5a, sizeof(signing_got));
	*n = room;
	answer = credmint_signed_verify(keys, nkeys, text, now, signing_got, n);
	if (answer != 0) {
		assert_int_equal(*n, 0);
		for (size_t i = 0; i < room; i++)
			assert_int_equal(signing_got[i], 0);
	}
	assert_int_equal(signing_got[room], 0x5a);
	return answer;
}
