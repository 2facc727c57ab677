/* doctor_line - a finding and its mend, as a person reads them */

#include "doctor_line.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "output.h"

/* Columns of the first two words, and below which the text stands below them.
 */
#define STATE_WIDTH 6
#define WHAT_WIDTH 16
#define NARROW 60
#define NARROW_INDENT 2
/* Columns that are taken for a terminal's at least. */
#define LEAST 16
#define TEXT_SIZE 4096
/* Columns that a text has beside them at least. */
#define ROOM 30

struct line {
	struct output *out;
	size_t columns; /* SIZE_MAX: no end */
	size_t indent;  /* of what goes on below */
	size_t at;      /* columns that are written on this line */
};

/* Characters, of which those behind the first byte of UTF-8 are none. */
static size_t
width(const char *text, size_t n)
{
	size_t columns = 0;

	for (size_t i = 0; i < n; i++)
		columns += ((unsigned char)text[i] & 0xc0) != 0x80;
	return columns;
}

static int
put(struct line *l, const char *text, size_t n)
{
	l->at += width(text, n);
	return output_put(l->out, text, n);
}

static int
spaces(struct line *l, size_t to)
{
	int rc = 0;

	while (rc == 0 && l->at < to)
		rc = put(l, " ", 1);
	return rc;
}

static int
new_line(struct line *l)
{
	int rc = output_end(l->out);

	l->at = 0;
	return rc != 0 ? rc : spaces(l, l->indent);
}

/* Bytes of as many characters as there is room for. */
static size_t
fitting(const struct line *l, const char *word, size_t n)
{
	size_t room = l->columns - l->at, at = 0;

	while (at < n && (room > 0 || ((unsigned char)word[at] & 0xc0) == 0x80))
		room -= ((unsigned char)word[at++] & 0xc0) != 0x80;
	return at;
}

/* One word; what no line has room for is broken. */
static int
word_put(struct line *l, const char *word, size_t n)
{
	const bool first = l->at == l->indent;
	int rc = 0;

	if (!first && width(word, n) + 1 > l->columns - l->at)
		rc = new_line(l);
	else if (!first)
		rc = put(l, " ", 1);
	while (rc == 0 && width(word, n) > l->columns - l->at) {
		size_t some = fitting(l, word, n);

		rc = put(l, word, some);
		word += some;
		n -= some;
		if (rc == 0)
			rc = new_line(l);
	}
	return rc != 0 ? rc : put(l, word, n);
}

/* The words of n bytes. */
static int
words_put(struct line *l, const char *text, size_t n)
{
	const char *const end = text + n;
	int rc = 0;

	while (rc == 0 && (text += strspn(text, " ")) < end) {
		size_t one = strcspn(text, " ");

		rc = word_put(l, text, one);
		text += one;
	}
	return rc;
}

/*
 * Words, and behind "run: " a command. What has no room on the line begins one,
 * and further left if that lets it stay whole. What does not fit even so is
 * left to the terminal, which copies it as it is.
 */
static int
mend_put(struct line *l, const char *mend)
{
	const char *run = strstr(mend, "run: ");
	size_t n;
	int rc;

	if (run == NULL)
		return words_put(l, mend, strlen(mend));
	run += strlen("run: ");
	rc = words_put(l, mend, (size_t)(run - mend));
	if (rc != 0)
		return rc;
	n = strlen(run);
	if (width(run, n) + 1 > l->columns - l->at) {
		if (width(run, n) > l->columns - l->indent)
			l->indent = NARROW_INDENT;
		rc = new_line(l);
	} else {
		rc = put(l, " ", 1);
	}
	return rc != 0 ? rc : put(l, run, n);
}

/* All on one line, as a program reads it. */
static int
plain(struct output *out, const char *state, const char *what,
    const char *finding, const char *mend)
{
	struct line l = {.out = out, .columns = SIZE_MAX};
	int rc = put(&l, state, strlen(state));

	if (rc == 0)
		rc = spaces(&l, STATE_WIDTH);
	if (rc == 0)
		rc = put(&l, what, strlen(what));
	if (rc == 0)
		rc = put(&l, " ", 1);
	if (rc == 0)
		rc = spaces(&l, STATE_WIDTH + WHAT_WIDTH);
	if (rc == 0)
		rc = put(&l, finding, strlen(finding));
	if (rc == 0 && mend[0] != '\0')
		rc = put(&l, "; ", 2);
	if (rc == 0)
		rc = put(&l, mend, strlen(mend));
	return rc != 0 ? rc : output_end(out);
}

/* The first two words, and where the text begins. */
static int
head(struct line *l, const char *state, const char *what)
{
	const size_t column = STATE_WIDTH + WHAT_WIDTH;
	int rc = put(l, state, strlen(state));

	if (rc == 0)
		rc = spaces(l, STATE_WIDTH);
	if (rc == 0)
		rc = put(l, what, strlen(what));
	l->indent = l->at < column ? column : l->at + 1;
	if (rc == 0 && l->columns >= NARROW && l->columns > l->indent + ROOM)
		return spaces(l, l->indent);
	l->indent = NARROW_INDENT;
	return rc != 0 ? rc : new_line(l);
}

int
doctor_line(struct output *out, const char *state, const char *what,
    const char *finding, const char *mend)
{
	static char text[TEXT_SIZE];
	struct line l = {.out = out};
	int rc;

	if (!output_is_terminal(out))
		return plain(out, state, what, finding, mend);
	l.columns = output_columns(out);
	l.columns = l.columns < LEAST ? LEAST : l.columns;
	rc = head(&l, state, what);
	(void)snprintf(
	    text, sizeof(text), "%s%s", finding, mend[0] != '\0' ? ";" : "");
	if (rc == 0)
		rc = words_put(&l, text, strlen(text));
	if (rc == 0 && mend[0] != '\0')
		rc = mend_put(&l, mend);
	return rc != 0 ? rc : output_end(out);
}
