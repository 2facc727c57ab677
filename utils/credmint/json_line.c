/* json_line - one JSON object on one line */

#include "json_line.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "core/secret.h"

#include "json_memory.h"
#include "output.h"

void
json_line_begin(struct json_line *line)
{
	json_memory_wiped();
	*line = (struct json_line){.object = json_object()};
	if (line->object == NULL)
		line->error = -ENOMEM;
}

bool
json_line_is_text(const char *bytes, size_t n)
{
	json_t *value =
	    memchr(bytes, '\0', n) == NULL ? json_stringn(bytes, n) : NULL;
	bool is_text = value != NULL;

	json_decref(value);
	return is_text;
}

static void
add(struct json_line *line, const char *name, json_t *value)
{
	if (line->error != 0)
		json_decref(value);
	else if (json_object_set_new(line->object, name, value) != 0)
		line->error = -ENOMEM;
}

/* Bytes of the character at s (RFC 3629, section 4); 0: it begins none. */
static size_t
character(const unsigned char *s)
{
	unsigned char low = 0x80, high = 0xbf;
	size_t n = s[0] < 0x80 ? 1
	    : s[0] < 0xc2      ? 0
	    : s[0] < 0xe0      ? 2
	    : s[0] < 0xf0      ? 3
	    : s[0] < 0xf5      ? 4
			       : 0;

	/* Neither longer than need be, nor a surrogate, nor above 10FFFF. */
	if (s[0] == 0xe0)
		low = 0xa0;
	else if (s[0] == 0xed)
		high = 0x9f;
	else if (s[0] == 0xf0)
		low = 0x90;
	else if (s[0] == 0xf4)
		high = 0x8f;
	for (size_t i = 1; i < n; i++, low = 0x80, high = 0xbf)
		if (s[i] < low || s[i] > high)
			return 0;
	return n;
}

void
json_line_text(struct json_line *line, const char *name, const char *text)
{
	json_t *value = json_string(text);
	char *copy;

	if (value == NULL && (copy = strdup(text)) != NULL) {
		for (char *p = copy; *p != '\0'; p++) {
			size_t n = character((unsigned char *)p);

			if (n == 0)
				*p = '?';
			else
				p += n - 1;
		}
		value = json_string(copy);
		secret_free(copy, strlen(copy));
	}
	add(line, name, value);
}

void
json_line_number(struct json_line *line, const char *name, int64_t number)
{
	add(line, name, json_integer(number));
}

void
json_line_real(struct json_line *line, const char *name, double number)
{
	add(line, name, json_real(number));
}

void
json_line_yes(struct json_line *line, const char *name, bool yes)
{
	add(line, name, json_boolean(yes));
}

void
json_line_numbers(
    struct json_line *line, const char *name, const uint64_t *numbers, size_t n)
{
	json_t *array = json_array();

	for (size_t i = 0; i < n; i++)
		if (json_array_append_new(
			array, json_integer((json_int_t)numbers[i])) != 0)
			line->error = -ENOMEM;
	add(line, name, array);
}

static int
forward(const char *text, size_t n, void *out)
{
	return output_put(out, text, n);
}

void
json_line_list(struct json_line *line, const char *name)
{
	add(line, name, json_array());
}

void
json_line_push(struct json_line *line, const char *name, struct json_line *item)
{
	if (line->error == 0)
		line->error = item->error;
	if (line->error != 0)
		json_decref(item->object);
	else if (json_array_append_new(
		     json_object_get(line->object, name), item->object) != 0)
		line->error = -ENOMEM;
	*item = (struct json_line){0};
}

void
json_line_drop(struct json_line *line)
{
	json_decref(line->object);
	*line = (struct json_line){0};
}

int
json_line_end_by(struct json_line *line,
    int (*put)(const char *text, size_t n, void *arg), void *arg)
{
	int rc = line->error;

	if (rc == 0 &&
	    (json_dump_callback(line->object, put, arg,
		 JSON_COMPACT | JSON_REAL_PRECISION(6)) != 0 ||
		put("\n", 1, arg) != 0))
		rc = -ENOMEM;
	json_line_drop(line);
	return rc;
}

int
json_line_end(struct json_line *line, struct output *out)
{
	int rc = line->error;

	if (rc == 0) {
		/* Six digits are more than an entropy needs. */
		int dumped = json_dump_callback(line->object, forward, out,
		    JSON_COMPACT | JSON_REAL_PRECISION(6));

		/* The output remembers its own failure. */
		rc = output_end(out);
		if (rc == 0 && dumped != 0)
			rc = -ENOMEM;
	}
	json_line_drop(line);
	return rc;
}
