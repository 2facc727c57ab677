/*
 * json_line - one JSON object on one line; the only includer of jansson
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

/* Write the object and the end of an item, and free it. */
int json_line_end(struct json_line *line, struct output *out)
    __attribute__((warn_unused_result));

#endif
