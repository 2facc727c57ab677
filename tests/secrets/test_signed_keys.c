/*
 * test_signed_keys - signed tokens: times, keys, and room
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/encode.h"
#include "core/mac.h"
#include "credmint.h"
#include "tests/secrets/signing.h"

/* ---- time ---- */

static void
test_it_ends_at_its_expiry(void **state)
{
	struct credmint_signkey key = signing_usual_key();
	size_t n;

	(void)state;
	assert_int_equal(signing_verify(&key, 1, SIGNING_ALICE, 0, &n), 0);
	assert_int_equal(
	    signing_verify(&key, 1, SIGNING_ALICE, SIGNING_EXPIRY - 1, &n), 0);
	assert_int_equal(
	    signing_verify(&key, 1, SIGNING_ALICE, SIGNING_EXPIRY, &n),
	    -EKEYREJECTED);
	assert_int_equal(
	    signing_verify(&key, 1, SIGNING_ALICE, SIGNING_EXPIRY + 1, &n),
	    -EKEYREJECTED);
	assert_int_equal(signing_verify(&key, 1, SIGNING_ALICE, INT64_MAX, &n),
	    -EKEYREJECTED);
	assert_int_equal(
	    signing_verify(&key, 1, SIGNING_ALICE, -1, &n), -EINVAL);
	assert_int_equal(
	    signing_verify(&key, 1, SIGNING_ALICE, INT64_MIN, &n), -EINVAL);
}

static void
test_one_from_the_future_is_refused(void **state)
{
	struct credmint_signkey key = signing_usual_key();
	size_t n;

	(void)state;
	key.life = 3600;
	assert_int_equal(
	    signing_verify(&key, 1, SIGNING_ALICE, SIGNING_EXPIRY - 3600, &n),
	    0);
	assert_int_equal(
	    signing_verify(&key, 1, SIGNING_ALICE, SIGNING_EXPIRY - 3601, &n),
	    -EKEYREJECTED);
	assert_int_equal(
	    signing_verify(&key, 1, SIGNING_ALICE, SIGNING_EXPIRY - 1, &n), 0);
	assert_int_equal(
	    signing_verify(&key, 1, SIGNING_ALICE, SIGNING_EXPIRY, &n),
	    -EKEYREJECTED);
	key.life = INT64_MAX;
	assert_int_equal(signing_verify(&key, 1, SIGNING_ALICE, 0, &n), 0);
	key.life = -1;
	assert_int_equal(
	    signing_verify(&key, 1, SIGNING_ALICE, 0, &n), -EINVAL);
}

/* A life belongs to its own key. */
static void
test_each_key_has_its_own_life(void **state)
{
	struct credmint_signkey keys[2] = {
	    signing_key("another key, say", 16), signing_usual_key()};
	size_t n;

	(void)state;
	keys[0].life = 1;
	assert_int_equal(signing_verify(keys, 2, SIGNING_ALICE, 1, &n), 0);
	keys[0].life = 0;
	keys[1].life = 1;
	assert_int_equal(
	    signing_verify(keys, 2, SIGNING_ALICE, 1, &n), -EKEYREJECTED);
	/* The same key twice, with a life that lets it be. */
	keys[0] = signing_usual_key();
	assert_int_equal(signing_verify(keys, 2, SIGNING_ALICE, 1, &n), 0);
}

/* Signed, but with an expiry that no make writes. */
static void
test_an_expiry_below_zero_is_refused(void **state)
{
	static const unsigned char ends[][8] = {
	    {0}, {0x80}, {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};
	struct credmint_signkey key = signing_usual_key();
	unsigned char mac[MAC_SIZE];
	char text[80];
	size_t n;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		mac_of(key.key,
		    (struct mac_part[]){
			{"credmint signed token 1", 24}, {ends[i], 8}},
		    2, mac);
		memcpy(text, "cm1.", 4);
		assert_int_equal(
		    encode_text(ENCODE_BASE64URL, ends[i], 8, text + 4, 12), 0);
		text[15] = '.';
		assert_int_equal(encode_text(ENCODE_BASE64URL, mac, MAC_SIZE,
				     text + 16, sizeof(text) - 16),
		    0);
		assert_int_equal(
		    signing_verify(&key, 1, text, 0, &n), -EKEYREJECTED);
	}
}

