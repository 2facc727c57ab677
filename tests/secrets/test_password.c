/*
 * test_password - what a policy may ask, and the extremes it can ask
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
test_default_is_sixteen_with_every_class(void **state)
{
	struct credmint_password p = CREDMINT_PASSWORD_INIT;
	char out[17], other[17];

	(void)state;
	assert_int_equal(credmint_password_make(NULL, &p, out, 17), 0);
	assert_int_equal(credmint_password_make(NULL, &p, other, 17), 0);
	assert_int_equal(strlen(out), 16);
	assert_true(members_satisfies(&p, out, 16));
	assert_string_not_equal(out, other);
	/* 72^16 less what lacks a class, counted by inclusion and exclusion */
	assert_true(fabs(bits_of(&p) - 98.434603419) < 1e-9);
	assert_int_equal(mode_of(&p), PASSWORD_MODE_DRAFT);
}

static void
test_room_must_be_above_the_length(void **state)
{
	struct credmint_password p = CREDMINT_PASSWORD_INIT;
	char out[17] = "before";

	(void)state;
	assert_int_equal(credmint_password_make(NULL, &p, out, 16), -ERANGE);
	assert_string_equal(out, "");
	assert_int_equal(credmint_password_make(NULL, &p, out, 0), -ERANGE);
	assert_int_equal(credmint_password_make(NULL, &p, NULL, 0), -ERANGE);
}

static void
test_impossible_policies_are_refused(void **state)
{
	const struct credmint_password cases[] = {
	    policy_of(3, 0, 0, 0, 0),
	    policy_of(16, 17, NO, NO, NO),
	    policy_of(16, 8, 8, 1, MAY),
	    policy_of(16, NO, NO, NO, NO),
	    policy_of(257, 0, 0, 0, 0),
	    policy_of(SIZE_MAX, 0, 0, 0, 0),
	    policy_of(16, -3, 0, 0, 0),
	    policy_of(16, 0, 0, 0, INT32_MIN),
	    policy_of(16, INT32_MAX, INT32_MAX, INT32_MAX, INT32_MAX),
	    /* 2^32 where size_t has as many bits */
	    policy_of(16, INT32_MAX, INT32_MAX, 2, NO),
	};
	struct credmint_password p;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		expect(&cases[i], -EINVAL, -EINVAL);
	expect(NULL, -EINVAL, -EINVAL);
	p = policy_of(0, 0, 0, 0, 0);
	p.flags = 32;
	expect(&p, -EINVAL, -EINVAL);
}

static void
test_required_class_without_characters_is_refused(void **state)
{
	struct credmint_password p = policy_of(0, 0, 0, 0, 0);

	(void)state;
	p.exclude = "0123456789";
	expect(&p, -EINVAL, -EINVAL);
	p.digits = MAY;
	expect(&p, 0, 0);
	p.digits = NO;
	expect(&p, 0, 0);
	p.symbol_set = "";
	expect(&p, -EINVAL, -EINVAL);
	p.symbols = MAY;
	expect(&p, 0, 0);
	/* What is left of the set are look-alikes. */
	p.symbols = 0;
	p.symbol_set = "|";
	expect(&p, 0, 0);
	p.flags = CREDMINT_PASSWORD_NO_LOOKALIKES;
	expect(&p, -EINVAL, -EINVAL);
	/* Nothing is required, and nothing is left. */
	p = policy_of(16, NO, NO, MAY, NO);
	p.exclude = "0123456789";
	expect(&p, -EINVAL, -EINVAL);
}

static void
test_symbol_set_is_distinct_printable_symbols(void **state)
{
	static const char *const bad[] = {
	    "!!", "!#!", "a", "Z", "5", " ", "!\t", "\x7f", "!\xc3\xa9", "\n"};
	struct credmint_password p = policy_of(0, 0, 0, 0, 0);

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		p.symbol_set = bad[i];
		p.symbols = 0;
		expect(&p, -EINVAL, -EINVAL);
		/* A wrong set is wrong where no symbol is wanted, too. */
		p.symbols = NO;
		expect(&p, -EINVAL, -EINVAL);
	}
	p.symbols = 0;
	p.symbol_set = ALL_SYMBOLS;
	expect(&p, 0, 0);
}

