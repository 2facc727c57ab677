/* unistd - what OpenBSD, FreeBSD and NetBSD declare, for compiling only */

#ifndef STUB_UNISTD_H
#define STUB_UNISTD_H

#include <stddef.h>

int getentropy(void *, size_t);

#endif