/* ---- keys ---- */

static void
test_keys_are_changed_one_by_one(void **state)
{
	static unsigned char many[17][20];
	struct credmint_signkey keys[17];
	char made[17][CREDMINT_SIGNED_SIZE(4)];
	size_t n;

	(void)state;
	for (size_t i = 0; i < 17; i++) {
		memset(many[i], (int)(i + 1), sizeof(many[i]));
		keys[i] = signing_key(many[i], sizeof(many[i]));
		assert_int_equal(credmint_signed_make(&keys[i], "who?", 4,
				     SIGNING_EXPIRY, made[i], sizeof(made[i])),
		    0);
	}
	/* The newest first: old ones verify until they are taken out. */
	for (size_t i = 0; i < 16; i++)
		assert_int_equal(signing_verify(keys, 16, made[i], 1, &n), 0);
	assert_int_equal(
	    signing_verify(keys, 16, made[16], 1, &n), -EKEYREJECTED);
	assert_int_equal(
	    signing_verify(keys, 15, made[15], 1, &n), -EKEYREJECTED);
	assert_int_equal(
	    signing_verify(keys + 1, 16, made[0], 1, &n), -EKEYREJECTED);
	assert_int_equal(signing_verify(keys, 17, made[0], 1, &n), -EINVAL);
	assert_int_equal(signing_verify(keys, 0, made[0], 1, &n), -EINVAL);
	assert_int_equal(signing_verify(NULL, 1, made[0], 1, &n), -EINVAL);
	assert_int_equal(signing_verify(NULL, 0, made[0], 1, &n), -EINVAL);
}

static void
test_keys_that_cannot_sign(void **state)
{
	struct credmint_signkey keys[2] = {signing_usual_key(),
	    signing_usual_key()},
				*key;
	size_t n;

	(void)state;
	key = &keys[1];
	for (int i = 0; i < 6; i++) {
		*key = signing_usual_key();
		switch (i) {
		case 0:
			key->nkey = CREDMINT_SIGNED_KEY_MIN - 1;
			break;
		case 1:
			key->nkey = CREDMINT_SIGNED_KEY_MAX + 1;
			break;
		case 2:
			key->key = NULL;
			break;
		case 3:
			key->life = -1;
			break;
		case 4:
			key->size = 0;
			break;
		default:
			key->size--;
			break;
		}
		signing_token[0] = 'x';
		assert_int_equal(credmint_signed_make(key, "a", 1, 9,
				     signing_token, sizeof(signing_token)),
		    -EINVAL);
		assert_string_equal(signing_token, "");
		assert_int_equal(
		    signing_verify(keys, 2, SIGNING_ALICE, 1, &n), -EINVAL);
		assert_int_equal(
		    signing_verify(key, 1, SIGNING_ALICE, 1, &n), -EINVAL);
	}
}

/* A caller of a later release: a struct that is larger. */
static void
test_larger_structs(void **state)
{
	struct later {
		struct credmint_signkey known;
		uint64_t more;
	} keys[2] = {{signing_usual_key(), 0}, {signing_usual_key(), 0}};
	size_t n;

	(void)state;
	keys[0].known.size = keys[1].known.size = sizeof(keys[0]);
	keys[0].known.nkey = 16;
	assert_int_equal(
	    signing_verify(&keys[0].known, 2, SIGNING_ALICE, 1, &n), 0);
	assert_int_equal(
	    credmint_signed_make(&keys[1].known, "user=alice", 10,
		SIGNING_EXPIRY, signing_token, sizeof(signing_token)),
	    0);
	assert_string_equal(signing_token, SIGNING_ALICE);
	keys[1].more = 1;
	assert_int_equal(
	    signing_verify(&keys[0].known, 2, SIGNING_ALICE, 1, &n), -E2BIG);
	assert_int_equal(credmint_signed_make(&keys[1].known, "a", 1, 9,
			     signing_token, sizeof(signing_token)),
	    -E2BIG);
	assert_string_equal(signing_token, "");
	keys[1].more = 0;
	keys[1].known.size = sizeof(struct credmint_signkey);
	assert_int_equal(
	    signing_verify(&keys[0].known, 2, SIGNING_ALICE, 1, &n), -EINVAL);
}

