/*
 * template_read - the directives of a template, and what may stand where
 */

#ifndef CREDMINT_TEMPLATE_READ_H
#define CREDMINT_TEMPLATE_READ_H

#include "template_text.h"

/* Where the reader is. */
struct template_read {
	struct template_text *text;
	unsigned line;
	enum template_section section;
	size_t open[TEMPLATE_DEPTH]; /* pieces: %if, or its %else */
	size_t depth;
	bool has_requires;
	struct fault *fault;
};

/* FILE:LINE: what is wrong. CALL_USAGE. */
int template_read_wrong(struct template_read *r, const char *format, ...)
    __attribute__((format(printf, 2, 3), warn_unused_result));

/* -ENOMEM, said. */
int template_read_memory(struct template_read *r)
    __attribute__((warn_unused_result));

/* The place of a name of n bytes, for a value or an %if in this section. */
int template_read_place(struct template_read *r, const char *name, size_t n,
    struct template_piece *piece) __attribute__((warn_unused_result));

/* A line that begins with %, of n bytes without its newline. */
int template_read_directive(struct template_read *r, const char *line, size_t n)
    __attribute__((warn_unused_result));

/* The end of the last line: is everything there and closed? */
int template_read_end(struct template_read *r)
    __attribute__((warn_unused_result));

#endif
