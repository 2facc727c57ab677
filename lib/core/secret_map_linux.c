/*
 * secret_map_linux - pages that hold secrets, by madvise(2)
 */

#include <sys/mman.h>

#include <errno.h>

#include "core/secret.h"

void *
secret_map(size_t n, bool *wiped_by_fork)
{
	void *p;
	int error;

	if (wiped_by_fork != NULL)
		*wiped_by_fork = false;
	p = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
	    -1, 0);
	if (p == MAP_FAILED)
		return NULL;
	if (madvise(p, n, MADV_DONTDUMP) != 0) {
		error = errno;
		(void)munmap(p, n);
		errno = error;
		return NULL;
	}
	/* The limit on locked memory is often small: as far as it goes. */
	(void)mlock(p, n);
	if (madvise(p, n, MADV_WIPEONFORK) == 0 && wiped_by_fork != NULL)
		*wiped_by_fork = true;
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
