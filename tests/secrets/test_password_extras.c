/*
 * test_password_extras - own classes, no repeats, first letters, bits
 */

#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "secrets/password_plan.h"
#include "tests/secrets/members.h"
#include "tests/secrets/policies.h"

#define NO CREDMINT_CLASS_ABSENT
#define MAY CREDMINT_CLASS_ALLOWED
#define WEAK CREDMINT_PASSWORD_WEAK
#define ALL_SYMBOLS "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"

static void
test_own_classes_hold_what_they_may(void **state)
{
	static const struct credmint_class bad[][2] = {
	    {{NULL, 1}, {"b", 1}},
	    {{"a", 1}, {NULL, MAY}},
	    {{"", 1}, {"b", 1}},
	    {{"a", 1}, {"", NO}},
	    {{"ab", 1}, {"cb", 1}},
	    {{"ab", MAY}, {"bc", NO}},
	    {{"aba", 1}, {"c", 1}},
	    {{"a b", 1}, {"c", 1}},
	    {{"a\t", 1}, {"c", 1}},
	    {{"a\x7f", 1}, {"c", 1}},
	    {{"\xc3\xa9", 1}, {"c", 1}},
	    {{"a", -3}, {"c", 1}},
	    {{"a", 1}, {"c", INT32_MIN}},
	    {{"a", 17}, {"c", 1}},
	    {{"a", INT32_MAX}, {"c", INT32_MAX}},
	    {{"a", NO}, {"c", NO}},
	};
	struct credmint_password p = policy_of(0, 0, 0, 0, 0);

	(void)state;
	p.flags = WEAK;
	p.nclasses = 2;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		p.classes = bad[i];
		expect(&p, -EINVAL, -EINVAL);
	}
}

static void
test_own_classes_stand_alone(void **state)
{
	static const struct credmint_class own[] = {
	    {"aA1+", 3}, {"bB2-", 0}, {"cC3*", MAY}, {"dD", NO}, {"e", 1}};
	const struct credmint_password beside[] = {
	    policy_of(0, 1, 0, 0, 0),
	    policy_of(0, 0, MAY, 0, 0),
	    policy_of(0, 0, 0, NO, 0),
	    policy_of(0, 0, 0, 0, NO),
	};
	struct credmint_password p = policy_of(32, 0, 0, 0, 0);

	(void)state;
	p.classes = own;
	for (p.nclasses = 1; p.nclasses <= 4; p.nclasses++)
		expect(&p, 0, 0);
	assert_int_equal(CREDMINT_CLASSES_MAX, 4);
	expect(&p, -EINVAL, -EINVAL);
	p.nclasses = 0;
	expect(&p, -EINVAL, -EINVAL);
	p.nclasses = SIZE_MAX;
	expect(&p, -EINVAL, -EINVAL);
	p.nclasses = 4;
	p.symbol_set = "!";
	expect(&p, -EINVAL, -EINVAL);
	for (size_t i = 0; i < 4; i++) {
		p = beside[i];
		expect(&p, 0, 0);
		p.classes = own;
		p.nclasses = 4;
		expect(&p, -EINVAL, -EINVAL);
	}
	/* Their number without them. */
	p = policy_of(0, 0, 0, 0, 0);
	p.nclasses = 1;
	expect(&p, -EINVAL, -EINVAL);
}

static void
test_own_classes_lose_what_is_left_out(void **state)
{
	static const struct credmint_class own[] = {{"01+", 1}, {"abcdef", 1}};
	struct credmint_password p = policy_of(40, 0, 0, 0, 0);

	(void)state;
	p.classes = own;
	p.nclasses = 2;
	p.flags = CREDMINT_PASSWORD_NO_VOWELS;
	/* + and bcdf, both there */
	assert_true(
	    fabs(bits_of(&p) - log2(pow(5, 40) - pow(4, 40) - 1)) < 1e-9);
	expect(&p, 0, 0);
	p.exclude = "+";
	expect(&p, -EINVAL, -EINVAL);
}

static void
test_no_repeat_ends_with_the_characters(void **state)
{
	struct credmint_password p = policy_of(72, 0, 0, 0, 0);

	(void)state;
	p.flags = CREDMINT_PASSWORD_NO_REPEAT;
	/* Every order of all there are. */
	assert_true(fabs(bits_of(&p) - log2_factorial(72)) < 1e-9);
	expect(&p, 0, 0);
	p.length = 73;
	expect(&p, -EINVAL, -EINVAL);
	p.length = 256;
	expect(&p, -EINVAL, -EINVAL);
	p = policy_of(16, NO, NO, 10, MAY);
	p.flags = CREDMINT_PASSWORD_NO_REPEAT;
	expect(&p, 0, 0);
	p.digits = 11;
	expect(&p, -EINVAL, -EINVAL);
	p = policy_of(94, 26, 26, 10, 32);
	p.symbol_set = ALL_SYMBOLS;
	p.flags = CREDMINT_PASSWORD_NO_REPEAT;
	assert_true(fabs(bits_of(&p) - log2_factorial(94)) < 1e-9);
	for (int i = 0; i < 20; i++)
		expect(&p, 0, 0);
}

