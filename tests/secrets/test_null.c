/*
 * test_null - a pointer that is missing is -EINVAL, and what is there is empty
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "credmint.h"

#define REFUSED(call) assert_int_equal(call, -EINVAL)

static void
test_numbers(void **state)
{
	int64_t *integer = NULL;
	uint64_t *number = NULL;
	double *real = NULL;

	(void)state;
	REFUSED(credmint_source_new(NULL));
	REFUSED(credmint_random_below(NULL, 6, number));
	REFUSED(credmint_random_int(NULL, 1, 6, integer));
	REFUSED(credmint_random_range(NULL, 0, 6, 1, integer));
	REFUSED(credmint_random_real(NULL, real));
	REFUSED(credmint_random_uniform(NULL, 0, 1, real));
	REFUSED(credmint_random_triangular(NULL, 0, 1, .5, real));
	REFUSED(credmint_random_normal(NULL, 0, 1, real));
	REFUSED(credmint_random_lognormal(NULL, 0, 1, real));
	REFUSED(credmint_random_exponential(NULL, 1, real));
	REFUSED(credmint_random_gamma(NULL, 1, 1, real));
	REFUSED(credmint_random_beta(NULL, 1, 1, real));
	REFUSED(credmint_random_pareto(NULL, 1, real));
	REFUSED(credmint_random_weibull(NULL, 1, 1, real));
	REFUSED(credmint_random_vonmises(NULL, 0, 1, real));
	REFUSED(credmint_random_binomial(NULL, 6, .5, number));
	REFUSED(credmint_password_bits(
	    &(struct credmint_password)CREDMINT_PASSWORD_INIT, real));
	REFUSED(credmint_passphrase_bits(
	    &(struct credmint_passphrase)CREDMINT_PASSPHRASE_INIT, real));
}

/* Also from a source, where small draws go a way of their own. */
static void
test_numbers_from_a_source(void **state)
{
	struct credmint_source *source;
	uint64_t *number = NULL;

	(void)state;
	assert_int_equal(credmint_source_new(&source), 0);
	REFUSED(credmint_random_below(source, 6, number));
	REFUSED(credmint_random_below(source, UINT64_MAX, number));
	credmint_source_free(source);
}

static void
test_bytes_and_indices(void **state)
{
	const uint64_t weights[2] = {1, 1};
	const double reals[2] = {1, 1};
	unsigned char out[2];
	void *none = NULL;

	(void)state;
	REFUSED(credmint_random_bytes(NULL, none, 1));
	REFUSED(credmint_random_bits(NULL, none, 1));
	REFUSED(credmint_random_below_be(
	    NULL, (const unsigned char *)"\1\2", none, 2));
	memset(out, 'x', sizeof(out));
	REFUSED(credmint_random_below_be(NULL, none, out, 2));
	assert_memory_equal(out, "\0\0", 2);
	REFUSED(credmint_random_choices(NULL, 2, NULL, 1, none));
	REFUSED(credmint_random_choices(NULL, 2, weights, 1, none));
	REFUSED(credmint_random_choices_real(NULL, 2, reals, 1, none));
	REFUSED(credmint_random_sample(NULL, 2, NULL, 1, none));
	REFUSED(credmint_random_sample(NULL, 2, weights, 1, none));
	REFUSED(credmint_random_shuffle(NULL, none, 2, 4));
	/* Where there is nothing to write, there need not be room. */
	assert_int_equal(credmint_random_bytes(NULL, none, 0), 0);
	assert_int_equal(credmint_random_bits(NULL, none, 0), 0);
	assert_int_equal(credmint_random_choices(NULL, 2, NULL, 0, none), 0);
	assert_int_equal(credmint_random_sample(NULL, 2, NULL, 0, none), 0);
	assert_int_equal(credmint_random_shuffle(NULL, none, 0, 4), 0);
}

static void
test_texts(void **state)
{
	const struct credmint_password password = CREDMINT_PASSWORD_INIT;
	const struct credmint_passphrase words = CREDMINT_PASSPHRASE_INIT;
	char *none = NULL, out[CREDMINT_HASH_SIZE] = "x";
	char setting[CREDMINT_SALT_SIZE];

	(void)state;
	REFUSED(credmint_token_hex(NULL, 1, none, 3));
	REFUSED(credmint_token_urlsafe(NULL, 1, none, 3));
	REFUSED(credmint_token_key(NULL, "k", 22, none, 64));
	REFUSED(credmint_token_webhook(NULL, none, 64));
	REFUSED(credmint_password_make(NULL, &password, none, 64));
	REFUSED(credmint_passphrase_make(NULL, &words, none, 256));
	REFUSED(credmint_salt_make(NULL, NULL, 0, none, 192));
	/* Without room it is a matter of room. */
	assert_int_equal(credmint_token_hex(NULL, 1, none, 0), -ERANGE);
	assert_int_equal(credmint_salt_make(
			     NULL, "sha512crypt", 0, setting, sizeof(setting)),
	    0);
	REFUSED(credmint_hash_make(setting, "pw", 2, none, 384));
	REFUSED(credmint_hash_make(setting, NULL, 2, out, sizeof(out)));
	assert_string_equal(out, "");
	REFUSED(credmint_hash_verify("$6$salt$x", NULL, 2));
}

static void
test_derived(void **state)
{
	const struct credmint_otp keyless = {sizeof(keyless), .nkey = 20};
	const struct credmint_signkey key = {
	    sizeof(key), "0123456789abcdef", 16, 0};
	const struct credmint_signkey bare = {sizeof(bare), NULL, 16, 0};
	char out[96] = "x";
	size_t n = 4;

	(void)state;
	REFUSED(credmint_pbkdf2(
	    CREDMINT_SHA256, NULL, 2, "salt", 4, 1, out, sizeof(out)));
	REFUSED(credmint_pbkdf2(
	    CREDMINT_SHA256, "pw", 2, NULL, 4, 1, out, sizeof(out)));
	REFUSED(credmint_pbkdf2(
	    CREDMINT_SHA256, "pw", 2, "salt", 4, 1, NULL, sizeof(out)));
	REFUSED(credmint_hotp(&keyless, 0, out, sizeof(out)));
	REFUSED(credmint_totp(&keyless, 0, out, sizeof(out)));
	REFUSED(credmint_otp_uri(&keyless, NULL, "a", out, sizeof(out)));
	REFUSED(credmint_signed_make(&key, "a", 1, 9, NULL, 96));
	REFUSED(credmint_signed_make(&key, NULL, 1, 9, out, sizeof(out)));
	REFUSED(credmint_signed_make(&bare, "a", 1, 9, out, sizeof(out)));
	assert_string_equal(out, "");
	REFUSED(credmint_signed_verify(&key, 1, NULL, 1, out, &n));
	n = 4;
	REFUSED(credmint_signed_verify(&key, 1, "x", 1, NULL, &n));
	REFUSED(credmint_signed_verify(&key, 1, "x", 1, out, NULL));
	REFUSED(credmint_signed_verify(NULL, 1, "x", 1, out, &n));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_numbers),
	    cmocka_unit_test(test_numbers_from_a_source),
	    cmocka_unit_test(test_bytes_and_indices),
	    cmocka_unit_test(test_texts),
	    cmocka_unit_test(test_derived),
	};

	return cmocka_run_group_tests_name("null", tests, NULL, NULL);
}
