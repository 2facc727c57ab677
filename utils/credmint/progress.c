/* progress - a bar on standard error while long work goes on */

#include "progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "host/run.h"

#include "output.h"

#define EVERY 4096 /* items between two looks at the clock */
#define WIDTH 40

void
progress_begin(struct progress *p, uint64_t total, const struct output *out)
{
	*p = (struct progress){.total = total};
	p->on = total > EVERY && isatty(STDERR_FILENO) != 0 &&
	    !output_is_terminal(out);
	if (p->on)
		p->began = p->drawn = run_clock_ms();
}

/* A line that fills the last column may go on in a line of its own. */
static int
columns(void)
{
	struct winsize size = {0};

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
		return 80 - 1;
	return size.ws_col - 1;
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
	char bar[WIDTH + 1], words[64], line[WIDTH + 80];
	int n, width;

	if (!p->on || done % EVERY != 0)
		return;

	int64_t now = run_clock_ms();
	if (now - p->began < 1000 || now - p->drawn < 200)
		return;
	p->drawn = now;
	p->shown = true;
	n = snprintf(words, sizeof(words),
	    "%3" PRIu64 "%%  %" PRIu64 " of %" PRIu64, done * 100 / p->total,
	    done, p->total);
	width = columns() - n - 3; /* two brackets and a space */
	if (width > WIDTH)
		width = WIDTH;
	if (width < 4) { /* no room but for how much is done */
		draw(line, snprintf(line, sizeof(line), "\r%.4s", words));
		return;
	}
	memset(bar, '.', (size_t)width);
	bar[width] = '\0';
	memset(bar, '#', (size_t)(done * (uint64_t)width / p->total));
	draw(line, snprintf(line, sizeof(line), "\r[%s] %s", bar, words));
}

void
progress_end(struct progress *p)
{
	if (p->shown)
		draw("\r\033[K", 4);
	p->shown = false;
}
