/*
 * password_weights - how many passwords satisfy a policy, exactly
 */

#include "secrets/password_weights.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/secret.h"
#include "secrets/bignum.h"

struct password_weights {
	size_t classes;
	size_t length;
	unsigned size[PASSWORD_CLASSES];
	unsigned min[PASSWORD_CLASSES];
	struct bignum row[PASSWORD_CLASSES + 1][CREDMINT_PASSWORD_MAX + 1];
};

/*
 * From C(r, n) * size^n to the same with n + 1. The division leaves no rest:
 * C(r, n) * (r - n) is C(r, n + 1) * (n + 1).
 */
static void
step(struct bignum *ways, size_t r, size_t n, unsigned size)
{
	bignum_multiply_small(ways, size);
	bignum_multiply_small(ways, (uint32_t)(r - n));
	bignum_divide_small(ways, (uint32_t)(n + 1));
}

static void
count_row(struct password_weights *w, size_t k, size_t r)
{
	struct bignum ways;
	size_t n;

	bignum_set(&ways, 1);
	for (n = 0; n <= r; n++) {
		if (n >= w->min[k])
			bignum_add_product(
			    &w->row[k][r], &ways, &w->row[k + 1][r - n]);
		step(&ways, r, n, w->size[k]);
	}
}

int
password_weights_new(
    struct password_weights **out, const struct password_classes *classes)
{
	struct password_weights *w;
	size_t k, r;

	*out = NULL;
	w = calloc(1, sizeof(*w));
	if (w == NULL)
		return -ENOMEM;
	w->classes = classes->n;
	w->length = classes->length;
	for (k = 0; k < w->classes; k++) {
		w->size[k] = classes->class[k].n;
		w->min[k] = classes->class[k].min;
	}
	bignum_set(&w->row[w->classes][0], 1);
	/* Of the first row only the whole length is asked for. */
	for (k = w->classes; k-- > 0;)
		for (r = k == 0 ? w->length : 0; r <= w->length; r++)
			count_row(w, k, r);
	*out = w;
	return 0;
}

void
password_weights_free(struct password_weights *w)
{
	free(w);
}

double
password_weights_bits(const struct password_weights *w)
{
	return bignum_log2(&w->row[0][w->length]);
}

/* How many of r places class k gets, those before it having had theirs. */
static int
draw_count(const struct password_weights *w, struct credmint_source *source,
    size_t k, size_t r, unsigned *count)
{
	struct bignum ways, weight, at;
	size_t n;
	int e;

	e = bignum_draw(source, &w->row[k][r], &at);
	if (e != 0)
		return e;
	bignum_set(&ways, 1);
	for (n = 0; n < r; n++) {
		if (n >= w->min[k]) {
			bignum_set(&weight, 0);
			bignum_add_product(
			    &weight, &ways, &w->row[k + 1][r - n]);
			if (bignum_compare(&at, &weight) < 0)
				break;
			bignum_subtract(&at, &weight);
		}
		step(&ways, r, n, w->size[k]);
	}
	*count = (unsigned)n;
	SECRET_WIPE_OBJECT(&at);
	SECRET_WIPE_OBJECT(&weight);
	SECRET_WIPE_OBJECT(&ways);
	return 0;
}

int
password_weights_draw(const struct password_weights *w,
    struct credmint_source *source, unsigned count[PASSWORD_CLASSES])
{
	size_t k, left = w->length;
	int r;

	memset(count, 0, PASSWORD_CLASSES * sizeof(*count));
	for (k = 0; k + 1 < w->classes; k++) {
		/* W is 0 where too few places are left; n never goes there. */
		r = draw_count(w, source, k, left, &count[k]);
		if (r < 0) {
			secret_wipe(count, PASSWORD_CLASSES * sizeof(*count));
			return r;
		}
		left -= count[k];
	}
	count[k] = (unsigned)left;
	return 0;
}
