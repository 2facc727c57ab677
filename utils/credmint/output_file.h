/*
 * output_file - what the parts of output share
 *
 * Private to output*.c.
 */

#ifndef CREDMINT_OUTPUT_FILE_H
#define CREDMINT_OUTPUT_FILE_H

#include <stdint.h>
#include <sys/types.h>

#include "output.h"

#define OUTPUT_BLOCK ((size_t)64 * 1024)

struct output {
	int fd;
	int dir;    /* of a file of ours, so that its removal cannot be led
		     * elsewhere; or -1 */
	char *name; /* the file in dir */
	char *path; /* as a fault names it */
	char end;
	char *block; /* BLOCK bytes */
	size_t used;
	size_t whole; /* so much of that is whole items */
	int error;
	bool any;     /* something was written */
	int patience; /* milliseconds, or -1 */
	bool steady;  /* told to end, it still writes */
	int64_t told; /* when a write learnt that it is told to end, or 0 */
	bool marked;  /* the file is cut back to the mark when a write fails */
	off_t begin;  /* where in it the output began */
	off_t wrote;  /* bytes written since */
	off_t mark;   /* so many of them stay */
	bool ahead;   /* room behind the mark is held */
	int (*first)(void *arg); /* before anything is written, or NULL */
	void *first_arg;
	int kept_back; /* what that said when it was the error, else 0 */
	struct fault *fault;
};

/* Note the first failure, with its line; returns it. */
int output_failed(struct output *out, int error);

/* Give back the room that output_sync() held behind the end of a file. */
void output_mark_end(struct output *out);

#endif
