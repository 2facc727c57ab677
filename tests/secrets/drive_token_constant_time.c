/*
 * drive_token_constant_time - whether what is done depends on a key or a token
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/encode.h"
#include "core/secret.h"
#include "credmint.h"
#include "tests/leaks.h"

#define KEY "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"
/* Characters of the last part of a signed token. */
#define TAG 43

size_t __wrap_strnlen(const char *s, size_t n);
bool __real_secret_equal(const void *a, size_t an, const void *b, size_t bn);
bool __wrap_secret_equal(const void *a, size_t an, const void *b, size_t bn);

/* The length of a text is public, its characters are not. */
size_t
__wrap_strnlen(const char *s, size_t n)
{
	size_t length;
	char c;

	for (length = 0; length < n; length++) {
		c = s[length];
		PUBLIC(&c, 1);
		if (c == '\0')
			break;
	}
	return length;
}

/* How often secrets were compared, and whether by what leaks. */
static unsigned int compared;
static bool comparing_leaks;

/* The verdict of a signature is public, and nothing else of it. */
bool
__wrap_secret_equal(const void *a, size_t an, const void *b, size_t bn)
{
	bool equal = __real_secret_equal(a, an, b, bn);

	if (depends(a, an) && depends(b, bn))
		compared++;
	if (comparing_leaks && leaky_equal(a, b, an) != equal)
		abort();
	PUBLIC(&equal, sizeof(equal));
	return equal;
}

/* ---- keys ---- */

static void
look_at_key(
    const char *name, const char *prefix, const char *text, int expected)
{
	unsigned long before = VALGRIND_COUNT_ERRORS, errors;
	size_t n = strlen(text);
	char key[256];
	bool shown;
	int rc;

	memcpy(key, text, n + 1);
	SECRET(key, n);
	rc = credmint_token_key_check(prefix, key);
	errors = VALGRIND_COUNT_ERRORS - before;
	shown = depends(&rc, sizeof(rc));
	PUBLIC(&rc, sizeof(rc));
	say(name, errors, shown && rc == expected);
}

static void
look_at_keys(void)
{
	look_at_key("key_right", "ghp", KEY, 0);
	look_at_key("key_of_any_prefix", NULL, KEY, 0);
	look_at_key("key_of_another_prefix", "gho", KEY, -EKEYREJECTED);
	look_at_key("key_of_a_longer_prefix", "ghpp", KEY, -EKEYREJECTED);
	look_at_key("key_of_another_checksum", NULL,
	    "ghp_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq18", -EKEYREJECTED);
	look_at_key("key_of_other_digits", NULL,
	    "ghp_zQWBuTSOoRi4A9spHcVY5ncnsDkykJ0mLq17", -EKEYREJECTED);
	/* What is right but for that no number of bytes has four digits. */
	look_at_key("key_of_four_digits", "a", "a_00000EJZuE", -EKEYREJECTED);
	look_at_key("key_without_prefix", NULL,
	    "ghpzQWBuTSOoRi4A9spHcVY5ncnsDkykJ0mLq17", -EKEYREJECTED);
	look_at_key("key_of_bars", NULL, "________________", -EKEYREJECTED);
	look_at_key("key_of_no_digits", NULL,
	    "a_\xff\x80 \n~{`@[/:!.-=,;()\x01\x7f", -EKEYREJECTED);
}

/* ---- signed tokens ---- */

static char token[CREDMINT_SIGNED_SIZE(10)];
static unsigned char bytes[3][32];
static struct credmint_signkey keys[3];

/* The right key is the one in the middle. */
static void
look_at_signing(void)
{
	unsigned long before, errors;
	bool shown;
	int rc;

	for (size_t i = 0; i < 3; i++) {
		memset(bytes[i], (int)i + 1, sizeof(bytes[i]));
		keys[i] = (struct credmint_signkey)CREDMINT_SIGNKEY_INIT;
		keys[i].key = bytes[i];
		keys[i].nkey = sizeof(bytes[i]);
	}
	SECRET(bytes, sizeof(bytes));
	before = VALGRIND_COUNT_ERRORS;
	rc = credmint_signed_make(
	    &keys[1], "user=alice", 10, 1000, token, sizeof(token));
	errors = VALGRIND_COUNT_ERRORS - before;
	shown = depends(token + sizeof(token) - 1 - TAG, TAG) &&
	    !depends(token, sizeof(token) - 1 - TAG);
	PUBLIC(token, sizeof(token));
	say("signed_make", errors, shown && rc == 0);
}

