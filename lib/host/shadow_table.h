/*
 * shadow_table - the local accounts of this host, as they were when it was read
 *
 * For who asks about many: each file is read once. No hash is kept.
 */

#ifndef HOST_SHADOW_TABLE_H
#define HOST_SHADOW_TABLE_H

#include <stdbool.h>
#include <sys/types.h>

#include "core/fault.h"

struct shadow_table;

struct shadow_row {
	const char *name;
	const char *home;
	uid_t uid;
	gid_t gid;
	bool shadowed; /* passwd says that its password is in shadow */
	bool lined;    /* shadow has a line for it */
	bool marked;   /* it is SHADOW_MARK there, in the first of them */
};

/* Read it. 0 or a negative errno, with *out NULL. */
int shadow_table_read(struct shadow_table **out, struct fault *f)
    __attribute__((warn_unused_result));

/* The first line of passwd with this name or uid; NULL: there is none. */
const struct shadow_row *shadow_table_name(
    const struct shadow_table *table, const char *name);
const struct shadow_row *shadow_table_uid(
    const struct shadow_table *table, uid_t uid);

/* The highest uid of low to high that somebody has; low - 1: there is none. */
unsigned long shadow_table_highest(
    const struct shadow_table *table, unsigned long low, unsigned long high);

/* NULL is allowed. */
void shadow_table_free(struct shadow_table *table);

#endif
