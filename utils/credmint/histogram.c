/* histogram - how often each byte came, drawn in characters */

#include "histogram.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "output.h"

#define COLUMNS_MIN 20

/* What fills part of a cell, from nothing to all of it. */
struct ink {
	const char *cell[9];
	unsigned int levels;
	const char *side;
	const char *corner;
	const char *line;
};

static const struct ink ascii = {{" ", ".", ":", "#"}, 3, "|", "+", "-"};
static const struct ink utf8 = {{" ", "\u2581", "\u2582", "\u2583", "\u2584",
				    "\u2585", "\u2586", "\u2587", "\u2588"},
    8, "\u2502", "\u2514", "\u2500"};

struct bars {
	uint64_t height[256];
	uint64_t highest;
	size_t n;
	int label; /* columns of the labels on the left */
};

/* As many bars as fit, a power of two. */
static void
bars_make(struct bars *b, const uint64_t counts[256], size_t columns)
{
	char text[24];

	*b = (struct bars){.n = 512};
	do {
		b->n /= 2;
		b->highest = 0;
		memset(b->height, 0, sizeof(b->height));
		for (size_t i = 0; i < 256; i++) {
			uint64_t *bar = &b->height[i * b->n / 256];

			*bar += counts[i];
			if (*bar > b->highest)
				b->highest = *bar;
		}
		b->label = snprintf(text, sizeof(text), "%" PRIu64, b->highest);
	} while (b->n > 1 && b->n + (size_t)b->label + 2 > columns);
}

/* The line of that height, counted from the bottom. */
static int
line_draw(const struct bars *b, const struct ink *ink, unsigned int line,
    struct output *out)
{
	char label[32] = "";
	int rc;

	if (line + 1 == HISTOGRAM_LINES)
		(void)snprintf(label, sizeof(label), "%" PRIu64, b->highest);
	else if (line == 0)
		(void)snprintf(label, sizeof(label), "0");

	char left[48];
	(void)snprintf(
	    left, sizeof(left), "%*s %s", b->label, label, ink->side);
	rc = output_text(out, left);
	for (size_t i = 0; rc == 0 && i < b->n; i++) {
		/* Of the whole bar, in parts of a cell. */
		double parts = b->highest == 0 ? 0
					       : (double)b->height[i] /
			(double)b->highest * (HISTOGRAM_LINES * ink->levels);
		double level = parts - line * ink->levels + 0.5;

		rc = output_text(out,
		    ink->cell[level < 1            ? 0
			    : level >= ink->levels ? ink->levels
						   : (unsigned int)level]);
	}
	return rc != 0 ? rc : output_end(out);
}

static int
axis_draw(const struct bars *b, const struct ink *ink, struct output *out)
{
	char text[64];
	int rc;

	(void)snprintf(text, sizeof(text), "%*s %s", b->label, "", ink->corner);
	rc = output_text(out, text);
	for (size_t i = 0; rc == 0 && i < b->n; i++)
		rc = output_text(out, ink->line);
	if (rc == 0)
		rc = output_end(out);
	(void)snprintf(text, sizeof(text), "%*s  00", b->label, "");
	if (rc == 0)
		rc = output_text(out, text);
	for (size_t i = 4; rc == 0 && i < b->n; i++)
		rc = output_put(out, " ", 1);
	if (rc == 0)
		rc = output_text(out, "ff");
	return rc != 0 ? rc : output_end(out);
}

int
histogram_draw(
    const uint64_t counts[256], size_t columns, bool blocks, struct output *out)
{
	const struct ink *ink = blocks ? &utf8 : &ascii;
	struct bars bars;
	int rc = 0;

	if (columns < COLUMNS_MIN)
		return 0;
	bars_make(&bars, counts, columns);
	for (unsigned int line = HISTOGRAM_LINES; rc == 0 && line-- > 0;)
		rc = line_draw(&bars, ink, line, out);
	return rc != 0 ? rc : axis_draw(&bars, ink, out);
}
