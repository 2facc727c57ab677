/* table - rows in aligned columns */

#include "table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "output.h"

static void
rows_free(struct table *t)
{
	for (size_t r = 0; r < TABLE_BATCH; r++) {
		for (size_t c = 0; c < t->columns; c++) {
			free(t->cell[r][c]);
			t->cell[r][c] = NULL;
		}
	}
	t->rows = 0;
}

void
table_free(struct table *t)
{
	if (t == NULL)
		return;
	rows_free(t);
	free(t);
}

static int
add(struct table *t, const char *const *cells)
{
	char **row = t->cell[t->rows];

	for (size_t c = 0; c < t->columns; c++) {
		char *text = strdup(cells[c][0] == '\0' ? "-" : cells[c]);

		if (text == NULL)
			return -ENOMEM;
		if (strlen(text) > t->width[c])
			t->width[c] = strlen(text);
		row[c] = text;
	}
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
	if (add(t, titles) == 0)
		return t;
	table_free(t);
	return NULL;
}

int
table_row(struct table *t, const char *const *cells, struct output *out)
{
	int rc = 0;

	if (t->rows == TABLE_BATCH)
		rc = table_flush(t, out);
	return rc != 0 ? rc : add(t, cells);
}

static int
row_write(const struct table *t, size_t row, struct output *out)
{
	for (size_t c = 0; c < t->columns; c++) {
		const char *text = t->cell[row][c];
		int rc = output_text(out, text);

		if (c + 1 == t->columns)
			break;
		for (size_t n = strlen(text); rc == 0 && n < t->width[c] + 2;
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
	int rc = 0;

	for (size_t r = 0; rc == 0 && r < t->rows; r++)
		rc = row_write(t, r, out);
	rows_free(t);
	return rc;
}
