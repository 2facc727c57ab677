/*
 * test_lengths - lengths that no array has are refused by every call, and
 * nothing is touched
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "credmint.h"

/* What was -1, and the least that is too long. */
static const size_t bad[] = {SIZE_MAX, (size_t)PTRDIFF_MAX + 1};

#define BAD (sizeof(bad) / sizeof(bad[0]))

static unsigned char mark[64];
/* Its bytes as what a call writes. */
static void *const bytes = mark;
static char *const text = (char *)mark;

static void
assert_untouched(int result)
{
	assert_int_equal(result, -EINVAL);
	for (size_t i = 0; i < sizeof(mark); i++)
		assert_int_equal(mark[i], 0x5a);
}

static int
set_up(void **state)
{
	(void)state;
	memset(mark, 0x5a, sizeof(mark));
	return 0;
}

static void
test_bytes_and_bits(void **state)
{
	static const unsigned char bound[] = {1, 2};

	(void)state;
	for (size_t i = 0; i < BAD; i++) {
		size_t n = bad[i];

		assert_untouched(credmint_random_bytes(NULL, bytes, n));
		assert_untouched(credmint_random_bits(NULL, bytes, n));
		assert_untouched(
		    credmint_random_below_be(NULL, bound, bytes, n));
	}
}

/* What a number of members is too many for, though it fits by itself. */
#define TOO_MANY(type) ((size_t)PTRDIFF_MAX / sizeof(type) + 1)

static void
test_weights_and_counts(void **state)
{
	static const uint64_t one[] = {1};
	static const double real[] = {1};
	const size_t lengths[] = {bad[0], bad[1], TOO_MANY(uint64_t)};

	(void)state;
	for (size_t i = 0; i < 3; i++)
		for (size_t k = 0; k < 2; k++) {
			size_t n = lengths[i];

			assert_untouched(
			    credmint_random_choices(NULL, n, one, k, bytes));
			assert_untouched(credmint_random_choices_real(
			    NULL, n, real, k, bytes));
			assert_untouched(
			    credmint_random_sample(NULL, n, one, k, bytes));
		}
}

static void
test_choices_and_samples(void **state)
{
	static const double real[] = {1};
	const size_t lengths[] = {bad[0], bad[1], TOO_MANY(size_t)};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		size_t k = lengths[i];

		assert_untouched(
		    credmint_random_choices(NULL, 5, NULL, k, bytes));
		assert_untouched(
		    credmint_random_choices_real(NULL, 5, NULL, k, bytes));
		assert_untouched(
		    credmint_random_choices_real(NULL, 1, real, k, bytes));
		assert_untouched(
		    credmint_random_sample(NULL, SIZE_MAX, NULL, k, bytes));
	}
}

static void
test_orders(void **state)
{
	const size_t lengths[] = {bad[0], bad[1], TOO_MANY(uint64_t)};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		size_t n = lengths[i];

		assert_untouched(credmint_random_shuffle(NULL, bytes, n, 8));
		assert_untouched(credmint_random_shuffle(NULL, bytes, 8, n));
		assert_untouched(credmint_random_shuffle(NULL, bytes, n, 0));
	}
	assert_untouched(credmint_random_shuffle(NULL, bytes, 1, SIZE_MAX));
}

static void
test_tokens(void **state)
{
	(void)state;
	for (size_t i = 0; i < BAD; i++) {
		size_t n = bad[i];

		assert_untouched(credmint_token_hex(NULL, n, text, 9));
		assert_untouched(credmint_token_hex(NULL, 4, text, n));
		assert_untouched(credmint_token_urlsafe(NULL, n, text, 9));
		assert_untouched(credmint_token_urlsafe(NULL, 4, text, n));
		assert_untouched(credmint_token_key(NULL, "a", n, text, 40));
		assert_untouched(credmint_token_key(NULL, "a", 8, text, n));
		assert_untouched(credmint_token_key(NULL, "", 8, text, n));
		assert_untouched(credmint_token_webhook(NULL, text, n));
	}
	/* The longest that fit: there is too little room for them. */
	assert_int_equal(
	    credmint_token_hex(NULL, PTRDIFF_MAX, text, 9), -ERANGE);
	assert_string_equal(text, "");
	text[0] = 'x';
	assert_int_equal(
	    credmint_token_urlsafe(NULL, PTRDIFF_MAX, text, 9), -ERANGE);
	assert_string_equal(text, "");
}

static void
test_passwords_salts_and_hashes(void **state)
{
	static const char hash[] = "ab2wHQ4RTFVKI";
	const struct credmint_password password = CREDMINT_PASSWORD_INIT;
	const struct credmint_passphrase words = CREDMINT_PASSPHRASE_INIT;

	(void)state;
	for (size_t i = 0; i < BAD; i++) {
		size_t n = bad[i];

		assert_untouched(
		    credmint_password_make(NULL, &password, text, n));
		assert_untouched(credmint_password_make(NULL, NULL, text, n));
		assert_untouched(
		    credmint_passphrase_make(NULL, &words, text, n));
		assert_untouched(credmint_salt_make(NULL, NULL, 0, text, n));
		assert_untouched(credmint_salt_make(NULL, "no", 0, text, n));
		assert_untouched(credmint_hash_make(hash, "pw", 2, text, n));
		assert_untouched(credmint_hash_make(hash, "pw", n, text, 64));
		assert_untouched(credmint_hash_make(NULL, "pw", n, text, 64));
		assert_untouched(credmint_hash_verify(hash, "pw", n));
	}
}

