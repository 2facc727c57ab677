/* byte_format - how bytes are written: as text of some form, or raw */

#include "byte_format.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "core/secret.h"

#include "command.h"
#include "json_line.h"
#include "output.h"

static const struct byte_format formats[] = {
    {"hex", ENCODE_HEX, false},
    {"urlsafe", ENCODE_BASE64URL, false},
    {"base32", ENCODE_BASE32, false},
    {"base64", ENCODE_BASE64, false},
    {"raw", ENCODE_BASE64, true},
};

const struct byte_format *
byte_format_named(const char *name)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		if (strcmp(formats[i].name, name) == 0)
			return &formats[i];
	return NULL;
}

bool
byte_format_is_bare(
    const struct byte_format *format, const struct options *options)
{
	return format->raw && options->value[OPTION_JSON] == NULL;
}

int
byte_format_check(const struct byte_format *format,
    const struct options *options, struct fault *f)
{
	if (!byte_format_is_bare(format, options) ||
	    options->value[OPTION_ZERO] == NULL)
		return 0;
	return fault_set(f, CALL_USAGE, "raw bytes have no ends; leave out -0");
}

void
byte_format_add(const struct byte_format *format, struct json_line *line,
    const char *name, const char *text)
{
	char member[32];

	(void)snprintf(
	    member, sizeof(member), "%s%s", name, format->raw ? "_base64" : "");
	json_line_text(line, member, text);
}

static int
text_write(const struct byte_format *format, struct call *call,
    const char *name, const char *text)
{
	struct json_line line;

	if (call->options.value[OPTION_JSON] == NULL)
		return output_item(call->out, text, strlen(text));
	json_line_begin(&line);
	byte_format_add(format, &line, name, text);
	return json_line_end(&line, call->out);
}

int
byte_format_write(const struct byte_format *format, struct call *call,
    const char *name, const void *bytes, size_t n)
{
	size_t size = encode_size(format->form, n);
	char *text;
	int rc;

	if (byte_format_is_bare(format, &call->options))
		return output_put(call->out, bytes, n);
	text = secret_map(size, NULL);
	if (text == NULL)
		return fault_set(&call->fault, -ENOMEM, "out of memory");
	rc = encode_text(format->form, bytes, n, text, size);
	if (rc == 0)
		rc = text_write(format, call, name, text);
	secret_unmap(text, size);
	return rc;
}
