/* progress - a bar on standard error while long work goes on */

#include "progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "host/run.h"

#include "output.h"

#define EVERY 4096 /* quick items between two looks at the clock */
#define WIDTH 40
#define WIDTH_LEAST 4
#define PART 48

static void
begin(struct progress *p, bool worth, const struct output *out)
{
	p->on = worth && isatty(STDERR_FILENO) != 0 &&
	    (out == NULL || !output_is_terminal(out));
	if (p->on)
		p->began = p->drawn = run_clock_ms();
}

void
progress_begin(struct progress *p, uint64_t total, const struct output *out)
{
	*p = (struct progress){.total = total, .every = EVERY};
	begin(p, total > EVERY, out);
}

void
progress_begin_slow(
    struct progress *p, uint64_t total, const struct output *out)
{
	*p = (struct progress){.total = total, .every = 1};
	begin(p, total != 1, out);
}

/* A line that fills the last column may go on in a line of its own. */
static size_t
columns(void)
{
	struct winsize size = {0};

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
		return 80 - 1;
	return (size_t)size.ws_col - 1;
}

static void
draw(const char *line, size_t n)
{
	/* A bar that cannot be drawn is no loss. */
	ssize_t wrote = n > 0 ? write(STDERR_FILENO, line, n) : 0;

	(void)wrote;
}

/* Of two units the larger and the next: 9s, 2m11s, 3h05m, 2d04h. */
static void
span(char out[PART], double seconds)
{
	uint64_t s = seconds < 1e9 ? (uint64_t)seconds : 1000000000;

	if (s < 60)
		(void)snprintf(out, PART, "%" PRIu64 "s left", s);
	else if (s < 3600)
		(void)snprintf(out, PART, "%" PRIu64 "m%02" PRIu64 "s left",
		    s / 60, s % 60);
	else if (s < 86400)
		(void)snprintf(out, PART, "%" PRIu64 "h%02" PRIu64 "m left",
		    s / 3600, s % 3600 / 60);
	else
		(void)snprintf(out, PART, "%" PRIu64 "d%02" PRIu64 "h left",
		    s / 86400, s % 86400 / 3600);
}

static size_t
add(char *out, size_t n, const char *part, size_t room)
{
	const size_t gap = n > 0 ? 2 : 0, length = strlen(part);

	if (n + gap + length > room || n + gap + length >= PROGRESS_WORDS_SIZE)
		return n;
	memcpy(out + n, "  ", gap);
	memcpy(out + n + gap, part, length + 1);
	return n + gap + length;
}

size_t
progress_words(char out[PROGRESS_WORDS_SIZE], uint64_t done, uint64_t total,
    int64_t ms, size_t room)
{
	double rate = ms > 0 ? (double)done * 1000 / (double)ms : 0;
	char part[4][PART] = {"", "", "", ""};
	size_t parts = 0, n = 0;

	out[0] = '\0';
	if (total > 0) {
		double share = (double)done * 100 / (double)total;

		(void)snprintf(part[parts++], PART, "%3u%%",
		    share < 100 ? (unsigned)share : 100);
		(void)snprintf(
		    part[parts++], PART, "%" PRIu64 "/%" PRIu64, done, total);
	} else {
		(void)snprintf(part[parts++], PART, "%" PRIu64, done);
	}
	if (rate > 0)
		(void)snprintf(
		    part[parts++], PART, "%.*f/s", rate < 9.95 ? 1 : 0, rate);
	if (rate > 0 && total >= done && total > 0)
		span(part[parts++], (double)(total - done) / rate);
	for (size_t i = 0; i < parts; i++) {
		size_t before = n;

		n = add(out, n, part[i], room);
		if (n == before)
			break;
	}
	return n;
}

void
progress_step(struct progress *p, uint64_t done)
{
	char words[PROGRESS_WORDS_SIZE], line[PROGRESS_WORDS_SIZE + WIDTH + 16];
	size_t width, n, room;

	if (!p->on || done % p->every != 0)
		return;

	int64_t now = run_clock_ms();
	if (now - p->began < 1000 || now - p->drawn < 200)
		return;
	p->drawn = now;
	p->shown = true;
	room = columns();
	n = progress_words(words, done, p->total, now - p->began, room);
	/* Two brackets and a space. */
	width = room > n + 3 ? room - n - 3 : 0;
	if (width > WIDTH)
		width = WIDTH;
	if (p->total > 0 && width >= WIDTH_LEAST) {
		char bar[WIDTH + 1] = "";

		memset(bar, '.', width);
		memset(bar, '#',
		    done < p->total ? (size_t)((double)done * (double)width /
					  (double)p->total)
				    : width);
		n = (size_t)snprintf(
		    line, sizeof(line), "\r[%s] %s\033[K", bar, words);
	} else {
		n = (size_t)snprintf(line, sizeof(line), "\r%s\033[K", words);
	}
	draw(line, n);
}

void
progress_hide(struct progress *p)
{
	if (p->shown)
		draw("\r\033[K", 4);
	p->shown = false;
}

void
progress_end(struct progress *p)
{
	progress_hide(p);
	p->on = false;
}
