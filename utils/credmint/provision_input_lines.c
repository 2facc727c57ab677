/* provision_input_lines - the lines of a file that is as long as it likes */

#include "provision_input_lines.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "stop.h"

#define BOM "\xef\xbb\xbf"
#define BOM_SIZE (sizeof(BOM) - 1)

/* Lines between two looks at whether we were told to end. */
#define STOP_LINES 1024

void
provision_lines_begin(struct provision_lines *lines, int fd)
{
	lines->fd = fd;
	lines->number = 0;
	lines->at = lines->used = 0;
	lines->ended = false;
}

/* Some more bytes behind those that are there; there is room for one. */
static int
fill(struct provision_lines *lines)
{
	for (;;) {
		ssize_t n = read(lines->fd, lines->buffer + lines->used,
		    sizeof(lines->buffer) - lines->used);

		if (n >= 0) {
			lines->used += (size_t)n;
			lines->ended = n == 0;
			return 0;
		}
		int rc = stop_read_again(lines->fd, errno);
		if (rc != 0)
			return rc;
	}
}

/* Bytes of a line that is not whole. */
static void
skip(struct provision_line *out, const char *text, size_t n)
{
	out->whole = false;
	for (size_t i = 0; i < n; i++) {
		out->quotes |= text[i] == '"';
		out->odd ^= text[i] == '"';
	}
}

/* The bytes from at to end are the line, or the last part of a longer one. */
static void
cut(struct provision_lines *lines, size_t end, struct provision_line *out)
{
	const char *text = lines->buffer + lines->at;
	size_t n = end - lines->at;

	if (n > 0 && text[n - 1] == '\r')
		n--;
	out->number = ++lines->number;
	if (out->number == 1 && n >= BOM_SIZE &&
	    memcmp(text, BOM, BOM_SIZE) == 0) {
		text += BOM_SIZE;
		n -= BOM_SIZE;
	}
	if (out->whole && n <= PROVISION_LINE_MAX) {
		out->text = text;
		out->n = n;
	} else {
		skip(out, text, n);
	}
}

/* Room for more of the line; of one that is too long nothing is kept. */
static void
make_room(struct provision_lines *lines, struct provision_line *out)
{
	size_t n = lines->used - lines->at;

	if (n > PROVISION_LINE_MAX + BOM_SIZE + 1) {
		skip(out, lines->buffer + lines->at, n);
		n = 0;
	}
	memmove(lines->buffer, lines->buffer + lines->used - n, n);
	lines->at = 0;
	lines->used = n;
}

int
provision_lines_next(struct provision_lines *lines, struct provision_line *out)
{
	size_t seen = 0; /* bytes behind at that are no newline */
	int rc = 0;

	*out = (struct provision_line){.text = "", .whole = true};
	if (lines->number % STOP_LINES == 0 && stop_asked() != 0)
		return -EINTR;
	while (rc == 0) {
		const char *from = lines->buffer + lines->at + seen;
		const char *newline =
		    memchr(from, '\n', lines->used - lines->at - seen);

		if (newline != NULL) {
			size_t end = (size_t)(newline - lines->buffer);

			cut(lines, end, out);
			out->newline = true;
			lines->at = end + 1;
			return 1;
		}
		if (lines->ended)
			break;
		make_room(lines, out);
		seen = lines->used;
		rc = fill(lines);
	}
	/* The rest, when there is any. */
	if (rc != 0 || (lines->at == lines->used && out->whole))
		return rc;
	cut(lines, lines->used, out);
	lines->at = lines->used;
	return 1;
}
