/* stdio - what C17 declares, for compiling only */

#ifndef STUB_STDIO_H
#define STUB_STDIO_H

#include <stdarg.h>
#include <stddef.h>

int snprintf(char *, size_t, const char *, ...);
int vsnprintf(char *, size_t, const char *, va_list);

#endif