static void
test_exclude_is_printable_and_holds_for_all(void **state)
{
	struct credmint_password p = policy_of(64, 0, 0, 0, 0);

	(void)state;
	p.exclude = "a\n";
	expect(&p, -EINVAL, -EINVAL);
	p.exclude = "\xc3\xa9";
	expect(&p, -EINVAL, -EINVAL);
	p.exclude = "";
	expect(&p, 0, 0);
	p.exclude = "aa Zz09~!";
	for (int i = 0; i < 50; i++)
		expect(&p, 0, 0);
}

static void
test_lookalikes_are_left_out(void **state)
{
	struct credmint_password p = policy_of(256, 0, 0, 0, 0);

	(void)state;
	p.symbol_set = ALL_SYMBOLS;
	p.flags = CREDMINT_PASSWORD_NO_LOOKALIKES;
	for (int i = 0; i < 5; i++)
		expect(&p, 0, 0);
	p = policy_of(16, MAY, MAY, MAY, MAY);
	p.flags = CREDMINT_PASSWORD_NO_LOOKALIKES;
	/* l, I, O, 0, 1 are gone; | is no default symbol. */
	assert_true(fabs(bits_of(&p) - 16 * log2(67)) < 1e-9);
}

static void
test_under_forty_bits_needs_the_flag(void **state)
{
	struct credmint_password p = policy_of(12, NO, NO, 1, NO);

	(void)state;
	expect(&p, -EKEYREJECTED, 0);
	p.flags = WEAK;
	expect(&p, 0, 0);
	p.flags = 0;
	p.length = 13; /* 43.2 bits */
	expect(&p, 0, 0);
	/* 16 characters in 10 places are 40 bits sharp. */
	p = policy_of(10, NO, NO, NO, MAY);
	p.symbol_set = "!#%&*+,-./:;<=>?";
	assert_true(bits_of(&p) == 40);
	expect(&p, 0, 0);
	p.length = 9;
	expect(&p, -EKEYREJECTED, 0);
}

static void
test_struct_of_another_size(void **state)
{
	struct {
		struct credmint_password known;
		unsigned char later[8];
	} p = {CREDMINT_PASSWORD_INIT, {0}};

	(void)state;
	p.known.size = sizeof(p);
	expect(&p.known, 0, 0);
	p.later[7] = 1;
	expect(&p.known, -E2BIG, -E2BIG);
	p.known.size = sizeof(p.known);
	expect(&p.known, 0, 0);
	p.known.size = sizeof(p.known) - 1;
	expect(&p.known, -EINVAL, -EINVAL);
	p.known.size = 0;
	expect(&p.known, -EINVAL, -EINVAL);
}

static void
test_all_places_required_are_dealt_exactly(void **state)
{
	struct credmint_password p = policy_of(256, 64, 64, 64, 64);
	double expected = log2_factorial(256) - 4 * log2_factorial(64) +
	    64 * (2 * log2(26) + 2 * log2(10));

	(void)state;
	assert_int_equal(mode_of(&p), PASSWORD_MODE_EXACT);
	assert_true(fabs(bits_of(&p) - expected) < 1e-9);
	for (int i = 0; i < 20; i++)
		expect(&p, 0, 0);
}

