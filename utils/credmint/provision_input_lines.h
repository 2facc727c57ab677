/*
 * provision_input_lines - the lines of a file that is as long as it likes
 */

#ifndef CREDMINT_PROVISION_INPUT_LINES_H
#define CREDMINT_PROVISION_INPUT_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of the longest line that is looked at. */
#define PROVISION_LINE_MAX 65536

/* What is wrong with a line that has no newline. */
#define PROVISION_LINE_CUT \
	"it has no newline at its end: the file may be cut off; add one"

struct provision_line {
	uint64_t number; /* from 1 */
	const char
	    *text; /* n bytes, without LF, CRLF, and the BOM of the first */
	size_t n;
	bool newline; /* false: the file ends first, and may be cut off */
	bool whole;   /* false: it is longer, and there is no text */
	/* Of one that is not whole: it has '"', an odd number of them. */
	bool quotes;
	bool odd;
};

struct provision_lines {
	int fd; /* the caller's */
	uint64_t number;
	size_t at;
	size_t used;
	bool ended;
	char buffer[2 * PROVISION_LINE_MAX];
};

/* From where fd stands. */
void provision_lines_begin(struct provision_lines *lines, int fd);

/*
 * The next line; the last one may have no newline. 1; 0: no more; -EINTR: told
 * to end; or another negative errno. Its text is good until the next call.
 */
int provision_lines_next(struct provision_lines *lines,
    struct provision_line *out) __attribute__((warn_unused_result));

#endif
