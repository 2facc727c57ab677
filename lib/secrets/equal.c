/*
 * equal - comparing secrets
 */

#include "credmint.h"

#include "core/secret.h"

bool
credmint_equal(const void *a, size_t an, const void *b, size_t bn)
{
	return secret_equal(a, an, b, bn);
}
