/* table - rows in aligned columns */

#include "table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "output.h"

/* Rows that are laid out together. */
#define BATCH 256

void
table_free(struct table *t)
{
	if (t == NULL)
		return;
	free(t->text);
	free(t);
}

static int
cell_add(struct table *t, size_t column, const char *cell)
{
	const char *text = cell[0] == '\0' ? "-" : cell;
	size_t n = strlen(text);

	if (t->room - t->used < n + 1) {
		size_t room = 2 * t->room + n + 1;
		char *more = realloc(t->text, room);

		if (more == NULL)
			return -ENOMEM;
		t->text = more;
		t->room = room;
	}
	memcpy(t->text + t->used, text, n + 1);
	t->used += n + 1;
	if (n > t->width[column])
		t->width[column] = n;
	return 0;
}

static int
row_add(struct table *t, const char *const *cells)
{
	for (size_t c = 0; c < t->columns; c++)
		if (cell_add(t, c, cells[c]) != 0)
			return -ENOMEM;
	t->rows++;
	return 0;
}

struct table *
table_new(const char *const *titles, size_t columns)
{
	struct table *t = calloc(1, sizeof(*t));

	if (t == NULL)
		return NULL;
	t->columns = columns;
	if (row_add(t, titles) == 0)
		return t;
	table_free(t);
	return NULL;
}

int
table_row(struct table *t, const char *const *cells, struct output *out)
{
	int rc = 0;

	if (t->rows == BATCH)
		rc = table_flush(t, out);
	return rc != 0 ? rc : row_add(t, cells);
}

/* One row from its first cell on; *cell moves on to the next row. */
static int
row_write(const struct table *t, const char **cell, struct output *out)
{
	for (size_t c = 0; c < t->columns; c++) {
		size_t n = strlen(*cell);
		int rc = output_text(out, *cell);

		*cell += n + 1;
		/* Nothing follows the last column. */
		for (; rc == 0 && c + 1 < t->columns && n < t->width[c] + 2;
		     n++)
			rc = output_put(out, " ", 1);
		if (rc != 0)
			return rc;
	}
	return output_end(out);
}

int
table_flush(struct table *t, struct output *out)
{
	const char *cell = t->text;
	int rc = 0;

	for (size_t r = 0; rc == 0 && r < t->rows; r++)
		rc = row_write(t, &cell, out);
	t->rows = 0;
	t->used = 0;
	return rc;
}
