/*
 * template_file - where templates lie
 */

#ifndef CREDMINT_TEMPLATE_FILE_H
#define CREDMINT_TEMPLATE_FILE_H

#include <stddef.h>

#include "core/fault.h"

struct template_file {
	char *path;
	char *text; /* n bytes; none is behind them */
	size_t n;
};

/*
 * Read the file of a name, as template_open() takes it: a regular file of at
 * most TEMPLATE_MAX bytes, which may be led to by a symbolic link. 0,
 * CALL_USAGE when there is none of that name, or a negative errno; then there
 * is nothing to free. Else the caller frees path and text.
 */
int template_file_read(struct template_file *out, const char *name,
    struct fault *f) __attribute__((warn_unused_result));

#endif
