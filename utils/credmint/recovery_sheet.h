/*
 * recovery_sheet - recovery codes as a page to print
 */

#ifndef CREDMINT_RECOVERY_SHEET_H
#define CREDMINT_RECOVERY_SHEET_H

#include <stddef.h>

#include "core/fault.h"
#include "registry/recovery.h"

struct output;

struct recovery_sheet {
	const char *user;
	char (*codes)[REGISTRY_RECOVERY_SIZE]; /* the caller's */
	size_t n;
};

/*
 * Write pages of up to 80 codes in two columns, at most 66 lines of 72
 * characters each: whose they are, of which host and day, what to do; a form
 * feed ends each. 0 or a negative errno.
 */
int recovery_sheet_write(const struct recovery_sheet *sheet, struct output *out,
    struct fault *f) __attribute__((warn_unused_result));

#endif
