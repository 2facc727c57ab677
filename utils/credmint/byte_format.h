/*
 * byte_format - how bytes are written: as text of some form, or raw
 *
 * Raw bytes have no end that -0 could mark. JSON takes text alone: there they
 * are base64, in a member whose name says so.
 */

#ifndef CREDMINT_BYTE_FORMAT_H
#define CREDMINT_BYTE_FORMAT_H

#include <stdbool.h>
#include <stddef.h>

#include "core/encode.h"
#include "core/fault.h"

#include "options.h"

struct call;
struct json_line;

struct byte_format {
	const char *name;      /* as -f takes it */
	enum encode_form form; /* where they are text */
	bool raw;
};

/* The format of a name; NULL: none has it. */
const struct byte_format *byte_format_named(const char *name);

/* Whether the bytes are written as they are, with nothing after them. */
bool byte_format_is_bare(
    const struct byte_format *format, const struct options *options);

/* CALL_USAGE where -0 is given and nothing has an end; else 0. */
int byte_format_check(const struct byte_format *format,
    const struct options *options, struct fault *f)
    __attribute__((warn_unused_result));

/* Add the text of bytes to an object, as the member name or name_base64. */
void byte_format_add(const struct byte_format *format, struct json_line *line,
    const char *name, const char *text);

/*
 * Write n bytes as one item, with --json as an object that has the member
 * name. 0, or a negative errno.
 */
int byte_format_write(const struct byte_format *format, struct call *call,
    const char *name, const void *bytes, size_t n)
    __attribute__((warn_unused_result));

#endif
