/* mman - what macOS declares, for compiling only */

#ifndef STUB_SYS_MMAN_H
#define STUB_SYS_MMAN_H

#include <stddef.h>

#define PROT_READ 1
#define PROT_WRITE 2
#define MAP_PRIVATE 2
#define MAP_ANON 0x1000
#define MAP_FAILED ((void *)-1)

void *mmap(void *, size_t, int, int, int, long long);
int mlock(const void *, size_t);
int munmap(void *, size_t);

#endif
