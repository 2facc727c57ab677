/*
 * serve_socket - the listening socket of credmint serve
 */

#ifndef CREDMINT_SERVE_SOCKET_H
#define CREDMINT_SERVE_SOCKET_H

#include <sys/types.h>

#include "core/fault.h"

struct serve_socket {
	int fd;           /* listening; it does not block */
	const char *path; /* made here; NULL: it was handed over */
	dev_t device;     /* of what was made */
	ino_t file;
};

/*
 * Listen at path, 0666: everyone may connect, and who may what is found out
 * then. A socket that is there and on which nobody answers is removed first.
 * path NULL: descriptor 3 is what was listened on. Close it in any case.
 * 0 or a negative errno.
 */
int serve_socket_open(struct serve_socket *out, const char *path,
    struct fault *f) __attribute__((warn_unused_result));

/* Who connects from now on is refused, unless others go on listening. */
void serve_socket_stop(const struct serve_socket *s);

/* Close it, and remove what was made, if it is still there. */
void serve_socket_close(struct serve_socket *s);

#endif
