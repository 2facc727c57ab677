/*
 * provision_input_quotes - where a quoted field ends, when its quotes are wrong
 */

#ifndef CREDMINT_PROVISION_INPUT_QUOTES_H
#define CREDMINT_PROVISION_INPUT_QUOTES_H

#include <stdbool.h>
#include <stddef.h>

/*
 * A line that RFC 4180 gives no meaning: whether any program that takes it all
 * the same might take a quoted field of it to go on in the next line. A quote
 * inside a field that does not begin with one is a character.
 */
bool provision_quotes_may_go_on(const char *line, size_t n)
    __attribute__((warn_unused_result));

#endif
