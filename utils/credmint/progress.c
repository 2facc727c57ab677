/* progress - a bar on standard error while long work goes on */

#include "progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "host/run.h"

#define EVERY 4096 /* items between two looks at the clock */
#define WIDTH 40

void
progress_begin(struct progress *p, uint64_t total)
{
	*p = (struct progress){.total = total};
	p->on = total > EVERY && isatty(STDERR_FILENO) != 0;
	if (p->on)
		p->began = p->drawn = run_clock_ms();
}

static void
draw(const char *line, int n)
{
	/* A bar that cannot be drawn is no loss. */
	ssize_t wrote = n > 0 ? write(STDERR_FILENO, line, (size_t)n) : 0;

	(void)wrote;
}

void
progress_step(struct progress *p, uint64_t done)
{
	char line[WIDTH + 64], bar[WIDTH + 1];

	if (!p->on || done % EVERY != 0)
		return;

	int64_t now = run_clock_ms();
	if (now - p->began < 1000 || now - p->drawn < 200)
		return;
	p->drawn = now;
	p->shown = true;
	memset(bar, '.', WIDTH);
	bar[WIDTH] = '\0';
	memset(bar, '#', (size_t)(done * WIDTH / p->total));
	draw(line,
	    snprintf(line, sizeof(line),
		"\r[%s] %3" PRIu64 "%%  %" PRIu64 " of %" PRIu64, bar,
		done * 100 / p->total, done, p->total));
}

void
progress_end(struct progress *p)
{
	if (p->shown)
		draw("\r\033[K", 4);
	p->shown = false;
}
