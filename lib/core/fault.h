/*
 * fault - the one line that tells a person what went wrong
 *
 * Says what is wrong, where, and what to do; never holds a secret. Calls that
 * take a struct fault * fill it whenever they return a negative errno.
 */

#ifndef CORE_FAULT_H
#define CORE_FAULT_H

struct fault {
	char text[512];
};

/*
 * Write the line, cut to its room, control characters replaced by '?'.
 * f may be NULL. Returns error, so that a caller can return in one go.
 */
int fault_set(struct fault *f, int error, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
