/*
 * test_otp_uri - what an authenticator app scans
 *
 * otp.sh reads them back by another's parser.
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "credmint.h"

static char uri[CREDMINT_OTP_URI_SIZE + 1];

/* "Hello!" and DE AD BE EF, the key of the format's own example. */
static const unsigned char key[] = "Hello!\xde\xad\xbe\xef";

static struct credmint_otp
example(void)
{
	struct credmint_otp otp = CREDMINT_OTP_INIT;

	otp.key = key;
	otp.nkey = 10;
	return otp;
}

static void
test_uris_of_both_types(void **state)
{
	struct credmint_otp otp = example();

	(void)state;
	assert_int_equal(credmint_otp_uri(&otp, "Example", "alice@google.com",
			     uri, sizeof(uri)),
	    0);
	assert_string_equal(uri,
	    "otpauth://totp/Example:alice%40google.com"
	    "?secret=JBSWY3DPEHPK3PXP&issuer=Example&algorithm=SHA1&digits=6"
	    "&period=30");
	otp.type = CREDMINT_HOTP;
	otp.counter = UINT64_MAX;
	otp.digest = CREDMINT_SHA512;
	otp.digits = 8;
	otp.step = 60;
	assert_int_equal(
	    credmint_otp_uri(&otp, NULL, "alice", uri, sizeof(uri)), 0);
	assert_string_equal(uri,
	    "otpauth://hotp/alice?secret=JBSWY3DPEHPK3PXP&algorithm=SHA512"
	    "&digits=8&counter=18446744073709551615");
	otp.type = CREDMINT_TOTP;
	otp.digest = CREDMINT_SHA256;
	otp.step = UINT32_MAX;
	assert_int_equal(
	    credmint_otp_uri(&otp, NULL, "alice", uri, sizeof(uri)), 0);
	assert_string_equal(uri,
	    "otpauth://totp/alice?secret=JBSWY3DPEHPK3PXP&algorithm=SHA256"
	    "&digits=8&period=4294967295");
}

static void
test_names_are_encoded(void **state)
{
	struct credmint_otp otp = example();

	(void)state;
	assert_int_equal(credmint_otp_uri(&otp, "ACME Co & S\xc3\xb6hne/?#%+=",
			     "a-b_c.d~e\"<>\\^`{|}", uri, sizeof(uri)),
	    0);
	assert_string_equal(uri,
	    "otpauth://totp/ACME%20Co%20%26%20S%C3%B6hne%2F%3F%23%25%2B%3D:"
	    "a-b_c.d~e%22%3C%3E%5C%5E%60%7B%7C%7D?secret=JBSWY3DPEHPK3PXP"
	    "&issuer=ACME%20Co%20%26%20S%C3%B6hne%2F%3F%23%25%2B%3D"
	    "&algorithm=SHA1&digits=6&period=30");
}

static int
result(const char *issuer, const char *account)
{
	struct credmint_otp otp = example();
	int r;

	memset(uri, 'x', sizeof(uri));
	r = credmint_otp_uri(&otp, issuer, account, uri, sizeof(uri));
	if (r != 0)
		assert_string_equal(uri, "");
	return r;
}

static void
test_names_that_are_none(void **state)
{
	static const char *const bad[] = {"", ":", "a:b", "a\n", "\r", "\t",
	    "\x1f", "\x7f", "\x80", "\xff", "\xc3", "\xc3x", "\xc0\x80",
	    "\xc1\xbf", "\xc2\x80", "\xc2\x9f", "\xe0\x9f\xbf", "\xed\xa0\x80",
	    "\xed\xbf\xbf", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80",
	    "\xf8\x88\x80\x80\x80", "\xe2\x82", "\xf0\x9f\x98", "a\xbf"};
	static const char *const good[] = {" ", "~", "\xc2\xa0", "\xdf\xbf",
	    "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80", "\xef\xbf\xbd",
	    "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf", "\xf0\x9f\x98\x80", "%3A"};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		assert_int_equal(result(bad[i], "alice"), -EINVAL);
		assert_int_equal(result("Example", bad[i]), -EINVAL);
		assert_int_equal(result(NULL, bad[i]), -EINVAL);
	}
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		assert_int_equal(result(good[i], good[i]), 0);
	assert_int_equal(result("Example", NULL), -EINVAL);
}

static void
test_the_longest_uri_fits(void **state)
{
	unsigned char longest[CREDMINT_OTP_KEY_MAX];
	char name[CREDMINT_OTP_LABEL_MAX + 2];
	struct credmint_otp otp = example();
	size_t n;

	(void)state;
	memset(longest, 0xff, sizeof(longest));
	otp.type = CREDMINT_HOTP;
	otp.digest = CREDMINT_SHA512;
	otp.counter = UINT64_MAX;
	otp.key = longest;
	otp.nkey = sizeof(longest);
	memset(name, '%', sizeof(name));
	name[CREDMINT_OTP_LABEL_MAX] = '\0';
	assert_int_equal(
	    credmint_otp_uri(&otp, name, name, uri, CREDMINT_OTP_URI_SIZE), 0);
	n = strlen(uri);
	assert_int_equal(uri[n - 1], '5');
	assert_int_equal(credmint_otp_uri(&otp, name, name, uri, n), -ERANGE);
	assert_string_equal(uri, "");
	uri[n + 1] = 'x';
	assert_int_equal(credmint_otp_uri(&otp, name, name, uri, n + 1), 0);
	assert_int_equal(strlen(uri), n);
	assert_int_equal(uri[n + 1], 'x');
	name[CREDMINT_OTP_LABEL_MAX] = '%';
	name[CREDMINT_OTP_LABEL_MAX + 1] = '\0';
	assert_int_equal(result(name, "alice"), -EINVAL);
	assert_int_equal(result("Example", name), -EINVAL);
}

static void
test_no_room_at_all(void **state)
{
	struct credmint_otp otp = example();

	(void)state;
	assert_int_equal(
	    credmint_otp_uri(&otp, NULL, "alice", NULL, 0), -ERANGE);
	assert_int_equal(
	    credmint_otp_uri(&otp, NULL, "alice", NULL, 9), -EINVAL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_uris_of_both_types),
	    cmocka_unit_test(test_names_are_encoded),
	    cmocka_unit_test(test_names_that_are_none),
	    cmocka_unit_test(test_the_longest_uri_fits),
	    cmocka_unit_test(test_no_room_at_all),
	};

	return cmocka_run_group_tests_name("otp_uri", tests, NULL, NULL);
}
