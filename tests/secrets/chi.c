/*
 * chi - whether counts are those of equally likely cells
 */

#include "tests/secrets/chi.h"

#include <math.h>

static double
critical(double freedom)
{
	double spread = 2 / (9 * freedom);

	return freedom * pow(1 - spread + 6 * sqrt(spread), 3);
}

bool
chi_is_uniform(const unsigned long *counts, size_t cells)
{
	double total = 0, expected, chi = 0;

	for (size_t i = 0; i < cells; i++)
		total += (double)counts[i];
	expected = total / (double)cells;
	for (size_t i = 0; i < cells; i++)
		chi += pow((double)counts[i] - expected, 2) / expected;
	return chi < critical((double)cells - 1);
}
