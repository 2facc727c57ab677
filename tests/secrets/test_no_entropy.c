/*
 * test_no_entropy - without the operating system's generator nothing is made
 *
 * Each maker is called with a full output, with NULL and with a source; the
 * generator fails at the first call, or at a later one.
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "credmint.h"
#include "tests/secrets/stream.h"

static _Alignas(uint64_t) unsigned char out[256];

static int
make_bytes(struct credmint_source *source)
{
	return credmint_random_bytes(source, out, sizeof(out));
}

static int
make_bits(struct credmint_source *source)
{
	return credmint_random_bits(source, out, sizeof(out) * 8 - 3);
}

static int
make_below(struct credmint_source *source)
{
	return credmint_random_below(source, 1000, (uint64_t *)(void *)out);
}

static int
make_below_be(struct credmint_source *source)
{
	unsigned char bound[sizeof(out)] = {0x51};

	return credmint_random_below_be(source, bound, out, sizeof(out));
}

static int
make_int(struct credmint_source *source)
{
	return credmint_random_int(source, 5, 9, (int64_t *)(void *)out);
}

static int
make_range(struct credmint_source *source)
{
	return credmint_random_range(source, 9, 1, -2, (int64_t *)(void *)out);
}

static int
make_real(struct credmint_source *source)
{
	return credmint_random_real(source, (double *)(void *)out);
}

static int
make_uniform(struct credmint_source *source)
{
	return credmint_random_uniform(source, 3, 4, (double *)(void *)out);
}

static int
make_choices(struct credmint_source *source)
{
	return credmint_random_choices(source, 500, NULL,
	    sizeof(out) / sizeof(size_t), (size_t *)(void *)out);
}

static int
make_choices_real(struct credmint_source *source)
{
	const double weights[] = {1.5, 0.1};

	return credmint_random_choices_real(source, 2, weights,
	    sizeof(out) / sizeof(size_t), (size_t *)(void *)out);
}

static int
make_sample(struct credmint_source *source)
{
	return credmint_random_sample(source, 500, NULL,
	    sizeof(out) / sizeof(size_t), (size_t *)(void *)out);
}

static int
make_triangular(struct credmint_source *source)
{
	return credmint_random_triangular(
	    source, 1, 5, 2, (double *)(void *)out);
}

static int
make_normal(struct credmint_source *source)
{
	return credmint_random_normal(source, 1, 2, (double *)(void *)out);
}

static int
make_lognormal(struct credmint_source *source)
{
	return credmint_random_lognormal(source, 1, 2, (double *)(void *)out);
}

static int
make_exponential(struct credmint_source *source)
{
	return credmint_random_exponential(source, 3, (double *)(void *)out);
}

static int
make_gamma(struct credmint_source *source)
{
	return credmint_random_gamma(source, 0.5, 2, (double *)(void *)out);
}

static int
make_beta(struct credmint_source *source)
{
	return credmint_random_beta(source, 0.5, 2, (double *)(void *)out);
}

static int
make_pareto(struct credmint_source *source)
{
	return credmint_random_pareto(source, 3, (double *)(void *)out);
}

static int
make_weibull(struct credmint_source *source)
{
	return credmint_random_weibull(source, 2, 3, (double *)(void *)out);
}

static int
make_vonmises(struct credmint_source *source)
{
	return credmint_random_vonmises(source, 1, 2, (double *)(void *)out);
}

static int
make_binomial(struct credmint_source *source)
{
	return credmint_random_binomial(
	    source, UINT64_MAX, 0.5, (uint64_t *)(void *)out);
}

static int
make_hex(struct credmint_source *source)
{
	return credmint_token_hex(source, 127, (char *)out, sizeof(out));
}

static int
make_urlsafe(struct credmint_source *source)
{
	return credmint_token_urlsafe(source, 191, (char *)out, sizeof(out));
}

static int
make_key(struct credmint_source *source)
{
	return credmint_token_key(source, "k", 128, (char *)out, sizeof(out));
}

static int
make_webhook(struct credmint_source *source)
{
	return credmint_token_webhook(source, (char *)out, sizeof(out));
}

static int
make_passphrase(struct credmint_source *source)
{
	struct credmint_passphrase policy = CREDMINT_PASSPHRASE_INIT;

	policy.words = 12;
	return credmint_passphrase_make(
	    source, &policy, (char *)out, sizeof(out));
}

static const struct {
	int (*make)(struct credmint_source *source);
	size_t empty;    /* bytes of the output that are zero then */
	bool asks_again; /* a later call may fail, too */
} makers[] = {
    {make_bytes, sizeof(out), false},
    {make_bits, sizeof(out), false},
    {make_below, sizeof(uint64_t), false},
    {make_below_be, sizeof(out), false},
    {make_int, sizeof(int64_t), false},
    {make_range, sizeof(int64_t), false},
    {make_real, sizeof(double), false},
    {make_uniform, sizeof(double), false},
    {make_choices, sizeof(out), true},
    {make_choices_real, sizeof(out), true},
    {make_sample, sizeof(out), true},
    {make_triangular, sizeof(double), false},
    {make_normal, sizeof(double), false},
    {make_lognormal, sizeof(double), false},
    {make_exponential, sizeof(double), false},
    {make_gamma, sizeof(double), false},
    {make_beta, sizeof(double), false},
    {make_pareto, sizeof(double), false},
    {make_weibull, sizeof(double), false},
    {make_vonmises, sizeof(double), false},
    {make_binomial, sizeof(uint64_t), true},
    {make_hex, 1, false},
    {make_urlsafe, 1, false},
    {make_key, 1, false},
    {make_webhook, 1, false},
    {make_passphrase, 1, true},
};

static void
assert_nothing_is_made(
    size_t maker, struct credmint_source *source, unsigned int calls)
{
	memset(out, 0x5a, sizeof(out));
	stream_fail(calls, -EIO);
	assert_int_equal(makers[maker].make(source), -EIO);
	for (size_t i = 0; i < makers[maker].empty; i++)
		assert_int_equal(out[i], 0);
	assert_int_equal(stream_calls(), calls + 1);
}

static void
test_no_entropy_makes_nothing(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(makers) / sizeof(makers[0]); i++)
		assert_nothing_is_made(i, NULL, 0);
}

static void
test_entropy_that_ends_half_way_makes_nothing(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(makers) / sizeof(makers[0]); i++)
		if (makers[i].asks_again)
			assert_nothing_is_made(i, NULL, 10);
}

static void
test_no_entropy_for_a_source_makes_nothing(void **state)
{
	struct credmint_source *source;

	(void)state;
	for (size_t i = 0; i < sizeof(makers) / sizeof(makers[0]); i++) {
		assert_int_equal(credmint_source_new(&source), 0);
		assert_nothing_is_made(i, source, 0);
		credmint_source_free(source);
	}
}

static void
test_makers_work_when_entropy_is_back(void **state)
{
	(void)state;
	stream_real();
	for (size_t i = 0; i < sizeof(makers) / sizeof(makers[0]); i++)
		assert_int_equal(makers[i].make(NULL), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_no_entropy_makes_nothing),
	    cmocka_unit_test(test_entropy_that_ends_half_way_makes_nothing),
	    cmocka_unit_test(test_no_entropy_for_a_source_makes_nothing),
	    cmocka_unit_test(test_makers_work_when_entropy_is_back),
	};

	return cmocka_run_group_tests_name("no_entropy", tests, NULL, NULL);
}
