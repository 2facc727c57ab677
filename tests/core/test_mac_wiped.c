/*
 * test_mac_wiped - keyed digests and sealing leave nothing of the key, nor of
 * what is sealed, on the stack
 */

#include "core/mac.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <nettle/hmac.h>
#include <nettle/pbkdf2.h>

#include <cmocka.h>

#include "tests/secrets/traces.h"

static unsigned char secret[32], result[MAC_SIZE_MAX];

/* Zeros are everywhere: what has no result is something else. */
static void
look_at(void (*call)(void *), void *arg)
{
	memset(result, 0x5a, sizeof(result));
	traces_run(call, arg);
}

static void
make_mac(void *arg)
{
	mac_by(*(enum mac_digest *)arg, secret, sizeof(secret),
	    &(struct mac_part){"a", 1}, 1, result);
}

static void
make_subkey(void *arg)
{
	(void)arg;
	mac_subkey(secret, "a", result);
}

static void
stretch(void *arg)
{
	mac_stretch(*(enum mac_digest *)arg, secret, sizeof(secret), "salt", 4,
	    3, result, sizeof(result));
}

static void
make_carelessly(void *arg)
{
	(void)arg;
	pbkdf2_hmac_sha256(
	    sizeof(secret), secret, 3, 4, (const uint8_t *)"salt", 32, result);
}

/* The key itself, as HMAC pads it, and as the states that HMAC makes of it. */
static bool
is_on_stack(void)
{
	unsigned char inner[sizeof(secret)], outer[sizeof(secret)];
	struct hmac_sha1_ctx one;
	struct hmac_sha256_ctx two;
	struct hmac_sha512_ctx five;

	for (size_t i = 0; i < sizeof(secret); i++) {
		inner[i] = secret[i] ^ 0x36;
		outer[i] = secret[i] ^ 0x5c;
	}
	hmac_sha1_set_key(&one, sizeof(secret), secret);
	hmac_sha256_set_key(&two, sizeof(secret), secret);
	hmac_sha512_set_key(&five, sizeof(secret), secret);
	return traces_on_stack(secret, sizeof(secret)) ||
	    traces_on_stack(inner, sizeof(inner)) ||
	    traces_on_stack(outer, sizeof(outer)) ||
	    traces_on_stack(one.outer.state, sizeof(one.outer.state)) ||
	    traces_on_stack(one.inner.state, sizeof(one.inner.state)) ||
	    traces_on_stack(two.outer.state, sizeof(two.outer.state)) ||
	    traces_on_stack(two.inner.state, sizeof(two.inner.state)) ||
	    traces_on_stack(five.outer.state, sizeof(five.outer.state)) ||
	    traces_on_stack(five.inner.state, sizeof(five.inner.state)) ||
	    traces_on_stack(result, sizeof(result));
}

static void
test_nothing_of_the_key_is_left_behind(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(secret); i++)
		secret[i] = (unsigned char)(i * 37 + 11);
	for (enum mac_digest digest = MAC_SHA1; digest <= MAC_SHA512;
	     digest++) {
		look_at(make_mac, &digest);
		assert_false(is_on_stack());
		look_at(stretch, &digest);
		assert_false(is_on_stack());
	}
	look_at(make_subkey, NULL);
	assert_false(is_on_stack());
}

static void
test_what_is_left_behind_would_be_seen(void **state)
{
	(void)state;
	look_at(make_carelessly, NULL);
	assert_true(is_on_stack());
}

/* What is sealed; the key is secret. */
static unsigned char letter[64], box[sizeof(letter) + MAC_SEAL_MORE];

static void
seal(void *arg)
{
	(void)arg;
	(void)!mac_seal(secret, NULL, 0, letter, sizeof(letter), box);
}

static void
open_box(void *arg)
{
	static unsigned char out[sizeof(letter)];

	(void)arg;
	(void)!mac_open(secret, NULL, 0, box, sizeof(box), out);
	memset(out, 0, sizeof(out));
}

static void
copy_carelessly(void *arg)
{
	volatile unsigned char copy[sizeof(letter)];

	(void)arg;
	for (size_t i = 0; i < sizeof(copy); i++)
		copy[i] = letter[i];
}

static bool
letter_is_on_stack(void)
{
	return is_on_stack() || traces_on_stack(secret, sizeof(secret) / 2) ||
	    traces_on_stack(letter, sizeof(letter) / 2);
}

static void
test_sealing_leaves_nothing_behind(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(letter); i++) {
		letter[i] = (unsigned char)(0xc1 + i * 5);
		secret[i % sizeof(secret)] = (unsigned char)(i * 37 + 11);
	}
	look_at(copy_carelessly, NULL);
	assert_true(letter_is_on_stack());
	look_at(seal, NULL);
	assert_false(letter_is_on_stack());
	look_at(open_box, NULL);
	assert_false(letter_is_on_stack());
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_nothing_of_the_key_is_left_behind),
	    cmocka_unit_test(test_what_is_left_behind_would_be_seen),
	    cmocka_unit_test(test_sealing_leaves_nothing_behind),
	};

	return cmocka_run_group_tests_name("mac_wiped", tests, NULL, NULL);
}
