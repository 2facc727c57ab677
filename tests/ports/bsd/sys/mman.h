/* mman - what OpenBSD, FreeBSD and NetBSD declare, for compiling only */

#ifndef STUB_SYS_MMAN_H
#define STUB_SYS_MMAN_H

#include <stddef.h>

#define PROT_READ 1
#define PROT_WRITE 2
#define MAP_PRIVATE 2
#define MAP_ANON 0x1000
#define MAP_FAILED ((void *)-1)

#if defined(__OpenBSD__)
#	define MAP_CONCEAL 0x8000
#	define MAP_INHERIT_ZERO 3
#elif defined(__FreeBSD__)
#	define MAP_NOCORE 0x20000
#	define INHERIT_ZERO 3
#else
#	define MAP_INHERIT_ZERO 4
#endif

void *mmap(void *, size_t, int, int, int, long long);
int minherit(void *, size_t, int);
int mlock(const void *, size_t);
int munmap(void *, size_t);

#endif
