/*
 * random_sample - choices without replacement
 *
 * Conceptually the list of all positions is shuffled from the front and cut
 * after k. Only places that no longer hold their own position are kept, in a
 * table keyed by place: a draw adds at most one, so memory grows with k.
 */

#include <errno.h>
#include <stdlib.h>

#include "core/secret.h"
#include "credmint.h"
#include "secrets/draw.h"
#include "secrets/parameter.h"
#include "secrets/tally.h"

struct moved {
	uint64_t place; /* plus 1; 0: a free cell */
	uint64_t holds;
};

struct table {
	struct moved *cells;
	size_t size; /* a power of two, more than twice the draws */
};

static int
table_make(struct table *t, size_t draws)
{
	t->cells = NULL;
	t->size = 4;
	while (t->size / 2 <= draws)
		if (__builtin_mul_overflow(t->size, 2, &t->size))
			return -ENOMEM;
	t->cells = calloc(t->size, sizeof(*t->cells));
	return t->cells == NULL ? -ENOMEM : 0;
}

/* The cell of a place, or the free one where it belongs. */
static struct moved *
table_cell(const struct table *t, uint64_t place)
{
	/* The golden ratio spreads neighbours; its high bits are the best. */
	uint64_t spread = (place + 1) * UINT64_C(0x9e3779b97f4a7c15);
	size_t at = (size_t)(spread >> 32) & (t->size - 1);

	while (t->cells[at].place != 0 && t->cells[at].place != place + 1)
		at = (at + 1) & (t->size - 1);
	return &t->cells[at];
}

static uint64_t
table_get(const struct table *t, uint64_t place)
{
	const struct moved *cell = table_cell(t, place);

	return cell->place == 0 ? place : cell->holds;
}

static void
table_put(const struct table *t, uint64_t place, uint64_t holds)
{
	*table_cell(t, place) = (struct moved){place + 1, holds};
}

static int
draw_sample(struct credmint_source *source, const struct tally *tally,
    const struct table *table, size_t k, size_t *index)
{
	for (size_t i = 0; i < k; i++) {
		uint64_t other;
		int error;

		error = draw_below(source, tally->total - i, &other);
		if (error != 0)
			return error;
		other += i;
		index[i] = tally_at(tally, table_get(table, other));
		/* Place i is never looked at again: no need to store it. */
		table_put(table, other, table_get(table, i));
	}
	return 0;
}

int
credmint_random_sample(struct credmint_source *source, size_t n,
    const uint64_t *counts, size_t k, size_t *index)
{
	struct table table = {0};
	struct tally tally;
	int error;

	if (!parameter_array(index, k, sizeof(*index)) ||
	    (counts != NULL && !parameter_fits(n, sizeof(*counts))))
		return -EINVAL;
	secret_wipe(index, k * sizeof(*index));
	error = tally_make(&tally, counts, n);
	if (error == 0 && k > tally.total)
		error = -EINVAL;
	if (error == 0)
		error = table_make(&table, k);
	if (error == 0)
		error = draw_sample(source, &tally, &table, k, index);
	if (error != 0)
		secret_wipe(index, k * sizeof(*index));
	secret_free(table.cells, table.size * sizeof(*table.cells));
	tally_free(&tally);
	return error;
}
