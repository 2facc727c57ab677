/* words - what is said to the person, on standard error */

#include "words.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/fault.h"

void
words_say(const char *format, ...)
{
	struct fault raw, clean;
	va_list args;

	va_start(args, format);
	if (vsnprintf(raw.text, sizeof(raw.text), format, args) < 0)
		raw.text[0] = '\0';
	va_end(args);
	/* fault_set() leaves no control character in it. */
	(void)fault_set(&clean, 0, "%s", raw.text);

	char line[sizeof(clean.text) + 16];
	int n = snprintf(line, sizeof(line), "credmint: %s\n", clean.text);
	ssize_t wrote = n < 0 ? 0 : write(STDERR_FILENO, line, (size_t)n);
	(void)wrote;
}
