/* words - what is said to the person, on standard error */

#include "words.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/fault.h"
#include "host/run.h"

/* Milliseconds that a reader is waited for; -1: as long as it takes. */
static int patience = -1;

void
words_patience(int ms)
{
	patience = ms;
}

/* Whether it can be said; who is too slow once is not waited for again. */
static bool
taken(void)
{
	const int64_t deadline = run_clock_ms() + patience;
	struct pollfd wait = {STDERR_FILENO, POLLOUT, 0};
	int n = -1;

	if (patience < 0)
		return true;
	while (n < 0) {
		int64_t left = deadline - run_clock_ms();

		n = poll(&wait, 1, left > 0 ? (int)left : 0);
		if (n < 0 && errno != EINTR)
			return true;
	}
	if (n == 0)
		patience = 0;
	return n > 0;
}

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
	if (n > 0 && taken()) {
		ssize_t wrote = write(STDERR_FILENO, line, (size_t)n);
		(void)wrote;
	}
}
