/*
 * test_login_rule - which sections of the configuration hold for a login
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/host/rule_bench.h"

static void
test_without_sections_all_ways_are_in(void **state)
{
	(void)state;
	find("sshd");
	assert_string_equal(letters_of(&rule.ways), "idar");
	assert_string_equal(letters_of(&rule.asked), "idar");
	assert_false(rule.exempt);
	assert_string_equal(rule.exempt_by, "");
	assert_int_equal(rule.nullok_until, 0);
	assert_int_equal(rule.grace, 0);
	assert_int_equal(asked, 0);
}

/* Sections of the table below. */
static const struct {
	const char *service, *group, *ways;
	int64_t until, grace;
} table[] = {
    {"sshd", "", "ria", 1000, 100},
    {"", "one", "aid", 900, 200},
    {"", "two", "dra", 800, 300},
    {"sshd", "one", "ir", 700, 0},
    {"sshd", "two", "rai", 0, 500},
};

#define SECTIONS 5
#define NONE (-1)

/*
 * Which of two sections hold when one of them, both or none are there: the
 * first in the file, and the other.
 */
static bool
of_two(bool a, bool b, bool backwards, int *first, int *other, int which)
{
	if (!a && !b)
		return false;
	*first = a ? which : which + 1;
	*other = a && b ? which + 1 : NONE;
	if (a && b && backwards) {
		*first = which + 1;
		*other = which;
	}
	return true;
}

/* What must hold, in words of the manual. */
static void
expect(unsigned there, bool sshd, bool one, bool two, bool backwards)
{
#define IS(i) ((there & 1u << (i)) != 0)
	int first = NONE, other = NONE;
	const char *a = "idar", *b, *at;
	char both[5] = "", *end = both;
	int64_t until = 2000, grace = 50;

	if ((!sshd ||
		!of_two(IS(3) && one, IS(4) && two, backwards, &first, &other,
		    3)) &&
	    !of_two(IS(1) && one, IS(2) && two, backwards, &first, &other, 1) &&
	    sshd && IS(0))
		first = 0;
	if (first != NONE) {
		a = table[first].ways;
		until = table[first].until;
		grace = table[first].grace;
	}
	b = other == NONE ? a : table[other].ways;
	for (at = a; *at != '\0'; at++)
		if (strchr(b, *at) != NULL)
			*end++ = *at;
	if (other != NONE) {
		/* 0 is no end: of 700 and 0 the former is the earlier. */
		if (until == 0 ||
		    (table[other].until != 0 && table[other].until < until))
			until = table[other].until;
		if (table[other].grace < grace)
			grace = table[other].grace;
	}
	assert_string_equal(letters_of(&rule.ways), both);
	assert_int_equal(rule.nullok_until, until);
	assert_int_equal(rule.grace, grace);
	assert_string_equal(
	    letters_of(&rule.asked), sshd && IS(0) ? "ria" : "idar");
#undef IS
}

static void
make_table(unsigned there, bool backwards)
{
	struct conf_login *login;
	unsigned i, k;

	conf_default(&conf);
	conf.logins[0].nullok_until = 2000;
	conf.logins[0].grace = 50;
	for (k = 0; k < SECTIONS; k++) {
		i = backwards ? SECTIONS - 1 - k : k;
		if ((there & 1u << i) == 0)
			continue;
		login = add(table[i].service, table[i].group);
		login->ways = ways_of(table[i].ways);
		login->nullok_until = table[i].until;
		login->grace = table[i].grace;
	}
}

/* Every set of sections, membership, service and order of the file. */
static void
test_every_combination_of_ranks(void **state)
{
	static const char *const members[] = {
	    "", " one ", " two ", " one  two "};
	unsigned there, m, rest;

	(void)state;
	for (there = 0; there < 1u << SECTIONS; there++)
		for (rest = 0; rest < 16; rest++) {
			m = rest % 4;
			listed = members[m];
			make_table(there, (rest & 8) != 0);
			find((rest & 4) != 0 ? "sshd" : "sudo");
			expect(there, (rest & 4) != 0, (m & 1) != 0,
			    (m & 2) != 0, (rest & 8) != 0);
		}
}

static void
test_each_key_falls_through_for_itself(void **state)
{
	(void)state;
	conf.logins[0].grace = 60;
	add("sshd", "")->nullok_until = 77;
	add("", "staff")->grace = 120;
	add("sshd", "staff")->ways = ways_of("a");
	listed = " staff ";
	find("sshd");
	assert_string_equal(letters_of(&rule.ways), "a");
	assert_string_equal(letters_of(&rule.asked), "idar");
	assert_int_equal(rule.grace, 120);
	assert_int_equal(rule.nullok_until, 77);
	find("sudo");
	assert_string_equal(letters_of(&rule.ways), "idar");
	assert_int_equal(rule.grace, 120);
	assert_int_equal(rule.nullok_until, 0);
	/* What says "no end" and "none" says something. */
	conf.logins[1].nullok_until = 0;
	conf.logins[0].nullok_until = 99;
	conf.logins[2].grace = 0;
	find("sshd");
	assert_int_equal(rule.nullok_until, 0);
	assert_int_equal(rule.grace, 0);
}

static void
test_groups_without_a_common_way_let_nobody_in(void **state)
{
	(void)state;
	add("", "one")->ways = ways_of("i");
	add("", "two")->ways = ways_of("ar");
	listed = " one  two ";
	find("sshd");
	assert_int_equal(rule.ways.n, 0);
	assert_string_equal(letters_of(&rule.asked), "idar");
	/* Not even when a third has some of all. */
	add("", "three")->ways = ways_of("idar");
	listed = " one  two  three ";
	find("sshd");
	assert_int_equal(rule.ways.n, 0);
}

static void
test_services_are_compared_whole(void **state)
{
	static const char *const others[] = {
	    "ssh", "sshd2", "SSHD", "self:sshd", ""};
	size_t i;

	(void)state;
	add("sshd", "")->ways = ways_of("a");
	for (i = 0; i < sizeof(others) / sizeof(*others); i++) {
		find(others[i]);
		assert_string_equal(letters_of(&rule.ways), "idar");
	}
	add("self:sshd", "")->ways = ways_of("r");
	find("self:sshd");
	assert_string_equal(letters_of(&rule.ways), "r");
	assert_string_equal(letters_of(&rule.asked), "r");
}

#define CASE(name) cmocka_unit_test_setup(name, rule_clear)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    CASE(test_without_sections_all_ways_are_in),
	    CASE(test_every_combination_of_ranks),
	    CASE(test_each_key_falls_through_for_itself),
	    CASE(test_groups_without_a_common_way_let_nobody_in),
	    CASE(test_services_are_compared_whole),
	};

	return cmocka_run_group_tests_name("login rule", tests, NULL, NULL);
}
