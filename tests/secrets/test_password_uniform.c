/*
 * test_password_uniform - passwords against all that satisfy, one by one
 *
 * Small policies are counted out and drawn from many times, in both modes. By
 * chance alone one run in a million fails.
 */

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "secrets/draw.h"
#include "secrets/password_plan.h"
#include "tests/secrets/members.h"

/* Chi-squares in this program share the millionth: z of 1e-6 / 200. */
#define Z 5.73
#define DRAWS_EACH 60

struct small {
	const char *name;
	const char *keep; /* the alphabet, each character once */
	struct credmint_password policy;
};

#define NO CREDMINT_CLASS_ABSENT
#define MAY CREDMINT_CLASS_ALLOWED
#define WEAK CREDMINT_PASSWORD_WEAK
#define ONCE (WEAK | CREDMINT_PASSWORD_NO_REPEAT)
#define FIRST (WEAK | CREDMINT_PASSWORD_FIRST_LETTER)
#define BOTH (ONCE | FIRST)
#define PLAIN \
	(BOTH | CREDMINT_PASSWORD_NO_VOWELS | CREDMINT_PASSWORD_NO_LOOKALIKES)

/* length, the four classes, flags, symbol_set */
#define FOUR(length, lower, upper, digits, symbols, flags, set)         \
	{                                                               \
		sizeof(struct credmint_password), length, lower, upper, \
		    digits, symbols, flags, set, NULL, 0, NULL, 0       \
	}

/* length, flags, own classes */
#define OWN(length, flags, classes)                                            \
	{                                                                      \
		sizeof(struct credmint_password), length, 0, 0, 0, 0, flags,   \
		    NULL, NULL, 0, classes, sizeof(classes) / sizeof(*classes) \
	}

/* Sets that hold letters and others, in one order and another. */
static const struct credmint_class mixed[] = {{"a1B-", 2}, {"c+2", 1}};
static const struct credmint_class two_rest[] = {
    {"1a2", MAY}, {"xY", 0}, {"+B", MAY}};
static const struct credmint_class four[] = {
    {"a0", 1}, {"+b", 1}, {"-C/", 0}, {"19D", 1}};
static const struct credmint_class one_left[] = {{"12345", 4}, {"a+", MAY}};
static const struct credmint_class absent[] = {
    {"ab1", 2}, {"xyz", NO}, {"+2", 1}};

