/*
 * test_distribution_binomial - counts follow the exact binomial law
 *
 * A count stands for the whole step of the distribution function, of which a
 * point is drawn: so it is uniform when the law is right. Beside each law
 * stands a wrong one, a little off, which must be seen.
 */

#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "credmint.h"
#include "tests/secrets/chi.h"
#include "tests/secrets/law.h"

#define DRAWS 60000

static struct credmint_source *source;
static double u[DRAWS];

static int
set_up(void **state)
{
	(void)state;
	return credmint_source_new(&source);
}

static int
tear_down(void **state)
{
	(void)state;
	credmint_source_free(source);
	return 0;
}

static uint64_t
draw(uint64_t n, double p)
{
	uint64_t k = 1;

	assert_int_equal(credmint_random_binomial(source, n, p, &k), 0);
	assert_true(k <= n);
	return k;
}

/* Whether draws of n and p pass for those of n and other. */
static bool
follows(uint64_t n, double p, double other)
{
	double *sums = law_binomial(n, other);
	bool uniform;

	for (size_t i = 0; i < DRAWS; i++) {
		uint64_t k = draw(n, p);
		double below = k == 0 ? 0 : sums[k - 1], v;

		assert_int_equal(credmint_random_real(source, &v), 0);
		u[i] = below + (sums[k] - below) * v;
	}
	uniform = law_is_uniform(u, DRAWS);
	free(sums);
	return uniform;
}

static void
assert_law(uint64_t n, double p, double wrong)
{
	if (!follows(n, p, p))
		fail_msg("not the law of %g, %g", (double)n, p);
	if (follows(n, p, wrong))
		fail_msg("%g, %g: sees nothing", (double)n, p);
}

static void
test_few_of_few(void **state)
{
	(void)state;
	assert_law(1, 0.5, 0.53);
	assert_law(1, 0.05, 0.08);
	assert_law(2, 0.3, 0.33);
	assert_law(7, 0.5, 0.52);
	assert_law(19, 0.49, 0.5);
}

static void
test_few_of_many(void **state)
{
	(void)state;
	assert_law(100, 0.01, 0.012);
	assert_law(999, 0.01, 0.0104);  /* 9.99 are counted up */
	assert_law(1001, 0.01, 0.0104); /* 10.01 are divided first */
	assert_law(1000000, 3e-6, 3.3e-6);
}

static void
test_many_of_many(void **state)
{
	(void)state;
	assert_law(21, 0.5, 0.51);
	assert_law(100, 0.35, 0.36);
	assert_law(1000, 0.5, 0.502);
	assert_law(100000, 0.123, 0.1232);
	assert_law(1000000, 0.4, 0.40005);
}

static void
test_more_than_half(void **state)
{
	(void)state;
	assert_law(1, 0.95, 0.92);
	assert_law(12, 0.7, 0.69);
	assert_law(100, 0.97, 0.968);
	assert_law(1000, 0.999, 0.9988);
	assert_law(5000, 0.8, 0.799);
	/* As close to 1 as can be: a count of the rest. */
	for (size_t i = 0; i < 1000; i++)
		assert_true(draw(1000, 1 - 0x1p-53) == 1000);
}

/* Whether counts pass for a normal law, which the binomial one is by now. */
static bool
is_normal(uint64_t n, double p, double mean_off)
{
	long double mean = (long double)n * (long double)p;
	double deviation = sqrt((double)n * p * (1 - p));

	for (size_t i = 0; i < DRAWS / 4; i++) {
		long double off = (long double)draw(n, p) - mean;

		u[i] = law_normal((double)off / deviation - mean_off);
	}
	return law_is_uniform(u, DRAWS / 4);
}

static void
test_huge_numbers(void **state)
{
	static const struct {
		uint64_t n;
		double p;
	} laws[] = {{UINT64_MAX, 0.5}, {UINT64_MAX, 0.3}, {UINT64_MAX, 1e-8},
	    {UINT64_C(1) << 53, 0.9}, {1000000000000, 0.01}};

	(void)state;
	for (size_t i = 0; i < sizeof(laws) / sizeof(laws[0]); i++) {
		assert_true(is_normal(laws[i].n, laws[i].p, 0));
		assert_false(is_normal(laws[i].n, laws[i].p, 0.3));
	}
}

/* Of so many so few that they are counted as events are: Poisson's law. */
static void
assert_poisson(uint64_t n, double p, double mean)
{
	for (size_t i = 0; i < DRAWS / 4; i++) {
		uint64_t k = draw(n, p);
		double m = (double)k, below = 1 - law_gamma(m, mean), v;

		if (k == 0)
			below = 0;
		assert_int_equal(credmint_random_real(source, &v), 0);
		u[i] = below + v * (1 - law_gamma(m + 1, mean) - below);
	}
	assert_true(law_is_uniform(u, DRAWS / 4));
}

static void
test_few_of_a_huge_number(void **state)
{
	(void)state;
	assert_poisson(UINT64_MAX, 0x1p-64, 1);
	assert_poisson(UINT64_MAX, 9.9 * 0x1p-64, 9.9);
	assert_poisson(UINT64_MAX, 50 * 0x1p-64, 50);
	for (size_t i = 0; i < 1000; i++)
		assert_true(draw(UINT64_MAX, 1e-300) == 0);
}

/* Not only what a double holds: the lowest bits are those of a count. */
static void
test_huge_counts_have_all_their_bits(void **state)
{
	unsigned long cells[16] = {0};

	(void)state;
	for (size_t i = 0; i < DRAWS / 4; i++)
		cells[draw(UINT64_MAX, 0.7) % 16]++;
	assert_true(chi_is_uniform(cells, 16));
}

static void
test_what_is_certain_is_not_drawn(void **state)
{
	static const uint64_t ns[] = {0, 1, 5, UINT64_MAX};

	(void)state;
	for (size_t i = 0; i < sizeof(ns) / sizeof(ns[0]); i++) {
		assert_true(draw(ns[i], 0) == 0);
		assert_true(draw(ns[i], -0.0) == 0);
		assert_true(draw(ns[i], 1) == ns[i]);
	}
	assert_true(draw(0, 0.5) == 0);
	assert_true(draw(0, 0.9) == 0);
}

static void
test_what_is_no_probability_is_refused(void **state)
{
	static const double bad[] = {
	    -1e-300, 1 + 0x1p-52, NAN, INFINITY, -INFINITY};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		uint64_t k = 7;

		assert_int_equal(
		    credmint_random_binomial(NULL, 9, bad[i], &k), -EINVAL);
		assert_true(k == 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_few_of_few),
	    cmocka_unit_test(test_few_of_many),
	    cmocka_unit_test(test_many_of_many),
	    cmocka_unit_test(test_more_than_half),
	    cmocka_unit_test(test_huge_numbers),
	    cmocka_unit_test(test_few_of_a_huge_number),
	    cmocka_unit_test(test_huge_counts_have_all_their_bits),
	    cmocka_unit_test(test_what_is_certain_is_not_drawn),
	    cmocka_unit_test(test_what_is_no_probability_is_refused),
	};

	return cmocka_run_group_tests_name(
	    "distribution_binomial", tests, set_up, tear_down);
}
