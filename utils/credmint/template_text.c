/* template_text - a template's lines, read as pieces */

#include "template_text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "json_line.h"
#include "template_read.h"

/* Bytes at at, onto the text before, if that goes on here. */
static int
text_add(struct template_read *r, size_t at, size_t n)
{
	struct template_text *t = r->text;
	struct template_piece *piece;

	if (n == 0)
		return 0;
	/* Pieces of a section never go on in the next one: it starts with a
	 * line of its own between them. */
	piece = t->pieces > 0 ? &t->piece[t->pieces - 1] : NULL;
	if (piece != NULL && piece->kind == TEMPLATE_TEXT &&
	    piece->at + piece->n == at) {
		piece->n += n;
		return 0;
	}
	piece = template_text_add(t);
	if (piece == NULL)
		return template_read_memory(r);
	piece->kind = TEMPLATE_TEXT;
	piece->line = r->line;
	piece->at = at;
	piece->n = n;
	return 0;
}

/* "{NAME|FILTER}" at the start of n bytes; *used counts them. */
static int
place_add(struct template_read *r, const char *p, size_t n, size_t *used)
{
	const char *end = memchr(p, '}', n);
	size_t name = template_name_length(p + 1, n - 1);
	struct template_piece *piece;
	const char *filter = p + 1 + name + 1;

	if (end == NULL)
		return template_read_wrong(
		    r, "${ without }; close it, or write $$ for a dollar");
	if (name == 0 || p[1 + name] != '|')
		return template_read_wrong(r,
		    "%.*s is no place; write ${NAME|FILTER}, or $$ for a "
		    "dollar",
		    (int)(end - p > 80 ? 80 : end - p + 1), p);
	piece = template_text_add(r->text);
	if (piece == NULL)
		return template_read_memory(r);
	piece->kind = TEMPLATE_VALUE;
	piece->line = r->line;
	piece->filter = template_filter_find(filter, (size_t)(end - filter));
	if (piece->filter == TEMPLATE_FILTER_NONE)
		return template_read_wrong(r,
		    "there is no filter \"%.*s\"; there are " //
		    TEMPLATE_FILTER_NAMES,
		    (int)(end - filter > 40 ? 40 : end - filter), filter);
	*used = (size_t)(end - p) + 1;
	return template_read_place(r, p + 1, name, piece);
}

/* Of a line, n bytes with its newline, what stands at its dollar. */
static int
dollar_add(struct template_read *r, const char *p, size_t n, size_t *used)
{
	if (p[1] == '$') {
		*used = 2;
		return text_add(r, (size_t)(p + 1 - r->text->text), 1);
	}
	if (p[1] == '\n') {
		*used = 2;
		return 0;
	}
	if (p[1] == '{') {
		int rc = place_add(r, p + 1, n - 1, used);

		++*used;
		return rc;
	}
	return template_read_wrong(r,
	    "a dollar alone; write $$ for one, or ${NAME|FILTER} for a value");
}

/* A line of text, n bytes with its newline. */
static int
line_add(struct template_read *r, const char *p, size_t n)
{
	int rc = 0;

	while (n > 0 && rc == 0) {
		const char *dollar = memchr(p, '$', n);
		size_t used = dollar == NULL ? n : (size_t)(dollar - p);

		rc = text_add(r, (size_t)(p - r->text->text), used);
		p += used;
		n -= used;
		if (dollar == NULL || rc != 0)
			break;
		used = 0;
		rc = dollar_add(r, p, n, &used);
		p += used;
		n -= used;
	}
	return rc;
}

static int
line_read(struct template_read *r, const char *p, size_t n)
{
	if (!json_line_is_text(p, n))
		return template_read_wrong(r,
		    "not UTF-8, or a NUL byte; convert the file, as by iconv");
	if (r->line == 1 && strncmp(p, "\xef\xbb\xbf", 3) == 0)
		return template_read_wrong(
		    r, "a byte order mark; remove it, the file is UTF-8");
	if (memchr(p, '\r', n) != NULL)
		return template_read_wrong(r,
		    "a carriage return; convert the file, as by: tr -d '\\r'");
	if (p[0] == '%' && p[1] != '%')
		return template_read_directive(r, p, n - 1);
	if (r->section == TEMPLATE_SECTIONS) {
		if (n == 1)
			return 0;
		return template_read_wrong(r,
		    "text before a section; begin with %%account, or %%head");
	}
	if (p[0] == '%') {
		p++;
		n--;
	}
	return line_add(r, p, n);
}

int
template_text_read(struct template_text *out, struct fault *f)
{
	struct template_read r = {
	    .text = out, .section = TEMPLATE_SECTIONS, .fault = f};
	const char *p = out->text, *end = p + out->n;
	int rc = 0;

	while (p < end && rc == 0) {
		const char *newline = memchr(p, '\n', (size_t)(end - p));

		r.line++;
		if (newline == NULL)
			return template_read_wrong(&r,
			    "the last line has no newline; add it, if the file "
			    "is whole");
		rc = line_read(&r, p, (size_t)(newline - p) + 1);
		p = newline + 1;
	}
	return rc != 0 ? rc : template_read_end(&r);
}
