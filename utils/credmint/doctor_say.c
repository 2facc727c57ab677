/*
 * doctor_say - how findings and mends are written
 *
 * What is found may hold words of strangers: the name of a service that
 * somebody asked by, the label of an authenticator. A reader, or a program,
 * MUST NOT take them for a mend, so that what is one goes by the format, never
 * by the text.
 */

#include "doctor.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "doctor_line.h"
#include "json_line.h"
#include "output.h"

/* Bytes of a line's text, and columns of its first two words. */
#define TEXT_SIZE 2048
#define FORMAT_SIZE 512

static const char *const state_names[] = {"", "ok", "note", "bad"};

static int
json_line(struct doctor *d, enum doctor_state state, const char *what,
    const char *finding, const char *mend)
{
	struct json_line line;

	json_line_begin(&line);
	json_line_text(&line, "state", state_names[state]);
	json_line_text(&line, "what", what);
	json_line_text(&line, "finding", finding);
	if (mend[0] != '\0')
		json_line_text(&line, "mend", mend);
	return json_line_end(&line, d->call->out);
}

/* Bytes of the character at s that a terminal shows; 0: none. */
static size_t
shown(const unsigned char *s)
{
	size_t n = s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;

	if (s[0] < 0x80)
		return s[0] >= 0x20 && s[0] != 0x7f;
	/* U+0080 to U+009F are controls, too. */
	if (s[0] < 0xc2 || s[0] > 0xf4 || (s[0] == 0xc2 && s[1] < 0xa0))
		return 0;
	for (size_t i = 1; i < n; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	return n;
}

/* No control characters; of a finding no ';', which a mend is behind. */
static void
clean(char *text, bool finding)
{
	size_t n;

	for (; *text != '\0'; text += n) {
		n = shown((const unsigned char *)text);
		if (n == 0 || (finding && *text == ';')) {
			*text = '?';
			n = 1;
		}
	}
}

/* Written at once: nothing waits when a process forks or ends. */
static void
put(struct doctor *d, enum doctor_state state, const char *what, char *finding,
    char *mend)
{
	int rc;

	clean(finding, true);
	clean(mend, false);
	if (state == DOCTOR_BAD)
		d->bad++;
	rc = d->call->options.value[OPTION_JSON] != NULL
	    ? json_line(d, state, what, finding, mend)
	    : doctor_line(
		  d->call->out, state_names[state], what, finding, mend);
	if (rc == 0)
		rc = output_flush(d->call->out);
	if (d->error == 0)
		d->error = rc;
}

/* Characters of a text. */
static size_t __attribute__((format(printf, 1, 0)))
length(const char *format, va_list args)
{
	int n = vsnprintf(NULL, 0, format, args);

	return n < 0 ? 0 : (size_t)n;
}

/* Where the mend begins in what a format makes, by the format's own "; ". */
static size_t __attribute__((format(printf, 1, 0)))
mend_at(const char *format, va_list args)
{
	char finding[FORMAT_SIZE];
	const char *end = strstr(format, "; ");

	(void)snprintf(finding, sizeof(finding), "%.*s",
	    end == NULL ? (int)strlen(format) : (int)(end - format), format);
	/* The beginning of a literal that has been checked. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	return length(finding, args);
#pragma GCC diagnostic pop
}

void
doctor_say(struct doctor *d, enum doctor_state state, const char *what,
    const char *format, ...)
{
	char text[TEXT_SIZE], nothing[] = "", *mend = nothing;
	va_list args, again;
	size_t at;

	va_start(args, format);
	va_copy(again, args);
	if (vsnprintf(text, sizeof(text), format, args) < 0)
		text[0] = '\0';
	at = mend_at(format, again);
	va_end(again);
	va_end(args);
	if (at + 2 < sizeof(text) && text[0] != '\0' && text[at] == ';') {
		text[at] = '\0';
		mend = text + at + 2;
	}
	put(d, state, what, text, mend);
}

/* A text of ours and its mend, or another where it has none. */
static void
split(struct doctor *d, enum doctor_state state, const char *what,
    const char *before, const char *text, const char *other)
{
	char both[TEXT_SIZE];
	const char *end = strstr(text, "; ");
	size_t n = end == NULL ? strlen(text) : (size_t)(end - text);

	if (n > sizeof(both) / 2)
		n = sizeof(both) / 2;
	(void)snprintf(both, sizeof(both), "%.64s%.*s", before, (int)n, text);
	n = strlen(both) + 1;
	(void)snprintf(
	    both + n, sizeof(both) - n, "%s", end == NULL ? other : end + 2);
	put(d, state, what, both, both + n);
}

void
doctor_told(
    struct doctor *d, const char *what, const char *text, const char *mend)
{
	split(d, DOCTOR_BAD, what, "", text, mend);
}

void
doctor_fault(
    struct doctor *d, const char *what, const char *text, const char *mend)
{
	const char *first = strstr(text, ": ");
	const char *second = first == NULL ? NULL : strstr(first + 1, ": ");

	if (strstr(text, "; ") == NULL && second != NULL)
		doctor_say(d, DOCTOR_BAD, what, "%.*s; %s",
		    (int)(second - text), text, second + 2);
	else
		doctor_told(d, what, text, mend);
}

void
doctor_unseen(struct doctor *d, const char *what, const char *why)
{
	d->unseen++;
	split(d, DOCTOR_NOTE, what, "could not look: ", why, "");
}

const char *
doctor_quote(const char *word, char out[DOCTOR_QUOTED_SIZE])
{
	static const char plain[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	    "/._-:@%+=,";
	static const char quote[] = {'\'', '\\', '\'', '\''};
	size_t at = 0;

	if (word[0] != '\0' && word[strspn(word, plain)] == '\0') {
		(void)snprintf(out, DOCTOR_QUOTED_SIZE, "%s", word);
		return out;
	}
	out[at++] = '\'';
	for (; *word != '\0' && at + 6 < DOCTOR_QUOTED_SIZE; word++) {
		if (*word == '\'') {
			memcpy(out + at, quote, sizeof(quote));
			at += sizeof(quote);
		} else {
			out[at++] = *word;
		}
	}
	(void)snprintf(out + at, DOCTOR_QUOTED_SIZE - at, "'");
	return *word == '\0' ? out : "...";
}
