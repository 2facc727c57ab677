/*
 * root_file - files of the host, or of another system below a directory
 *
 * A root is "" for this host, or the directory of an image. Nothing in an
 * image leads out of it: its links, absolute ones too, are followed as the
 * system in the image would, so that it cannot show files of the host.
 */

#ifndef HOST_ROOT_FILE_H
#define HOST_ROOT_FILE_H

#include <stddef.h>

#include "core/fault.h"

/*
 * Open ROOT/path for reading, path being absolute. A descriptor,
 * close-on-exec, of a regular file; -ENOENT when there is none; or another
 * negative errno.
 */
int root_file_open(const char *root, const char *path, struct fault *f)
    __attribute__((warn_unused_result));

/*
 * Read a whole file as it is, and a NUL behind it. Its length; -EFBIG for one
 * of size bytes or more; or as above. After an error text is "".
 */
int root_file_bytes(const char *root, const char *path, char *text, size_t size,
    struct fault *f) __attribute__((warn_unused_result));

/* The same, NUL bytes becoming newlines. */
int root_file_read(const char *root, const char *path, char *text, size_t size,
    struct fault *f) __attribute__((warn_unused_result));

#endif