/* ---- parameters and room ---- */

static void
test_parameters_that_are_wrong(void **state)
{
	struct credmint_signkey key = signing_usual_key();
	static const int64_t ends[] = {0, -1, INT64_MIN};
	size_t n;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		signing_token[0] = 'x';
		assert_int_equal(credmint_signed_make(&key, "a", 1, ends[i],
				     signing_token, sizeof(signing_token)),
		    -EINVAL);
		assert_string_equal(signing_token, "");
	}
	signing_token[0] = 'x';
	assert_int_equal(credmint_signed_make(NULL, "a", 1, 9, signing_token,
			     sizeof(signing_token)),
	    -EINVAL);
	assert_string_equal(signing_token, "");
	assert_int_equal(credmint_signed_make(&key, NULL, 1, 9, signing_token,
			     sizeof(signing_token)),
	    -EINVAL);
	assert_int_equal(credmint_signed_make(&key, "a", SIZE_MAX, 9,
			     signing_token, sizeof(signing_token)),
	    -EINVAL);
	signing_token[0] = 'x';
	assert_int_equal(
	    credmint_signed_make(&key, "a", 1, 9, signing_token, 0), -ERANGE);
	assert_int_equal(
	    credmint_signed_make(&key, "a", 1, 9, NULL, 0), -ERANGE);
	assert_int_equal(signing_token[0], 'x');
	assert_int_equal(signing_verify(&key, 1, NULL, 1, &n), -EINVAL);
	assert_int_equal(credmint_signed_verify(
			     &key, 1, SIGNING_ALICE, 1, signing_got, NULL),
	    -EINVAL);
	n = 10;
	assert_int_equal(
	    credmint_signed_verify(&key, 1, SIGNING_ALICE, 1, NULL, &n),
	    -EINVAL);
	assert_int_equal(n, 0);
}

static void
test_too_little_room_is_told_of_good_tokens_alone(void **state)
{
	struct credmint_signkey key = signing_usual_key();
	size_t n;

	(void)state;
	for (size_t room = 0; room < 12; room++) {
		memset(signing_got, 0x5a, sizeof(signing_got));
		n = room;
		assert_int_equal(credmint_signed_verify(&key, 1, SIGNING_ALICE,
				     1, room > 0 ? signing_got : NULL, &n),
		    room < 10 ? -ERANGE : 0);
		assert_int_equal(n, room < 10 ? 0 : 10);
		for (size_t i = 0; room < 10 && i < room; i++)
			assert_int_equal(signing_got[i], 0);
		assert_int_equal(signing_got[room], 0x5a);
		n = room;
		assert_int_equal(
		    credmint_signed_verify(&key, 1, SIGNING_ALICE,
			SIGNING_EXPIRY, room > 0 ? signing_got : NULL, &n),
		    -EKEYREJECTED);
	}
	/* None is needed for nothing. */
	assert_int_equal(credmint_signed_make(&key, NULL, 0, SIGNING_EXPIRY,
			     signing_token, sizeof(signing_token)),
	    0);
	n = 0;
	assert_int_equal(
	    credmint_signed_verify(&key, 1, signing_token, 1, NULL, &n), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_it_ends_at_its_expiry),
	    cmocka_unit_test(test_one_from_the_future_is_refused),
	    cmocka_unit_test(test_each_key_has_its_own_life),
	    cmocka_unit_test(test_an_expiry_below_zero_is_refused),
	    cmocka_unit_test(test_keys_are_changed_one_by_one),
	    cmocka_unit_test(test_keys_that_cannot_sign),
	    cmocka_unit_test(test_larger_structs),
	    cmocka_unit_test(test_parameters_that_are_wrong),
	    cmocka_unit_test(test_too_little_room_is_told_of_good_tokens_alone),
	};

	return cmocka_run_group_tests_name("signed_keys", tests, NULL, NULL);
}
