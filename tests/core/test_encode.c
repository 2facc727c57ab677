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
	assert_alphabet(ENCODE_AB64, 6,
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789./");
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
	    encode_text((enum encode_form)(ENCODE_AB64 + 1), "a", 1, out, 8),
	    -EINVAL);
	assert_int_equal(encode_size((enum encode_form)0, 1), 0);
	assert_int_equal(
	    encode_size((enum encode_form)(ENCODE_AB64 + 1), 1), 0);
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

/* ---- back again ---- */

static int
reads(enum encode_form form, const char *text, size_t n, void *out, size_t size,
    size_t *len)
{
	unsigned char *bytes = out;
	int rc;

	memset(out, 0x5a, size);
	rc = encode_read(form, text, n, out, size, len);
	if (rc != 0) {
		assert_int_equal(*len, 0);
		for (size_t i = 0; i < size; i++)
			assert_int_equal(bytes[i], 0);
	}
	return rc;
}

static void
test_vectors_of_the_rfc_read_back(void **state)
{
	unsigned char out[8];
	size_t len;

	(void)state;
	for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
		size_t n = strlen(vectors[i][0]);

		for (int f = ENCODE_HEX; f <= ENCODE_BASE64URL; f++) {
			enum encode_form form = (enum encode_form)f;
			const char *text = vectors[i][f];

			assert_int_equal(
			    reads(form, text, strlen(text), out, n, &len), 0);
			assert_int_equal(len, n);
			assert_memory_equal(out, vectors[i][0], n);
			if (n > 0)
				assert_int_equal(reads(form, text, strlen(text),
						     out, n - 1, &len),
				    -ERANGE);
		}
	}
	assert_int_equal(
	    reads((enum encode_form)0, "", 0, out, 8, &len), -EINVAL);
	assert_int_equal(
	    reads((enum encode_form)(ENCODE_AB64 + 1), "AA", 2, out, 8, &len),
	    -EINVAL);
	assert_int_equal(
	    encode_read_size((enum encode_form)(ENCODE_AB64 + 1), 4), 0);
}

/*
 * Every text of one to four characters of a few, and of every character in
 * every place: it reads if and only if its bytes are written as it.
 */
static void
assert_only_what_is_written(enum encode_form form, const char *text, size_t n)
{
	unsigned char out[4];
	char again[16];
	size_t len;
	int rc = reads(form, text, n, out, sizeof(out), &len);

	/* Whatever bytes there are, the same bytes give the text. */
	if (rc == 0) {
		assert_int_equal(
		    encode_text(form, out, len, again, sizeof(again)), 0);
		assert_int_equal(strlen(again), n);
		assert_memory_equal(again, text, n);
	} else {
		assert_int_equal(rc, -EILSEQ);
	}
}

static void
test_one_text_for_given_bytes(void **state)
{
	static const char few[] = {'A', 'B', 'Q', 'g', '2', '7', '8', '9', '0',
	    'a', 'f', '-', '_', '+', '/', '=', '\n', ' ', '\0', '\x80'};
	char text[4];

	(void)state;
	for (int form = ENCODE_HEX; form <= ENCODE_AB64; form++) {
		for (size_t i = 0; i < 20u * 20 * 20 * 20; i++) {
			text[0] = few[i % 20];
			text[1] = few[i / 20 % 20];
			text[2] = few[i / 400 % 20];
			text[3] = few[i / 8000];
			for (size_t n = 1; n <= 4; n++)
				assert_only_what_is_written(
				    (enum encode_form)form, text, n);
		}
		for (size_t i = 0; i < 4 * 256; i++) {
			memset(text, '2', sizeof(text));
			text[i / 256] = (char)(i % 256);
			assert_only_what_is_written(
			    (enum encode_form)form, text, 4);
		}
	}
}

