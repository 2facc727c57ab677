/*
 * qr_file - a picture that is there only while it is of use
 *
 * Made new, 0600, never through a symbolic link, before anything else is done;
 * removed again unless it is kept, also when this process is killed: a process
 * of its own waits for its end. Where nobody can know whether it is of use, it
 * stays.
 */

#ifndef CREDMINT_QR_FILE_H
#define CREDMINT_QR_FILE_H

#include <stdbool.h>
#include <sys/types.h>

#include "core/fault.h"

struct qr_file {
	int fd;           /* where the picture goes; -1: there is none */
	int keeper;       /* a socket to the process that removes it; or -1 */
	pid_t pid;        /* of that process */
	const char *path; /* the caller's */
	struct qr_place *place; /* private */
};

#define QR_FILE_NONE                  \
	{                             \
		-1, -1, 0, NULL, NULL \
	}

/*
 * Make the file; path NULL: none is asked for. Before secrets are drawn: they
 * are not the keeper's. 0, CALL_USAGE or a negative errno, and it is as
 * QR_FILE_NONE then.
 */
int qr_file_begin(struct qr_file *file, const char *path, struct fault *f)
    __attribute__((warn_unused_result));

/*
 * Whether from here on nobody may come to know that it is of use, so that it
 * stays when all who could say so are gone. Also in a child of fork(2).
 */
void qr_file_needed(const struct qr_file *file, bool maybe);

/*
 * Keep it, or remove it; the process is gone when it returns. A negative errno,
 * with a line: it could not be removed, or may not be whole. Nothing to do, and
 * 0, where there is none.
 */
int qr_file_end(struct qr_file *file, bool keep, struct fault *f)
    __attribute__((warn_unused_result));

#endif
