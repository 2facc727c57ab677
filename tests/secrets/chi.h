/*
 * chi - whether counts are those of equally likely cells
 *
 * Pearson's test at a fixed false-alarm rate: under 4e-9 a test, so that the
 * 255 bounds of 2 .. 256 together raise less than one false alarm in a
 * million runs. The critical value is Wilson and Hilferty's with z = 6, where
 * 5.77 would do; at one degree of freedom they err on the safe side (47
 * instead of 34.7).
 */

#ifndef TESTS_SECRETS_CHI_H
#define TESTS_SECRETS_CHI_H

#include <stdbool.h>
#include <stddef.h>

bool chi_is_uniform(const unsigned long *counts, size_t cells);

#endif
