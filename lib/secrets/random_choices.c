/*
 * random_choices - independent choices, with replacement
 */

#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "core/secret.h"
#include "credmint.h"
#include "secrets/draw.h"
#include "secrets/parameter.h"
#include "secrets/tally.h"

static int
choose(struct credmint_source *source, size_t n, const uint64_t *weights,
    size_t k, size_t *index)
{
	struct tally tally;
	uint64_t position;
	int error;

	if (!parameter_array(index, k, sizeof(*index)) ||
	    (weights != NULL && !parameter_fits(n, sizeof(*weights))))
		return -EINVAL;
	secret_wipe(index, k * sizeof(*index));
	if (k == 0)
		return 0;
	if (n == 0)
		return -ENODATA;
	error = tally_make(&tally, weights, n);
	if (error == 0 && tally.total == 0)
		error = -EINVAL;
	for (size_t i = 0; error == 0 && i < k; i++) {
		error = draw_below(source, tally.total, &position);
		if (error == 0)
			index[i] = tally_at(&tally, position);
	}
	if (error != 0)
		secret_wipe(index, k * sizeof(*index));
	tally_free(&tally);
	return error;
}

int
credmint_random_choices(struct credmint_source *source, size_t n,
    const uint64_t *weights, size_t k, size_t *index)
{
	return choose(source, n, weights, k, index);
}

/*
 * sums[i] is the sum of the weights up to i, all brought by one power of two
 * to a total of about 1: so the smallest weights that there are lose nothing,
 * and a real number below 1 times the total is below the total.
 */
static int
sum_up(const double *weights, size_t n, double *sums)
{
	double total = 0;
	int exponent;

	for (size_t i = 0; i < n; i++) {
		if (!(weights[i] >= 0))
			return -EINVAL;
		total += weights[i];
	}
	if (!isfinite(total) || total == 0)
		return -EINVAL;
	(void)frexp(total, &exponent);
	total = 0;
	for (size_t i = 0; i < n; i++) {
		total += ldexp(weights[i], -exponent);
		sums[i] = total;
	}
	return 0;
}

/* The first index whose sum is above x; x is below the last sum. */
static size_t
first_above(const double *sums, size_t n, double x)
{
	size_t low = 0, high = n - 1;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (sums[middle] > x)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

int
credmint_random_choices_real(struct credmint_source *source, size_t n,
    const double *weights, size_t k, size_t *index)
{
	double *sums, x;
	int error;

	if (weights != NULL && !parameter_fits(n, sizeof(*weights)))
		return -EINVAL;
	if (weights == NULL || k == 0 || n == 0)
		return choose(source, n, NULL, k, index);
	if (!parameter_array(index, k, sizeof(*index)))
		return -EINVAL;
	secret_wipe(index, k * sizeof(*index));
	sums = calloc(n, sizeof(*sums));
	error = sums == NULL ? -ENOMEM : sum_up(weights, n, sums);
	for (size_t i = 0; error == 0 && i < k; i++) {
		error = draw_real(source, &x);
		if (error == 0)
			index[i] = first_above(sums, n, x * sums[n - 1]);
	}
	if (error != 0)
		secret_wipe(index, k * sizeof(*index));
	secret_free(sums, n * sizeof(*sums));
	return error;
}
