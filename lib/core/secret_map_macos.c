/*
 * secret_map_macos - pages that hold secrets on macOS
 *
 * macOS has no flag that keeps a page out of core dumps, which it writes only
 * for who asks for them, and none that a child of fork(2) finds zeroed.
 */

#include <sys/mman.h>

#include "core/secret.h"

void *
secret_map(size_t n, bool *wiped_by_fork)
{
	void *p;

	if (wiped_by_fork != NULL)
		*wiped_by_fork = false;
	p = mmap(
	    NULL, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0);
	if (p == MAP_FAILED)
		return NULL;
	/* The limit on locked memory is often small: as far as it goes. */
	(void)mlock(p, n);
	return p;
}

void
secret_unmap(void *p, size_t n)
{
	if (p == NULL)
		return;
	secret_wipe(p, n);
	(void)munmap(p, n);
}
