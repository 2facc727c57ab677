/*
 * parts - an input of a fuzzer as files, "\n%%\n" between one and the next
 */

#ifndef TESTS_FUZZ_PARTS_H
#define TESTS_FUZZ_PARTS_H

#include <limits.h>
#include <stddef.h>
#include <stdint.h>

/* As many parts as there are files; a file without one is removed. */
void parts_write(
    char paths[][PATH_MAX], size_t files, const uint8_t *in, size_t n);

#endif