/* The first nsecret characters, or (0) the signature, are secret. */
static void
look_at_verifying(
    const char *name, size_t nsecret, size_t place, char c, int expected)
{
	unsigned long before, errors;
	char text[sizeof(token)], payload[10];
	size_t n = sizeof(payload);
	int rc;

	memcpy(text, token, sizeof(text));
	if (c != '\0')
		text[place] = c;
	if (nsecret > 0)
		SECRET(text, nsecret);
	SECRET(text + sizeof(text) - 1 - TAG, TAG);
	compared = 0;
	before = VALGRIND_COUNT_ERRORS;
	rc = credmint_signed_verify(keys, 3, text, 1, payload, &n);
	errors = VALGRIND_COUNT_ERRORS - before;
	say(name, errors, compared == 3 && rc == expected);
}

static void
look_at_all_verifying(void)
{
	size_t all = sizeof(token) - 1;

	look_at_verifying("signed_right", 0, 0, '\0', 0);
	look_at_verifying(
	    "signed_of_another_payload", all, 20, 'x', -EKEYREJECTED);
	look_at_verifying(
	    "signed_of_another_version", all, 2, '2', -EKEYREJECTED);
	look_at_verifying(
	    "signed_of_no_base64", all, 20, '\xff', -EKEYREJECTED);
	look_at_verifying(
	    "signed_without_a_dot", all, all - TAG - 1, 'A', -EKEYREJECTED);
	look_at_verifying(
	    "signed_of_another_mac", all, all - 9, '*', -EKEYREJECTED);
	look_at_verifying(
	    "signed_with_odd_bits", all, all - 1, 'B', -EKEYREJECTED);
	comparing_leaks = true;
	look_at_verifying("leaky_verify", all, 20, 'x', -EKEYREJECTED);
	comparing_leaks = false;
}

/* ---- texts back to bytes ---- */

static void
look_at_reading(const char *name, enum encode_form form, const char *text)
{
	unsigned long before, errors;
	unsigned char out[64];
	char in[64];
	size_t n = strlen(text), len;
	bool shown;
	int rc;

	memcpy(in, text, n + 1);
	/* Padding is public. */
	SECRET(in, strcspn(in, "="));
	before = VALGRIND_COUNT_ERRORS;
	rc = encode_read(form, in, n, out, sizeof(out), &len);
	errors = VALGRIND_COUNT_ERRORS - before;
	shown = depends(&rc, sizeof(rc)) && depends(out, sizeof(out)) &&
	    depends(&len, sizeof(len));
	PUBLIC(&rc, sizeof(rc));
	say(name, errors, shown && (rc == 0) == (name[0] == 'r'));
}

static void
look_at_all_reading(void)
{
	uint32_t value = 61;
	unsigned long before;
	char digit;

	look_at_reading("read_hex", ENCODE_HEX, "666f6f626172");
	look_at_reading("read_base32", ENCODE_BASE32, "MZXW6YTBOI");
	look_at_reading("read_base64", ENCODE_BASE64, "Zm9vYg==");
	look_at_reading("read_base64url", ENCODE_BASE64URL, "Zm9-Y_-8");
	look_at_reading("not_hex", ENCODE_HEX, "666F6f626172");
	look_at_reading("not_base32", ENCODE_BASE32, "MZXW0YTBOI");
	look_at_reading("not_base64", ENCODE_BASE64, "Zm9vY-==");
	look_at_reading("not_base64url", ENCODE_BASE64URL, "Zm9vYh");
	SECRET(&value, sizeof(value));
	before = VALGRIND_COUNT_ERRORS;
	digit = encode_digit62(value);
	say("digit62", VALGRIND_COUNT_ERRORS - before, depends(&digit, 1));
}

/* ---- what leaks ---- */

static void
look_at_leaks(void)
{
	static const unsigned char places[256] = {['0'] = 1};
	char text[] = KEY;
	volatile unsigned int sum = 0;
	unsigned long before;

	SECRET(text, sizeof(text) - 1);
	before = VALGRIND_COUNT_ERRORS;
	for (size_t i = 0; i < sizeof(text) - 1; i++)
		sum += places[(unsigned char)text[i]];
	say("leaky_table", VALGRIND_COUNT_ERRORS - before, true);
	before = VALGRIND_COUNT_ERRORS;
	if (strspn(text, "ghp_") != 4)
		sum++;
	say("leaky_search", VALGRIND_COUNT_ERRORS - before, true);
}

int
main(void)
{
	if (!RUNNING_ON_VALGRIND)
		return 2;
	look_at_keys();
	look_at_signing();
	look_at_all_verifying();
	look_at_all_reading();
	look_at_leaks();
	return 0;
}
