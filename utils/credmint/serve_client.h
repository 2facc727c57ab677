/*
 * serve_client - one connection to credmint serve
 *
 * 1. What it holds MUST stay bounded, whatever the client sends or does not
 *    read.
 * 2. Every byte of a request or an answer MUST be wiped once it is done with.
 * 3. A client MUST NOT make another one wait: nothing here blocks.
 */

#ifndef CREDMINT_SERVE_CLIENT_H
#define CREDMINT_SERVE_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "serve_answer.h"
#include "serve_buffer.h"
#include "serve_may.h"

/* Bytes of the longest line, with its newline. */
#define SERVE_LINE_MAX 65536
/* Bytes of answers that wait for a client; from the half on no more is done
 * for it. */
#define SERVE_OUT_MAX (256 * 1024)
/* Milliseconds: for half a line, for a client that does not read, for one that
 * says nothing. */
#define SERVE_HALF_MS (60 * 1000)
#define SERVE_STUCK_MS (30 * 1000)
#define SERVE_IDLE_MS (10 * 60 * 1000)

/* What is to be known once an answer has left, or when it never will. */
struct serve_mark {
	uint64_t end;  /* of its last byte, counted from the first ever put */
	int64_t event; /* of a redeem, or 0 */
	int64_t id;    /* of a token whose new text is in it, or 0 */
};

struct serve_work;

struct serve_client {
	int fd;
	bool deaf; /* nothing more is read */
	bool gone; /* nothing more is written; to be freed */
	struct serve_peer peer;
	uint64_t number; /* of its connection: later ones have higher ones */
	struct serve_buffer in, out;
	size_t searched; /* bytes of in that hold no newline */
	uint64_t put;    /* bytes of answers, ever */
	uint64_t sent;
	struct serve_mark *mark;
	size_t nmarks, marks_size;
	int64_t half_since;  /* milliseconds; 0: no half line */
	int64_t stuck_since; /* ...; 0: nothing waits to be read */
	int64_t moved;       /* ... when anything came or went */
	unsigned taken;      /* lines of this batch */
	/*
	 * What is being done for it, or NULL. Until then nothing more is read,
	 * no line is taken, and it MUST NOT be freed: serve_batch_leave().
	 */
	struct serve_work *work;
};

/* fd is its from now on. NULL: no memory, and fd is the caller's. */
struct serve_client *serve_client_new(
    int fd, const struct serve_peer *peer, int64_t now);
void serve_client_free(struct serve_client *c);

/* Read what there is, up to a longest line. */
void serve_client_read(struct serve_client *c, int64_t now);

/* Whether it may read; the other way of poll(2) is when out is not empty. */
bool serve_client_reads(const struct serve_client *c);

/*
 * The next whole line, while there is room for its answer; it stays until
 * serve_client_done(). false: none.
 */
bool serve_client_line(struct serve_client *c, const char **line, size_t *n);
/* The line of n bytes is done with. */
void serve_client_done(struct serve_client *c, size_t n, int64_t now);

/* Its work is done: its times begin anew. */
void serve_client_worked(struct serve_client *c, int64_t now);

/* Where an answer is written to. */
struct serve_sink serve_client_sink(struct serve_client *c);

/*
 * What is to be known of the answer that was put last. 0 or -ENOMEM. Of a
 * client that is gone it has never left.
 */
int serve_client_mark(struct serve_client *c, int64_t event, int64_t id)
    __attribute__((warn_unused_result));

/* Send what the socket takes. */
void serve_client_send(struct serve_client *c, int64_t now);

/*
 * Marks of answers that have left, oldest first; false: no more. Of a client
 * that is gone, serve_client_lost() has the rest.
 */
bool serve_client_told(struct serve_client *c, struct serve_mark *out);
bool serve_client_lost(struct serve_client *c, struct serve_mark *out);

/* When it is closed if nothing happens, in milliseconds. */
int64_t serve_client_deadline(const struct serve_client *c);

/* Say a last line, unless one is half said, and read nothing more. */
void serve_client_dismiss(struct serve_client *c, const char *why);

#endif
