/*
 * random_below - uniform integers: below a bound, between two, in a range
 */

#include <errno.h>

#include "credmint.h"

#include "secrets/draw.h"

int
credmint_random_below(
    struct credmint_source *source, uint64_t bound, uint64_t *out)
{
	if (out == NULL)
		return -EINVAL;
	*out = 0;
	if (bound == 0)
		return -EINVAL;
	return draw_below(source, bound, out);
}

int
credmint_random_int(
    struct credmint_source *source, int64_t lo, int64_t hi, int64_t *out)
{
	uint64_t above;
	int error;

	if (out == NULL)
		return -EINVAL;
	*out = 0;
	if (hi < lo)
		return -EINVAL;
	/* All 2^64 integers wrap to a bound of 0, which stands for them. */
	error = draw_below(source, (uint64_t)hi - (uint64_t)lo + 1, &above);
	if (error == 0)
		*out = (int64_t)((uint64_t)lo + above);
	return error;
}

int
credmint_random_range(struct credmint_source *source, int64_t start,
    int64_t stop, int64_t step, int64_t *out)
{
	uint64_t width, stride, i;
	int error;

	if (out == NULL)
		return -EINVAL;
	*out = 0;
	/* Unsigned, since the width of a range may exceed INT64_MAX. */
	if (step > 0 && start < stop) {
		width = (uint64_t)stop - (uint64_t)start;
		stride = (uint64_t)step;
	} else if (step < 0 && start > stop) {
		width = (uint64_t)start - (uint64_t)stop;
		stride = 0 - (uint64_t)step;
	} else {
		return -EINVAL;
	}
	error = draw_below(source, (width - 1) / stride + 1, &i);
	if (error == 0)
		*out = (int64_t)((uint64_t)start + (uint64_t)step * i);
	return error;
}
