/* held_memory - memory of a process that is kept off the disk */

#include "held_memory.h"

#include <stddef.h>
#include <sys/mman.h>

/* More than any limit on locked memory that is one. */
#define LIMITLESS ((size_t)1 << (sizeof(size_t) == 8 ? 40 : 30))

void
held_memory(bool all)
{
	void *probe;

	if (mlockall(MCL_FUTURE) != 0)
		return;
	probe = mmap(NULL, LIMITLESS, PROT_NONE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (probe == MAP_FAILED) {
		(void)munlockall();
		return;
	}
	(void)munmap(probe, LIMITLESS);
	/* At worst what there is stays where it is. */
	if (all)
		(void)mlockall(MCL_CURRENT | MCL_FUTURE);
}
