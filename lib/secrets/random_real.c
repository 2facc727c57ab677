/*
 * random_real - floating-point numbers
 */

#include <errno.h>
#include <math.h>

#include "credmint.h"

#include "secrets/draw.h"

int
credmint_random_real(struct credmint_source *source, double *out)
{
	if (out == NULL)
		return -EINVAL;
	return draw_real(source, out);
}

int
credmint_random_uniform(
    struct credmint_source *source, double a, double b, double *out)
{
	double x;
	int error;

	if (out == NULL)
		return -EINVAL;
	*out = 0;
	if (!isfinite(a) || !isfinite(b) || !isfinite(b - a))
		return -EINVAL;
	error = draw_real(source, &x);
	if (error == 0)
		*out = a + (b - a) * x;
	return error;
}
