/* windows - what Windows declares, for compiling and for a stand-in */

#ifndef STUB_WINDOWS_H
#define STUB_WINDOWS_H

#include <stddef.h>

typedef unsigned int ULONG; /* 32 bits on every Windows */
typedef int LONG;
typedef int BOOL;

#define MEM_COMMIT 0x1000u
#define MEM_RESERVE 0x2000u
#define MEM_RELEASE 0x8000u
#define PAGE_READWRITE 4u

void *VirtualAlloc(void *, size_t, ULONG, ULONG);
BOOL VirtualFree(void *, size_t, ULONG);
BOOL VirtualLock(void *, size_t);

#endif
