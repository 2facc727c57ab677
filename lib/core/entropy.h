/*
 * entropy - the one door to the operating system's generator
 *
 * Nothing else in credmint asks it for bytes. The doors of this platform
 * stand in a table, tried in order; a door that is absent (-ENOSYS) or
 * filtered (-EPERM) hands over to the next, any other failure is final.
 */

#ifndef CORE_ENTROPY_H
#define CORE_ENTROPY_H

#include <stddef.h>

/*
 * Fill out with n bytes. 0, or a negative errno with out all zero.
 */
int entropy_fill(void *out, size_t n) __attribute__((warn_unused_result));

#endif
