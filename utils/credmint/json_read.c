/* json_read - one JSON object on one line, as a stranger wrote it */

#include "json_read.h"

#include <errno.h>
#include <jansson.h>

#include "core/secret.h"

#include "json_memory.h"

int
json_read_begin(struct json_read *in, const char *line, size_t n)
{
	json_error_t why;
	json_t *value;
	int rc = 0;

	*in = (struct json_read){0};
	json_memory_wiped();
	value =
	    json_loadb(line, n, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &why);
	if (value == NULL)
		rc = json_error_code(&why) == json_error_out_of_memory
		    ? -ENOMEM
		    : -EINVAL;
	else if (!json_is_object(value))
		rc = -EINVAL;
	in->too_big = value == NULL &&
	    json_error_code(&why) == json_error_numeric_overflow;
	/* It says what was near. */
	SECRET_WIPE_OBJECT(&why);
	if (rc != 0) {
		json_decref(value);
		return rc;
	}
	in->object = value;
	in->next = json_object_iter(value);
	return 0;
}

void
json_read_end(struct json_read *in)
{
	json_decref(in->object);
	*in = (struct json_read){0};
}

static void
show(const char *name, const json_t *value, struct json_member *out)
{
	*out = (struct json_member){.name = name, .type = JSON_READ_OTHER};
	if (json_is_string(value)) {
		out->type = JSON_READ_TEXT;
		out->text = json_string_value(value);
		out->n = json_string_length(value);
	} else if (json_is_integer(value)) {
		out->type = JSON_READ_NUMBER;
		out->number = json_integer_value(value);
	} else if (json_is_boolean(value)) {
		out->type = JSON_READ_YES;
		out->yes = json_is_true(value);
	} else if (json_is_array(value)) {
		out->type = JSON_READ_LIST;
		out->list = value;
	} else if (json_is_null(value)) {
		out->type = JSON_READ_NULL;
	}
}

bool
json_read_find(
    const struct json_read *in, const char *name, struct json_member *out)
{
	const json_t *value = json_object_get(in->object, name);

	if (value == NULL)
		return false;
	show(name, value, out);
	return true;
}

bool
json_read_next(struct json_read *in, struct json_member *out)
{
	if (in->next == NULL)
		return false;
	show(json_object_iter_key(in->next), json_object_iter_value(in->next),
	    out);
	in->next = json_object_iter_next(in->object, in->next);
	return true;
}

bool
json_read_item(
    const struct json_member *list, size_t i, struct json_member *out)
{
	const json_t *value = json_array_get(list->list, i);

	if (value == NULL)
		return false;
	show(NULL, value, out);
	return true;
}