/* Of a digest there is not, too: nothing else of a call is looked at. */
static void
test_keys_from_passwords(void **state)
{
	(void)state;
	for (size_t i = 0; i < BAD; i++)
		for (int number = 0; number <= CREDMINT_SHA512 + 1; number++) {
			enum credmint_digest d = (enum credmint_digest)number;
			size_t n = bad[i];

			assert_untouched(
			    credmint_pbkdf2(d, "pw", n, "s", 1, 1, bytes, 32));
			assert_untouched(
			    credmint_pbkdf2(d, "pw", 2, "s", n, 1, bytes, 32));
			assert_untouched(
			    credmint_pbkdf2(d, "pw", 2, "s", 1, 1, bytes, n));
			assert_untouched(
			    credmint_pbkdf2(d, "pw", 2, "s", 1, 0, bytes, n));
		}
}

static void
test_one_time_codes(void **state)
{
	struct credmint_otp otp = CREDMINT_OTP_INIT;

	(void)state;
	otp.key = "01234567890123456789";
	otp.nkey = 20;
	for (size_t i = 0; i < BAD; i++) {
		size_t n = bad[i];

		assert_untouched(credmint_hotp(&otp, 1, text, n));
		assert_untouched(credmint_hotp(NULL, 1, text, n));
		assert_untouched(credmint_totp(&otp, 1, text, n));
		assert_untouched(credmint_otp_uri(&otp, NULL, "a", text, n));
	}
}

static void
test_signed_tokens(void **state)
{
	struct credmint_signkey key = CREDMINT_SIGNKEY_INIT;
	char token[CREDMINT_SIGNED_SIZE(1)];

	(void)state;
	key.key = "01234567890123456789";
	key.nkey = 20;
	assert_int_equal(
	    credmint_signed_make(&key, "a", 1, 9, token, sizeof(token)), 0);
	for (size_t i = 0; i < BAD; i++) {
		size_t n = bad[i];

		assert_untouched(
		    credmint_signed_make(&key, "a", n, 9, text, 64));
		assert_untouched(
		    credmint_signed_make(&key, "a", 1, 9, text, n));
		assert_untouched(
		    credmint_signed_verify(&key, 1, token, 1, bytes, &n));
		assert_int_equal(n, bad[i]);
		assert_untouched(
		    credmint_signed_verify(NULL, 0, token, 1, bytes, &n));
		assert_int_equal(n, bad[i]);
		n = 1;
		assert_untouched(
		    credmint_signed_verify(&key, bad[i], token, 1, bytes, &n));
		assert_int_equal(n, 1);
	}
}

static void
test_comparing_and_wiping(void **state)
{
	(void)state;
	for (size_t i = 0; i < BAD; i++) {
		size_t n = bad[i];

		assert_false(credmint_equal(mark, n, mark, n));
		assert_false(credmint_equal(mark, 1, mark, n));
		credmint_wipe(bytes, n);
		assert_untouched(-EINVAL);
	}
}

/* What is empty after it is so by the rule for wrong fields. */
static void
test_lengths_within_a_struct_are_wrong_fields(void **state)
{
	static const char *const list[] = {"ash", "bay", "cedar"};
	struct credmint_passphrase words = CREDMINT_PASSPHRASE_INIT;
	const size_t lengths[] = {bad[0], bad[1], TOO_MANY(char *)};

	(void)state;
	words.list = list;
	for (size_t i = 0; i < 3; i++) {
		double bits = 7;

		text[0] = 'x';
		words.nlist = lengths[i];
		assert_int_equal(
		    credmint_passphrase_make(NULL, &words, text, 64), -EINVAL);
		assert_string_equal(text, "");
		assert_int_equal(
		    credmint_passphrase_bits(&words, &bits), -EINVAL);
		assert_true(bits == 0);
	}
}

/* No byte behind them is looked at. */
static void
test_structs_of_a_size_that_nothing_has(void **state)
{
	(void)state;
	for (size_t i = 0; i < BAD; i++) {
		struct credmint_password password = CREDMINT_PASSWORD_INIT;
		struct credmint_passphrase words = CREDMINT_PASSPHRASE_INIT;
		struct credmint_otp otp = CREDMINT_OTP_INIT;
		struct credmint_signkey key = CREDMINT_SIGNKEY_INIT;
		size_t n = 0;
		double bits;

		password.size = words.size = otp.size = key.size = bad[i];
		key.key = otp.key = "01234567890123456789";
		key.nkey = otp.nkey = 20;
		assert_int_equal(
		    credmint_password_bits(&password, &bits), -EINVAL);
		assert_int_equal(
		    credmint_passphrase_bits(&words, &bits), -EINVAL);
		assert_int_equal(credmint_hotp(&otp, 1, text, 64), -EINVAL);
		assert_int_equal(
		    credmint_signed_make(&key, "a", 1, 9, text, 64), -EINVAL);
		assert_int_equal(
		    credmint_signed_verify(&key, 1, "cm1.", 1, NULL, &n),
		    -EINVAL);
	}
}

#define TEST(test) cmocka_unit_test_setup(test, set_up)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_bytes_and_bits),
	    TEST(test_weights_and_counts),
	    TEST(test_choices_and_samples),
	    TEST(test_orders),
	    TEST(test_tokens),
	    TEST(test_passwords_salts_and_hashes),
	    TEST(test_keys_from_passwords),
	    TEST(test_one_time_codes),
	    TEST(test_signed_tokens),
	    TEST(test_comparing_and_wiping),
	    TEST(test_lengths_within_a_struct_are_wrong_fields),
	    TEST(test_structs_of_a_size_that_nothing_has),
	};

	return cmocka_run_group_tests_name("lengths", tests, NULL, NULL);
}
