/*
 * argument - what an option was given, read strictly
 *
 * Every call returns 0, or CALL_USAGE with a line that names the option and
 * what it takes.
 */

#ifndef CREDMINT_ARGUMENT_H
#define CREDMINT_ARGUMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "core/fault.h"

/* Limits that several commands share. */
#define ARGUMENT_COUNT_MAX 1000000000
#define ARGUMENT_BYTES_MAX 65536
#define ARGUMENT_TEXT_MAX 256

/*
 * A decimal number from lo to hi, digits only; option names it in the line.
 * text NULL leaves *out alone.
 */
int argument_number(const char *option, const char *text, uint64_t lo,
    uint64_t hi, uint64_t *out, struct fault *f)
    __attribute__((warn_unused_result));

/* A decimal integer that may be negative: what an operand is, by its name. */
int argument_integer(const char *operand, const char *text, int64_t *out,
    struct fault *f) __attribute__((warn_unused_result));

/* A finite decimal number, such as -2, 0.5 or 1e-3. */
int argument_real(const char *operand, const char *text, double *out,
    struct fault *f) __attribute__((warn_unused_result));

/*
 * A text of 1 to ARGUMENT_TEXT_MAX bytes without control characters. text
 * NULL is good.
 */
int argument_text(const char *option, const char *text, struct fault *f)
    __attribute__((warn_unused_result));

/*
 * An RFC 3339 time, or a span: so long ago, or (ahead) from now on. text NULL
 * leaves *out alone. A negative errno: the clock cannot be read.
 */
int argument_time(const char *option, const char *text, bool ahead,
    int64_t *out, struct fault *f) __attribute__((warn_unused_result));

/* A name that can be an account's. */
int argument_account(const char *name, struct fault *f)
    __attribute__((warn_unused_result));

#endif
