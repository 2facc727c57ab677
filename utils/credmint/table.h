/*
 * table - rows in aligned columns, as a person reads them
 *
 * Nothing depends on the terminal. Rows are laid out in batches, so that a
 * long list is not held in memory; a column never gets narrower.
 */

#ifndef CREDMINT_TABLE_H
#define CREDMINT_TABLE_H

#include <stddef.h>

struct output;

#define TABLE_COLUMNS_MAX 12

struct table {
	size_t columns;
	size_t rows; /* waiting in text */
	size_t width[TABLE_COLUMNS_MAX];
	char *text; /* their cells, each ended by NUL */
	size_t used;
	size_t room;
};

/* A table with its heading. NULL: out of memory. */
struct table *table_new(const char *const *titles, size_t columns);

/* Add a row; an empty cell shows as "-". 0 or a negative errno. */
int table_row(struct table *t, const char *const *cells, struct output *out)
    __attribute__((warn_unused_result));

/* Write the rows there are. */
int table_flush(struct table *t, struct output *out)
    __attribute__((warn_unused_result));

void table_free(struct table *t);

#endif
