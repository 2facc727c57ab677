/*
 * password_weights - how many passwords satisfy a policy, exactly
 */

#include "secrets/password_weights.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/secret.h"
#include "secrets/bignum.h"

/* The counts of one set of classes. */
struct table {
	size_t classes;
	size_t length;
	bool no_repeat;
	size_t first;  /* the class that the first place was taken of */
	unsigned ways; /* to take it, for each that is counted here */
	unsigned size[PASSWORD_CLASSES];
	unsigned min[PASSWORD_CLASSES];
	struct bignum row[PASSWORD_CLASSES + 1][CREDMINT_PASSWORD_MAX + 1];
};

struct password_weights {
	struct bignum all; /* passwords: of each table, times its ways */
	size_t n;
	struct table table[];
};

/*
 * From C(r, n) * size^n to the same with n + 1; or, where no character may be
 * twice, from C(r, n) * size * (size - 1) * ..., n factors, to n + 1. The
 * division leaves no rest: C(r, n) * (r - n) is C(r, n + 1) * (n + 1).
 */
static void
step(const struct table *t, size_t k, struct bignum *ways, size_t r, size_t n)
{
	unsigned size = t->size[k];

	if (t->no_repeat)
		size = n < size ? size - (unsigned)n : 0;
	bignum_multiply_small(ways, size);
	bignum_multiply_small(ways, (uint32_t)(r - n));
	bignum_divide_small(ways, (uint32_t)(n + 1));
}

static void
count_row(struct table *t, size_t k, size_t r)
{
	struct bignum ways;
	size_t n;

	bignum_set(&ways, 1);
	for (n = 0; n <= r; n++) {
		if (n >= t->min[k])
			bignum_add_product(
			    &t->row[k][r], &ways, &t->row[k + 1][r - n]);
		step(t, k, &ways, r, n);
	}
}

/* Count the passwords of these classes. */
static void
count(struct table *t, const struct password_classes *classes)
{
	size_t k, r;

	t->classes = classes->n;
	t->length = classes->length;
	t->no_repeat = classes->no_repeat;
	for (k = 0; k < t->classes; k++) {
		t->size[k] = classes->class[k].n;
		t->min[k] = classes->class[k].min;
	}
	bignum_set(&t->row[t->classes][0], 1);
	/* Of the first row only the whole length is asked for. */
	for (k = t->classes; k-- > 0;)
		for (r = k == 0 ? t->length : 0; r <= t->length; r++)
			count_row(t, k, r);
}

/* Count what stands behind a letter of each class. */
static void
count_behind(struct password_weights *w, const struct password_classes *classes)
{
	struct password_classes rest;
	struct table *t;
	size_t k;

	for (k = 0; k < classes->n; k++) {
		if (classes->class[k].letters == 0)
			continue;
		rest = *classes;
		rest.length--;
		if (rest.class[k].min > 0)
			rest.class[k].min--;
		if (rest.no_repeat)
			rest.class[k].n--;
		t = &w->table[w->n++];
		t->first = k;
		t->ways = classes->class[k].letters;
		count(t, &rest);
	}
}

/* What one table is worth among all passwords. */
static void
weigh(const struct table *t, struct bignum *weight)
{
	*weight = t->row[0][t->length];
	bignum_multiply_small(weight, t->ways);
}

static size_t
tables_for(const struct password_classes *classes)
{
	size_t k, n = 0;

	if (!classes->first_letter)
		return 1;
	for (k = 0; k < classes->n; k++)
		n += classes->class[k].letters > 0;
	return n;
}

int
password_weights_new(
    struct password_weights **out, const struct password_classes *classes)
{
	size_t i, n = tables_for(classes);
	struct password_weights *w;
	struct bignum one, weight;

	*out = NULL;
	w = calloc(1, sizeof(*w) + n * sizeof(w->table[0]));
	if (w == NULL)
		return -ENOMEM;
	if (classes->first_letter) {
		count_behind(w, classes);
	} else {
		w->n = 1;
		w->table[0].ways = 1;
		count(&w->table[0], classes);
	}
	bignum_set(&one, 1);
	for (i = 0; i < w->n; i++) {
		weigh(&w->table[i], &weight);
		bignum_add_product(&w->all, &one, &weight);
	}
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
	return bignum_log2(&w->all);
}

/* How many of r places class k gets, those before it having had theirs. */
static int
draw_count(const struct table *t, struct credmint_source *source, size_t k,
    size_t r, unsigned *places)
{
	struct bignum ways, weight, at;
	size_t n;
	int e;

	e = bignum_draw(source, &t->row[k][r], &at);
	if (e != 0)
		return e;
	bignum_set(&ways, 1);
	for (n = 0; n < r; n++) {
		if (n >= t->min[k]) {
			bignum_set(&weight, 0);
			bignum_add_product(
			    &weight, &ways, &t->row[k + 1][r - n]);
			if (bignum_compare(&at, &weight) < 0)
				break;
			bignum_subtract(&at, &weight);
		}
		step(t, k, &ways, r, n);
	}
	*places = (unsigned)n;
	SECRET_WIPE_OBJECT(&at);
	SECRET_WIPE_OBJECT(&weight);
	SECRET_WIPE_OBJECT(&ways);
	return 0;
}

/* Which table: whose class the first place is taken of. */
static int
draw_table(const struct password_weights *w, struct credmint_source *source,
    const struct table **out)
{
	struct bignum at, weight;
	size_t i;
	int r;

	*out = &w->table[0];
	if (w->n == 1)
		return 0;
	r = bignum_draw(source, &w->all, &at);
	if (r != 0)
		return r;
	for (i = 0; i + 1 < w->n; i++) {
		weigh(&w->table[i], &weight);
		if (bignum_compare(&at, &weight) < 0)
			break;
		bignum_subtract(&at, &weight);
	}
	*out = &w->table[i];
	SECRET_WIPE_OBJECT(&at);
	return 0;
}

int
password_weights_draw(const struct password_weights *w,
    struct credmint_source *source, struct password_counts *counts)
{
	const struct table *t;
	size_t k, left;
	int r;

	memset(counts, 0, sizeof(*counts));
	r = draw_table(w, source, &t);
	left = t->length;
	for (k = 0; r == 0 && k + 1 < t->classes; k++) {
		/* W is 0 where too few places are left; n never goes there. */
		r = draw_count(t, source, k, left, &counts->places[k]);
		left -= counts->places[k];
	}
	if (r < 0) {
		SECRET_WIPE_OBJECT(counts);
		return r;
	}
	counts->places[k] = (unsigned)left;
	counts->first = t->first;
	return 0;
}