static void
test_no_repeat_is_drafted_without_one(void **state)
{
	struct credmint_password p = policy_of(0, MAY, MAY, MAY, MAY);

	(void)state;
	p.flags = CREDMINT_PASSWORD_NO_REPEAT;
	assert_true(
	    fabs(bits_of(&p) - log2_factorial(72) + log2_factorial(56)) < 1e-9);
	assert_int_equal(mode_of(&p), PASSWORD_MODE_DRAFT);
	p.flags |= CREDMINT_PASSWORD_FIRST_LETTER;
	assert_true(fabs(bits_of(&p) - log2(52) - log2_factorial(71) +
			log2_factorial(56)) < 1e-9);
	assert_int_equal(mode_of(&p), PASSWORD_MODE_DRAFT);
	p = policy_of(40, 10, 10, 10, 10);
	p.flags = CREDMINT_PASSWORD_NO_REPEAT;
	assert_int_equal(mode_of(&p), PASSWORD_MODE_EXACT);
}

static void
test_first_letter_needs_one_and_its_place(void **state)
{
	struct credmint_password p = policy_of(16, NO, NO, 0, 0);
	static const struct credmint_class own[] = {{"12345+", 15}, {"a-", 0}};

	(void)state;
	p.flags = CREDMINT_PASSWORD_FIRST_LETTER;
	expect(&p, -EINVAL, -EINVAL);
	/* The digits need all places, or leave one. */
	p = policy_of(16, MAY, NO, 16, NO);
	p.flags = CREDMINT_PASSWORD_FIRST_LETTER;
	expect(&p, -EINVAL, -EINVAL);
	p.digits = 15;
	assert_true(fabs(bits_of(&p) - log2(26) - 15 * log2(10)) < 1e-9);
	expect(&p, 0, 0);
	p = policy_of(16, 0, 0, 0, 0);
	p.flags = CREDMINT_PASSWORD_FIRST_LETTER;
	p.exclude = "abcdefghijklmnopqrstuvwxyz";
	p.lower = NO;
	expect(&p, 0, 0);
	p.exclude = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	p.upper = NO;
	expect(&p, -EINVAL, -EINVAL);
	p = policy_of(16, 0, 0, 0, 0);
	p.lower = p.upper = p.digits = p.symbols = 0;
	p.flags = CREDMINT_PASSWORD_FIRST_LETTER | WEAK;
	p.classes = own;
	p.nclasses = 2;
	assert_true(fabs(bits_of(&p) - 15 * log2(6)) < 1e-9);
	expect(&p, 0, 0);
	p.exclude = "a";
	expect(&p, -EINVAL, -EINVAL);
}

static void
test_first_letter_has_the_bits_of_closed_forms(void **state)
{
	struct credmint_password p = policy_of(256, MAY, MAY, MAY, MAY);

	(void)state;
	p.symbol_set = ALL_SYMBOLS;
	p.flags = CREDMINT_PASSWORD_FIRST_LETTER;
	assert_true(fabs(bits_of(&p) - log2(52) - 255 * log2(94)) < 1e-9);
	assert_int_equal(mode_of(&p), PASSWORD_MODE_DRAFT);
	expect(&p, 0, 0);
	/* 64 of each, and the first of two of them: half of all. */
	p = policy_of(256, 64, 64, 64, 64);
	p.flags = CREDMINT_PASSWORD_FIRST_LETTER;
	assert_true(
	    fabs(bits_of(&p) - log2_factorial(256) + 4 * log2_factorial(64) +
		1 - 64 * (2 * log2(26) + 2 * log2(10))) < 1e-9);
	assert_int_equal(mode_of(&p), PASSWORD_MODE_EXACT);
	for (int i = 0; i < 5; i++)
		expect(&p, 0, 0);
}

static void
test_no_vowels_leaves_what_makes_no_words(void **state)
{
	struct credmint_password p = policy_of(256, 0, 0, 0, 0);

	(void)state;
	p.flags = CREDMINT_PASSWORD_NO_VOWELS;
	for (int i = 0; i < 5; i++)
		expect(&p, 0, 0);
	p = policy_of(16, MAY, MAY, MAY, MAY);
	p.flags = CREDMINT_PASSWORD_NO_VOWELS;
	assert_true(fabs(bits_of(&p) - 16 * log2(72 - 14)) < 1e-9);
	/* l, I, O, 0, 1, and of those I, O, 0, 1 */
	p.flags |= CREDMINT_PASSWORD_NO_LOOKALIKES;
	assert_true(fabs(bits_of(&p) - 16 * log2(72 - 15)) < 1e-9);
}

