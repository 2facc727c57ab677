/*
 * test_otp_wiped - codes, keys from passwords and their hashes leave nothing of
 * what is secret on the stack, whatever the result
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/mac.h"
#include "credmint.h"
#include "tests/secrets/traces.h"

/* Where the key stands in a URI: 40 bytes, 64 characters. */
#define KEY_AT (sizeof("otpauth://totp/Example:alice?secret=") - 1)
#define SETTING "$pbkdf2-sha256$3$c2FsdHNhbHQ"

/* Secrets and results: not on the stack. */
static unsigned char key[40], mac[MAC_SIZE_MAX], derived[80];
static char code[CREDMINT_OTP_SIZE], wrong[CREDMINT_OTP_SIZE];
static char made[CREDMINT_OTP_SIZE], uri[CREDMINT_OTP_URI_SIZE];
static char hash[CREDMINT_HASH_SIZE];
static unsigned char checksum[MAC_SIZE], other[MAC_SIZE];
static struct credmint_otp otp;
static uint64_t used;
static int result;

static void
make_code(void *arg)
{
	(void)arg;
	result = credmint_hotp(&otp, 7, made, sizeof(made));
}

static void
make_code_by_time(void *arg)
{
	(void)arg;
	result = credmint_totp(&otp, 7 * 30, made, sizeof(made));
}

static void
verify_right(void *arg)
{
	(void)arg;
	result = credmint_hotp_verify(&otp, code, 5, 5, &used);
}

static void
verify_wrong(void *arg)
{
	(void)arg;
	result = !credmint_totp_verify(&otp, wrong, 7 * 30, 1, 0, &used);
}

static void
write_uri(void *arg)
{
	(void)arg;
	result = credmint_otp_uri(&otp, "Example", "alice", uri, sizeof(uri));
}

static void
stretch(void *arg)
{
	(void)arg;
	result = credmint_pbkdf2(CREDMINT_SHA256, key, sizeof(key), "salt", 4,
	    3, derived, sizeof(derived));
}

static void
make_hash(void *arg)
{
	(void)arg;
	result =
	    credmint_hash_make(SETTING, key, sizeof(key), hash, sizeof(hash));
}

static void
verify_hash(void *arg)
{
	(void)arg;
	result = credmint_hash_verify(hash, key, sizeof(key));
}

/* The mistake that is looked for. */
static void
make_carelessly(void *arg)
{
	struct credmint_otp o = otp;
	unsigned char copy[sizeof(key)];

	(void)arg;
	memcpy(copy, key, sizeof(copy));
	o.key = copy;
	result = credmint_hotp(&o, 7, made, sizeof(made));
}

static int
set_up(void **state)
{
	static const unsigned char counter[8] = {0, 0, 0, 0, 0, 0, 0, 7};

	(void)state;
	for (size_t i = 0; i < sizeof(key); i++)
		key[i] = (unsigned char)(i * 37 + 11);
	otp = (struct credmint_otp)CREDMINT_OTP_INIT;
	otp.digest = CREDMINT_SHA512;
	otp.digits = 8;
	otp.key = key;
	otp.nkey = sizeof(key);
	mac_by(MAC_SHA512, key, sizeof(key),
	    &(struct mac_part){counter, sizeof(counter)}, 1, mac);
	if (credmint_hotp(&otp, 7, code, sizeof(code)) != 0)
		return 1;
	memcpy(wrong, code, sizeof(code));
	wrong[0] = wrong[0] == '9' ? '0' : '9';
	memset(derived, 0x5a, sizeof(derived));
	mac_stretch(MAC_SHA256, key, sizeof(key), "saltsalt", 8, 3, checksum,
	    sizeof(checksum));
	/* A thread starts with the registers as they are: with nothing of it.
	 */
	mac_stretch(MAC_SHA256, "x", 1, "y", 1, 3, other, sizeof(other));
	result = 1;
	return 0;
}

static bool
is_on_stack(void)
{
	unsigned char inner[sizeof(key)], outer[sizeof(key)];

	for (size_t i = 0; i < sizeof(key); i++) {
		inner[i] = key[i] ^ 0x36;
		outer[i] = key[i] ^ 0x5c;
	}
	return traces_on_stack(key, sizeof(key)) ||
	    traces_on_stack(inner, sizeof(inner)) ||
	    traces_on_stack(outer, sizeof(outer)) ||
	    traces_on_stack(mac, sizeof(mac)) || traces_on_stack(code, 8) ||
	    traces_on_stack(wrong, 8) ||
	    (uri[0] != '\0' && traces_on_stack(uri + KEY_AT, 64)) ||
	    traces_on_stack(derived, sizeof(derived)) ||
	    traces_on_stack(checksum, sizeof(checksum)) ||
	    (hash[0] != '\0' && traces_on_stack(hash + sizeof(SETTING), 43));
}

static void
test_nothing_secret_is_left_behind(void **state)
{
	static void (*const calls[])(void *) = {make_code, make_code_by_time,
	    verify_right, verify_wrong, write_uri, stretch, make_hash,
	    verify_hash};

	(void)state;
	for (size_t i = 0; i < sizeof(calls) / sizeof(*calls); i++) {
		result = 1;
		traces_run(calls[i], NULL);
		assert_int_equal(result, 0);
		if (is_on_stack())
			fail_msg("call %zu leaves something behind", i);
	}
	assert_string_equal(made, code);
	assert_memory_equal(uri + KEY_AT - 8, "?secret=", 8);
}

static void
test_what_is_left_behind_would_be_seen(void **state)
{
	(void)state;
	traces_run(make_carelessly, NULL);
	assert_int_equal(result, 0);
	assert_true(is_on_stack());
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(test_nothing_secret_is_left_behind, set_up),
	    cmocka_unit_test_setup(
		test_what_is_left_behind_would_be_seen, set_up),
	};

	return cmocka_run_group_tests_name("otp_wiped", tests, NULL, NULL);
}
