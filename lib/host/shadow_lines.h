/*
 * shadow_lines - reading the account files, which hold secrets
 *
 * Private to the room.
 */

#ifndef HOST_SHADOW_LINES_H
#define HOST_SHADOW_LINES_H

#include <stdio.h>

#include "core/fault.h"

/* A file of lines that hold secrets, its buffers our own, to be wiped. */
struct shadow_lines {
	FILE *stream; /* for fgetpwent_r(3) and fgetspent_r(3), with line */
	char block[4096];
	char line[16384];
};

/*
 * Open ROOT/path. NULL with *error, a negative errno, when it cannot be read;
 * -ENOENT: there is none.
 */
struct shadow_lines *shadow_lines_open(const char *root, const char *path,
    int *error, struct fault *f) __attribute__((warn_unused_result));

/*
 * What ended the reading, if it was no entry, from what the reading call
 * returned: 0 at the end of the file, or a negative errno.
 */
int shadow_lines_ended(struct shadow_lines *lines, int r, const char *root,
    const char *path, struct fault *f) __attribute__((warn_unused_result));

/* Wipe and close. NULL is allowed. */
void shadow_lines_close(struct shadow_lines *lines);

#endif
