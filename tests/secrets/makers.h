/*
 * makers - whatever makes something of random bytes, in a table
 *
 * What needs crypt(3) or Nettle stands elsewhere: other systems lack it.
 */

#ifndef TESTS_SECRETS_MAKERS_H
#define TESTS_SECRETS_MAKERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "credmint.h"

#define MAKERS_ROOM 256

struct maker {
	const char *name;
	/* out has MAKERS_ROOM bytes, aligned for any number. */
	int (*make)(struct credmint_source *source, unsigned char *out);
	size_t empty;    /* bytes of out that are zero after a failure */
	bool asks_again; /* without a source, more than ten times */
};

extern const struct maker makers[];
extern const size_t makers_n;

#endif
