/* bit_sample - random bits, counted as they come */

#include "bit_sample.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "significance.h"

int
bit_sample_make(struct bit_sample *sample, unsigned int pattern)
{
	*sample = (struct bit_sample){.pattern = pattern};
	sample->patterns =
	    calloc((size_t)1 << pattern, sizeof(*sample->patterns));
	return sample->patterns == NULL ? -ENOMEM : 0;
}

void
bit_sample_free(struct bit_sample *sample)
{
	free(sample->patterns);
	*sample = (struct bit_sample){0};
}

/* SP 800-22, 2.11.7: m < floor(log2 n) - 2. */
unsigned int
bit_sample_pattern(uint64_t nbits)
{
	unsigned int m = 3;

	while (m < BIT_SAMPLE_PATTERN_MAX && nbits >> (m + 4) > 0)
		m++;
	return m;
}

void
bit_sample_add(
    struct bit_sample *sample, const unsigned char *data, size_t nbits)
{
	const unsigned int mask = (1u << sample->pattern) - 1;

	for (size_t i = 0; i < nbits / 8; i++)
		sample->histogram[data[i]]++;
	sample->bytes += nbits / 8;
	for (size_t i = 0; i < nbits; i++) {
		unsigned int bit = data[i / 8] >> (7 - i % 8) & 1;

		sample->ones += bit;
		sample->runs += sample->bits == 0 || bit != (sample->last & 1);
		sample->last = sample->last << 1 | bit;
		sample->bits++;
		if (sample->bits >= sample->pattern)
			sample->patterns[sample->last & mask]++;
		else
			sample->first = sample->last;
	}
}

/* How often the first bits of a pattern came, the rest being what they may,
 * with the first bits of the sample once more behind its last ones. */
static double
square_sum(const struct bit_sample *sample, const uint64_t *patterns,
    unsigned int length)
{
	double expected = ldexp((double)sample->bits, -(int)length), sum = 0;
	size_t each = (size_t)1 << (sample->pattern - length);

	for (size_t i = 0; i < (size_t)1 << sample->pattern; i += each) {
		double n = 0;

		for (size_t j = 0; j < each; j++)
			n += (double)patterns[i + j];
		/* The same as 2^m / n * (sum of squares) - n, without its
		 * cancellation. */
		sum += (n - expected) * (n - expected) / expected;
	}
	return sum;
}

/* The patterns that lap over the end of the sample. */
static void
lap(const struct bit_sample *sample, uint64_t *patterns, uint64_t add)
{
	const unsigned int m = sample->pattern, mask = (1u << m) - 1;
	unsigned int window = sample->last;

	for (unsigned int i = 1; i < m; i++) {
		window = window << 1 | (sample->first >> (m - 1 - i) & 1);
		patterns[window & mask] += add;
	}
}

static void
serial(const struct bit_sample *sample, double *p1, double *p2)
{
	const unsigned int m = sample->pattern;
	double psi[3], first, second;

	lap(sample, sample->patterns, 1);
	for (unsigned int i = 0; i < 3; i++)
		psi[i] = square_sum(sample, sample->patterns, m - i);
	lap(sample, sample->patterns, (uint64_t)-1);
	first = psi[0] - psi[1];
	second = psi[0] - 2 * psi[1] + psi[2];
	*p1 = significance_gamma(ldexp(1, (int)m - 2), first / 2);
	*p2 = significance_gamma(ldexp(1, (int)m - 3), second / 2);
}

static double
bytes(const struct bit_sample *sample)
{
	double expected = (double)sample->bytes / 256, chi_square = 0;

	if (sample->bytes == 0)
		return 1;
	for (size_t i = 0; i < 256; i++) {
		double off = (double)sample->histogram[i] - expected;

		chi_square += off * off / expected;
	}
	return significance_chi_square(255, chi_square);
}

static double
runs(const struct bit_sample *sample)
{
	double n = (double)sample->bits, pi = (double)sample->ones / n;
	double expected = 2 * n * pi * (1 - pi);

	/*
	 * SP 800-22 says 0 wherever the ones are more than four deviations
	 * from a half, as they are in one good sample of 16,000. The formula
	 * holds for those, too; the frequency test judges the ones.
	 */
	if (sample->ones == 0 || sample->ones == sample->bits)
		return 0;
	return significance_normal(
	    ((double)sample->runs - expected) / (2 * sqrt(n) * pi * (1 - pi)));
}

void
bit_sample_find(
    const struct bit_sample *sample, struct bit_finding findings[BIT_TESTS])
{
	double n = (double)sample->bits;

	findings[BIT_TEST_BYTES].p = bytes(sample);
	findings[BIT_TEST_FREQUENCY].p =
	    significance_normal((2 * (double)sample->ones - n) / sqrt(n));
	findings[BIT_TEST_RUNS].p = runs(sample);
	serial(sample, &findings[BIT_TEST_SERIAL_1].p,
	    &findings[BIT_TEST_SERIAL_2].p);
	for (int i = 0; i < BIT_TESTS; i++) {
		double p = findings[i].p;

		/* The mean itself is a likely number of ones, or of runs. */
		findings[i].bad = p < BIT_SAMPLE_ALARM ||
		    (i != BIT_TEST_FREQUENCY && i != BIT_TEST_RUNS &&
			p > 1 - BIT_SAMPLE_ALARM);
	}
}
