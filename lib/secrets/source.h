/*
 * source - the inside of a draw buffer
 *
 * It is one page that a child of fork(2) finds zeroed: left is 0 there, so
 * the child starts with an empty buffer and never sees what its parent has.
 * Where the system cannot zero it, nothing is kept in it, and every draw asks
 * the system: a process number does not tell a child from its parent, since
 * numbers come back and each process namespace counts from 1.
 */

#ifndef SECRETS_SOURCE_H
#define SECRETS_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

#include "credmint.h"

#define SOURCE_PAGE 4096
#define SOURCE_BYTES (SOURCE_PAGE - 16) /* what the rest leaves */

struct credmint_source {
	size_t left;         /* bytes[0] to bytes[left - 1] are not used yet */
	bool kept_by_fork;   /* the page is not zeroed: it holds no bytes */
	volatile bool whole; /* not zeroed since the draw began */
	unsigned char bytes[SOURCE_BYTES]; /* those used are zero */
};

#endif
