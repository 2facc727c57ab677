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

#define SIZE sizeof(struct credmint_password)
#define NO CREDMINT_CLASS_ABSENT
#define MAY CREDMINT_CLASS_ALLOWED
#define WEAK CREDMINT_PASSWORD_WEAK
#define PLAIN (WEAK | CREDMINT_PASSWORD_NO_LOOKALIKES)

/* length, lower, upper, digits, symbols, flags, symbol_set */
static const struct small smalls[] = {
    {"one of each", "abA0+", {SIZE, 4, 0, 0, 0, 0, WEAK, NULL, NULL}},
    {"one of each, some room", "abA0+", {SIZE, 5, 0, 0, 0, 0, WEAK, 0, 0}},
    {"two required", "abcAB01", {SIZE, 5, 2, 1, MAY, NO, WEAK, 0, 0}},
    {"own symbols", "ab\"$'", {SIZE, 4, 1, NO, NO, 2, WEAK, "\"$'", 0}},
    {"one class", "01", {SIZE, 6, NO, NO, 6, NO, WEAK, 0, 0}},
    {"nearly all required", "abcA", {SIZE, 5, 4, MAY, NO, NO, WEAK, 0, 0}},
    {"nothing required", "aA0+", {SIZE, 4, MAY, MAY, MAY, MAY, WEAK, 0, 0}},
    {"several allowed", "aA0+", {SIZE, 5, MAY, 2, MAY, MAY, WEAK, 0, 0}},
    {"one place", "0123456789", {SIZE, 1, NO, NO, 1, NO, WEAK, 0, 0}},
    {"two passwords", "ab", {SIZE, 1, 1, NO, NO, NO, WEAK, 0, 0}},
    {"long and narrow", "a0", {SIZE, 11, 5, NO, 4, NO, WEAK, 0, 0}},
    {"rare class", "abcdefghij0", {SIZE, 3, 1, NO, 2, NO, WEAK, 0, 0}},
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
	    cmocka_unit_test(test_each_place_has_the_exact_class_frequencies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
