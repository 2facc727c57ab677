/*
 * progress - a bar on standard error while long work goes on
 *
 * How much is done, how fast it goes and how long it still takes. Only on a
 * terminal, only after a second of work, never wider than the terminal, and
 * gone at the end. What is made does not depend on it.
 */

#ifndef CREDMINT_PROGRESS_H
#define CREDMINT_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct output;

struct progress {
	uint64_t total; /* 0: not known */
	uint64_t every; /* items between two looks at the clock */
	int64_t began;  /* run_clock_ms() */
	int64_t drawn;
	bool on;
	bool shown;
};

/*
 * For items of less than a millisecond; few are not worth a bar. Where the
 * data itself goes to a terminal no bar is drawn into it; NULL: there is none.
 */
void progress_begin(
    struct progress *p, uint64_t total, const struct output *out);
/* The same for items that take longer, of a total that may be 0: not known. */
void progress_begin_slow(
    struct progress *p, uint64_t total, const struct output *out);
/* Call for every item; it looks at the clock now and then. */
void progress_step(struct progress *p, uint64_t done);
/* Call before anything else is said; the bar comes back by itself. */
void progress_hide(struct progress *p);
void progress_end(struct progress *p);

/*
 * What stands behind the bar: "51%  5120/10000  37/s  2m11s left", or the first
 * parts of it, as many as have room in so many columns. done of total (0: not
 * known) in ms milliseconds. Returns its length.
 */
#define PROGRESS_WORDS_SIZE 128
size_t progress_words(char out[PROGRESS_WORDS_SIZE], uint64_t done,
    uint64_t total, int64_t ms, size_t columns);

#endif
