/*
 * pam_line - what the PAM stack that changes passwords says of a module
 */

#ifndef HOST_PAM_LINE_H
#define HOST_PAM_LINE_H

#include <stddef.h>

#include "core/fault.h"

/* Bytes of a line, as continued, and of a file's path, with the NUL. */
#define PAM_LINE_SIZE 4096
#define PAM_LINE_PATH_SIZE 256

/* Documented outcome of pam_line_find() that is no fault. */
#define PAM_LINE_ABSENT 1

/* A line of a module. */
struct pam_line {
	char file[PAM_LINE_PATH_SIZE]; /* below the root */
	unsigned line;                 /* its first */
	size_t n;                      /* arguments */
	char text[PAM_LINE_SIZE];      /* each with its NUL */
};

/*
 * The first password line of a module, by the name of its file such as
 * "pam_unix.so", among the lines of the service common-password, or, where
 * that has none, of passwd, system-auth and password-auth, as passwd(1) of
 * Debian, Fedora and others would read them: ROOT/etc/pam.d, else
 * ROOT/usr/lib/pam.d; what is included is followed, to a limit.
 *
 * 0; PAM_LINE_ABSENT; or a negative errno: a file that cannot be read, an
 * included one that is not there, files that include each other without end.
 */
int pam_line_find(const char *root, const char *module, struct pam_line *out,
    struct fault *f) __attribute__((warn_unused_result));

/* The argument after one, or the first after NULL; NULL: no more. */
const char *pam_line_next(const struct pam_line *line, const char *argument);

#endif