/* What is written reads: two bytes of all values, in every form. */
static void
test_all_that_is_written_reads(void **state)
{
	unsigned char in[2], out[2];
	char text[16];
	size_t len;

	(void)state;
	for (int f = ENCODE_HEX; f <= ENCODE_AB64; f++) {
		for (unsigned int i = 0; i < 65536; i++) {
			enum encode_form form = (enum encode_form)f;

			in[0] = (unsigned char)(i >> 8);
			in[1] = (unsigned char)i;
			assert_int_equal(
			    encode_text(form, in, 2, text, sizeof(text)), 0);
			assert_int_equal(
			    encode_read(form, text, strlen(text), out, 2, &len),
			    0);
			assert_int_equal(len, 2);
			assert_memory_equal(out, in, 2);
		}
	}
}

static void
test_texts_that_do_not_read(void **state)
{
	static const struct {
		enum encode_form form;
		const char *text;
	} wrong[] = {
	    {ENCODE_HEX, "6"},
	    {ENCODE_HEX, "666"},
	    {ENCODE_HEX, "6F"},
	    {ENCODE_HEX, "0x"},
	    {ENCODE_HEX, "6 "},
	    {ENCODE_HEX, "g0"},
	    {ENCODE_BASE32, "M"},
	    {ENCODE_BASE32, "MZX"},
	    {ENCODE_BASE32, "MZXW6Y"},
	    {ENCODE_BASE32, "my"},
	    {ENCODE_BASE32, "MY======"},
	    {ENCODE_BASE32, "MZ"},
	    {ENCODE_BASE32, "M0"},
	    {ENCODE_BASE32, "M1"},
	    {ENCODE_BASE32, "M8"},
	    {ENCODE_BASE64, "Zg"},
	    {ENCODE_BASE64, "Zg="},
	    {ENCODE_BASE64, "Zg==="},
	    {ENCODE_BASE64, "Zh=="},
	    {ENCODE_BASE64, "Zm9="},
	    {ENCODE_BASE64, "Zm8"},
	    {ENCODE_BASE64, "Z==="},
	    {ENCODE_BASE64, "===="},
	    {ENCODE_BASE64, "=Zg="},
	    {ENCODE_BASE64, "Zg==Zg=="},
	    {ENCODE_BASE64, "Zm9v\n"},
	    {ENCODE_BASE64, "Zm9-"},
	    {ENCODE_BASE64, "Zm9_"},
	    {ENCODE_BASE64URL, "Z"},
	    {ENCODE_BASE64URL, "Zm9vZ"},
	    {ENCODE_BASE64URL, "Zg=="},
	    {ENCODE_BASE64URL, "Zm8="},
	    {ENCODE_BASE64URL, "Zh"},
	    {ENCODE_BASE64URL, "Zm9"},
	    {ENCODE_BASE64URL, "Zm9+"},
	    {ENCODE_BASE64URL, "Zm9/"},
	    {ENCODE_AB64, "Zm9+"},
	    {ENCODE_AB64, "Zm9-"},
	    {ENCODE_AB64, "Zg=="},
	    {ENCODE_AB64, "Zh"},
	};
	unsigned char out[16];
	size_t len;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_int_equal(
		    reads(wrong[i].form, wrong[i].text, strlen(wrong[i].text),
			out, sizeof(out), &len),
		    -EILSEQ);
}

static void
test_digits_of_base62(void **state)
{
	static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz";
	unsigned int known = 0;

	(void)state;
	for (uint32_t v = 0; v < 62; v++)
		assert_int_equal(encode_digit62(v), digits[v]);
	for (int c = 0; c < 256; c++) {
		uint32_t v = encode_value62((char)c);

		if (v & ENCODE_NONE)
			continue;
		known++;
		assert_true(v < 62);
		assert_int_equal(digits[v], c);
	}
	assert_int_equal(known, 62);
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
	    cmocka_unit_test(test_vectors_of_the_rfc_read_back),
	    cmocka_unit_test(test_one_text_for_given_bytes),
	    cmocka_unit_test(test_all_that_is_written_reads),
	    cmocka_unit_test(test_texts_that_do_not_read),
	    cmocka_unit_test(test_digits_of_base62),
	};

	return cmocka_run_group_tests_name("encode", tests, NULL, NULL);
}
