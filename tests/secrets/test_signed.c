/*
 * test_signed - signed tokens: what is made, and what is no token
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/encode.h"
#include "core/mac.h"
#include "credmint.h"
#include "tests/secrets/signing.h"

#define ALPHABET                     \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZ" \
	"abcdefghijklmnopqrstuvwxyz0123456789-_"

static unsigned char payload[CREDMINT_SIGNED_PAYLOAD_MAX + 1];

static void
assert_no(const char *text)
{
	struct credmint_signkey key = signing_usual_key();
	size_t n;

	assert_int_equal(signing_verify(&key, 1, text, 1, &n), -EKEYREJECTED);
}

/* ---- what is made ---- */

/* MACs by Python's hmac and hashlib. */
static void
test_known_answers(void **state)
{
	static const char sixteen[] = "0123456789abcdef";
	struct credmint_signkey key = signing_usual_key();
	size_t n;

	(void)state;
	assert_int_equal(credmint_signed_make(&key, NULL, 0, SIGNING_EXPIRY,
			     signing_token, sizeof(signing_token)),
	    0);
	assert_string_equal(signing_token,
	    "cm1.AAAAAHc1lAA.a3WLV9jVv8Zdq7Js7Amvrs9G--uGJ3g0bP3Ot4SpsDo");
	assert_int_equal(credmint_signed_make(&key, "a", 1, SIGNING_EXPIRY,
			     signing_token, sizeof(signing_token)),
	    0);
	assert_string_equal(signing_token,
	    "cm1.AAAAAHc1lABh.DptPaS5mYQ_taTupaAQgcbW7Cfknchhn0tJbGVnucoM");
	assert_int_equal(
	    credmint_signed_make(&key, "user=alice", 10, SIGNING_EXPIRY,
		signing_token, sizeof(signing_token)),
	    0);
	assert_string_equal(signing_token, SIGNING_ALICE);
	assert_int_equal(signing_verify(&key, 1, SIGNING_ALICE, 1, &n), 0);
	assert_int_equal(n, 10);
	assert_memory_equal(signing_got, "user=alice", 10);

	key = signing_key(sixteen, 16);
	assert_int_equal(credmint_signed_make(&key, "\0\xff", 2, 1,
			     signing_token, sizeof(signing_token)),
	    0);
	assert_string_equal(signing_token,
	    "cm1.AAAAAAAAAAEA_w.pOwiDFzMiS4Q9sILMk9iV0KydT5X2pLZcEsYlG52RS4");
	memset(payload, 0x55, CREDMINT_SIGNED_KEY_MAX);
	key = signing_key(payload, CREDMINT_SIGNED_KEY_MAX);
	assert_int_equal(credmint_signed_make(&key, "xxx", 3, INT64_MAX,
			     signing_token, sizeof(signing_token)),
	    0);
	assert_string_equal(signing_token,
	    "cm1.f_________94eHg.n9hnOZ4KxKjwsz2fy1vwgeLpiyGwXltERw3mXdGqa3w");
	assert_int_equal(
	    signing_verify(&key, 1, signing_token, INT64_MAX - 1, &n), 0);
	assert_int_equal(signing_verify(&key, 1, signing_token, INT64_MAX, &n),
	    -EKEYREJECTED);
}

static void
test_every_length_comes_back(void **state)
{
	struct credmint_signkey key = signing_usual_key();
	size_t n;

	(void)state;
	for (size_t i = 0; i < sizeof(payload); i++)
		payload[i] = (unsigned char)(i * i >> 3);
	for (size_t len = 0; len <= CREDMINT_SIGNED_PAYLOAD_MAX; len++) {
		size_t size = CREDMINT_SIGNED_SIZE(len);

		if (len > 70 && len < CREDMINT_SIGNED_PAYLOAD_MAX - 4)
			continue;
		memset(signing_token, 'x', sizeof(signing_token));
		assert_int_equal(credmint_signed_make(&key, payload, len,
				     SIGNING_EXPIRY, signing_token, size - 1),
		    -ERANGE);
		assert_string_equal(signing_token, "");
		assert_int_equal(credmint_signed_make(&key, payload, len,
				     SIGNING_EXPIRY, signing_token, size),
		    0);
		assert_int_equal(strlen(signing_token), size - 1);
		assert_int_equal(signing_token[size], 'x');
		assert_int_equal(
		    signing_verify(&key, 1, signing_token, 1, &n), 0);
		assert_int_equal(n, len);
		assert_memory_equal(signing_got, payload, len);
	}
	assert_int_equal(
	    credmint_signed_make(&key, payload, CREDMINT_SIGNED_PAYLOAD_MAX + 1,
		SIGNING_EXPIRY, signing_token, sizeof(signing_token)),
	    -EINVAL);
	assert_string_equal(signing_token, "");
}

