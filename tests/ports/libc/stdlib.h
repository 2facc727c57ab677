/* stdlib - what C17 declares, for compiling only */

#ifndef STUB_STDLIB_H
#define STUB_STDLIB_H

#include <stddef.h>

void *bsearch(const void *, const void *, size_t, size_t,
    int (*)(const void *, const void *));
void *calloc(size_t, size_t);
void free(void *);
void *malloc(size_t);
void qsort(void *, size_t, size_t, int (*)(const void *, const void *));
void *realloc(void *, size_t);

#endif
