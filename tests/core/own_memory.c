/*
 * own_memory - whether this process holds a secret anywhere
 */

#include "tests/core/own_memory.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* The memory of sanitizers is larger than anything that holds a secret. */
#define BLOCK ((size_t)1 << 20)
#define RANGE_MAX (64 * BLOCK)

void
own_memory_take(struct masked *to, void *from, size_t n)
{
	const unsigned char *bytes = from;

	if (n > sizeof(to->byte))
		abort();
	to->n = n;
	for (size_t i = 0; i < n; i++)
		to->byte[i] = bytes[i] ^ OWN_MEMORY_MASK;
	explicit_bzero(from, n);
}

void
own_memory_give(const struct masked *from, void *to)
{
	unsigned char *bytes = to;

	for (size_t i = 0; i < from->n; i++)
		bytes[i] = from->byte[i] ^ OWN_MEMORY_MASK;
}

static bool
stands_at(const struct masked *what, const unsigned char *at)
{
	for (size_t i = 0; i < what->n; i++)
		if (at[i] != (what->byte[i] ^ OWN_MEMORY_MASK))
			return false;
	return true;
}

static bool
range_holds(const struct masked *what, int memory, unsigned char *block,
    uintptr_t from, uintptr_t to)
{
	const int first = what->byte[0] ^ OWN_MEMORY_MASK;

	for (; from < to; from += BLOCK - OWN_MEMORY_MAX) {
		ssize_t n = pread(memory, block,
		    to - from < BLOCK ? to - from : BLOCK, (off_t)from);
		const unsigned char *at = block, *end = block + (n > 0 ? n : 0);

		for (; (size_t)(end - at) >= what->n; at++) {
			at =
			    memchr(at, first, (size_t)(end - at) - what->n + 1);
			if (at == NULL)
				break;
			if (stands_at(what, at))
				return true;
		}
	}
	return false;
}

bool
own_memory_holds(const struct masked *what)
{
	int memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
	FILE *maps = fopen("/proc/self/maps", "re");
	/* Shared, so it is not looked at itself. */
	unsigned char *block = mmap(NULL, BLOCK, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	unsigned long from, to;
	bool found = false;
	char line[512], modes[5];

	if (memory == -1 || maps == NULL || block == MAP_FAILED)
		abort();
	while (fgets(line, sizeof(line), maps) != NULL) {
		if (sscanf(line, "%lx-%lx %4s", &from, &to, modes) != 3 ||
		    strcmp(modes, "rw-p") != 0 || to - from > RANGE_MAX)
			continue;
		if (range_holds(what, memory, block, from, to)) {
			(void)fprintf(stderr, "held in %s", line);
			found = true;
		}
	}
	(void)munmap(block, BLOCK);
	(void)fclose(maps);
	(void)close(memory);
	return found;
}
