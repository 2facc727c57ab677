/*
 * template_place - what may stand in a place of a template, by its name
 */

#ifndef CREDMINT_TEMPLATE_PLACE_H
#define CREDMINT_TEMPLATE_PLACE_H

#include <stddef.h>

#include "template.h"
#include "template_set.h"

/* The fields of the input come first: their numbers are enum provision_field.
 */
enum template_place {
	TEMPLATE_PLACE_HASH = PROVISION_FIELDS,
	TEMPLATE_PLACE_TODAY,
	TEMPLATE_PLACE_EXPIRE_DAYS,
	TEMPLATE_PLACE_EXPIRES,
	TEMPLATE_PLACE_NUMBER,
	TEMPLATE_PLACE_NONE,
	TEMPLATE_PLACE_SETS /* ... and the names given by --set, in order */
};

/* Room for what is not an account's own text. */
#define TEMPLATE_PLACE_SIZE 32

/* The one of a name of n bytes that is not --set's; or ..._NONE. */
unsigned template_place_find(const char *name, size_t n);

/* Its name. */
const char *template_place_name(
    unsigned place, const struct template_sets *sets);

/*
 * The text of a place that is given by --set or by an account; NULL: it has
 * none. values may be NULL for the former.
 */
const char *template_place_text(unsigned place,
    const struct template_sets *sets, const struct template_values *values,
    char room[TEMPLATE_PLACE_SIZE]);

#endif
