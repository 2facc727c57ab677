/*
 * test_passphrase_word - words as they stand in a passphrase, beside what
 * copies of them with a first capital say
 */

#include "secrets/passphrase_word.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* Every word of one to three of these, and those around the letters. */
static const char letters[] = "aAbZz";
static const char around[] = "`{@[0~-_";

#define WORD 4
#define WORDS (5 + 25 + 125)

static char words[WORDS][WORD], capital[WORDS][WORD];

static int
set_up(void **state)
{
	size_t n = 0;

	(void)state;
	for (size_t i = 0; i < 6 * 6 * 6; i++) {
		size_t at[] = {i / 36, i / 6 % 6, i % 6};
		char word[WORD] = {
		    letters[at[0]], letters[at[1]], letters[at[2]], '\0'};

		/* The NUL of letters ends a word; it must end it once. */
		if (at[0] == 5 || (at[1] == 5 && at[2] != 5))
			continue;
		memcpy(words[n], word, WORD);
		memcpy(capital[n], word, WORD);
		if (word[0] >= 'a')
			capital[n][0] = (char)(word[0] ^ 0x20);
		n++;
	}
	return n == WORDS ? 0 : -1;
}

static void
test_only_small_letters_change(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(around); i++)
		assert_int_equal(
		    passphrase_word_first(around[i], true), around[i]);
	for (char c = 'a'; c <= 'z'; c++) {
		assert_int_equal(passphrase_word_first(c, true), c - 32);
		assert_int_equal(
		    passphrase_word_first((char)(c - 32), true), c - 32);
		assert_int_equal(passphrase_word_first(c, false), c);
	}
}

static int
sign_of(int order)
{
	return (order > 0) - (order < 0);
}

static void
test_order_and_beginnings(void **state)
{
	(void)state;
	for (size_t i = 0; i < WORDS * WORDS; i++) {
		const char *a = words[i / WORDS], *b = words[i % WORDS];
		const char *c = capital[i / WORDS], *d = capital[i % WORDS];

		assert_int_equal(sign_of(passphrase_word_compare(a, b, false)),
		    sign_of(strcmp(a, b)));
		assert_int_equal(sign_of(passphrase_word_compare(a, b, true)),
		    sign_of(strcmp(c, d)));
		assert_int_equal(passphrase_word_begins(a, b, false),
		    strncmp(a, b, strlen(a)) == 0);
		assert_int_equal(passphrase_word_begins(a, b, true),
		    strncmp(c, d, strlen(c)) == 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_only_small_letters_change),
	    cmocka_unit_test(test_order_and_beginnings),
	};

	return cmocka_run_group_tests_name(
	    "passphrase_word", tests, set_up, NULL);
}
