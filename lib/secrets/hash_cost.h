/*
 * hash_cost - the cost that a hash or setting tells
 *
 * What crypt_checksalt(3) says of a hash depends on its prefix alone, so the
 * cost is read here.
 */

#ifndef SECRETS_HASH_COST_H
#define SECRETS_HASH_COST_H

#include <stddef.h>

#include "credmint.h"
#include "secrets/method.h"

struct hash_cost {
	unsigned long cost;
	/* The n characters from at on may become cheap: the least cost. */
	size_t at;
	size_t n; /* too few for that: it is cheap already */
	const char *cheap;
};

/*
 * Read the cost of a text of a method. 0; -EDOM: it is not written as crypt(3)
 * writes it, or no hash has such a cost.
 */
int hash_cost_read(const struct method *method, const char *text,
    struct hash_cost *out) __attribute__((warn_unused_result));

/*
 * The same text with the least cost, in least or as it is; shorter than
 * CREDMINT_HASH_SIZE, as text is. Salt and hash of the one are right where
 * those of the other are.
 */
const char *hash_cost_least(const char *text, const struct hash_cost *told,
    char least[CREDMINT_HASH_SIZE]);

/*
 * Where the salt starts in a setting that credmint_salt_make() could have
 * made.
 */
size_t hash_cost_end(const struct method *method, const char *setting);

#endif
