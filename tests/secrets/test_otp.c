/*
 * test_otp - codes of authenticators: known answers, and what is refused
 *
 * otp.sh compares with oathtool.
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "credmint.h"
#include "tests/secrets/otp_vectors.h"

static struct credmint_otp
otp_of(enum credmint_digest digest, unsigned int digits)
{
	struct credmint_otp otp = CREDMINT_OTP_INIT;

	otp.digest = digest;
	otp.digits = digits;
	otp.key = OTP_VECTORS_SEED;
	otp.nkey = otp_timed_key[digest == 0 ? 0 : digest - CREDMINT_SHA1];
	return otp;
}

static void
test_vectors_of_rfc_4226_appendix_d(void **state)
{
	struct credmint_otp otp = otp_of((enum credmint_digest)0, 0);
	char code[CREDMINT_OTP_SIZE];

	(void)state;
	for (size_t i = 0; i < OTP_COUNTED; i++) {
		assert_int_equal(credmint_hotp(&otp, i, code, sizeof(code)), 0);
		assert_string_equal(code, otp_counted[i]);
	}
	/* The decimal of count 0 is 1284755224. */
	otp.digits = 7;
	assert_int_equal(credmint_hotp(&otp, 0, code, sizeof(code)), 0);
	assert_string_equal(code, "4755224");
	otp.digits = 8;
	assert_int_equal(credmint_hotp(&otp, 0, code, sizeof(code)), 0);
	assert_string_equal(code, "84755224");
}

static void
test_vectors_of_rfc_6238_appendix_b(void **state)
{
	char code[CREDMINT_OTP_SIZE];

	(void)state;
	for (size_t i = 0; i < OTP_TIMED; i++)
		for (int d = CREDMINT_SHA1; d <= CREDMINT_SHA512; d++) {
			struct credmint_otp otp =
			    otp_of((enum credmint_digest)d, 8);

			assert_int_equal(credmint_totp(&otp, otp_timed[i].now,
					     code, sizeof(code)),
			    0);
			assert_string_equal(
			    code, otp_timed[i].code[d - CREDMINT_SHA1]);
		}
}

/* The same counter, however it comes about; no bit of it is lost. */
static void
test_steps_and_large_times(void **state)
{
	static const struct {
		uint32_t step;
		int64_t now;
		uint64_t counter;
	} times[] = {
	    {0, 0, 0},
	    {0, 29, 0},
	    {0, 30, 1},
	    {30, 59, 1},
	    {60, 59, 0},
	    {1, 59, 59},
	    {1, INT64_C(4294967295), 0xffffffff},
	    {1, INT64_C(4294967296), UINT64_C(0x100000000)},
	    {1, INT64_MAX, INT64_MAX},
	    {30, INT64_C(128849018880), UINT64_C(0x100000000)},
	    {UINT32_MAX, UINT32_MAX, 1},
	    {UINT32_MAX, INT64_C(4294967294), 0},
	};
	struct credmint_otp otp = otp_of(CREDMINT_SHA1, 8);
	char code[CREDMINT_OTP_SIZE], same[CREDMINT_OTP_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(times) / sizeof(*times); i++) {
		otp.step = times[i].step;
		assert_int_equal(
		    credmint_totp(&otp, times[i].now, code, sizeof(code)), 0);
		assert_int_equal(
		    credmint_hotp(&otp, times[i].counter, same, sizeof(same)),
		    0);
		assert_string_equal(code, same);
	}
	assert_int_equal(
	    credmint_hotp(&otp, UINT64_C(0x100000000), code, sizeof(code)), 0);
	assert_int_equal(credmint_hotp(&otp, 0, same, sizeof(same)), 0);
	assert_string_not_equal(code, same);
	assert_int_equal(
	    credmint_hotp(&otp, UINT64_MAX, code, sizeof(code)), 0);
	assert_int_equal(strlen(code), 8);
}

/* ---- what is refused ---- */

static char uri[CREDMINT_OTP_URI_SIZE];

static void
assert_refused(const struct credmint_otp *otp, int error)
{
	char code[CREDMINT_OTP_SIZE] = "x";
	uint64_t used = 7;

	uri[0] = 'x';
	assert_int_equal(credmint_hotp(otp, 1, code, sizeof(code)), error);
	assert_string_equal(code, "");
	code[0] = 'x';
	assert_int_equal(credmint_totp(otp, 59, code, sizeof(code)), error);
	assert_string_equal(code, "");
	assert_int_equal(
	    credmint_hotp_verify(otp, "287082", 1, 0, &used), error);
	assert_int_equal(used, 0);
	used = 7;
	assert_int_equal(
	    credmint_totp_verify(otp, "287082", 59, 0, 0, &used), error);
	assert_int_equal(used, 0);
	assert_int_equal(
	    credmint_otp_uri(otp, NULL, "alice", uri, sizeof(uri)), error);
	assert_string_equal(uri, "");
}

