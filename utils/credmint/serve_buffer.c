/* serve_buffer - bytes on their way in or out, in memory for secrets */

#include "serve_buffer.h"

#include <errno.h>
#include <string.h>

#include "core/secret.h"

/* What one begins with, and keeps while it is empty. */
#define PAGE 4096

static void
move_to_front(struct serve_buffer *b)
{
	size_t n = serve_buffer_n(b);

	if (b->from == 0)
		return;
	memmove(b->data, b->data + b->from, n);
	secret_wipe(b->data + n, b->from);
	b->from = 0;
	b->to = n;
}

int
serve_buffer_room(struct serve_buffer *b, size_t n, size_t max)
{
	size_t have = serve_buffer_n(b), size = b->size > 0 ? b->size : PAGE;
	char *data;

	if (n > max || have > max - n)
		return -ENOBUFS;
	if (b->size - b->to >= n)
		return 0;
	while (size < have + n)
		size *= 2;
	if (size == b->size) {
		move_to_front(b);
		return 0;
	}
	data = secret_map(size, NULL);
	if (data == NULL)
		return -ENOMEM;
	if (have > 0)
		memcpy(data, b->data + b->from, have);
	secret_unmap(b->data, b->size);
	*b = (struct serve_buffer){data, size, 0, have};
	return 0;
}

int
serve_buffer_put(struct serve_buffer *b, const void *data, size_t n, size_t max)
{
	int rc = serve_buffer_room(b, n, max);

	if (rc != 0)
		return rc;
	memcpy(b->data + b->to, data, n);
	b->to += n;
	return 0;
}

void
serve_buffer_take(struct serve_buffer *b, size_t n)
{
	secret_wipe(b->data + b->from, n);
	b->from += n;
	if (b->from < b->to)
		return;
	b->from = b->to = 0;
	if (b->size > PAGE)
		serve_buffer_end(b);
}

void
serve_buffer_end(struct serve_buffer *b)
{
	secret_unmap(b->data, b->size);
	*b = (struct serve_buffer){0};
}