static const struct small smalls[] = {
    {"one of each", "abA0+", FOUR(4, 0, 0, 0, 0, WEAK, NULL)},
    {"one of each, some room", "abA0+", FOUR(5, 0, 0, 0, 0, WEAK, 0)},
    {"two required", "abcAB01", FOUR(5, 2, 1, MAY, NO, WEAK, 0)},
    {"own symbols", "ab\"$'", FOUR(4, 1, NO, NO, 2, WEAK, "\"$'")},
    {"one class", "01", FOUR(6, NO, NO, 6, NO, WEAK, 0)},
    {"nearly all required", "abcA", FOUR(5, 4, MAY, NO, NO, WEAK, 0)},
    {"nothing required", "aA0+", FOUR(4, MAY, MAY, MAY, MAY, WEAK, 0)},
    {"several allowed", "aA0+", FOUR(5, MAY, 2, MAY, MAY, WEAK, 0)},
    {"one place", "0123456789", FOUR(1, NO, NO, 1, NO, WEAK, 0)},
    {"two passwords", "ab", FOUR(1, 1, NO, NO, NO, WEAK, 0)},
    {"long and narrow", "a0", FOUR(11, 5, NO, 4, NO, WEAK, 0)},
    {"rare class", "abcdefghij0", FOUR(3, 1, NO, 2, NO, WEAK, 0)},
    {"own", "a1B-c+2", OWN(4, WEAK, mixed)},
    {"own, two of them the rest", "1a2xY+B", OWN(4, WEAK, two_rest)},
    {"own, all four", "a0+b-C/19D", OWN(4, WEAK, four)},
    {"own, one absent", "ab1+2", OWN(5, WEAK, absent)},
    {"own, some left out", "a1Bc+2", OWN(4, WEAK, mixed)},
    {"no repeat", "abcA0+", FOUR(5, 0, 0, 0, 0, ONCE, 0)},
    {"no repeat, all used", "abcAB0", FOUR(6, 2, 1, MAY, NO, ONCE, 0)},
    {"no repeat, all but one used", "abcAB0", FOUR(5, 2, 1, MAY, NO, ONCE, 0)},
    {"no repeat, a class used", "abA012", FOUR(4, 2, MAY, 1, NO, ONCE, 0)},
    {"no repeat, any", "aA0+12", FOUR(4, MAY, MAY, MAY, MAY, ONCE, 0)},
    {"no repeat, own", "a1B-c+2", OWN(5, ONCE, mixed)},
    {"no repeat, own, all four", "a0+b-C/19D", OWN(4, ONCE, four)},
    {"first letter", "abA01+", FOUR(4, 0, 0, 0, 0, FIRST, 0)},
    {"first letter, one required", "aA01", FOUR(5, NO, 1, 3, NO, FIRST, 0)},
    {"first letter, rest has it", "aA01", FOUR(5, MAY, MAY, 4, NO, FIRST, 0)},
    {"first letter, two required", "abA0+", FOUR(5, 3, 2, NO, NO, FIRST, 0)},
    {"first letter, any", "aA0+", FOUR(5, MAY, MAY, MAY, MAY, FIRST, 0)},
    {"first letter, one place", "abcDEF", FOUR(1, MAY, MAY, NO, NO, FIRST, 0)},
    {"first letter, own", "a1B-c+2", OWN(4, FIRST, mixed)},
    {"first letter, own, rest", "1a2xY+B", OWN(4, FIRST, two_rest)},
    {"first letter, own, all four", "a0+b-C/19D", OWN(4, FIRST, four)},
    {"first letter, own, one left", "12345a+", OWN(5, FIRST, one_left)},
    {"both", "abcA0+", FOUR(5, 0, 0, 0, 0, BOTH, 0)},
    {"both, all used", "abA01", FOUR(5, 0, MAY, 1, NO, BOTH, 0)},
    {"both, a class is one letter", "aAB01", FOUR(4, 0, 1, 1, NO, BOTH, 0)},
    {"both, own", "a1B-c+2", OWN(5, BOTH, mixed)},
    {"both, own, rest", "1a2xY+B", OWN(4, BOTH, two_rest)},
    {"both, own, all four", "a0+b-C/19D", OWN(5, BOTH, four)},
    {"both, own, one left", "12345a+", OWN(5, BOTH, one_left)},
    {"no vowels", "abcdeE0123+",
	FOUR(4, 0, MAY, MAY, 0, WEAK | CREDMINT_PASSWORD_NO_VOWELS, 0)},
    {"all flags", "abcdlEF012+", FOUR(4, 0, MAY, MAY, 0, PLAIN, 0)},
    {"all flags, own", "a1B-c+2", OWN(3, PLAIN, mixed)},
};
#define SMALLS (sizeof(smalls) / sizeof(smalls[0]))

/* What chi-square with so many degrees of freedom stays under (Wilson and
 * Hilferty). */
static double
critical(size_t freedom)
{
	double k = 2.0 / (9.0 * (double)freedom);

	return (double)freedom * pow(1 - k + Z * sqrt(k), 3);
}

static double
chi_square(const unsigned *seen, const bool *in, size_t n, double expected)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		if (in[i])
			sum += (seen[i] - expected) * (seen[i] - expected) /
			    expected;
	return sum;
}

static void
draw_all(const struct small *s, enum password_mode mode, unsigned *seen,
    size_t n, size_t draws)
{
	struct credmint_password policy = s->policy;
	struct credmint_source *source;
	char exclude[MEMBERS_TEXT], text[CREDMINT_PASSWORD_MAX + 1];
	struct password_plan *plan;

	members_keep(&policy, s->keep, exclude);
	assert_int_equal(credmint_source_new(&source), 0);
	assert_int_equal(password_plan_new(&plan, &policy, mode), 0);
	assert_int_equal(password_plan_mode(plan), mode);
	for (size_t i = 0; i < draws; i++) {
		size_t at;

		assert_int_equal(
		    password_plan_draw(plan, source, text, sizeof(text)), 0);
		assert_int_equal(strlen(text), policy.length);
		at = members_number(s->keep, text, policy.length);
		assert_true(at < n);
		seen[at]++;
	}
	password_plan_free(plan);
	credmint_source_free(source);
}

