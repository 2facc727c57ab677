/*
 * conf_file - one file of the configuration
 *
 * Private to the room.
 */

#ifndef HOST_CONF_FILE_H
#define HOST_CONF_FILE_H

#include <sys/types.h>

#include "host/conf_section.h"

/* Bytes of a file; longer ones are refused. */
#define CONF_FILE_MAX 65536

/*
 * Put what a file says into the draft. name is opened in the directory dir;
 * shown is how messages call it, and stays until the draft is settled. 0;
 * -ENOENT when there is none; or another negative errno, the draft then holding
 * some of it.
 */
int conf_file_read(struct conf_draft *draft, int dir, const char *name,
    const char *shown, struct fault *f) __attribute__((warn_unused_result));

/*
 * Whether a descriptor is a file (or directory) of a kind, S_IFREG or S_IFDIR,
 * that nobody but root and this process's user can write. 0 or -errno.
 */
int conf_file_trust(int fd, mode_t kind, const char *shown, struct fault *f)
    __attribute__((warn_unused_result));

#endif
