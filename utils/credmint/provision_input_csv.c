/* provision_input_csv - accounts as CSV with a header (RFC 4180, strict) */

#include "provision_input_csv.h"

#include <csv.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "provision_input_header.h"
#include "provision_input_quotes.h"

struct provision_csv {
	struct csv_parser parser;
	bool ready; /* the parser is set up */
	size_t columns;
	enum provision_field column[PROVISION_FIELDS];

	/* Of the record that is read. */
	size_t fields;
	bool ended;
	uint64_t open;  /* the line where it began, when it went on; or 0 */
	uint64_t doubt; /* the first line that quotes may go on behind; or 0 */
	int error;      /* of the header */
	struct fault why;
	struct provision_read record;
	size_t used;
	char text[PROVISION_LINE_MAX];
};

/* Blanks belong to the field they stand in. */
static int
no_blank(unsigned char c)
{
	(void)c;
	return 0;
}

/* A lone CR ends no line. */
static int
is_newline(unsigned char c)
{
	return c == CSV_LF;
}

/* At the start of a record, or, with open, inside a quoted field of one. */
static int
reset(struct provision_csv *csv, bool open)
{
	if (csv->ready)
		csv_free(&csv->parser);
	csv->ready = csv_init(&csv->parser, CSV_STRICT | CSV_STRICT_FINI) == 0;
	if (!csv->ready)
		return -ENOMEM;
	csv_set_space_func(&csv->parser, no_blank);
	csv_set_term_func(&csv->parser, is_newline);
	csv_set_blk_size(&csv->parser, 4096);
	if (open && csv_parse(&csv->parser, "\"", 1, NULL, NULL, NULL) != 1)
		return -ENOMEM;
	return 0;
}

/* A column of the header. */
static void
head(void *text, size_t n, void *arg)
{
	struct provision_csv *csv = arg;
	size_t number = ++csv->fields;
	enum provision_field field = provision_field_named(text, n);

	if (csv->error != 0)
		return;
	if (field == PROVISION_FIELDS) {
		csv->error =
		    provision_header_unknown(number, text, n, &csv->why);
		return;
	}
	for (size_t i = 0; i < csv->columns; i++)
		if (csv->column[i] == field) {
			csv->error = fault_set(&csv->why, -EINVAL,
			    "the header names %s in columns %zu and %zu: "
			    "remove one",
			    provision_field_names[field], i + 1, number);
			return;
		}
	csv->column[csv->columns++] = field;
}

static void
take(void *text, size_t n, void *arg)
{
	struct provision_csv *csv = arg;
	size_t i = csv->fields++;

	if (csv->open != 0 || i >= csv->columns || n == 0 ||
	    n > sizeof(csv->text) - csv->used)
		return;
	memcpy(csv->text + csv->used, text, n);
	csv->record.field[csv->column[i]] =
	    (struct provision_text){csv->text + csv->used, n};
	csv->used += n;
}

static void
end(int c, void *arg)
{
	struct provision_csv *csv = arg;

	(void)c;
	csv->ended = true;
}

/* 0; -EINVAL: quotes stand where they must not; -ENOMEM. */
static int
parse(struct provision_csv *csv, const struct provision_line *line,
    void (*field)(void *, size_t, void *))
{
	csv->fields = 0;
	csv->ended = false;
	if (csv_parse(&csv->parser, line->text, line->n, field, end, csv) ==
		line->n &&
	    csv_parse(&csv->parser, "\n", 1, field, end, csv) == 1)
		return 0;
	return csv_error(&csv->parser) == CSV_EPARSE ? -EINVAL : -ENOMEM;
}

int
provision_csv_open(struct provision_csv **out,
    const struct provision_line *header, struct fault *why)
{
	struct provision_csv *csv = calloc(1, sizeof(*csv));
	bool has_name = false;
	int rc = csv != NULL ? reset(csv, false) : -ENOMEM;

	*out = NULL;
	if (rc == 0)
		rc = provision_header_check(header, why);
	if (rc == 0)
		rc = parse(csv, header, head);
	if (rc == 0 && csv->error != 0)
		rc = fault_set(why, csv->error, "%s", csv->why.text);
	else if (rc == -EINVAL && why->text[0] == '\0')
		rc = fault_set(
		    why, rc, "a quote stands where none can in the header");
	for (size_t i = 0; rc == 0 && i < csv->columns; i++)
		has_name |= csv->column[i] == PROVISION_NAME;
	if (rc == 0 && (!csv->ended || !has_name))
		rc = fault_set(why, -EINVAL,
		    !csv->ended ? "a quoted name in the header is not closed"
				: "the header has no column name");
	if (rc == 0)
		*out = csv;
	else
		provision_csv_close(csv);
	return rc;
}

