/*
 * json_line - one JSON object on one line, as we write it
 *
 * Members stand in the order they were added. Memory is wiped when jansson
 * gives it back. The first failure stays and is returned by the write.
 */

#ifndef CREDMINT_JSON_LINE_H
#define CREDMINT_JSON_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct output;

struct json_line {
	void *object;
	int error;
};

void json_line_begin(struct json_line *line);
/* Whether n bytes are UTF-8 without a NUL, so that they stay what they are. */
bool json_line_is_text(const char *bytes, size_t n);
/* Each byte that is no part of a character in UTF-8 becomes '?'. */
void json_line_text(struct json_line *line, const char *name, const char *text);
void json_line_number(struct json_line *line, const char *name, int64_t number);
void json_line_real(struct json_line *line, const char *name, double number);
void json_line_yes(struct json_line *line, const char *name, bool yes);

/* An array of n numbers, each below 2^63. */
void json_line_numbers(struct json_line *line, const char *name,
    const uint64_t *numbers, size_t n);

/* An empty array, and one more object in it, which item gives away. */
void json_line_list(struct json_line *line, const char *name);
void json_line_push(
    struct json_line *line, const char *name, struct json_line *item);

/* Free it unwritten. */
void json_line_drop(struct json_line *line);

/*
 * Hand the object and a newline on, in pieces, and free it. 0, or a negative
 * errno after a part of it, also when put() returned nonzero.
 */
int json_line_end_by(struct json_line *line,
    int (*put)(const char *text, size_t n, void *arg), void *arg)
    __attribute__((warn_unused_result));

/* Write the object and the end of an item, and free it. */
int json_line_end(struct json_line *line, struct output *out)
    __attribute__((warn_unused_result));

#endif
