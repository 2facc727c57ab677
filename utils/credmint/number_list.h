/*
 * number_list - numbers with commas between them, one for each item
 */

#ifndef CREDMINT_NUMBER_LIST_H
#define CREDMINT_NUMBER_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/fault.h"

struct number_list {
	size_t n;
	uint64_t *whole; /* all of them, when each is an integer */
	double *real;    /* all of them, when one is not */
};

/*
 * Read the n numbers of an option, each 0 or more; decimals, and what has
 * more than 64 bits, may be among them when decimal. text NULL gives an empty
 * list. 0, CALL_USAGE or a negative errno; then there is nothing to free.
 */
int number_list_read(struct number_list *out, const char *option,
    const char *text, size_t n, bool decimal, struct fault *f)
    __attribute__((warn_unused_result));

void number_list_free(struct number_list *list);

#endif
