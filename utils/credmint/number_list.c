/* number_list - numbers with commas between them, one for each item */

#include "number_list.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "argument.h"
#include "command.h"

void
number_list_free(struct number_list *list)
{
	free(list->whole);
	free(list->real);
	*list = (struct number_list){0};
}

/* Number i is text. *whole becomes false when it is no 64-bit integer. */
static bool
number_read(struct number_list *list, size_t i, const char *text, bool *whole)
{
	if (argument_number("", text, 0, UINT64_MAX, &list->whole[i], NULL) !=
	    0)
		*whole = false;
	return *text != '-' &&
	    argument_real("", text, &list->real[i], NULL) == 0;
}

static int
numbers_read(struct number_list *list, const char *option, char *text,
    bool decimal, bool *whole, struct fault *f)
{
	size_t i = 0;

	*whole = true;
	for (; text != NULL; i++) {
		const char *number = strsep(&text, ",");

		if (i < list->n &&
		    (!number_read(list, i, number, whole) ||
			!(*whole || decimal)))
			return fault_set(f, CALL_USAGE,
			    "%s takes %s from 0 to %s, with commas between",
			    option, decimal ? "numbers" : "integers",
			    decimal ? "1.7e308" : "18446744073709551615");
	}
	if (i != list->n)
		return fault_set(f, CALL_USAGE,
		    "%s takes a number for each item: %zu given for %zu items",
		    option, i, list->n);
	return 0;
}

int
number_list_read(struct number_list *out, const char *option, const char *text,
    size_t n, bool decimal, struct fault *f)
{
	bool whole = true;
	char *copy;
	int rc;

	*out = (struct number_list){.n = n};
	if (text == NULL)
		return 0;
	copy = strdup(text);
	out->whole = calloc(n + 1, sizeof(*out->whole));
	out->real = calloc(n + 1, sizeof(*out->real));
	if (copy == NULL || out->whole == NULL || out->real == NULL)
		rc = fault_set(f, -ENOMEM, "out of memory");
	else
		rc = numbers_read(out, option, copy, decimal, &whole, f);
	free(copy);
	if (rc != 0) {
		number_list_free(out);
	} else if (whole) { /* integers are drawn by exactly */
		free(out->real);
		out->real = NULL;
	} else {
		free(out->whole);
		out->whole = NULL;
	}
	return rc;
}
