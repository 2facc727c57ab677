/*
 * template_builtin - the formats that are built in, in the templates' language
 */

#ifndef CREDMINT_TEMPLATE_BUILTIN_H
#define CREDMINT_TEMPLATE_BUILTIN_H

#include <stddef.h>

struct template_builtin {
	const char *name;
	const char *text;
};

/* In the order of the manual; the last one has no name. */
extern const struct template_builtin template_builtins[];

/* All names, as a line of a fault lists them. */
extern const char template_builtin_names[];

/* The format of a name; NULL: there is none. */
const struct template_builtin *template_builtin_find(const char *name);

#endif
