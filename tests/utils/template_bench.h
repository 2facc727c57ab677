/*
 * template_bench - a folder of a test's own, with a template in it
 */

#ifndef TESTS_UTILS_TEMPLATE_BENCH_H
#define TESTS_UTILS_TEMPLATE_BENCH_H

#include <stddef.h>

#include "core/fault.h"

#define TEMPLATE_BENCH_FILE "./t.template"

struct template;

/* What opening says. */
extern struct fault template_bench_fault;

/* Write the template, n bytes. */
void template_bench_write(const char *text, size_t n);

/* Write it and open it: what template_open() returns. */
int template_bench_open(struct template **t, const char *text,
    const char *const *sets) __attribute__((warn_unused_result));

/* For a group of tests: they work in the folder. */
int template_bench_make(void **state);
int template_bench_remove(void **state);

#endif