/* Signed as it should be, one byte longer than any payload. */
static void
test_a_payload_that_is_too_long_is_refused(void **state)
{
	static unsigned char body[8 + CREDMINT_SIGNED_PAYLOAD_MAX + 1];
	static char text[sizeof(signing_token)];
	struct credmint_signkey key = signing_usual_key();
	unsigned char mac[MAC_SIZE];
	size_t n;

	(void)state;
	body[7] = 9;
	for (size_t len = sizeof(body) - 1; len <= sizeof(body); len++) {
		mac_of(key.key,
		    (struct mac_part[]){
			{"credmint signed token 1", 24}, {body, len}},
		    2, mac);
		memcpy(text, "cm1.", 5);
		assert_int_equal(encode_text(ENCODE_BASE64URL, body, len,
				     text + 4, sizeof(text) - 4),
		    0);
		(void)strcat(text, ".");
		n = strlen(text);
		assert_int_equal(encode_text(ENCODE_BASE64URL, mac, MAC_SIZE,
				     text + n, sizeof(text) - n),
		    0);
		assert_int_equal(signing_verify(&key, 1, text, 1, &n),
		    len < sizeof(body) ? 0 : -EKEYREJECTED);
	}
}

/* ---- what is not taken ---- */

static void
test_any_bit_changed_is_seen(void **state)
{
	char text[] = SIGNING_ALICE;

	(void)state;
	for (size_t i = 0; i < strlen(SIGNING_ALICE) * 8; i++) {
		text[i / 8] = (char)(text[i / 8] ^ (1 << i % 8));
		assert_no(text);
		text[i / 8] = (char)(text[i / 8] ^ (1 << i % 8));
	}
}

static void
test_any_character_changed_is_seen(void **state)
{
	char text[] = SIGNING_ALICE;

	(void)state;
	for (size_t i = 0; i < strlen(SIGNING_ALICE); i++) {
		for (int c = 0; c < 256; c++) {
			text[i] = (char)c;
			if (text[i] != SIGNING_ALICE[i])
				assert_no(text);
		}
		text[i] = SIGNING_ALICE[i];
	}
}

static void
test_any_character_cut_or_added_is_seen(void **state)
{
	char text[sizeof(SIGNING_ALICE) + 8];

	(void)state;
	for (size_t i = 0; i < strlen(SIGNING_ALICE); i++) {
		(void)snprintf(text, sizeof(text), "%.*s%s", (int)i,
		    SIGNING_ALICE, &SIGNING_ALICE[i + 1]);
		assert_no(text);
		(void)snprintf(
		    text, sizeof(text), "%.*s", (int)i, SIGNING_ALICE);
		assert_no(text);
		assert_no(&SIGNING_ALICE[i + 1]);
	}
	for (size_t i = 0; i <= strlen(SIGNING_ALICE); i++) {
		for (int c = 1; c < 256; c++) {
			(void)snprintf(text, sizeof(text), "%.*s%c%s", (int)i,
			    SIGNING_ALICE, c, &SIGNING_ALICE[i]);
			assert_no(text);
		}
	}
}

