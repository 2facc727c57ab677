/*
 * wipe - overwriting secrets
 */

#include "credmint.h"

#include "core/secret.h"
#include "secrets/parameter.h"

void
credmint_wipe(void *p, size_t n)
{
	if (parameter_fits(n, 1))
		secret_wipe(p, n);
}
