/* item_stream - items that come one after the other, as they come */

#include "item_stream.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/secret.h"

#include "stop.h"

#define ROOM (ITEM_STREAM_MAX + 1) /* and its end */

int
item_stream_open(struct item_stream *s, int fd, char end)
{
	*s = (struct item_stream){
	    .fd = fd, .end = end, .block = secret_map(ROOM, NULL)};
	return s->block == NULL ? -ENOMEM : 0;
}

void
item_stream_close(struct item_stream *s)
{
	secret_unmap(s->block, ROOM);
	*s = (struct item_stream){.fd = -1};
}

/* What was given goes; the rest moves to the front. */
static void
settle(struct item_stream *s)
{
	if (s->begin == 0)
		return;
	memmove(s->block, s->block + s->begin, s->used - s->begin);
	secret_wipe(s->block + s->used - s->begin, s->begin);
	s->used -= s->begin;
	s->begin = 0;
}

/* More bytes behind those there are: 0, ITEM_STREAM_LATER or an errno. */
static int
more(struct item_stream *s)
{
	struct pollfd now = {s->fd, POLLIN, 0};
	ssize_t n;

	settle(s);
	n = poll(&now, 1, 0);
	if (n == 0 || (n < 0 && errno == EINTR))
		return stop_asked() != 0 ? -EINTR : ITEM_STREAM_LATER;
	n = read(s->fd, s->block + s->used, ROOM - s->used);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return stop_asked() != 0 ? -EINTR : ITEM_STREAM_LATER;
	if (n < 0)
		return -errno;
	s->ended = n == 0;
	s->used += (size_t)n;
	return 0;
}

/* The item that ends at the end, or where all ends. */
static int
give(struct item_stream *s, size_t n, size_t ends, const char **item,
    size_t *length)
{
	*item = s->skips ? NULL : s->block + s->begin;
	*length = s->skips ? 0 : n;
	s->begin += n + ends;
	s->skips = false;
	s->number++;
	return ITEM_STREAM_ITEM;
}

int
item_stream_next(struct item_stream *s, const char **item, size_t *n)
{
	size_t seen = 0;

	for (;;) {
		const char *from = s->block + s->begin;
		size_t there = s->used - s->begin;
		const char *end = memchr(from + seen, s->end, there - seen);
		int rc;

		if (end != NULL)
			return give(s, (size_t)(end - from), 1, item, n);
		if (s->ended && (there > 0 || s->skips))
			return give(s, there, 0, item, n);
		if (s->ended)
			return ITEM_STREAM_END;
		if (there == ROOM) {
			s->skips = true;
			s->begin = s->used;
			there = 0;
		}
		seen = there;
		rc = more(s);
		if (rc != 0)
			return rc;
	}
}

static uint64_t
count(const struct item_stream *s, char *block, off_t at)
{
	uint64_t items = 0;
	char last = s->end;
	ssize_t n;

	while ((n = pread(s->fd, block, ROOM, at)) > 0) {
		const char *p = block, *to = block + n;

		while ((p = memchr(p, s->end, (size_t)(to - p))) != NULL) {
			items++;
			p++;
		}
		last = block[n - 1];
		at += n;
		if (stop_asked() != 0)
			return 0;
	}
	return n < 0 ? 0 : items + (last != s->end);
}

uint64_t
item_stream_count(const struct item_stream *s)
{
	struct stat is;
	off_t at = lseek(s->fd, 0, SEEK_CUR);
	char *block;
	uint64_t items;

	if (at < 0 || fstat(s->fd, &is) != 0 || !S_ISREG(is.st_mode))
		return 0;
	block = secret_map(ROOM, NULL);
	if (block == NULL)
		return 0;
	items = count(s, block, at);
	secret_unmap(block, ROOM);
	return items;
}
