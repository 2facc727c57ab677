/*
 * password_length - the shortest length that has the bits a policy asks for
 */

#include "secrets/password_length.h"

#include <errno.h>
#include <math.h>

#include "secrets/password_weights.h"

/* No shorter password has the bits, whatever is required of it. */
static size_t
shortest_possible(const struct password_classes *classes)
{
	double places = classes->total > 1
	    ? floor(classes->bits / log2(classes->total))
	    : (double)classes->longest;

	if (places <= (double)classes->shortest)
		return classes->shortest;
	if (places >= (double)classes->longest)
		return classes->longest;
	return (size_t)places;
}

/* Whether passwords of this length have the bits. */
static int
reaches(const struct password_classes *classes, size_t length, bool *yes)
{
	struct password_classes of = *classes;
	struct password_weights *weights;
	int r;

	of.length = length;
	r = password_weights_new(&weights, &of);
	if (r != 0)
		return r;
	*yes = password_weights_bits(weights) >= classes->bits;
	password_weights_free(weights);
	return 0;
}

int
password_length_find(struct password_classes *classes)
{
	size_t at, below, next, step = 1;
	bool yes = false;
	int r;

	if (classes->length != 0)
		return 0;
	/* below has too few, and in the second loop at has enough. */
	at = shortest_possible(classes);
	below = at - 1;
	while ((r = reaches(classes, at, &yes)) == 0 && !yes) {
		if (at == classes->longest) {
			classes->wrong = PASSWORD_WRONG_BITS;
			return -EINVAL;
		}
		below = at;
		at =
		    at + step < classes->longest ? at + step : classes->longest;
		step *= 2;
	}
	while (r == 0 && at - below > 1) {
		next = below + (at - below) / 2;
		r = reaches(classes, next, &yes);
		if (yes)
			at = next;
		else
			below = next;
	}
	if (r == 0)
		classes->length = at;
	return r;
}
