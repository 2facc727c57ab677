/* json_line - one JSON object on one line */

#include "json_line.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "core/secret.h"
#include "core/utf8.h"

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

void
json_line_text(struct json_line *line, const char *name, const char *text)
{
	json_t *value = json_string(text);
	uint32_t c;
	char *copy;

	if (value == NULL && (copy = strdup(text)) != NULL) {
		for (char *p = copy; *p != '\0'; p++) {
			size_t n = utf8_character((unsigned char *)p, &c);

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
