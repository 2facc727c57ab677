/*
 * provision_input - the file of credmint provision, read and checked whole
 *
 * 1. Nothing of a line that fails in any way MUST come out, and every line that
 *    fails MUST be named, with what is wrong: the first REPORTS_MAX of them in
 *    full, the others by how many they are.
 * 2. A text has one meaning: columns are known and stand once, quotes are as in
 *    RFC 4180, a record is one line, no name and no uid stands twice.
 * 3. What is inside a quoted field MUST NOT be taken for a record, however far
 *    the field goes on.
 * 4. Memory does not grow with the file: what is good lies in a database of
 *    SQLite's own in a temporary file that has no name.
 */

#ifndef CREDMINT_PROVISION_INPUT_H
#define CREDMINT_PROVISION_INPUT_H

#include <stdint.h>

#include "core/fault.h"

#include "provision_account.h"

/* Lines that are named on standard error before the rest is only counted. */
#define PROVISION_REPORTS_MAX 100

struct provision_input;

/*
 * Read the file at path ("-": standard input) to its end and check each line:
 * CSV with a header, or JSON lines when the first byte that is not blank is
 * '{'. Lines that fail are said on standard error and counted; that there are
 * some is no fault. 0; -EINVAL: the file is empty or has no header that can be
 * read, so that no line means anything; -ENODATA: a header and no line behind
 * it; -EINTR: told to end; or another negative errno.
 */
int provision_input_open(struct provision_input **out, const char *path,
    struct fault *f) __attribute__((warn_unused_result));
void provision_input_close(struct provision_input *in);

/* Lines that will come, and lines that were refused. */
uint64_t provision_input_good(const struct provision_input *in);
uint64_t provision_input_bad(const struct provision_input *in);

/*
 * Say why the account of a line does not do ("FILE:LINE: ..."; control
 * characters become '?'), count it as bad, and let it not come any more. For
 * checks of formats and hosts, before anything is made; the account that came
 * last may be named, or one to come. 0; -ENOENT: there is no such line (any
 * more), nothing was said; or another negative errno.
 */
int provision_input_refuse(struct provision_input *in, uint64_t line,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

/*
 * The next account, in the order of the file. 1; 0: no more; or a negative
 * errno. What out points to is good until the next call of any kind but
 * refuse, good and bad.
 */
int provision_input_next(
    struct provision_input *in, struct provision_account *out, struct fault *f)
    __attribute__((warn_unused_result));

/* The next is the first one again; at any time. */
void provision_input_rewind(struct provision_input *in);

#endif
