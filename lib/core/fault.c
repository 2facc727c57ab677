/*
 * fault - the one line that tells a person what went wrong
 */

#include "core/fault.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* A name that a stranger chose must not start a line or drive a terminal. */
static bool
is_control(unsigned char c)
{
	return c < 0x20 || c == 0x7f;
}

int
fault_set(struct fault *f, int error, const char *format, ...)
{
	va_list args;
	int n;

	if (f == NULL)
		return error;
	va_start(args, format);
	n = vsnprintf(f->text, sizeof(f->text), format, args);
	va_end(args);
	if (n < 0)
		f->text[0] = '\0';
	for (char *c = f->text; *c != '\0'; c++)
		if (is_control((unsigned char)*c))
			*c = '?';
	return error;
}
