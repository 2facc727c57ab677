/* items - what is drawn from */

#include "items.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/secret.h"

#include "command.h"
#include "json_line.h"
#include "output.h"
#include "stop.h"

#define FIRST_ROOM ((size_t)64 * 1024)

/* Twice the room; what is left behind is wiped: it may have been secret. */
static int
grow(struct items *items, size_t used)
{
	size_t size = items->size == 0 ? FIRST_ROOM : 2 * items->size;
	char *more = size < items->size ? NULL : malloc(size);

	if (more == NULL)
		return -ENOMEM;
	if (used > 0)
		memcpy(more, items->text, used);
	secret_free(items->text, items->size);
	items->text = more;
	items->size = size;
	return 0;
}

/* All of standard input, with room for one byte more. */
static int
input_all(struct items *items, size_t *used)
{
	for (;;) {
		int rc = items->size - *used < 2 ? grow(items, *used) : 0;

		if (rc != 0)
			return rc;
		ssize_t n = read(
		    STDIN_FILENO, items->text + *used, items->size - *used - 1);
		if (n == 0)
			return 0;
		if (n > 0)
			*used += (size_t)n;
		else if ((rc = stop_read_again(STDIN_FILENO, errno)) != 0)
			return rc;
	}
}

/* Cut text into items at each end; all of them are ended by NUL then. */
static int
cut(struct items *items, size_t used, char end)
{
	char *text = items->text, *at = text;

	if (used > 0 && text[used - 1] != end)
		text[used++] = end;
	for (size_t i = 0; i < used; i++)
		items->n += text[i] == end;
	items->at = calloc(items->n + 1, sizeof(*items->at));
	if (items->at == NULL)
		return -ENOMEM;
	for (size_t i = 0; i < items->n; i++) {
		items->at[i] = at;
		at = memchr(at, end, used - (size_t)(at - text));
		*at++ = '\0';
	}
	return 0;
}

static int
from_input(struct items *items, char end, struct fault *f)
{
	size_t used = 0;
	int rc = input_all(items, &used);

	if (rc == -EINTR)
		return rc; /* told to end: nothing to say */
	if (rc == 0 && end == '\n' && used > 0 &&
	    memchr(items->text, '\0', used) != NULL)
		return fault_set(f, -EILSEQ,
		    "a line on standard input holds a NUL byte; items that NUL "
		    "ends are for -0");
	if (rc == 0)
		rc = cut(items, used, end);
	if (rc == -ENOMEM)
		return fault_set(
		    f, rc, "out of memory: standard input has too much");
	if (rc != 0)
		return fault_set(
		    f, rc, "cannot read standard input: %s", strerror(-rc));
	return 0;
}

int
items_read(struct items *out, const struct call *call, struct fault *f)
{
	const struct options *options = &call->options;
	int rc = 0;

	*out = (struct items){0};
	if (options->noperands == 0) {
		rc = from_input(
		    out, options->value[OPTION_ZERO] != NULL ? '\0' : '\n', f);
	} else {
		out->n = options->noperands;
		out->at = calloc(out->n, sizeof(*out->at));
		if (out->at == NULL)
			rc = fault_set(f, -ENOMEM, "out of memory");
		for (size_t i = 0; rc == 0 && i < out->n; i++)
			out->at[i] = options->operands[i];
	}
	if (rc != 0)
		items_free(out);
	return rc;
}

int
items_write(
    const struct items *items, size_t i, uint64_t draw, struct call *call)
{
	const char *text = items->at[i];
	struct json_line line;

	if (call->options.value[OPTION_JSON] == NULL)
		return output_item(call->out, text, strlen(text));
	json_line_begin(&line);
	if (draw != 0)
		json_line_number(&line, "draw", (int64_t)draw);
	json_line_number(&line, "index", (int64_t)i);
	json_line_text(&line, "item", text);
	return json_line_end(&line, call->out);
}

void
items_free(struct items *items)
{
	secret_free(items->text, items->size);
	free(items->at);
	*items = (struct items){0};
}