static void
test_bits_that_cannot_be_are_refused(void **state)
{
	static const double bad[] = {
	    -1, -1e-300, NAN, INFINITY, -INFINITY, 1e308, 1700, 1580};
	struct credmint_password p = policy_of(0, 0, 0, 0, 0);

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		p.bits = bad[i];
		expect(&p, -EINVAL, -EINVAL);
	}
	/* A length says all. */
	p.bits = 64;
	p.length = 64;
	expect(&p, -EINVAL, -EINVAL);
	p = policy_of(0, NO, NO, MAY, NO);
	p.flags = CREDMINT_PASSWORD_NO_REPEAT | WEAK;
	p.bits = 22; /* 10! has 21.8 */
	expect(&p, -EINVAL, -EINVAL);
	p.exclude = "012345678";
	p.flags = WEAK;
	p.bits = 1e-300;
	expect(&p, -EINVAL, -EINVAL);
	/* More required than the longest has places for. */
	p = policy_of(0, 200, 57, MAY, MAY);
	p.bits = 50;
	expect(&p, -EINVAL, -EINVAL);
	p.upper = 56;
	expect(&p, 0, 0);
}

/* The length that so many bits got. */
static size_t
length_for(const struct credmint_password *p)
{
	char out[CREDMINT_PASSWORD_MAX + 1];

	assert_int_equal(credmint_password_make(NULL, p, out, sizeof(out)), 0);
	assert_true(members_satisfies(p, out, strlen(out)));
	return strlen(out);
}

/* One more has as many bits, one less fewer, or does not exist. */
static void
expect_shortest(const struct credmint_password *p)
{
	struct credmint_password one = *p;
	double bits;

	one.bits = 0;
	one.length = length_for(p);
	assert_true(bits_of(p) == bits_of(&one));
	assert_true(bits_of(p) >= p->bits);
	if (--one.length > 0 && credmint_password_bits(&one, &bits) == 0)
		assert_true(bits < p->bits);
}

static void
test_bits_find_the_shortest_length(void **state)
{
	static const struct credmint_class own[] = {{"ab1", 9}, {"+-c", 0}};
	struct credmint_password policies[] = {
	    policy_of(0, 0, 0, 0, 0),
	    policy_of(0, MAY, MAY, MAY, MAY),
	    policy_of(0, NO, NO, 0, NO),
	    policy_of(0, MAY, 30, 60, NO),
	    policy_of(0, 0, 0, 0, 0),
	    policy_of(0, 0, 0, 0, 0),
	};

	(void)state;
	policies[4].flags =
	    CREDMINT_PASSWORD_NO_REPEAT | CREDMINT_PASSWORD_FIRST_LETTER;
	policies[5].classes = own;
	policies[5].nclasses = 2;
	policies[5].flags = CREDMINT_PASSWORD_FIRST_LETTER;
	for (size_t i = 0; i < sizeof(policies) / sizeof(policies[0]); i++) {
		struct credmint_password *p = &policies[i];

		p->flags |= WEAK;
		for (p->bits = 0.5; p->bits < 300; p->bits *= 1.3)
			expect_shortest(p);
	}
}

static void
test_bits_are_reached_sharply(void **state)
{
	struct credmint_password p = policy_of(0, NO, NO, NO, MAY);

	(void)state;
	p.symbol_set = "!#%&*+,-./:;<=>?"; /* 4 bits each */
	for (int bits = 40; bits <= 1024; bits += 4) {
		p.bits = bits;
		assert_int_equal(length_for(&p), bits / 4);
	}
	p.bits = 80.000001;
	assert_int_equal(length_for(&p), 21);
	p.bits = 1024.000001;
	expect(&p, -EINVAL, -EINVAL);
	p.bits = 1e-300;
	expect(&p, -EKEYREJECTED, 0);
	p.flags = WEAK;
	assert_int_equal(length_for(&p), 1);
	/* Room for it must be there all the same. */
	char out[11];
	p.bits = 44;
	assert_int_equal(credmint_password_make(NULL, &p, out, 11), -ERANGE);
	assert_string_equal(out, "");
	/* -0 is 0. */
	p.bits = -0.0;
	assert_int_equal(length_for(&p), 16);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_own_classes_hold_what_they_may),
	    cmocka_unit_test(test_own_classes_stand_alone),
	    cmocka_unit_test(test_own_classes_lose_what_is_left_out),
	    cmocka_unit_test(test_no_repeat_ends_with_the_characters),
	    cmocka_unit_test(test_no_repeat_is_drafted_without_one),
	    cmocka_unit_test(test_first_letter_needs_one_and_its_place),
	    cmocka_unit_test(test_first_letter_has_the_bits_of_closed_forms),
	    cmocka_unit_test(test_no_vowels_leaves_what_makes_no_words),
	    cmocka_unit_test(test_bits_that_cannot_be_are_refused),
	    cmocka_unit_test(test_bits_find_the_shortest_length),
	    cmocka_unit_test(test_bits_are_reached_sharply),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