static void
test_long_policies_have_the_bits_of_closed_forms(void **state)
{
	struct credmint_password p = policy_of(256, NO, NO, 256, NO);

	(void)state;
	assert_true(fabs(bits_of(&p) - 256 * log2(10)) < 1e-9);
	expect(&p, 0, 0);
	p = policy_of(256, MAY, MAY, MAY, MAY);
	p.symbol_set = ALL_SYMBOLS;
	assert_true(fabs(bits_of(&p) - 256 * log2(94)) < 1e-9);
	expect(&p, 0, 0);
	/* The largest number there is, by way of all classes: 84^256 and less
	 * lack a class, a part of 4e-13 of 94^256. */
	p = policy_of(256, 1, 1, 1, 1);
	p.symbol_set = ALL_SYMBOLS;
	assert_true(fabs(bits_of(&p) - 256 * log2(94)) < 1e-9);
	expect(&p, 0, 0);
	assert_int_equal(mode_of(&p), PASSWORD_MODE_DRAFT);
	/* 255 letters and one digit, anywhere. */
	p = policy_of(256, 255, NO, 1, NO);
	assert_true(fabs(bits_of(&p) - 255 * log2(26) - log2(10) - 8) < 1e-9);
	assert_int_equal(mode_of(&p), PASSWORD_MODE_EXACT);
	expect(&p, 0, 0);
}

static void
test_one_place_and_one_character(void **state)
{
	struct credmint_password p = policy_of(1, NO, NO, NO, 1);
	char out[17];

	(void)state;
	p.symbol_set = "!";
	p.flags = WEAK;
	assert_int_equal(credmint_password_make(NULL, &p, out, 2), 0);
	assert_string_equal(out, "!");
	assert_true(bits_of(&p) == 0);
	p.length = 16;
	assert_int_equal(credmint_password_make(NULL, &p, out, 17), 0);
	assert_string_equal(out, "!!!!!!!!!!!!!!!!");
	p.flags = 0;
	expect(&p, -EKEYREJECTED, 0);
}

static void
test_mode_changes_at_one_draft_in_eight(void **state)
{
	struct credmint_password p = policy_of(3, 3, MAY, NO, NO);
	char exclude[MEMBERS_TEXT];

	(void)state;
	p.flags = WEAK;
	/* 1 in 8 of aA by three places is aaa; 1 in 27 of aAB. */
	members_keep(&p, "aA", exclude);
	assert_int_equal(mode_of(&p), PASSWORD_MODE_DRAFT);
	members_keep(&p, "aAB", exclude);
	assert_int_equal(mode_of(&p), PASSWORD_MODE_EXACT);
}

static void
test_plan_draws_many_from_a_source(void **state)
{
	struct credmint_password p = policy_of(8, 2, 2, 2, 2);
	struct credmint_source *source;
	struct password_plan *plan;
	char out[9];

	(void)state;
	assert_int_equal(credmint_source_new(&source), 0);
	for (int mode = 0; mode <= PASSWORD_MODE_EXACT; mode++) {
		assert_int_equal(
		    password_plan_new(&plan, &p, (enum password_mode)mode), 0);
		for (int i = 0; i < 20000; i++) {
			assert_int_equal(
			    password_plan_draw(plan, source, out, 9), 0);
			assert_true(members_satisfies(&p, out, strlen(out)));
		}
		assert_int_equal(
		    password_plan_draw(plan, source, out, 8), -ERANGE);
		assert_string_equal(out, "");
		password_plan_free(plan);
	}
	password_plan_free(NULL);
	credmint_source_free(source);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_default_is_sixteen_with_every_class),
	    cmocka_unit_test(test_room_must_be_above_the_length),
	    cmocka_unit_test(test_impossible_policies_are_refused),
	    cmocka_unit_test(test_required_class_without_characters_is_refused),
	    cmocka_unit_test(test_symbol_set_is_distinct_printable_symbols),
	    cmocka_unit_test(test_exclude_is_printable_and_holds_for_all),
	    cmocka_unit_test(test_lookalikes_are_left_out),
	    cmocka_unit_test(test_under_forty_bits_needs_the_flag),
	    cmocka_unit_test(test_struct_of_another_size),
	    cmocka_unit_test(test_all_places_required_are_dealt_exactly),
	    cmocka_unit_test(test_long_policies_have_the_bits_of_closed_forms),
	    cmocka_unit_test(test_one_place_and_one_character),
	    cmocka_unit_test(test_mode_changes_at_one_draft_in_eight),
	    cmocka_unit_test(test_plan_draws_many_from_a_source),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
