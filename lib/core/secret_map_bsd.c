/*
 * secret_map_bsd - pages that hold secrets on OpenBSD, FreeBSD and NetBSD
 */

#include <sys/mman.h>

#include <errno.h>

#include "core/secret.h"

/* What keeps pages out of core dumps; NetBSD has nothing for it. */
#if defined(MAP_CONCEAL) /* OpenBSD */
#	define NO_DUMP MAP_CONCEAL
#elif defined(MAP_NOCORE) /* FreeBSD */
#	define NO_DUMP MAP_NOCORE
#else
#	define NO_DUMP 0
#endif

/* FreeBSD calls it so, the others name it MAP_INHERIT_ZERO. */
#if defined(INHERIT_ZERO)
#	define ZERO_IN_CHILD INHERIT_ZERO
#else
#	define ZERO_IN_CHILD MAP_INHERIT_ZERO
#endif

void *
secret_map(size_t n, bool *wiped_by_fork)
{
	void *p;

	if (wiped_by_fork != NULL)
		*wiped_by_fork = false;
	p = mmap(NULL, n, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANON | NO_DUMP, -1, 0);
	if (p == MAP_FAILED)
		return NULL;
	/* The limit on locked memory is often small: as far as it goes. */
	(void)mlock(p, n);
	if (minherit(p, n, ZERO_IN_CHILD) == 0 && wiped_by_fork != NULL)
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
