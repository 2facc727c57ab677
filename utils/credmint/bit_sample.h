/*
 * bit_sample - random bits, counted as they come, and how far they are from
 * chance
 *
 * The tests of bits are those of NIST SP 800-22 Rev. 1a: 2.1 Frequency, 2.3
 * Runs, 2.11 Serial. That of bytes is Pearson's chi-square over the 256
 * values.
 */

#ifndef CREDMINT_BIT_SAMPLE_H
#define CREDMINT_BIT_SAMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The longest patterns of the serial test. */
#define BIT_SAMPLE_PATTERN_MAX 16

struct bit_sample {
	uint64_t bits;
	uint64_t ones;
	uint64_t runs;
	uint64_t bytes;
	uint64_t histogram[256];
	unsigned int pattern; /* bits of a pattern, m */
	unsigned int last;    /* the latest 32 bits */
	unsigned int first;   /* the first m - 1 */
	uint64_t *patterns;   /* how often each of the 2^m came */
};

enum bit_test {
	BIT_TEST_BYTES,
	BIT_TEST_FREQUENCY,
	BIT_TEST_RUNS,
	BIT_TEST_SERIAL_1,
	BIT_TEST_SERIAL_2,
	BIT_TESTS
};

struct bit_finding {
	double p;
	/* Chance hardly does so: p is tiny, or so near 1 that the counts are
	 * too even. */
	bool bad;
};

/* p-values below are no chance; a good sample has one in 200,000 times. */
#define BIT_SAMPLE_ALARM 1e-6

/*
 * An empty sample with patterns of 3 to BIT_SAMPLE_PATTERN_MAX bits; for n
 * bits bit_sample_pattern(n) is a good length. 0 or -ENOMEM.
 */
int bit_sample_make(struct bit_sample *sample, unsigned int pattern)
    __attribute__((warn_unused_result));
unsigned int bit_sample_pattern(uint64_t nbits);

/* Add bits, the highest of a byte first. Only whole bytes are in the
 * histogram; nothing may follow bits that do not fill their byte. */
void bit_sample_add(
    struct bit_sample *sample, const unsigned char *data, size_t nbits);

/*
 * What the tests find in at least as many bits as a pattern has. The sample
 * stays as it is.
 */
void bit_sample_find(
    const struct bit_sample *sample, struct bit_finding findings[BIT_TESTS]);

void bit_sample_free(struct bit_sample *sample);

#endif
