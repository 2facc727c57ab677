/*
 * template_set - the names that --set gives a template
 */

#ifndef CREDMINT_TEMPLATE_SET_H
#define CREDMINT_TEMPLATE_SET_H

#include <stdbool.h>
#include <stddef.h>

#include "core/fault.h"

/* Names at most, and bytes of one. */
#define TEMPLATE_SETS_MAX 64
#define TEMPLATE_NAME_MAX 64

struct template_set {
	char *name;        /* ours; the value lies behind it */
	const char *value; /* UTF-8, may be "" */
	bool used;
};

struct template_sets {
	struct template_set at[TEMPLATE_SETS_MAX];
	size_t n;
};

/*
 * Read texts NAME=VALUE, NULL behind the last. 0, CALL_USAGE or -ENOMEM, with
 * what is to be freed in out.
 */
int template_sets_read(struct template_sets *out, const char *const *texts,
    struct fault *f) __attribute__((warn_unused_result));

/* The one whose name is the n bytes; NULL: there is none. */
struct template_set *template_sets_find(
    struct template_sets *sets, const char *name, size_t n);

/* Bytes of the name at the start of a text of n bytes; 0: it begins none. */
size_t template_name_length(const char *text, size_t n);

/* One that was never read is all zero. */
void template_sets_free(struct template_sets *sets);

#endif