void
provision_csv_close(struct provision_csv *csv)
{
	if (csv != NULL && csv->ready)
		csv_free(&csv->parser);
	free(csv);
}

static void
doubt(struct provision_csv *csv, uint64_t line)
{
	if (csv->doubt == 0)
		csv->doubt = line;
}

/*
 * A quote where none can stand; what follows is read from the next line on,
 * though by somebody's rules a field of this one may go on there.
 */
static int
misquoted(struct provision_csv *csv, const struct provision_line *line,
    struct fault *why)
{
	size_t i = csv->fields;
	int rc = reset(csv, false);

	if (rc != 0)
		return rc;
	if (provision_quotes_may_go_on(line->text, line->n))
		doubt(csv, line->number);
	return fault_set(why, -EINVAL,
	    "column %zu%s%s%s has a quote inside, or text behind the closing "
	    "one: put the whole field in quotes, and each quote in it twice",
	    i + 1, i < csv->columns ? " (" : "",
	    i < csv->columns ? provision_field_names[csv->column[i]] : "",
	    i < csv->columns ? ")" : "");
}

/* Lines that went with the one that is refused. */
static int
swallowed(uint64_t open, uint64_t last, const char *what, struct fault *why)
{
	unsigned long long first = open + 1, end = last;

	if (end < first)
		return fault_set(why, -EINVAL, "%s", what);
	if (end == first)
		return fault_set(why, -EINVAL,
		    "%s; line %llu was taken for a part of it and not read",
		    what, end);
	return fault_set(why, -EINVAL,
	    "%s; lines %llu to %llu were taken for a part of it and not read",
	    what, first, end);
}

/* A record of more than one line has come to its end, good or not. */
static int
broken(struct provision_csv *csv, uint64_t last, struct provision_read *out,
    struct fault *why)
{
	int rc = csv->ended ? 0 : reset(csv, false);

	out->line = csv->open;
	csv->open = 0;
	if (rc != 0)
		return rc;
	return swallowed(out->line, last,
	    "a quoted field is not closed in its line, and a field takes no "
	    "line break",
	    why);
}

/* A line that is too long was not read; its quotes say where it leaves off. */
static int
too_long(struct provision_csv *csv, const struct provision_line *line,
    struct provision_read *out, struct fault *why)
{
	bool open = (csv->open != 0) != line->odd;
	int rc = reset(csv, open);

	if (rc != 0)
		return rc;
	if (line->quotes)
		doubt(csv, line->number);
	if (csv->open == 0)
		out->line = csv->open = line->number;
	if (open)
		return 0;
	out->line = csv->open;
	csv->open = 0;
	if (out->line != line->number)
		return swallowed(out->line, line->number,
		    "a quoted field is not closed in its line, and a field "
		    "takes no line break",
		    why);
	return fault_set(why, -EINVAL, "the line has more than %d bytes",
	    PROVISION_LINE_MAX);
}

int
provision_csv_line(struct provision_csv *csv, const struct provision_line *line,
    struct provision_read *out, struct fault *why)
{
	*out = (struct provision_read){.line = line->number};
	if (!line->whole)
		return too_long(csv, line, out, why);
	if (line->n == 0 && csv->open == 0)
		return 0;
	csv->record = *out;
	csv->used = 0;

	int rc = parse(csv, line, take);
	if (rc == -ENOMEM)
		return rc;
	if (csv->open != 0 && (rc != 0 || csv->ended))
		return broken(csv, line->number, out, why);
	if (rc != 0)
		return misquoted(csv, line, why);
	if (!csv->ended) {
		doubt(csv, line->number);
		if (csv->open == 0)
			csv->open = line->number;
		return reset(csv, true);
	}
	/* The rest of it may be missing, and its last field looks whole. */
	if (!line->newline)
		return fault_set(why, -EINVAL, PROVISION_LINE_CUT);
	if (csv->fields != csv->columns)
		return fault_set(why, -EINVAL,
		    "it has %zu column%s, and the header has %zu", csv->fields,
		    csv->fields == 1 ? "" : "s", csv->columns);
	*out = csv->record;
	return 1;
}

int
provision_csv_end(const struct provision_csv *csv, uint64_t last,
    struct provision_read *out, struct fault *why)
{
	*out = (struct provision_read){.line = csv->open};
	if (csv->open == 0)
		return 0;
	return swallowed(csv->open, last,
	    "a quoted field is not closed before the file ends", why);
}

uint64_t
provision_csv_doubt(const struct provision_csv *csv, uint64_t last)
{
	return csv->doubt < last ? csv->doubt : 0;
}
