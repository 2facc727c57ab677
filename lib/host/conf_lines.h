/*
 * conf_lines - the form of one file of the configuration
 *
 * Private to the room.
 */

#ifndef HOST_CONF_LINES_H
#define HOST_CONF_LINES_H

#include <stddef.h>

#include "host/conf_file.h"
#include "host/conf_key.h"

/* What stands above all sections, and as many as there can be. */
#define CONF_PARTS \
	(1 + CONF_TOKEN_KINDS_MAX + CONF_SERVES_MAX + CONF_LOGINS_MAX)

/* A section of a file. */
struct conf_found {
	struct conf_part part;
	unsigned line;            /* of its header; 0: it needs none */
	unsigned keys[CONF_KEYS]; /* the line of each, 0: not there */
};

/* A file being read, on the heap. */
struct conf_lines {
	struct conf_draft *draft;
	const char *shown;
	struct fault *fault;
	unsigned line; /* the one looked at */
	struct conf_found
	    found[CONF_PARTS]; /* the first is what has no header */
	unsigned nfound;
	char text[CONF_FILE_MAX + 1];
};

/*
 * Check each line of the n bytes in r->text, note in r->found where the keys
 * stand, and move what libeconf is to read to the front: the lines with keys,
 * and "[1]" for the section r->found[1]. *kept is the length of that; 0 when
 * there is none. 0, or a negative errno.
 */
int conf_lines_check(struct conf_lines *r, size_t n, size_t *kept)
    __attribute__((warn_unused_result));

#endif
