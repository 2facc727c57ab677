/*
 * test_passphrase - the shipped words, bits, and the policies that are refused
 */

#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "credmint.h"
#include "secrets/passphrase_plan.h"
#include "secrets/passphrase_words.h"

#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))
#define CAPITAL CREDMINT_PASSPHRASE_CAPITAL
#define DIGIT CREDMINT_PASSPHRASE_DIGIT
#define WEAK CREDMINT_PASSPHRASE_WEAK
#define SIZE sizeof(struct credmint_passphrase)

static void
test_shipped_words_are_what_is_promised(void **state)
{
	size_t longest = 0;

	(void)state;
	for (size_t i = 0; i < PASSPHRASE_WORDS; i++) {
		const char *word = passphrase_words[i];
		size_t n = strlen(word);

		assert_in_range(n, 3, PASSPHRASE_WORD_SIZE - 1);
		assert_int_equal(strspn(word, "abcdefghijklmnopqrstuvwxyz"), n);
		if (n > longest)
			longest = n;
		if (i == 0)
			continue;
		const char *before = passphrase_words[i - 1];
		assert_true(strcmp(before, word) < 0);
		assert_true(strncmp(before, word, strlen(before)) != 0);
	}
	assert_int_equal(longest, PASSPHRASE_WORD_SIZE - 1);
}

/* Asked for in words or bits, and what it has. */
static void
test_bits_are_those_of_words_and_digit(void **state)
{
	static const char *const three[] = {"one", "two", "three"};
	static const struct {
		struct credmint_passphrase policy;
		double bits;
	} cases[] = {
	    {CREDMINT_PASSPHRASE_INIT, 72},
	    {{SIZE, 4, 0, 0, NULL, NULL, 0}, 48},
	    {{SIZE, 64, 0, 0, NULL, NULL, 0}, 768},
	    {{SIZE, 1, 0, WEAK, NULL, NULL, 0}, 12},
	    {{SIZE, 0, 72, 0, NULL, NULL, 0}, 72},
	    {{SIZE, 0, 72.001, 0, NULL, NULL, 0}, 84},
	    {{SIZE, 0, 768, 0, NULL, NULL, 0}, 768},
	    {{SIZE, 0, 1e-300, 0, NULL, NULL, 0}, 12},
	    {{SIZE, 0, -0.0, 0, NULL, NULL, 0}, 72},
	    {{SIZE, 5, 0, DIGIT, NULL, NULL, 0}, 60 + 5.643856189774724},
	    {{SIZE, 0, 65, DIGIT, NULL, NULL, 0}, 60 + 5.643856189774724},
	    {{SIZE, 5, 0, CAPITAL, NULL, NULL, 0}, 60},
	    {{SIZE, 5, 0, 0, NULL, three, 3}, 5 * 1.584962500721156},
	    {{SIZE, 5, 0, 0, NULL, three, 1}, 0},
	};
	double bits;

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		assert_int_equal(
		    credmint_passphrase_bits(&cases[i].policy, &bits), 0);
		assert_true(fabs(bits - cases[i].bits) < 1e-9);
	}
}

static void
assert_refused(const struct credmint_passphrase *policy, int error)
{
	char out[CREDMINT_PASSPHRASE_SIZE] = "before";
	double bits = 1;

	assert_int_equal(credmint_passphrase_bits(policy, &bits), error);
	assert_true(bits == 0);
	assert_int_equal(
	    credmint_passphrase_make(NULL, policy, out, sizeof(out)), error);
	assert_string_equal(out, "");
	assert_int_equal(
	    credmint_passphrase_make(NULL, policy, NULL, 0), error);
}

static void
test_numbers_out_of_range_are_refused(void **state)
{
	static const struct credmint_passphrase cases[] = {
	    {0, 6, 0, 0, NULL, NULL, 0},
	    {SIZE - 1, 6, 0, 0, NULL, NULL, 0},
	    {SIZE, 65, 0, 0, NULL, NULL, 0},
	    {SIZE, SIZE_MAX, 0, 0, NULL, NULL, 0},
	    {SIZE, 6, 40, 0, NULL, NULL, 0},
	    {SIZE, 0, -1, 0, NULL, NULL, 0},
	    {SIZE, 0, -1e-300, 0, NULL, NULL, 0},
	    {SIZE, 0, NAN, 0, NULL, NULL, 0},
	    {SIZE, 6, NAN, 0, NULL, NULL, 0},
	    {SIZE, 0, INFINITY, 0, NULL, NULL, 0},
	    {SIZE, 0, -INFINITY, 0, NULL, NULL, 0},
	    {SIZE, 0, 10000, 0, NULL, NULL, 0},
	    {SIZE, 0, 768.001, 0, NULL, NULL, 0},
	    {SIZE, 6, 0, 8, NULL, NULL, 0},
	    {SIZE, 6, 0, 0x80000000u, NULL, NULL, 0},
	};

	(void)state;
	assert_refused(NULL, -EINVAL);
	for (size_t i = 0; i < LENGTH(cases); i++)
		assert_refused(&cases[i], -EINVAL);
}

