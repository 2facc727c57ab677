/*
 * json_read - one JSON object on one line, as a stranger wrote it
 *
 * 1. Nothing of the line MUST stay in memory once it is ended, or ever be in a
 *    fault's line.
 * 2. One text MUST have one meaning: a name stands once, numbers are whole.
 */

#ifndef CREDMINT_JSON_READ_H
#define CREDMINT_JSON_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bits, so that a table can say which it takes. */
enum json_type {
	JSON_READ_TEXT = 1,
	JSON_READ_NUMBER = 2, /* an integer */
	JSON_READ_YES = 4,    /* true or false */
	JSON_READ_OTHER = 8,
	JSON_READ_LIST = 16,
	JSON_READ_NULL = 32,
};

struct json_member {
	const char *name; /* of the object, as text is */
	enum json_type type;
	const char *text; /* n bytes of UTF-8 and a NUL; it may hold others */
	size_t n;
	int64_t number;
	bool yes;
	const void *list; /* for json_read_item() */
};

struct json_read {
	void *object;
	void *next;
	bool too_big; /* with -EINVAL: only a number is wrong */
};

/*
 * Read n bytes. 0; -EINVAL: they are no object in JSON, or not UTF-8, or
 * nested too deep, or have a name twice, or a number that nothing holds;
 * -ENOMEM. End it after a 0.
 */
int json_read_begin(struct json_read *in, const char *line, size_t n)
    __attribute__((warn_unused_result));
void json_read_end(struct json_read *in);

/* The member of a name; false: there is none. */
bool json_read_find(
    const struct json_read *in, const char *name, struct json_member *out);

/* The members, one after the other; false: no more. */
bool json_read_next(struct json_read *in, struct json_member *out);

/* Number i of a list, from 0, without a name; false: no more. */
bool json_read_item(
    const struct json_member *list, size_t i, struct json_member *out);

#endif
