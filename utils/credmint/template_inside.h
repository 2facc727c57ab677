/*
 * template_inside - what the parts of template share
 */

#ifndef CREDMINT_TEMPLATE_INSIDE_H
#define CREDMINT_TEMPLATE_INSIDE_H

#include <stdbool.h>
#include <stddef.h>

#include "template.h"
#include "template_place.h"
#include "template_text.h"

struct template
{
	char *path;         /* NULL: built in */
	const char *called; /* as lines about accounts name it */
	struct template_text text;
};

/* What stands in a place; values is NULL where there is no account. */
const char *template_text_of(const struct template *t,
    const struct template_values *values, unsigned place,
    char room[TEMPLATE_PLACE_SIZE]);

/* The piece after number i, of those that count. */
size_t template_step(
    const struct template *t, const struct template_values *values, size_t i);

/*
 * Whether the places of a hash take it. What no crypt(3) writes, PostgreSQL's
 * form does: a ':', which ends the field of a line.
 */
bool template_hash_fits(const struct template *t, const char *hash);

#endif
