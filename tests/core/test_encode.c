/*
 * test_encode - the vectors of RFC 4648, and every value of every alphabet
 */

#include "core/encode.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* RFC 4648, section 10; lower-case hex and no padding where the form says. */
static const char *const vectors[][5] = {
    {"", "", "", "", ""},
    {"f", "66", "MY", "Zg==", "Zg"},
    {"fo", "666f", "MZXQ", "Zm8=", "Zm8"},
    {"foo", "666f6f", "MZXW6", "Zm9v", "Zm9v"},
    {"foob", "666f6f62", "MZXW6YQ", "Zm9vYg==", "Zm9vYg"},
    {"fooba", "666f6f6261", "MZXW6YTB", "Zm9vYmE=", "Zm9vYmE"},
    {"foobar", "666f6f626172", "MZXW6YTBOI", "Zm9vYmFy", "Zm9vYmFy"},
};

static void
test_vectors_of_the_rfc(void **state)
{
	char out[32];

	(void)state;
	for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
		const char *in = vectors[i][0];

		for (int form = ENCODE_HEX; form <= ENCODE_BASE64URL; form++) {
			const char *want = vectors[i][form];

			assert_int_equal(
			    encode_size((enum encode_form)form, strlen(in)),
			    strlen(want) + 1);
			assert_int_equal(encode_text((enum encode_form)form, in,
					     strlen(in), out, strlen(want) + 1),
			    0);
			assert_string_equal(out, want);
		}
	}
}

/* Pack each value once, most significant bit first, and read it back. */
static void
assert_alphabet(enum encode_form form, unsigned int bits, const char *alphabet)
{
	unsigned char in[48] = {0};
	char out[80];
	size_t values = (size_t)1 << bits;

	for (size_t i = 0; i < values * bits; i++)
		if ((i / bits) >> (bits - 1 - i % bits) & 1)
			in[i / 8] |= (unsigned char)(0x80u >> i % 8);
	assert_int_equal(
	    encode_text(form, in, values * bits / 8, out, sizeof(out)), 0);
	assert_string_equal(out, alphabet);
}

static void
test_every_value_has_its_character(void **state)
{
	(void)state;
	assert_alphabet(ENCODE_HEX, 4, "0123456789abcdef");
	assert_alphabet(ENCODE_BASE32, 5, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");
	assert_alphabet(ENCODE_BASE64, 6,
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
	assert_alphabet(ENCODE_BASE64URL, 6,
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
}

static void
test_too_little_room_writes_nothing(void **state)
{
	char out[8];

	(void)state;
	for (size_t size = 1; size < 7; size++) {
		memset(out, 'x', sizeof(out));
		assert_int_equal(
		    encode_text(ENCODE_HEX, "abc", 3, out, size), -ERANGE);
		assert_string_equal(out, "");
		assert_int_equal(out[1], 'x');
	}
	assert_int_equal(encode_text(ENCODE_HEX, "abc", 3, out, 7), 0);
	out[0] = 'x';
	assert_int_equal(encode_text(ENCODE_HEX, "abc", 3, out, 0), -ERANGE);
	assert_int_equal(out[0], 'x');
}

static void
test_no_such_form_is_refused(void **state)
{
	char out[8] = "x";

	(void)state;
	assert_int_equal(
	    encode_text((enum encode_form)0, "a", 1, out, 8), -EINVAL);
	assert_string_equal(out, "");
	assert_int_equal(
	    encode_text((enum encode_form)5, "a", 1, out, 8), -EINVAL);
	assert_int_equal(encode_size((enum encode_form)0, 1), 0);
	assert_int_equal(encode_size((enum encode_form)5, 1), 0);
}

static void
test_a_size_that_overflows_is_zero(void **state)
{
	char out[8] = "x";

	(void)state;
	assert_int_equal(encode_size(ENCODE_HEX, SIZE_MAX / 2), SIZE_MAX);
	assert_int_equal(encode_size(ENCODE_HEX, SIZE_MAX / 2 + 1), 0);
	assert_int_equal(encode_size(ENCODE_BASE32, SIZE_MAX), 0);
	assert_int_equal(encode_size(ENCODE_BASE64, SIZE_MAX), 0);
	assert_int_equal(
	    encode_size(ENCODE_BASE64URL, SIZE_MAX / 4 * 3 + 3), 0);
	assert_int_equal(
	    encode_text(ENCODE_HEX, out, SIZE_MAX, out, 8), -ERANGE);
	assert_string_equal(out, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_vectors_of_the_rfc),
	    cmocka_unit_test(test_every_value_has_its_character),
	    cmocka_unit_test(test_too_little_room_writes_nothing),
	    cmocka_unit_test(test_no_such_form_is_refused),
	    cmocka_unit_test(test_a_size_that_overflows_is_zero),
	};

	return cmocka_run_group_tests_name("encode", tests, NULL, NULL);
}
