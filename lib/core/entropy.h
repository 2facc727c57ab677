/*
 * entropy - the one door to the operating system's generator
 *
 * Nothing else in credmint asks it for bytes. The doors of this platform
 * stand in a table, tried in order; a door that is absent (-ENOSYS) or
 * filtered (-EPERM) hands over to the next, any other failure is final.
 */

#ifndef CORE_ENTROPY_H
#define CORE_ENTROPY_H

#include <stdbool.h>
#include <stddef.h>

/* A door, and how it answered when it was asked just now. */
struct entropy_state {
	const char *name; /* of a call or device; static */
	int error;        /* 0: it gives bytes; else a negative errno */
	bool in_use;      /* entropy_fill() ends at this one, well or not */
};

/*
 * Fill out with n bytes. 0, or a negative errno with out all zero.
 */
int entropy_fill(void *out, size_t n) __attribute__((warn_unused_result));

/*
 * Ask every door of this platform for one byte, in the order in which they are
 * tried, and write the states of the first n. Returns how many doors there
 * are; none of those written is in use when all hand over.
 */
size_t entropy_doors(struct entropy_state *out, size_t n);

#endif
