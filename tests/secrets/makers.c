/*
 * makers - whatever makes something of random bytes, in a table
 */

#include "tests/secrets/makers.h"

static int
make_bytes(struct credmint_source *source, unsigned char *out)
{
	return credmint_random_bytes(source, out, MAKERS_ROOM);
}

static int
make_bits(struct credmint_source *source, unsigned char *out)
{
	return credmint_random_bits(source, out, MAKERS_ROOM * 8 - 3);
}

static int
make_below(struct credmint_source *source, unsigned char *out)
{
	return credmint_random_below(source, 1000, (uint64_t *)(void *)out);
}

static int
make_below_be(struct credmint_source *source, unsigned char *out)
{
	unsigned char bound[MAKERS_ROOM] = {0x51};

	return credmint_random_below_be(source, bound, out, MAKERS_ROOM);
}

static int
make_int(struct credmint_source *source, unsigned char *out)
{
	return credmint_random_int(source, 5, 9, (int64_t *)(void *)out);
}

static int
make_range(struct credmint_source *source, unsigned char *out)
{
	return credmint_random_range(source, 9, 1, -2, (int64_t *)(void *)out);
}

static int
make_real(struct credmint_source *source, unsigned char *out)
{
	return credmint_random_real(source, (double *)(void *)out);
}

static int
make_uniform(struct credmint_source *source, unsigned char *out)
{
	return credmint_random_uniform(source, 3, 4, (double *)(void *)out);
}

static int
make_choices(struct credmint_source *source, unsigned char *out)
{
	return credmint_random_choices(source, 500, NULL,
	    MAKERS_ROOM / sizeof(size_t), (size_t *)(void *)out);
}

static int
make_choices_weighted(struct credmint_source *source, unsigned char *out)
{
	const uint64_t weights[] = {3, 0, UINT32_MAX};

	return credmint_random_choices(source, 3, weights,
	    MAKERS_ROOM / sizeof(size_t), (size_t *)(void *)out);
}

static int
make_choices_real(struct credmint_source *source, unsigned char *out)
{
	const double weights[] = {1.5, 0.1};

	return credmint_random_choices_real(source, 2, weights,
	    MAKERS_ROOM / sizeof(size_t), (size_t *)(void *)out);
}

static int
make_sample(struct credmint_source *source, unsigned char *out)
{
	return credmint_random_sample(source, 500, NULL,
	    MAKERS_ROOM / sizeof(size_t), (size_t *)(void *)out);
}

static int
make_sample_counted(struct credmint_source *source, unsigned char *out)
{
	const uint64_t counts[] = {300, 1, 200};

	return credmint_random_sample(source, 3, counts,
	    MAKERS_ROOM / sizeof(size_t), (size_t *)(void *)out);
}

static int
make_triangular(struct credmint_source *source, unsigned char *out)
{
	return credmint_random_triangular(
	    source, 1, 5, 2, (double *)(void *)out);
}

static int
make_normal(struct credmint_source *source, unsigned char *out)
{
	return credmint_random_normal(source, 1, 2, (double *)(void *)out);
}

static int
make_lognormal(struct credmint_source *source, unsigned char *out)
{
	return credmint_random_lognormal(source, 1, 2, (double *)(void *)out);
}

static int
make_exponential(struct credmint_source *source, unsigned char *out)
{
	return credmint_random_exponential(source, 3, (double *)(void *)out);
}

static int
make_gamma(struct credmint_source *source, unsigned char *out)
{
	return credmint_random_gamma(source, 0.5, 2, (double *)(void *)out);
}

static int
make_beta(struct credmint_source *source, unsigned char *out)
{
	return credmint_random_beta(source, 0.5, 2, (double *)(void *)out);
}

static int
make_pareto(struct credmint_source *source, unsigned char *out)
{
	return credmint_random_pareto(source, 3, (double *)(void *)out);
}

