/*
 * wipe - overwriting secrets
 */

#include "credmint.h"

#include "core/secret.h"

void
credmint_wipe(void *p, size_t n)
{
	secret_wipe(p, n);
}
