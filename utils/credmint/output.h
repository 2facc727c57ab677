/*
 * output - the one writer of data
 *
 * What a command makes goes through one locked, undumped buffer to write(2)
 * in blocks of up to 64 KiB, wiped as they are written. A block ends with an
 * item, unless that is longer than a block: whatever fails later, none has been
 * cut short. No stdio: its buffers keep what they held. The first failure
 * stays, with its line in the fault given at the start.
 */

#ifndef CREDMINT_OUTPUT_H
#define CREDMINT_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "core/fault.h"

#include "options.h"

struct output;

/*
 * Open what -o, --output-fd or neither names. A file is made new, 0600, never
 * through a symbolic link. 0, CALL_USAGE, or a negative errno.
 */
int output_open(struct output **out, const struct options *options,
    struct fault *f) __attribute__((warn_unused_result));

/* Append n bytes, or a text. 0 or a negative errno. */
int output_put(struct output *out, const void *data, size_t n)
    __attribute__((warn_unused_result));
int output_text(struct output *out, const char *text)
    __attribute__((warn_unused_result));

/* Whether a person sees the data as it is written. */
bool output_is_terminal(const struct output *out);

/* The columns of that terminal; 80 where there is none. */
size_t output_columns(const struct output *out);

/* Whether the locale of the environment says that it shows UTF-8. */
bool output_shows_utf8(void);

/* End an item: a newline, or NUL with -0. */
int output_end(struct output *out) __attribute__((warn_unused_result));

/* Append n bytes and end the item. */
int output_item(struct output *out, const void *data, size_t n)
    __attribute__((warn_unused_result));

/* All that was put so far is whole items. */
void output_whole(struct output *out);

/*
 * From now on wait for at most ms milliseconds until what is written to takes
 * more: then it is -ETIMEDOUT, and nothing more is written.
 */
void output_patience(struct output *out, int ms);

/* Write what is in the buffer. -EINTR when told to end. */
int output_flush(struct output *out) __attribute__((warn_unused_result));

/* Whether there is anything in it, written or yet to be. */
bool output_any(const struct output *out);

/*
 * What has been flushed counts, whatever comes: the file of -o stays from now
 * on.
 */
void output_keep(struct output *out);

/*
 * For what is made in many steps of which each is to be whole (output_mark.c):
 * from now on being told to end ends no write, unless it comes once more or
 * nobody reads; and where the output is a file that it alone grows, a fault
 * leaves it as it was at the last mark.
 */
void output_steady(struct output *out);
/*
 * Write what is in the buffer and see it on the disk, where there is one, with
 * room behind it for an end: 4 KiB and, when long_end, as much as was written.
 * 0 or a negative errno.
 */
int output_sync(struct output *out, bool long_end)
    __attribute__((warn_unused_result));
/* What was synced stays from now on. */
void output_mark(struct output *out);
/*
 * After a fault, here or elsewhere: back to the last mark, so that an end can
 * still be written there. 0, or -ESPIPE: what was written cannot be taken back.
 */
int output_take_back(struct output *out) __attribute__((warn_unused_result));
/* Whether a fault can take it back: after output_steady(). */
bool output_goes_back(const struct output *out);
/*
 * first is called before anything is written, and when it fails nothing is:
 * its negative errno, with its line in the fault, is the output's then. NULL:
 * no more.
 */
void output_first(struct output *out, int (*first)(void *arg), void *arg);
/* Bytes that have been written, and those with what is in the buffer. */
off_t output_written(const struct output *out);
off_t output_end_at(const struct output *out);
/*
 * Forget what is in the buffer behind the last whole item. A failure of what
 * output_first() was given has lost the buffer, and is forgotten with it.
 */
void output_drop_part(struct output *out);
/* Whether it writes into the file that a path names. */
bool output_is(const struct output *out, const char *path);

/*
 * Wait for ms milliseconds. 0; -EINTR when told to end; -EPIPE when nobody
 * reads any more.
 */
int output_wait(struct output *out, int ms) __attribute__((warn_unused_result));

/*
 * Write the rest when keep, close, wipe and free. A file of -o is removed
 * again unless keep and all went well. Its own negative errno, or 0.
 */
int output_close(struct output *out, bool keep)
    __attribute__((warn_unused_result));

#endif
