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
test_shown_code_reads_back(void **state)
{
	char plain[CODE_PLAIN_SIZE], shown[CODE_LENGTH + 2];
	char back[CODE_PLAIN_SIZE];

	(void)state;
	assert_int_equal(code_make(false, plain), 0);
	code_show(plain, shown);
	assert_int_equal(strlen(shown), 9);
	assert_int_equal(shown[4], '-');
	assert_true(code_read(shown, strlen(shown), back));
	assert_string_equal(back, plain);
}

static void
test_case_spaces_and_hyphens_are_forgiven(void **state)
{
	static const char *const typed[] = {"BCDFGHJK", "bcdf-ghjk",
	    " b c d f g h j k ", "--BCDF\tGHJK--", "Bcdf Ghjk"};
	char plain[CODE_PLAIN_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(typed) / sizeof(typed[0]); i++) {
		assert_true(code_read(typed[i], strlen(typed[i]), plain));
		assert_string_equal(plain, "BCDFGHJK");
	}
	assert_true(code_read("1234 5678", 9, plain));
	assert_string_equal(plain, "12345678");
}

static void
test_other_shapes_are_a_dummy_no_code_can_be(void **state)
{
	static const char *const typed[] = {"", "BCDFGHJ", "BCDFGHJKL",
	    "BCDFGHJA", "BCDF1234", "123456789", "BCDFGHJ\xff", "BCDF_GHJK",
	    "password"};
	char plain[CODE_PLAIN_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(typed) / sizeof(typed[0]); i++) {
		assert_false(code_read(typed[i], strlen(typed[i]), plain));
		assert_int_equal(strlen(plain), CODE_LENGTH);
		assert_int_equal(
		    strcspn(plain, LETTERS "0123456789"), CODE_LENGTH);
	}
	/* A NUL within is no end. */
	assert_false(code_read("BCDFGHJK\0X", 10, plain));
	assert_false(code_read("BCDF\0GHJ", 8, plain));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
		test_codes_are_of_their_alphabet_and_use_all_of_it),
	    cmocka_unit_test(test_shown_code_reads_back),
	    cmocka_unit_test(test_case_spaces_and_hyphens_are_forgiven),
	    cmocka_unit_test(test_other_shapes_are_a_dummy_no_code_can_be),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
