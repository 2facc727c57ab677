/*
 * import_file - opening a file of another tool that holds secrets
 *
 *  1. Root opens nothing that belongs to somebody else, nor anything of its own
 *     where others could have put something else in its place. A user's file
 *     is opened by a process that is the user.
 *  2. A regular file with one name, which its owner alone can read and write;
 *     its owner is root, who asks, or the user it is about. Anything else is
 *     refused before it is opened: FIFOs and devices do nothing.
 *  3. The last step of the path is no symbolic link, and earlier ones are none
 *     that others than root could have made.
 */

#ifndef CREDMINT_IMPORT_FILE_H
#define CREDMINT_IMPORT_FILE_H

#include <stdbool.h>
#include <sys/stat.h>

#include "core/fault.h"
#include "host/account.h"

struct import_file {
	int fd; /* -1: not open; close-on-exec, not yet read */
	struct stat st;
	bool users; /* it is the user's, not root's */
};

#define IMPORT_FILE_NONE \
	{                \
		.fd = -1 \
	}

/* More is none of either tool's. */
#define IMPORT_FILE_MAX ((off_t)64 << 20)

/*
 * Open path, which may be about one user (NULL: about many). 0 or a negative
 * errno, with a line that names the path and what to do.
 */
int import_file_open(struct import_file *out, const char *path,
    const struct account *user, struct fault *f)
    __attribute__((warn_unused_result));

/*
 * All of it into text, in memory of secret_map(), of st.st_size + 1 bytes. 0;
 * -EAGAIN: it was changed meanwhile; or another negative errno.
 */
int import_file_read(const struct import_file *file, const char *path,
    char *text, struct fault *f) __attribute__((warn_unused_result));

void import_file_close(struct import_file *file);

#endif