static void
test_other_cases_versions_and_padding(void **state)
{
	static const char *const texts[] = {"", "cm1", "cm1.", "cm1..", ".",
	    "CM1.AAAAAHc1lAA.a3WLV9jVv8Zdq7Js7Amvrs9G--uGJ3g0bP3Ot4SpsDo",
	    "cm2.AAAAAHc1lAA.a3WLV9jVv8Zdq7Js7Amvrs9G--uGJ3g0bP3Ot4SpsDo",
	    "cm0.AAAAAHc1lAA.a3WLV9jVv8Zdq7Js7Amvrs9G--uGJ3g0bP3Ot4SpsDo",
	    /* the bits after the last byte of the body, of the MAC */
	    "cm1.AAAAAHc1lAB.a3WLV9jVv8Zdq7Js7Amvrs9G--uGJ3g0bP3Ot4SpsDo",
	    "cm1.AAAAAHc1lAA.a3WLV9jVv8Zdq7Js7Amvrs9G--uGJ3g0bP3Ot4SpsDp",
	    "cm1.AAAAAHc1lAA.a3WLV9jVv8Zdq7Js7Amvrs9G--uGJ3g0bP3Ot4SpsDq",
	    /* padding, base64, newlines, another dot */
	    "cm1.AAAAAHc1lAA=.a3WLV9jVv8Zdq7Js7Amvrs9G--uGJ3g0bP3Ot4SpsDo",
	    "cm1.AAAAAHc1lAA.a3WLV9jVv8Zdq7Js7Amvrs9G--uGJ3g0bP3Ot4SpsDo=",
	    "cm1.AAAAAHc1lAA.a3WLV9jVv8Zdq7Js7Amvrs9G++uGJ3g0bP3Ot4SpsDo",
	    "cm1.AAAAAHc1lAA.a3WLV9jVv8Zdq7Js7Amvrs9G--uGJ3g0bP3Ot4SpsDo\n",
	    " cm1.AAAAAHc1lAA.a3WLV9jVv8Zdq7Js7Amvrs9G--uGJ3g0bP3Ot4SpsDo",
	    "cm1.AAAAAHc1lAA\n.a3WLV9jVv8Zdq7Js7Amvrs9G--uGJ3g0bP3Ot4SpsDo",
	    "cm1.AAAAAHc1lAA..a3WLV9jVv8Zdq7Js7Amvrs9G--uGJ3g0bP3Ot4SpsDo",
	    "cm1.AAAAAHc1lAAa3WLV9jVv8Zdq7Js7Amvrs9G--uGJ3g0bP3Ot4SpsDo",
	    "cm1..AAAAAHc1lAAa3WLV9jVv8Zdq7Js7Amvrs9G--uGJ3g0bP3Ot4SpsDo",
	    /* the whole of it in the other case */
	    "cm1.aaaaahC1Laa.A3wlv9JvV8zDQ7jS7aMVRS9g--UgJ3G0Bp3oT4sPSdO"};
	char swapped[] = SIGNING_ALICE;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_no(texts[i]);
	for (size_t i = 0; swapped[i] != '\0'; i++) {
		char was = swapped[i];

		if ((was | 32) < 'a' || (was | 32) > 'z')
			continue;
		swapped[i] = (char)(was ^ 32);
		assert_no(swapped);
		swapped[i] = was;
	}
}

/* All 64 last characters of a body and of a MAC: one of them is it. */
static void
test_one_text_for_one_token(void **state)
{
	static const char made[] =
	    "cm1.AAAAAHc1lAA.a3WLV9jVv8Zdq7Js7Amvrs9G--uGJ3g0bP3Ot4SpsDo";
	struct credmint_signkey key = signing_usual_key();
	static const size_t places[] = {14, sizeof(made) - 2};
	char text[sizeof(made)];
	size_t n;

	(void)state;
	for (size_t p = 0; p < 2; p++) {
		unsigned int taken = 0;

		memcpy(text, made, sizeof(made));
		for (size_t i = 0; i < 64; i++) {
			text[places[p]] = ALPHABET[i];
			taken += signing_verify(&key, 1, text, 1, &n) == 0;
		}
		assert_int_equal(taken, 1);
	}
}

static void
test_what_is_very_long(void **state)
{
	static char huge[(1 << 20) + 1];

	(void)state;
	memset(huge, 'A', sizeof(huge) - 1);
	assert_no(huge);
	memcpy(huge, SIGNING_ALICE, strlen(SIGNING_ALICE));
	assert_no(huge);
	memset(huge, '.', sizeof(huge) - 1);
	memcpy(huge, "cm1.", 4);
	assert_no(huge);
}

/* The MAC is over a label: what a key signs otherwise is no token. */
static void
test_a_mac_without_the_label_is_refused(void **state)
{
	static const unsigned char body[8] = {0, 0, 0, 0, 0x77, 0x35, 0x94, 0};
	unsigned char mac[MAC_SIZE];
	char text[80] = "cm1.AAAAAHc1lAA.";
	struct credmint_signkey key;

	(void)state;
	key = signing_usual_key();
	mac_of(key.key, &(struct mac_part){body, sizeof(body)}, 1, mac);
	assert_int_equal(encode_text(ENCODE_BASE64URL, mac, MAC_SIZE, text + 16,
			     sizeof(text) - 16),
	    0);
	assert_no(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_known_answers),
	    cmocka_unit_test(test_every_length_comes_back),
	    cmocka_unit_test(test_a_payload_that_is_too_long_is_refused),
	    cmocka_unit_test(test_any_bit_changed_is_seen),
	    cmocka_unit_test(test_any_character_changed_is_seen),
	    cmocka_unit_test(test_any_character_cut_or_added_is_seen),
	    cmocka_unit_test(test_other_cases_versions_and_padding),
	    cmocka_unit_test(test_one_text_for_one_token),
	    cmocka_unit_test(test_what_is_very_long),
	    cmocka_unit_test(test_a_mac_without_the_label_is_refused),
	};

	return cmocka_run_group_tests_name("signed", tests, NULL, NULL);
}
