/* syncs - fdatasync(2) and fsync(2), counted and not done */

#include "tests/registry/syncs.h"

#include <unistd.h>

static unsigned long seen;

/* Shown, so that libraries find these before the C library's. */
__attribute__((visibility("default"))) int
fdatasync(int fd)
{
	(void)fd;
	seen++;
	return 0;
}

__attribute__((visibility("default"))) int
fsync(int fd)
{
	(void)fd;
	seen++;
	return 0;
}

unsigned long
syncs_seen(void)
{
	return seen;
}
