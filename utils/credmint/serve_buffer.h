/*
 * serve_buffer - bytes on their way in or out, in memory for secrets
 */

#ifndef CREDMINT_SERVE_BUFFER_H
#define CREDMINT_SERVE_BUFFER_H

#include <stddef.h>

/* One that is all zero is empty. */
struct serve_buffer {
	char *data; /* of secret_map(), or NULL */
	size_t size;
	size_t from; /* the bytes are those from here */
	size_t to;   /* ... to before here */
};

/* What is in it. */
static inline const char *
serve_buffer_bytes(const struct serve_buffer *b)
{
	return b->data + b->from;
}

static inline size_t
serve_buffer_n(const struct serve_buffer *b)
{
	return b->to - b->from;
}

/*
 * Make room for n more, where no more than max can be in it. 0; -ENOBUFS: they
 * would be more; -ENOMEM.
 */
int serve_buffer_room(struct serve_buffer *b, size_t n, size_t max)
    __attribute__((warn_unused_result));

/* Append n bytes. As serve_buffer_room(). */
int serve_buffer_put(struct serve_buffer *b, const void *data, size_t n,
    size_t max) __attribute__((warn_unused_result));

/* Wipe the first n bytes. */
void serve_buffer_take(struct serve_buffer *b, size_t n);

/* Wipe and free all. */
void serve_buffer_end(struct serve_buffer *b);

#endif
