/*
 * version - the release of the library
 */

#include "credmint.h"

const char *
credmint_version(void)
{
	return CREDMINT_VERSION;
}