static void
check_small(const struct small *s, enum password_mode mode)
{
	size_t n, members, missed = 0, strange = 0, draws;
	struct credmint_password policy = s->policy;
	char exclude[MEMBERS_TEXT];
	unsigned *seen;
	double chi;
	bool *in;

	members_keep(&policy, s->keep, exclude);
	in = members_all(&policy, s->keep, &n, &members);
	assert_true(members > 1);
	draws = members * DRAWS_EACH;
	seen = calloc(n, sizeof(*seen));
	assert_non_null(seen);
	draw_all(s, mode, seen, n, draws);
	for (size_t i = 0; i < n; i++) {
		missed += in[i] && seen[i] == 0;
		strange += !in[i] && seen[i] != 0;
	}
	chi = chi_square(seen, in, n, DRAWS_EACH);
	print_message("%s: %zu of %zu, %zu drawn, chi-square %.1f below %.1f\n",
	    s->name, members, n, draws, chi, critical(members - 1));
	assert_int_equal(missed, 0);
	assert_int_equal(strange, 0);
	assert_true(chi < critical(members - 1));
	free(seen);
	free(in);
}

static void
test_drafts_are_uniform_over_all_that_satisfy(void **state)
{
	(void)state;
	for (size_t i = 0; i < SMALLS; i++)
		check_small(&smalls[i], PASSWORD_MODE_DRAFT);
}

static void
test_exact_mode_is_uniform_over_all_that_satisfy(void **state)
{
	(void)state;
	for (size_t i = 0; i < SMALLS; i++)
		check_small(&smalls[i], PASSWORD_MODE_EXACT);
}

static void
test_bits_are_log2_of_the_counted_set(void **state)
{
	(void)state;
	for (size_t i = 0; i < SMALLS; i++) {
		struct credmint_password policy = smalls[i].policy;
		char exclude[MEMBERS_TEXT];
		size_t n, members;
		double bits;

		members_keep(&policy, smalls[i].keep, exclude);
		free(members_all(&policy, smalls[i].keep, &n, &members));
		assert_int_equal(credmint_password_bits(&policy, &bits), 0);
		assert_true(fabs(bits - log2((double)members)) < 1e-9);
	}
}

/* One of each class, the rest of all, shuffled: what must not pass. */
static void
fill_and_shuffle(
    struct credmint_source *source, const char *keep, char *text, size_t length)
{
	const char *sets[] = {"ab", "A", "0", "+"};
	uint64_t r;

	for (size_t i = 0; i < length; i++) {
		const char *set = i < 4 ? sets[i] : keep;

		assert_int_equal(draw_below(source, strlen(set), &r), 0);
		text[i] = set[r];
	}
	assert_int_equal(credmint_random_shuffle(source, text, length, 1), 0);
}

static void
test_this_test_sees_fill_and_shuffle(void **state)
{
	const struct small *s = &smalls[0];
	struct credmint_password policy = s->policy;
	char exclude[MEMBERS_TEXT], text[8];
	struct credmint_source *source;
	size_t n, members, at;
	unsigned *seen;
	bool *in;

	(void)state;
	policy.length = 6;
	members_keep(&policy, s->keep, exclude);
	in = members_all(&policy, s->keep, &n, &members);
	seen = calloc(n, sizeof(*seen));
	assert_non_null(seen);
	assert_int_equal(credmint_source_new(&source), 0);
	for (size_t i = 0; i < members * DRAWS_EACH; i++) {
		fill_and_shuffle(source, s->keep, text, policy.length);
		at = members_number(s->keep, text, policy.length);
		assert_true(at < n);
		seen[at]++;
	}
	assert_true(
	    chi_square(seen, in, n, DRAWS_EACH) > critical(members - 1));
	credmint_source_free(source);
	free(seen);
	free(in);
}