static int
with_separator(const char *separator, unsigned int flags)
{
	struct credmint_passphrase policy = CREDMINT_PASSPHRASE_INIT;
	double bits;

	policy.separator = separator;
	policy.flags = flags;
	return credmint_passphrase_bits(&policy, &bits);
}

static void
test_separators_that_words_could_hold_are_refused(void **state)
{
	(void)state;
	for (int c = 1; c < 256; c++) {
		const char text[] = {(char)c, '\0'};
		bool lower = c >= 'a' && c <= 'z', upper = c >= 'A' && c <= 'Z';
		bool printable = c >= ' ' && c <= '~';
		/* No shipped word begins with x. */
		bool begins = upper && c != 'X';

		assert_int_equal(
		    with_separator(text, 0), printable && !lower ? 0 : -EINVAL);
		assert_int_equal(with_separator(text, CAPITAL),
		    printable && !lower && !begins ? 0 : -EINVAL);
		assert_int_equal(with_separator(text, DIGIT),
		    printable && !lower && (c < '0' || c > '9') ? 0 : -EINVAL);
	}
	assert_int_equal(with_separator("", 0), 0);
	assert_int_equal(with_separator("", CAPITAL | DIGIT), 0);
	assert_int_equal(with_separator("        ", 0), 0);
	assert_int_equal(with_separator("---------", 0), -EINVAL);
	assert_int_equal(with_separator("-=-a", 0), -EINVAL);
	assert_int_equal(with_separator("\xc3\xa9", 0), -EINVAL);
	assert_int_equal(with_separator("-\n", 0), -EINVAL);
}

static int
with_list(const char *const *list, size_t n, unsigned int flags,
    const char *separator)
{
	const struct credmint_passphrase policy = {
	    SIZE, 2, 0, flags, separator, list, n};
	double bits;

	return credmint_passphrase_bits(&policy, &bits);
}

#define LIST(...)                           \
	(const char *const[]){__VA_ARGS__}, \
	    LENGTH(((const char *const[]){__VA_ARGS__}))

#define W32 "0123456789abcdefghijklmnopqrstuv"

static void
test_lists_that_cannot_be_drawn_from_are_refused(void **state)
{
	(void)state;
	assert_int_equal(with_list(NULL, 1, 0, NULL), -EINVAL);
	assert_int_equal(with_list(LIST("ab", "cd") - 2, 0, NULL), -EINVAL);
	assert_int_equal(with_list(LIST("ab", NULL), 0, NULL), -EINVAL);
	assert_int_equal(with_list(LIST("ab", ""), 0, NULL), -EINVAL);
	assert_int_equal(with_list(LIST("ab", "c d"), 0, NULL), -EINVAL);
	assert_int_equal(with_list(LIST("ab", "c\td"), 0, NULL), -EINVAL);
	assert_int_equal(with_list(LIST("ab", "c\x7f"), 0, NULL), -EINVAL);
	assert_int_equal(with_list(LIST("ab", "gr\xc3\xbcn"), 0, ""), -EINVAL);
	assert_int_equal(with_list(LIST("ab", W32), 0, NULL), 0);
	assert_int_equal(with_list(LIST("ab", W32 "w"), 0, NULL), -EINVAL);
	assert_int_equal(with_list(LIST("!", "~"), 0, NULL), 0);
}

static void
test_lists_whose_draws_could_be_equal_are_refused(void **state)
{
	(void)state;
	assert_int_equal(with_list(LIST("b", "a", "c"), 0, NULL), 0);
	assert_int_equal(with_list(LIST("b", "a", "b"), 0, NULL), -EINVAL);
	assert_int_equal(with_list(LIST("a", "a"), 0, NULL), -EINVAL);
	assert_int_equal(with_list(LIST("a", "A"), 0, NULL), 0);
	assert_int_equal(
	    with_list(LIST("a", "b", "A"), CAPITAL, NULL), -EINVAL);
	assert_int_equal(with_list(LIST("a-b", "c"), 0, NULL), -EINVAL);
	assert_int_equal(with_list(LIST("a-b", "c"), 0, "."), 0);
	assert_int_equal(with_list(LIST("a.b", "c"), 0, "-."), -EINVAL);
	assert_int_equal(with_list(LIST("Ab", "c"), 0, "A"), -EINVAL);
	assert_int_equal(with_list(LIST("ab", "c"), 0, "A"), 0);
	assert_int_equal(with_list(LIST("ab", "c"), CAPITAL, "A"), -EINVAL);
	assert_int_equal(with_list(LIST("a1", "c"), 0, NULL), 0);
	assert_int_equal(with_list(LIST("a1", "c"), DIGIT, NULL), -EINVAL);
	/* No separator: neither begins the other, or capitals mark them. */
	assert_int_equal(with_list(LIST("ab", "ba"), 0, ""), 0);
	assert_int_equal(with_list(LIST("ab", "c", "abc"), 0, ""), -EINVAL);
	assert_int_equal(with_list(LIST("ab", "c", "abc"), CAPITAL, ""), 0);
	assert_int_equal(
	    with_list(LIST("aB", "c", "aBc"), CAPITAL, ""), -EINVAL);
	assert_int_equal(
	    with_list(LIST("_b", "c", "_bc"), CAPITAL, ""), -EINVAL);
	assert_int_equal(with_list(LIST("_b", "c", "_d"), CAPITAL, ""), 0);
}

