/* test_base32_text - base32 as people type it, and what is not guessed */

#include "utils/credmint/base32_text.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/encode.h"
#include "credmint.h"

#define ROOM CREDMINT_OTP_KEY_MAX

static void
reads(const char *text, const char *bytes)
{
	unsigned char out[ROOM];
	size_t n = 99;
	struct fault f = {""};

	assert_int_equal(
	    base32_text_read(text, strlen(text), out, sizeof(out), &n, &f), 0);
	assert_int_equal(n, strlen(bytes));
	assert_memory_equal(out, bytes, n);
}

static void
refuses(const char *text, size_t size, int error, const char *why)
{
	unsigned char out[ROOM];
	size_t n = 99;
	struct fault f = {""};

	memset(out, 0x5a, sizeof(out));
	assert_int_equal(
	    base32_text_read(text, strlen(text), out, size, &n, &f), error);
	assert_int_equal(n, 0);
	for (size_t i = 0; i < size; i++)
		assert_int_equal(out[i], 0);
	assert_non_null(strstr(f.text, why));
	/* Nothing of what was typed is repeated. */
	if (strlen(text) > 3)
		assert_null(strstr(f.text, text));
}

static void
test_rfc_4648(void **state)
{
	(void)state;
	reads("MY======", "f");
	reads("MZXQ====", "fo");
	reads("MZXW6===", "foo");
	reads("MZXW6YQ=", "foob");
	reads("MZXW6YTB", "fooba");
	reads("MZXW6YTBOI======", "foobar");
}

static void
test_blanks_hyphens_and_case_do_not_count(void **state)
{
	(void)state;
	reads("mzxw6ytboi", "foobar");
	reads("MzXw 6yTb oI", "foobar");
	reads("MZXW-6YTB-OI", "foobar");
	reads("  MZXW\t6YTB - OI  ", "foobar");
	reads("MZXW6YTBOI== ====", "foobar");
	reads("MZXW6YTBOI=", "foobar");
}

static void
test_bits_behind_the_last_byte_do_not_count(void **state)
{
	(void)state;
	reads("MZ", "f");
	reads("MZXW7", "foo");
	reads("MZXW6YTBOK", "foobar");
}

static void
test_look_alikes_are_named_and_not_guessed(void **state)
{
	static const char *const texts[] = {
	    "MZXW0YTB", "MZXW1YTB", "MZXW8YTB", "MZXW9YTB", "0", "mzxw 8ytb!"};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		refuses(texts[i], ROOM, -EILSEQ, "base32 has no 0, 1, 8 or 9");
}

static void
test_other_characters_are_refused(void **state)
{
	char text[] = "MZXW6YTB";

	(void)state;
	for (int c = 1; c < 256; c++) {
		unsigned char out[ROOM];
		size_t n;
		int rc;

		text[3] = (char)c;
		rc = base32_text_read(
		    text, strlen(text), out, sizeof(out), &n, NULL);
		if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
		    (c >= '2' && c <= '7')) {
			assert_int_equal(rc, 0);
			assert_int_equal(n, 5);
		} else if (c == ' ' || c == '\t' || c == '-') {
			assert_int_equal(rc, 0);
			assert_int_equal(n, 4);
		} else {
			assert_int_equal(rc, -EILSEQ);
			assert_int_equal(n, 0);
		}
	}
	refuses("\xef\xbc\xad\xef\xbc\xba", ROOM, -EILSEQ, ""); /* wide M, Z */
	refuses("MZXW6YTB\r\n", ROOM, -EILSEQ, "");
}

static void
test_nul_is_no_end(void **state)
{
	unsigned char out[ROOM];
	size_t n;

	(void)state;
	assert_int_equal(
	    base32_text_read("MZXW6YT\0", 8, out, sizeof(out), &n, NULL),
	    -EILSEQ);
	assert_int_equal(
	    base32_text_read("MZXW6YTB\0A", 10, out, sizeof(out), &n, NULL),
	    -EILSEQ);
}

static void
test_padding_is_at_the_end_alone(void **state)
{
	(void)state;
	refuses("MY==MY==", ROOM, -EILSEQ, "");
	refuses("=MZXW6YTB", ROOM, -EILSEQ, "");
	refuses("MZXW6YTB=======", ROOM, -EILSEQ, "6 '='");
	refuses("======", ROOM, -EILSEQ, "empty");
}

static void
test_nothing_and_missing_letters(void **state)
{
	(void)state;
	refuses("", ROOM, -EILSEQ, "empty");
	refuses(" - ", ROOM, -EILSEQ, "empty");
	refuses("M", ROOM, -EILSEQ, "no key has 1 letters");
	refuses("MZX", ROOM, -EILSEQ, "no key has 3 letters");
	refuses("MZXW6Y", ROOM, -EILSEQ, "no key has 6 letters");
	refuses("MZXW6YTBM", ROOM, -EILSEQ, "no key has 9 letters");
}

static void
test_keys_of_every_length(void **state)
{
	static unsigned char key[ROOM + 1], out[ROOM];
	static char text[2 * ROOM];
	size_t n;

	(void)state;
	for (size_t i = 0; i < sizeof(key); i++)
		key[i] = (unsigned char)(i * 197 + 11);
	for (size_t i = 1; i <= ROOM; i++) {
		assert_int_equal(
		    encode_text(ENCODE_BASE32, key, i, text, sizeof(text)), 0);
		assert_int_equal(
		    base32_text_read(text, strlen(text), out, i, &n, NULL), 0);
		assert_int_equal(n, i);
		assert_memory_equal(out, key, i);
	}
	assert_int_equal(
	    encode_text(ENCODE_BASE32, key, ROOM + 1, text, sizeof(text)), 0);
	refuses(text, ROOM, -ERANGE, "too long");
	refuses("MZXW6YTBOI", 5, -ERANGE, "too long");
}

static void
test_a_text_of_a_mebibyte_is_no_key(void **state)
{
	const size_t n = 1 << 20;
	char *text = malloc(n + 1);
	struct fault f = {""};
	unsigned char out[ROOM];
	size_t len;

	(void)state;
	assert_non_null(text);
	memset(text, ' ', n);
	text[n] = '\0';
	assert_int_equal(
	    base32_text_read(text, n, out, sizeof(out), &len, &f), -ERANGE);
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_rfc_4648),
	    cmocka_unit_test(test_blanks_hyphens_and_case_do_not_count),
	    cmocka_unit_test(test_bits_behind_the_last_byte_do_not_count),
	    cmocka_unit_test(test_look_alikes_are_named_and_not_guessed),
	    cmocka_unit_test(test_other_characters_are_refused),
	    cmocka_unit_test(test_nul_is_no_end),
	    cmocka_unit_test(test_padding_is_at_the_end_alone),
	    cmocka_unit_test(test_nothing_and_missing_letters),
	    cmocka_unit_test(test_keys_of_every_length),
	    cmocka_unit_test(test_a_text_of_a_mebibyte_is_no_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