/* Every letter as often first as another, and draws enough to see it. */
#define SURE 600
static void
test_this_test_sees_letters_that_are_first_evenly(void **state)
{
	const struct small s = {"", "a1B-c+2", OWN(3, FIRST, mixed)};
	struct credmint_password policy = s.policy;
	char exclude[MEMBERS_TEXT], text[4];
	struct password_plan *plan;
	size_t n, members;
	unsigned *seen;
	uint64_t r;
	bool *in;

	(void)state;
	members_keep(&policy, s.keep, exclude);
	in = members_all(&policy, s.keep, &n, &members);
	seen = calloc(n, sizeof(*seen));
	assert_non_null(seen);
	assert_int_equal(
	    password_plan_new(&plan, &policy, PASSWORD_MODE_EXACT), 0);
	for (size_t i = 0; i < members * SURE; i++) {
		assert_int_equal(draw_below(NULL, 3, &r), 0);
		do
			assert_int_equal(
			    password_plan_draw(plan, NULL, text, 4), 0);
		while (text[0] != "aBc"[r]);
		seen[members_number(s.keep, text, 3)]++;
	}
	assert_true(chi_square(seen, in, n, SURE) > critical(members - 1));
	password_plan_free(plan);
	free(seen);
	free(in);
}

/*
 * Strings of length places over the classes of which those in mask must
 * appear, as a part of all, by inclusion and exclusion.
 */
static double
part_with(const double *size, unsigned mask, double length)
{
	double all = size[0] + size[1] + size[2] + size[3], sum = 0;

	for (unsigned out = 0; out < 16; out++) {
		double left = all;

		if ((out & ~mask) != 0)
			continue;
		for (unsigned k = 0; k < 4; k++)
			if (out >> k & 1)
				left -= size[k];
		sum += (__builtin_popcount(out) % 2 ? -1 : 1) *
		    pow(left / all, length);
	}
	return sum;
}

static unsigned
class_of(char c)
{
	if (c >= 'a' && c <= 'z')
		return 0;
	if (c >= 'A' && c <= 'Z')
		return 1;
	return c >= '0' && c <= '9' ? 2 : 3;
}

/* Classes per place of default passwords against the exact part of each. */
static void
check_marginals(enum password_mode mode, size_t draws)
{
	static const double size[4] = {26, 26, 10, 10};
	struct credmint_password policy = CREDMINT_PASSWORD_INIT;
	struct credmint_source *source;
	struct password_plan *plan;
	unsigned seen[16][4] = {{0}};
	double expected, chi;
	char text[17];

	assert_int_equal(credmint_source_new(&source), 0);
	assert_int_equal(password_plan_new(&plan, &policy, mode), 0);
	for (size_t i = 0; i < draws; i++) {
		assert_int_equal(
		    password_plan_draw(plan, source, text, sizeof(text)), 0);
		assert_true(members_satisfies(&policy, text, 16));
		for (size_t j = 0; j < 16; j++)
			seen[j][class_of(text[j])]++;
	}
	for (size_t j = 0; j < 16; j++) {
		chi = 0;
		for (unsigned k = 0; k < 4; k++) {
			expected = (double)draws * size[k] / 72 *
			    part_with(size, 15u & ~(1u << k), 15) /
			    part_with(size, 15, 16);
			chi += (seen[j][k] - expected) *
			    (seen[j][k] - expected) / expected;
		}
		assert_true(chi < critical(3));
	}
	password_plan_free(plan);
	credmint_source_free(source);
}

static void
test_each_place_has_the_exact_class_frequencies(void **state)
{
	(void)state;
	check_marginals(PASSWORD_MODE_DRAFT, 400000);
	check_marginals(PASSWORD_MODE_EXACT, 100000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_drafts_are_uniform_over_all_that_satisfy),
	    cmocka_unit_test(test_exact_mode_is_uniform_over_all_that_satisfy),
	    cmocka_unit_test(test_bits_are_log2_of_the_counted_set),
	    cmocka_unit_test(test_this_test_sees_fill_and_shuffle),
	    cmocka_unit_test(test_this_test_sees_letters_that_are_first_evenly),
	    cmocka_unit_test(test_each_place_has_the_exact_class_frequencies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
