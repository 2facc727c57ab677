/*
 * test_token - random bytes as text
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "core/encode.h"
#include "credmint.h"
#include "tests/secrets/stream.h"

#define LONG 5000

static void
test_known_bytes_have_known_texts(void **state)
{
	static const unsigned char bytes[] = {0x00, 0xff, 0xfb, 0xef, 0x10};
	char out[16];

	(void)state;
	stream_play(bytes, sizeof(bytes));
	assert_int_equal(
	    credmint_token_hex(NULL, sizeof(bytes), out, sizeof(out)), 0);
	assert_string_equal(out, "00fffbef10");
	stream_play(bytes, sizeof(bytes));
	assert_int_equal(
	    credmint_token_urlsafe(NULL, sizeof(bytes), out, sizeof(out)), 0);
	assert_string_equal(out, "AP_77xA");
}

static void
test_no_bytes_are_no_text(void **state)
{
	char out[2] = "x";

	(void)state;
	stream_real();
	assert_int_equal(credmint_token_hex(NULL, 0, out, 1), 0);
	assert_string_equal(out, "");
	out[0] = 'x';
	assert_int_equal(credmint_token_urlsafe(NULL, 0, out, 1), 0);
	assert_string_equal(out, "");
	assert_int_equal(stream_calls(), 0);
	out[0] = 'x';
	assert_int_equal(credmint_token_hex(NULL, 0, out, 0), -ERANGE);
	assert_int_equal(out[0], 'x');
}

static void
test_room_is_exactly_what_the_macros_say(void **state)
{
	char out[256];

	(void)state;
	stream_real();
	for (size_t n = 1; n <= 100; n++) {
		size_t hex = CREDMINT_TOKEN_HEX_SIZE(n);
		size_t url = CREDMINT_TOKEN_URLSAFE_SIZE(n);

		assert_int_equal(credmint_token_hex(NULL, n, out, hex), 0);
		assert_int_equal(strlen(out), hex - 1);
		assert_int_equal(strspn(out, "0123456789abcdef"), hex - 1);
		assert_int_equal(
		    credmint_token_hex(NULL, n, out, hex - 1), -ERANGE);
		assert_string_equal(out, "");
		assert_int_equal(credmint_token_urlsafe(NULL, n, out, url), 0);
		assert_int_equal(strlen(out), url - 1);
		assert_int_equal(
		    credmint_token_urlsafe(NULL, n, out, url - 1), -ERANGE);
		assert_string_equal(out, "");
	}
}

static void
test_a_long_token_has_no_seams(void **state)
{
	static unsigned char bytes[LONG];
	static char out[2 * LONG + 1], want[2 * LONG + 1];

	(void)state;
	for (size_t i = 0; i < LONG; i++)
		bytes[i] = (unsigned char)(i * i >> 3);
	for (size_t n = LONG - 4; n <= LONG; n++) {
		stream_play(bytes, LONG);
		assert_int_equal(
		    credmint_token_urlsafe(NULL, n, out, sizeof(out)), 0);
		assert_int_equal(
		    encode_text(ENCODE_BASE64URL, bytes, n, want, sizeof(want)),
		    0);
		assert_string_equal(out, want);
	}
	stream_play(bytes, LONG);
	assert_int_equal(credmint_token_hex(NULL, LONG, out, sizeof(out)), 0);
	assert_int_equal(
	    encode_text(ENCODE_HEX, bytes, LONG, want, sizeof(want)), 0);
	assert_string_equal(out, want);
}

static void
test_a_failure_half_way_leaves_nothing(void **state)
{
	static char out[2 * LONG + 1];

	(void)state;
	stream_fail(3, -EIO);
	memset(out, 'x', sizeof(out));
	assert_int_equal(
	    credmint_token_hex(NULL, LONG, out, sizeof(out)), -EIO);
	assert_int_equal(stream_calls(), 4);
	for (size_t i = 0; i < sizeof(out); i++)
		assert_int_equal(out[i], 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_known_bytes_have_known_texts),
	    cmocka_unit_test(test_no_bytes_are_no_text),
	    cmocka_unit_test(test_room_is_exactly_what_the_macros_say),
	    cmocka_unit_test(test_a_long_token_has_no_seams),
	    cmocka_unit_test(test_a_failure_half_way_leaves_nothing),
	};

	return cmocka_run_group_tests_name("token", tests, NULL, NULL);
}
