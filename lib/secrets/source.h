/*
 * source - the inside of a draw buffer
 *
 * It is one page that a child of fork(2) finds zeroed: left is 0 there, so
 * the child starts with an empty buffer and never sees what its parent has.
 * Where the kernel cannot zero it, owner tells a child from its parent.
 */

#ifndef SECRETS_SOURCE_H
#define SECRETS_SOURCE_H

#include <sys/types.h>

#include <stdbool.h>
#include <stddef.h>

#include "credmint.h"

#define SOURCE_PAGE 4096
#define SOURCE_BYTES (SOURCE_PAGE - 16) /* what the rest leaves */

struct credmint_source {
	size_t left;       /* bytes[0] to bytes[left - 1] are not used yet */
	bool kept_by_fork; /* the kernel does not zero the page */
	pid_t owner;       /* whose the bytes are, when kept_by_fork */
	unsigned char bytes[SOURCE_BYTES]; /* those used are zero */
};

#endif