static void
assert_accepted(const struct credmint_otp *otp)
{
	char code[CREDMINT_OTP_SIZE];
	uint64_t used;

	assert_int_equal(credmint_hotp(otp, 1, code, sizeof(code)), 0);
	assert_int_equal(credmint_hotp_verify(otp, code, 1, 0, &used), 0);
	assert_int_equal(used, 1);
	assert_int_equal(
	    credmint_otp_uri(otp, NULL, "alice", uri, sizeof(uri)), 0);
}

static void
test_keys_have_1_to_1024_bytes(void **state)
{
	static const size_t good[] = {
	    1, 19, 33, 63, 64, 65, 127, 128, 129, 1024};
	struct credmint_otp otp = CREDMINT_OTP_INIT;
	unsigned char *key;

	(void)state;
	assert_refused(&otp, -EINVAL);
	otp.nkey = 20;
	assert_refused(&otp, -EINVAL);
	otp.key = OTP_VECTORS_SEED;
	otp.nkey = 0;
	assert_refused(&otp, -EINVAL);
	otp.nkey = 1025;
	assert_refused(&otp, -EINVAL);
	otp.nkey = SIZE_MAX;
	assert_refused(&otp, -EINVAL);
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		/* Of that very size, so that a byte too many is seen. */
		key = malloc(good[i]);
		assert_non_null(key);
		memset(key, 0xa5, good[i]);
		otp.key = key;
		otp.nkey = good[i];
		for (int d = CREDMINT_SHA1; d <= CREDMINT_SHA512; d++) {
			otp.digest = (enum credmint_digest)d;
			assert_accepted(&otp);
		}
		free(key);
	}
}

static void
test_digits_digests_and_types_that_are_none(void **state)
{
	struct credmint_otp otp = otp_of(CREDMINT_SHA1, 5);
	char code[CREDMINT_OTP_SIZE] = "x";

	(void)state;
	assert_refused(&otp, -EINVAL);
	otp.digits = 9;
	assert_refused(&otp, -EINVAL);
	otp.digits = UINT32_MAX;
	assert_refused(&otp, -EINVAL);
	otp = otp_of(CREDMINT_SHA1, 6);
	otp.digest = (enum credmint_digest)4;
	assert_refused(&otp, -EINVAL);
	otp = otp_of(CREDMINT_SHA1, 6);
	otp.type = 2;
	assert_refused(&otp, -EINVAL);
	assert_refused(NULL, -EINVAL);
	otp.type = CREDMINT_HOTP;
	assert_accepted(&otp);
	assert_int_equal(credmint_totp(&otp, -1, code, sizeof(code)), -EINVAL);
	assert_string_equal(code, "");
	assert_int_equal(
	    credmint_totp(&otp, INT64_MIN, code, sizeof(code)), -EINVAL);
}

static void
test_structs_of_other_sizes(void **state)
{
	struct {
		struct credmint_otp otp;
		unsigned char later[8];
	} newer = {otp_of(CREDMINT_SHA1, 6), {0}};

	(void)state;
	newer.otp.size = sizeof(newer);
	assert_accepted(&newer.otp);
	newer.later[7] = 1;
	assert_refused(&newer.otp, -E2BIG);
	newer.otp.size = sizeof(newer.otp) - 1;
	assert_refused(&newer.otp, -EINVAL);
	newer.otp.size = 0;
	assert_refused(&newer.otp, -EINVAL);
}

static void
test_too_little_room(void **state)
{
	struct credmint_otp otp = otp_of(CREDMINT_SHA1, 0);
	char code[CREDMINT_OTP_SIZE];

	(void)state;
	for (unsigned int digits = 6; digits <= 8; digits++) {
		otp.digits = digits;
		assert_int_equal(credmint_hotp(&otp, 1, NULL, 0), -ERANGE);
		assert_int_equal(credmint_totp(&otp, 1, NULL, 0), -ERANGE);
		for (size_t size = 1; size <= digits; size++) {
			memset(code, 'x', sizeof(code));
			assert_int_equal(
			    credmint_hotp(&otp, 1, code, size), -ERANGE);
			assert_int_equal(code[0], '\0');
			assert_int_equal(code[1], 'x');
			assert_int_equal(
			    credmint_totp(&otp, 1, code, size), -ERANGE);
		}
		assert_int_equal(credmint_hotp(&otp, 1, code, digits + 1), 0);
		assert_int_equal(strlen(code), digits);
	}
	assert_int_equal(credmint_hotp(&otp, 1, NULL, 9), -EINVAL);
	assert_int_equal(credmint_totp(&otp, 1, NULL, 9), -EINVAL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_vectors_of_rfc_4226_appendix_d),
	    cmocka_unit_test(test_vectors_of_rfc_6238_appendix_b),
	    cmocka_unit_test(test_steps_and_large_times),
	    cmocka_unit_test(test_keys_have_1_to_1024_bytes),
	    cmocka_unit_test(test_digits_digests_and_types_that_are_none),
	    cmocka_unit_test(test_structs_of_other_sizes),
	    cmocka_unit_test(test_too_little_room),
	};

	return cmocka_run_group_tests_name("otp", tests, NULL, NULL);
}