static int
make_weibull(struct credmint_source *source, unsigned char *out)
{
	return credmint_random_weibull(source, 2, 3, (double *)(void *)out);
}

static int
make_vonmises(struct credmint_source *source, unsigned char *out)
{
	return credmint_random_vonmises(source, 1, 2, (double *)(void *)out);
}

static int
make_binomial(struct credmint_source *source, unsigned char *out)
{
	return credmint_random_binomial(
	    source, UINT64_MAX, 0.5, (uint64_t *)(void *)out);
}

static int
make_hex(struct credmint_source *source, unsigned char *out)
{
	return credmint_token_hex(source, 127, (char *)out, MAKERS_ROOM);
}

static int
make_urlsafe(struct credmint_source *source, unsigned char *out)
{
	return credmint_token_urlsafe(source, 191, (char *)out, MAKERS_ROOM);
}

static int
make_key(struct credmint_source *source, unsigned char *out)
{
	return credmint_token_key(source, "k", 128, (char *)out, MAKERS_ROOM);
}

static int
make_webhook(struct credmint_source *source, unsigned char *out)
{
	return credmint_token_webhook(source, (char *)out, MAKERS_ROOM);
}

static int
make_password(struct credmint_source *source, unsigned char *out)
{
	struct credmint_password policy = CREDMINT_PASSWORD_INIT;

	policy.length = 200;
	return credmint_password_make(
	    source, &policy, (char *)out, MAKERS_ROOM);
}

/* Drawn another way: class by class. */
static int
make_password_exactly(struct credmint_source *source, unsigned char *out)
{
	struct credmint_password policy = CREDMINT_PASSWORD_INIT;

	policy.length = 40;
	policy.lower = policy.upper = policy.digits = policy.symbols = 10;
	return credmint_password_make(
	    source, &policy, (char *)out, MAKERS_ROOM);
}

static int
make_passphrase(struct credmint_source *source, unsigned char *out)
{
	struct credmint_passphrase policy = CREDMINT_PASSPHRASE_INIT;

	policy.words = 12;
	return credmint_passphrase_make(
	    source, &policy, (char *)out, MAKERS_ROOM);
}

const struct maker makers[] = {
    {"bytes", make_bytes, MAKERS_ROOM, false},
    {"bits", make_bits, MAKERS_ROOM, false},
    {"below", make_below, sizeof(uint64_t), false},
    {"below_be", make_below_be, MAKERS_ROOM, false},
    {"int", make_int, sizeof(int64_t), false},
    {"range", make_range, sizeof(int64_t), false},
    {"real", make_real, sizeof(double), false},
    {"uniform", make_uniform, sizeof(double), false},
    {"choices", make_choices, MAKERS_ROOM, true},
    {"choices_weighted", make_choices_weighted, MAKERS_ROOM, true},
    {"choices_real", make_choices_real, MAKERS_ROOM, true},
    {"sample", make_sample, MAKERS_ROOM, true},
    {"sample_counted", make_sample_counted, MAKERS_ROOM, true},
    {"triangular", make_triangular, sizeof(double), false},
    {"normal", make_normal, sizeof(double), false},
    {"lognormal", make_lognormal, sizeof(double), false},
    {"exponential", make_exponential, sizeof(double), false},
    {"gamma", make_gamma, sizeof(double), false},
    {"beta", make_beta, sizeof(double), false},
    {"pareto", make_pareto, sizeof(double), false},
    {"weibull", make_weibull, sizeof(double), false},
    {"vonmises", make_vonmises, sizeof(double), false},
    {"binomial", make_binomial, sizeof(uint64_t), true},
    {"hex", make_hex, 1, false},
    {"urlsafe", make_urlsafe, 1, false},
    {"key", make_key, 1, false},
    {"webhook", make_webhook, 1, false},
    {"password", make_password, 201, false},
    {"password_exactly", make_password_exactly, 41, true},
    {"passphrase", make_passphrase, 1, true},
};

const size_t makers_n = sizeof(makers) / sizeof(makers[0]);
