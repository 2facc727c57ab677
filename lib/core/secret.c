/*
 * secret - memory that holds secrets, and comparing them
 */

#include "core/secret.h"

#include <sys/mman.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void
secret_wipe(void *p, size_t n)
{
	if (n == 0)
		return;
	memset(p, 0, n);
	/* For all the compiler knows, this reads it. */
	__asm__ __volatile__("" : : "r"(p) : "memory");
}

void
secret_free(void *p, size_t n)
{
	if (p == NULL)
		return;
	secret_wipe(p, n);
	free(p);
}

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

bool
secret_equal(const void *a, size_t an, const void *b, size_t bn)
{
	const unsigned char *x = a, *y = b;
	/* volatile: the loop must not end at the first difference. */
	volatile unsigned char difference = 0;

	if (an != bn)
		return false;
	for (size_t i = 0; i < an; i++)
		difference |= (unsigned char)(x[i] ^ y[i]);
	return difference == 0;
}
