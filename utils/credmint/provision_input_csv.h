/*
 * provision_input_csv - accounts as CSV with a header (RFC 4180, strict)
 *
 * A record that can be an account is one line: a line break inside quotes is a
 * control character in a field. Lines that a quoted field goes on over are
 * read, so that what fails is named, but the file is in doubt then.
 */

#ifndef CREDMINT_PROVISION_INPUT_CSV_H
#define CREDMINT_PROVISION_INPUT_CSV_H

#include <stddef.h>
#include <stdint.h>

#include "core/fault.h"

#include "provision_input_check.h"
#include "provision_input_lines.h"

struct provision_csv;

/* Read the header. 0, -EINVAL with why, or another negative errno. */
int provision_csv_open(struct provision_csv **out,
    const struct provision_line *header, struct fault *why)
    __attribute__((warn_unused_result));
void provision_csv_close(struct provision_csv *csv);

/*
 * Read a line. 1: it is a record, in out until the next call; 0: it is blank,
 * or the record that it is of goes on; -EINVAL: a record ends here that is
 * none, with why, and the line where it began in out; -ENOMEM.
 */
int provision_csv_line(struct provision_csv *csv,
    const struct provision_line *line, struct provision_read *out,
    struct fault *why) __attribute__((warn_unused_result));

/* Behind the last line, of that number: 0, or -EINVAL as above. */
int provision_csv_end(const struct provision_csv *csv, uint64_t last,
    struct provision_read *out, struct fault *why)
    __attribute__((warn_unused_result));

/*
 * Then: the first line with a quoted field that goes on, or by another's rules
 * may go on, in a line behind it; 0: there is none. With such a line nobody
 * knows what is quoted and what is an account, so that none MUST be made.
 */
uint64_t provision_csv_doubt(const struct provision_csv *csv, uint64_t last)
    __attribute__((warn_unused_result));

#endif
