/* test_code - the text of a one-time code */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "registry/code.h"

#define LETTERS "BCDFGHJKLMNPQRSTVWXZ"

static void
test_codes_are_of_their_alphabet_and_use_all_of_it(void **state)
{
	bool seen[256] = {false};
	char plain[CODE_PLAIN_SIZE];
	size_t letters = 0, digits = 0;

	(void)state;
	for (int i = 0; i < 400; i++) {
		assert_int_equal(code_make(i % 2 == 0, plain), 0);
		assert_int_equal(strlen(plain), CODE_LENGTH);
		assert_int_equal(
		    strspn(plain, i % 2 == 0 ? "0123456789" : LETTERS),
		    CODE_LENGTH);
		for (size_t k = 0; k < CODE_LENGTH; k++)
			seen[(unsigned char)plain[k]] = true;
	}
	for (int c = 0; c < 256; c++) {
		letters += seen[c] && strchr(LETTERS, c) != NULL;
		digits += seen[c] && c >= '0' && c <= '9';
	}
	assert_int_equal(letters, 20);
	assert_int_equal(digits, 10);
}

static void
test_recovery_codes_are_twelve_letters(void **state)
{
	bool seen[256] = {false};
	char plain[CODE_RECOVERY_SIZE], shown[CODE_RECOVERY_LENGTH + 3];
	size_t letters = 0;
	struct code_typed back;

	(void)state;
	for (int i = 0; i < 200; i++) {
		assert_int_equal(code_make_recovery(plain), 0);
		assert_int_equal(strlen(plain), CODE_RECOVERY_LENGTH);
		assert_int_equal(strspn(plain, LETTERS), CODE_RECOVERY_LENGTH);
		for (size_t k = 0; k < CODE_RECOVERY_LENGTH; k++)
			seen[(unsigned char)plain[k]] = true;
	}
	for (int c = 0; c < 256; c++)
		letters += seen[c];
	assert_int_equal(letters, 20);
	code_show_recovery(plain, shown);
	assert_int_equal(strlen(shown), 14);
	assert_int_equal(shown[4], '-');
	assert_int_equal(shown[9], '-');
	code_read(shown, strlen(shown), &back);
	assert_int_equal(back.shape, CODE_TWELVE_LETTERS);
	assert_string_equal(back.recovery, plain);
}

static void
test_shown_code_reads_back(void **state)
{
	char plain[CODE_PLAIN_SIZE], shown[CODE_LENGTH + 2];
	struct code_typed back;

	(void)state;
	assert_int_equal(code_make(false, plain), 0);
	code_show(plain, shown);
	assert_int_equal(strlen(shown), 9);
	assert_int_equal(shown[4], '-');
	code_read(shown, strlen(shown), &back);
	assert_int_equal(back.shape, CODE_EIGHT_LETTERS);
	assert_string_equal(back.issued, plain);
}

/* No code of any way can be a hyphen. */
#define NO_SHOWN "--------"
#define NO_ISSUED "--------"
#define NO_RECOVERY "------------"

static const struct {
	const char *typed;
	unsigned shape;
	const char *issued, *shown, *recovery;
} shapes[] = {
    {"BCDFGHJK", CODE_EIGHT_LETTERS, "BCDFGHJK", NO_SHOWN, NO_RECOVERY},
    {"bcdf-ghjk", CODE_EIGHT_LETTERS, "BCDFGHJK", NO_SHOWN, NO_RECOVERY},
    {" b c d f g h j k ", CODE_EIGHT_LETTERS, "BCDFGHJK", NO_SHOWN,
	NO_RECOVERY},
    {"--BCDF\tGHJK--", CODE_EIGHT_LETTERS, "BCDFGHJK", NO_SHOWN, NO_RECOVERY},
    {"1234 5678", CODE_EIGHT_DIGITS, "12345678", "12345678", "12345678"},
    {"123 4567", CODE_SEVEN_DIGITS, NO_ISSUED, "1234567", NO_RECOVERY},
    {"123 456", CODE_SIX_DIGITS, NO_ISSUED, "123456", NO_RECOVERY},
    {"-1-2-3-4-5-6-", CODE_SIX_DIGITS, NO_ISSUED, "123456", NO_RECOVERY},
    {"bcdf-ghjk-LMNP", CODE_TWELVE_LETTERS, NO_ISSUED, NO_SHOWN,
	"BCDFGHJKLMNP"},
};

