/*
 * import_way - the way to a file, step by step
 */

#ifndef CREDMINT_IMPORT_WAY_H
#define CREDMINT_IMPORT_WAY_H

#include <limits.h>
#include <stdbool.h>
#include <sys/stat.h>

#include "core/fault.h"

struct import_way {
	int fd; /* of the file, O_PATH; -1: there is none */
	struct stat st;
	bool others; /* others than root can change a directory on the way */
	char where[PATH_MAX]; /* that directory */
};

/*
 * Go to the file. Nothing is opened for reading or writing. 0 or a negative
 * errno, with a line.
 */
int import_way_go(struct import_way *way, const char *path, struct fault *f)
    __attribute__((warn_unused_result));

#endif