static void
test_weak_ones_need_the_flag(void **state)
{
	struct credmint_passphrase policy = CREDMINT_PASSPHRASE_INIT;
	char out[CREDMINT_PASSPHRASE_SIZE] = "before";
	double bits;

	(void)state;
	policy.words = 3;
	assert_int_equal(credmint_passphrase_bits(&policy, &bits), 0);
	assert_int_equal(
	    credmint_passphrase_make(NULL, &policy, out, sizeof(out)),
	    -EKEYREJECTED);
	assert_string_equal(out, "");
	policy.flags = WEAK;
	assert_int_equal(
	    credmint_passphrase_make(NULL, &policy, out, sizeof(out)), 0);
	assert_true(strlen(out) >= 3 * 3 + 2);
	/* With the digit they have 40.9 bits. */
	policy.flags = DIGIT;
	assert_int_equal(
	    credmint_passphrase_make(NULL, &policy, out, sizeof(out)), 0);
}

/* Room is asked for whatever is drawn, here words of 1 and 9 bytes. */
static void
test_room_does_not_depend_on_the_draw(void **state)
{
	static const char *const list[] = {"a", "bcdefghij"};
	const struct credmint_passphrase policy = {
	    SIZE, 3, 0, WEAK | DIGIT, "::", list, 2};
	const size_t need = 3 * 9 + 2 * 2 + 1 + 1;
	char out[64];

	(void)state;
	for (int i = 0; i < 200; i++) {
		strcpy(out, "before");
		assert_int_equal(
		    credmint_passphrase_make(NULL, &policy, out, need - 1),
		    -ERANGE);
		assert_string_equal(out, "");
		assert_int_equal(
		    credmint_passphrase_make(NULL, &policy, out, need), 0);
	}
	assert_int_equal(
	    credmint_passphrase_make(NULL, &policy, NULL, 0), -ERANGE);
}

static void
test_larger_structs_are_taken_when_the_tail_is_zero(void **state)
{
	struct {
		struct credmint_passphrase policy;
		unsigned char tail[16];
	} larger = {CREDMINT_PASSPHRASE_INIT, {0}};
	double bits;

	(void)state;
	larger.policy.size = sizeof(larger);
	assert_int_equal(credmint_passphrase_bits(&larger.policy, &bits), 0);
	larger.tail[15] = 1;
	assert_refused(&larger.policy, -E2BIG);
}

/* The largest there can be fits the room that is promised for any. */
static void
test_promised_size_holds_the_longest(void **state)
{
	static const char *const list[] = {"abcdefghijklmnopqrstuvwxyzabcdef"};
	const struct credmint_passphrase policy = {
	    SIZE, 64, 0, WEAK | DIGIT, "--------", list, 1};
	char out[CREDMINT_PASSPHRASE_SIZE];

	(void)state;
	assert_int_equal(
	    credmint_passphrase_make(NULL, &policy, out, sizeof(out)), 0);
	assert_int_equal(strlen(out), sizeof(out) - 9);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_shipped_words_are_what_is_promised),
	    cmocka_unit_test(test_bits_are_those_of_words_and_digit),
	    cmocka_unit_test(test_numbers_out_of_range_are_refused),
	    cmocka_unit_test(test_separators_that_words_could_hold_are_refused),
	    cmocka_unit_test(test_lists_that_cannot_be_drawn_from_are_refused),
	    cmocka_unit_test(test_lists_whose_draws_could_be_equal_are_refused),
	    cmocka_unit_test(test_weak_ones_need_the_flag),
	    cmocka_unit_test(test_room_does_not_depend_on_the_draw),
	    cmocka_unit_test(
		test_larger_structs_are_taken_when_the_tail_is_zero),
	    cmocka_unit_test(test_promised_size_holds_the_longest),
	};

	return cmocka_run_group_tests_name("passphrase", tests, NULL, NULL);
}
