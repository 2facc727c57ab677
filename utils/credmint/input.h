/*
 * input - passwords, hashes and tokens that come in: by prompt, standard input
 * or a descriptor, never by argument or environment
 */

#ifndef CREDMINT_INPUT_H
#define CREDMINT_INPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "core/fault.h"

#include "options.h"

/* Bytes of the longest line taken. */
#define INPUT_MAX 65536

struct input {
	char *text; /* n bytes and a NUL, in locked memory */
	size_t n;
};

/*
 * A password: from standard input (-s), a descriptor (--password-fd) or, with
 * neither, a prompt on the terminal without echo, asked twice when it is a
 * new one. One line, whose newline is removed. 0, CALL_USAGE or a negative
 * errno.
 */
int input_password(struct input *out, const struct options *options,
    bool is_new, struct fault *f) __attribute__((warn_unused_result));

/*
 * All that fd has, as one line; a NUL byte, a second line or more than
 * INPUT_MAX bytes are refused. what names it in the line of a fault.
 */
int input_read(struct input *out, int fd, const char *what, struct fault *f)
    __attribute__((warn_unused_result));

/*
 * The same, but that what was read is no line is an outcome, not a fault:
 * *is_line is false then, and there is nothing in out. A negative errno:
 * reading failed.
 */
int input_line(struct input *out, int fd, const char *what, bool *is_line,
    struct fault *f) __attribute__((warn_unused_result));

/* All bytes that fd has, up to INPUT_MAX, whatever they are. */
int input_bytes(struct input *out, int fd, const char *what, struct fault *f)
    __attribute__((warn_unused_result));

/*
 * A line typed at a prompt on the terminal without echo. what names it in the
 * line of a fault, otherwise how to give it where there is no terminal.
 */
int input_prompt(struct input *out, const char *question, const char *what,
    const char *otherwise, struct fault *f) __attribute__((warn_unused_result));

/* The same, and what is typed is seen: a code that is of no use afterwards. */
int input_typed(struct input *out, const char *question, const char *what,
    const char *otherwise, struct fault *f) __attribute__((warn_unused_result));

/*
 * The next line of fd, and not a byte behind it. -ENODATA: there is none. One
 * that is no line, as above, is a fault.
 */
int input_next(struct input *out, int fd, const char *what, struct fault *f)
    __attribute__((warn_unused_result));

/* Wipe it. One that was never filled is all zero. */
void input_wipe(struct input *in);

#endif
