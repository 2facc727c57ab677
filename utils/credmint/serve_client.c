/* serve_client - one connection to credmint serve */

#include "serve_client.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct serve_client *
serve_client_new(int fd, const struct serve_peer *peer, int64_t now)
{
	struct serve_client *c = malloc(sizeof(*c));

	if (c != NULL)
		*c = (struct serve_client){
		    .fd = fd, .peer = *peer, .moved = now};
	return c;
}

void
serve_client_free(struct serve_client *c)
{
	(void)close(c->fd);
	serve_buffer_end(&c->in);
	serve_buffer_end(&c->out);
	free(c->mark);
	free(c);
}

/* Where the first newline is; NULL: nowhere. */
static const char *
newline(struct serve_client *c)
{
	size_t n = serve_buffer_n(&c->in);
	const char *text = serve_buffer_bytes(&c->in), *at;

	if (n == c->searched)
		return NULL;
	at = memchr(text + c->searched, '\n', n - c->searched);
	c->searched = at != NULL ? (size_t)(at - text) : n;
	return at;
}

/* A half line has its time from its first byte on, however slowly it comes. */
static void
note_half(struct serve_client *c, int64_t now)
{
	if (serve_buffer_n(&c->in) == 0 || newline(c) != NULL)
		c->half_since = 0;
	else if (c->half_since == 0)
		c->half_since = now;
}

bool
serve_client_reads(const struct serve_client *c)
{
	return !c->deaf && !c->gone && c->work == NULL &&
	    serve_buffer_n(&c->in) < SERVE_LINE_MAX &&
	    serve_buffer_n(&c->out) < SERVE_OUT_MAX / 2;
}

void
serve_client_read(struct serve_client *c, int64_t now)
{
	size_t want = SERVE_LINE_MAX - serve_buffer_n(&c->in);
	ssize_t got;

	/* A short line needs no long buffer. */
	if (want > 4096)
		want = 4096;
	while (serve_client_reads(c)) {
		if (serve_buffer_room(&c->in, want, SERVE_LINE_MAX) != 0) {
			c->gone = true;
			return;
		}
		got = recv(c->fd, c->in.data + c->in.to, want, MSG_DONTWAIT);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0 && errno != EAGAIN)
			c->gone = true;
		if (got == 0)
			c->deaf = true;
		if (got <= 0)
			break;
		c->in.to += (size_t)got;
		c->moved = now;
		if ((size_t)got < want)
			break;
		want = SERVE_LINE_MAX - serve_buffer_n(&c->in);
	}
	note_half(c, now);
	if (serve_buffer_n(&c->in) == SERVE_LINE_MAX && newline(c) == NULL)
		serve_client_dismiss(c, "a line has up to 65536 bytes");
}

bool
serve_client_line(struct serve_client *c, const char **line, size_t *n)
{
	const char *end;

	if (c->gone || c->work != NULL ||
	    serve_buffer_n(&c->out) >= SERVE_OUT_MAX / 2)
		return false;
	end = newline(c);
	if (end == NULL)
		return false;
	*line = serve_buffer_bytes(&c->in);
	*n = (size_t)(end - *line);
	return true;
}

void
serve_client_done(struct serve_client *c, size_t n, int64_t now)
{
	serve_buffer_take(&c->in, n + 1);
	c->searched = 0;
	note_half(c, now);
}

void
serve_client_worked(struct serve_client *c, int64_t now)
{
	c->work = NULL;
	c->moved = now;
	c->half_since = 0;
	note_half(c, now);
}

static int
put(const char *text, size_t n, void *arg)
{
	struct serve_client *c = arg;
	int rc = serve_buffer_put(&c->out, text, n, SERVE_OUT_MAX);

	if (rc == 0)
		c->put += n;
	return rc;
}

struct serve_sink
serve_client_sink(struct serve_client *c)
{
	return (struct serve_sink){put, c};
}

int
serve_client_mark(struct serve_client *c, int64_t event, int64_t id)
{
	struct serve_mark *mark = c->mark;
	size_t size = c->marks_size;

	if (event == 0 && id == 0)
		return 0;
	if (c->nmarks == size) {
		size = size == 0 ? 8 : size * 2;
		mark = realloc(mark, size * sizeof(*mark));
		if (mark == NULL)
			return -ENOMEM;
		c->mark = mark;
		c->marks_size = size;
	}
	mark[c->nmarks++] = (struct serve_mark){
	    /* One that could not be put whole never leaves. */
	    c->put + (c->gone ? 1 : 0), event, id};
	return 0;
}

void
serve_client_send(struct serve_client *c, int64_t now)
{
	while (!c->gone && serve_buffer_n(&c->out) > 0) {
		ssize_t sent = send(c->fd, serve_buffer_bytes(&c->out),
		    serve_buffer_n(&c->out), MSG_DONTWAIT | MSG_NOSIGNAL);

		if (sent < 0 && errno == EINTR)
			continue;
		if (sent < 0 && errno == EAGAIN) {
			if (c->stuck_since == 0)
				c->stuck_since = now;
			return;
		}
		if (sent < 0) {
			c->gone = true;
			return;
		}
		serve_buffer_take(&c->out, (size_t)sent);
		c->sent += (uint64_t)sent;
		c->moved = now;
		c->stuck_since = 0;
	}
}

static bool
take_mark(struct serve_client *c, struct serve_mark *out)
{
	*out = c->mark[0];
	c->nmarks--;
	memmove(c->mark, c->mark + 1, c->nmarks * sizeof(*c->mark));
	return true;
}

bool
serve_client_told(struct serve_client *c, struct serve_mark *out)
{
	return c->nmarks > 0 && c->mark[0].end <= c->sent && take_mark(c, out);
}

bool
serve_client_lost(struct serve_client *c, struct serve_mark *out)
{
	return c->nmarks > 0 && take_mark(c, out);
}

int64_t
serve_client_deadline(const struct serve_client *c)
{
	int64_t end = c->moved + SERVE_IDLE_MS;

	if (c->half_since != 0 && c->half_since + SERVE_HALF_MS < end)
		end = c->half_since + SERVE_HALF_MS;
	if (c->stuck_since != 0 && c->stuck_since + SERVE_STUCK_MS < end)
		end = c->stuck_since + SERVE_STUCK_MS;
	return end;
}

void
serve_client_dismiss(struct serve_client *c, const char *why)
{
	const struct serve_sink sink = serve_client_sink(c);

	c->deaf = true;
	serve_buffer_end(&c->in);
	c->searched = 0;
	c->half_since = 0;
	if (serve_answer_error(&sink, NULL, why) != 0)
		c->gone = true;
}
