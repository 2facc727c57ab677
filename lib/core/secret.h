/*
 * secret - memory that holds secrets, and comparing them
 */

#ifndef CORE_SECRET_H
#define CORE_SECRET_H

#include <stdbool.h>
#include <stddef.h>

/* Overwrite n bytes at p with zero; p may be NULL when n is 0. */
void secret_wipe(void *p, size_t n);

/* Wipe n bytes at p, then free(3) it. NULL is allowed. */
void secret_free(void *p, size_t n);

/*
 * Zeroed memory of n bytes that is locked when the limits allow, left out of
 * core dumps (Linux, OpenBSD, FreeBSD), and all zero again in a child of
 * fork(2) where the kernel can do that (*wiped_by_fork says so; NULL when the
 * caller does not ask). NULL with errno set when there is none. Give it back,
 * wiped, by secret_unmap(), which takes a NULL of any length for nothing.
 * secret_map_PLATFORM.c holds both.
 */
void *secret_map(size_t n, bool *wiped_by_fork);
void secret_unmap(void *p, size_t n);

/* Whether two byte strings are equal, in time that depends on lengths only. */
bool secret_equal(const void *a, size_t an, const void *b, size_t bn);

/* Wipe an object by name; does not compile on a pointer. */
#define SECRET_IS_ARRAY(x) \
	(!__builtin_types_compatible_p(__typeof__(x), __typeof__(&(x)[0])))
#define SECRET_WIPE_ARRAY(x)                             \
	secret_wipe((x), sizeof(x) + 0 * sizeof(struct { \
		int a : SECRET_IS_ARRAY(x) ? 1 : -1;     \
	}))
#define SECRET_WIPE_OBJECT(p) secret_wipe((p), sizeof(*(p)))

#endif