static void
test_each_way_reads_its_shapes(void **state)
{
	struct code_typed t;

	(void)state;
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
		code_read(shapes[i].typed, strlen(shapes[i].typed), &t);
		assert_int_equal(t.shape, shapes[i].shape);
		assert_string_equal(t.issued, shapes[i].issued);
		assert_string_equal(t.shown, shapes[i].shown);
		assert_string_equal(t.recovery, shapes[i].recovery);
	}
}

static void
test_other_shapes_are_what_no_code_can_be(void **state)
{
	static const struct {
		const char *typed;
		size_t n;
	} other[] = {{"", 0}, {"BCDFGHJ", 7}, {"BCDFGHJKL", 9}, {"BCDFGHJA", 8},
	    {"BCDF1234", 8}, {"123456789", 9}, {"12345", 5}, {"12345B", 6},
	    {"BCDFGH", 6}, {"BCDFGHJKLMN", 11}, {"BCDFGHJKLMNPQ", 13},
	    {"123456789012", 12}, {"BCDFGHJ\xff", 8}, {"BCDF_GHJK", 9},
	    {"password", 8}, {"------", 6},
	    /* A NUL within is no end, nor are other digits some. */
	    {"BCDFGHJK\0X", 10}, {"BCDF\0GHJ", 8}, {"123456\0", 7},
	    {"123456\0\0", 8}, {"BCDFGHJK\0\0\0\0", 12},
	    {"\xd9\xa1\xd9\xa2\xd9\xa3\xd9\xa4\xd9\xa5\xd9\xa6", 12},
	    {"\xd9\xa1\xd9\xa2\xd9\xa3", 6}, {"\xb1\xb2\xb3\xb4\xb5\xb6", 6},
	    {"\xef\xbc\x91\xef\xbc\x92", 6}};
	struct code_typed t;

	(void)state;
	for (size_t i = 0; i < sizeof(other) / sizeof(other[0]); i++) {
		code_read(other[i].typed, other[i].n, &t);
		assert_int_equal(t.shape, 0);
		assert_string_equal(t.issued, NO_ISSUED);
		assert_string_equal(t.shown, NO_SHOWN);
		assert_string_equal(t.recovery, NO_RECOVERY);
	}
}

/* Whoever was told a longer or a shorter one has not been told this. */
static void
test_part_of_a_code_is_none(void **state)
{
	static const char longest[] = "BCDFGHJKLMNPQRST";
	struct code_typed t;

	(void)state;
	for (size_t n = 0; n < sizeof(longest); n++) {
		code_read(longest, n, &t);
		assert_int_equal(t.shape,
		    n == 8        ? CODE_EIGHT_LETTERS
			: n == 12 ? CODE_TWELVE_LETTERS
				  : 0);
		assert_int_equal(strncmp(t.issued, "BCDF", 4) == 0, n == 8);
		assert_int_equal(strncmp(t.recovery, "BCDF", 4) == 0, n == 12);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
		test_codes_are_of_their_alphabet_and_use_all_of_it),
	    cmocka_unit_test(test_shown_code_reads_back),
	    cmocka_unit_test(test_recovery_codes_are_twelve_letters),
	    cmocka_unit_test(test_each_way_reads_its_shapes),
	    cmocka_unit_test(test_other_shapes_are_what_no_code_can_be),
	    cmocka_unit_test(test_part_of_a_code_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
