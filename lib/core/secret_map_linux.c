/*
 * secret_map_linux - pages that hold secrets, by madvise(2)
 */

#include <sys/mman.h>

#include <errno.h>

#include "core/secret.h"

/* What no kernel knows. */
#define NO_ADVICE (-1)

/*
 * Whether a child finds the pages at p zeroed. qemu-user takes any advice and
 * does nothing: only who refuses what there is not can be believed.
 */
static bool
wipe_by_fork(void *p, size_t n)
{
	return madvise(p, n, NO_ADVICE) != 0 &&
	    madvise(p, n, MADV_WIPEONFORK) == 0;
}

void *
secret_map(size_t n, bool *wiped_by_fork)
{
	bool wiped;
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
	wiped = wipe_by_fork(p, n);
	if (wiped_by_fork != NULL)
		*wiped_by_fork = wiped;
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
