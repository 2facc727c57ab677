/*
 * item_stream - items that come one after the other, as they come
 *
 * An item is a line, or what ends with NUL; the last one may lack its end. Few
 * bytes are kept at a time, in memory of secret_map(), wiped as they are used.
 */

#ifndef CREDMINT_ITEM_STREAM_H
#define CREDMINT_ITEM_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The longest item that is given; of a longer one only that it is there. */
#define ITEM_STREAM_MAX ((size_t)64 * 1024)

/* How item_stream_next() ends, besides a negative errno. */
enum item_stream_end {
	ITEM_STREAM_END = 0,
	ITEM_STREAM_ITEM = 1,
	ITEM_STREAM_LATER = 2, /* whoever writes is slow */
};

struct item_stream {
	int fd;
	char end;
	char *block;
	size_t begin, used; /* what was read and not given yet */
	bool ended;
	bool skips; /* up to the end of an item that is too long */
	uint64_t number;
};

/* From a descriptor; end is '\n' or '\0'. 0 or -ENOMEM. */
int item_stream_open(struct item_stream *s, int fd, char end)
    __attribute__((warn_unused_result));

/*
 * The next item, n bytes, there until the next call; NULL when it is too long.
 * s->number tells which it is: 1, 2, ... It waits for no writer: see
 * fd by poll(2).
 */
int item_stream_next(struct item_stream *s, const char **item, size_t *n)
    __attribute__((warn_unused_result));

/*
 * How many items a file still has; 0 for what is no file. It is as well when
 * that cannot be told.
 */
uint64_t item_stream_count(const struct item_stream *s);

/* Forget it, wiped; the descriptor stays open. */
void item_stream_close(struct item_stream *s);

#endif
