/*
 * provision_input_header - what is wrong with the first line of a CSV file
 */

#ifndef CREDMINT_PROVISION_INPUT_HEADER_H
#define CREDMINT_PROVISION_INPUT_HEADER_H

#include <stddef.h>

#include "core/fault.h"

#include "provision_input_lines.h"

/* Before columns are looked for. 0, or -EINVAL with why. */
int provision_header_check(const struct provision_line *header,
    struct fault *why) __attribute__((warn_unused_result));

/*
 * -EINVAL, with why column number is none that is known. What stands there may
 * be of an account, and is not shown.
 */
int provision_header_unknown(
    size_t number, const char *text, size_t n, struct fault *why);

#endif
