/*
 * policies - password policies, and what the library answers to them
 */

#include "tests/secrets/policies.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "tests/secrets/members.h"

struct credmint_password
policy_of(size_t length, int lower, int upper, int digits, int symbols)
{
	struct credmint_password p = CREDMINT_PASSWORD_INIT;

	p.length = length;
	p.lower = lower;
	p.upper = upper;
	p.digits = digits;
	p.symbols = symbols;
	return p;
}

void
expect(const struct credmint_password *p, int make, int bits)
{
	char out[CREDMINT_PASSWORD_MAX + 1] = "before";
	double b = 1;

	assert_int_equal(
	    credmint_password_make(NULL, p, out, sizeof(out)), make);
	if (make != 0)
		assert_string_equal(out, "");
	else
		assert_true(members_satisfies(p, out, strlen(out)));
	assert_int_equal(credmint_password_bits(p, &b), bits);
	if (bits != 0)
		assert_true(b == 0);
}

double
bits_of(const struct credmint_password *p)
{
	double bits;

	assert_int_equal(credmint_password_bits(p, &bits), 0);
	return bits;
}

enum password_mode
mode_of(const struct credmint_password *p)
{
	struct password_plan *plan;
	enum password_mode mode;

	assert_int_equal(password_plan_new(&plan, p, PASSWORD_MODE_BEST), 0);
	mode = password_plan_mode(plan);
	password_plan_free(plan);
	return mode;
}

double
log2_factorial(double n)
{
	return lgamma(n + 1) / log(2);
}
