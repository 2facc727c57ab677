/*
 * secret_map_windows - pages that hold secrets on Windows
 *
 * There is no fork. What a crash report holds is up to who asks for it.
 */

#include <windows.h>

#include <errno.h>

#include "core/secret.h"

void *
secret_map(size_t n, bool *wiped_by_fork)
{
	void *p =
	    VirtualAlloc(NULL, n, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);

	if (wiped_by_fork != NULL)
		*wiped_by_fork = p != NULL;
	if (p == NULL) {
		errno = ENOMEM;
		return NULL;
	}
	/* The limit on locked memory is often small: as far as it goes. */
	(void)VirtualLock(p, n);
	return p;
}

void
secret_unmap(void *p, size_t n)
{
	if (p == NULL)
		return;
	secret_wipe(p, n);
	(void)VirtualFree(p, 0, MEM_RELEASE);
}
