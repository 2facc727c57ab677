/*
 * equal - comparing secrets
 */

#include "credmint.h"

#include "core/secret.h"
#include "secrets/parameter.h"

bool
credmint_equal(const void *a, size_t an, const void *b, size_t bn)
{
	return parameter_fits(an, 1) && secret_equal(a, an, b, bn);
}
