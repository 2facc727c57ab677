/*
 * draws - one kind of random draw, as often as -n says
 */

#ifndef CREDMINT_DRAWS_H
#define CREDMINT_DRAWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/fault.h"
#include "credmint.h"

struct call;

/* Room for the text of any number: a sign, 17 digits, a point, an exponent. */
#define DRAWS_NUMBER_SIZE 32

/* How the line begins when the generator fails. */
#define DRAWS_FAIL "the system's random generator fails, nothing can be made"

struct draws {
	struct call *call;
	struct credmint_source *source; /* NULL for a single small draw */
	uint64_t number;                /* which draw it is: 1, 2, ... */
};

/*
 * Call one for each draw. one makes it and writes it; what a call of the
 * library returned it passes through draws_end(). large: even one draw is
 * worth a buffer.
 */
int draws_run(struct call *call, bool large,
    int (*one)(struct draws *draws, void *arg), void *arg)
    __attribute__((warn_unused_result));

/*
 * How many draws -n asks for; 1 without it. draws_run() reads it by itself: it
 * is for who has something to say before.
 */
int draws_count(struct call *call, uint64_t *count)
    __attribute__((warn_unused_result));

/* The line for an error of a maker, or nothing for 0; returns it. */
int draws_end(int error, struct fault *f) __attribute__((warn_unused_result));

/* Write a number that was drawn, given as text. */
int draws_number(struct draws *draws, const char *text)
    __attribute__((warn_unused_result));

/* The same: as few digits as lead back to it, 17 at most. */
int draws_real(struct draws *draws, double number)
    __attribute__((warn_unused_result));

/* The same, of an integer. */
int draws_integer(struct draws *draws, int64_t number)
    __attribute__((warn_unused_result));

#endif
