/* salt - make salts for crypt(5), or bare random bytes */

#include <errno.h>
#include <string.h>

#include "core/secret.h"
#include "credmint.h"

#include "argument.h"
#include "byte_format.h"
#include "command.h"
#include "crypt_setting.h"
#include "draws.h"
#include "json_line.h"
#include "output.h"

/* Bytes of --raw, and the room for them. */
struct raw {
	const struct byte_format *format;
	unsigned char *bytes;
	size_t n;
};

static int
one_setting(struct draws *draws, void *arg)
{
	char setting[CREDMINT_SALT_SIZE];
	struct call *call = draws->call;
	struct json_line line;
	int rc = crypt_setting_make(
	    draws->source, &call->options, setting, &call->fault);

	(void)arg;
	if (rc != 0)
		return rc;
	if (call->options.value[OPTION_JSON] == NULL)
		return output_item(call->out, setting, strlen(setting));
	json_line_begin(&line);
	json_line_text(&line, "salt", setting);
	return json_line_end(&line, call->out);
}

static int
one_raw(struct draws *draws, void *arg)
{
	const struct raw *raw = arg;
	int rc = credmint_random_bytes(draws->source, raw->bytes, raw->n);

	if (rc != 0)
		return draws_end(rc, &draws->call->fault);
	return byte_format_write(
	    raw->format, draws->call, "salt", raw->bytes, raw->n);
}

static int
raw_run(struct call *call, const char *text)
{
	const struct options *options = &call->options;
	struct raw raw = {.format = byte_format_named("raw")};
	uint64_t n = 0;
	int rc = argument_number(
	    "--raw", text, 1, ARGUMENT_BYTES_MAX, &n, &call->fault);

	if (rc == 0 &&
	    (options->value[OPTION_METHOD] != NULL ||
		options->value[OPTION_COST] != NULL))
		rc = fault_set(&call->fault, CALL_USAGE,
		    "--raw has no method or cost; leave out -m and -c");
	if (rc == 0)
		rc = byte_format_check(raw.format, options, &call->fault);
	if (rc != 0)
		return rc;
	raw.n = (size_t)n;
	raw.bytes = secret_map(raw.n, NULL);
	rc = raw.bytes == NULL
	    ? fault_set(&call->fault, -ENOMEM, "out of memory")
	    : draws_run(call, false, one_raw, &raw);
	secret_unmap(raw.bytes, raw.n);
	return rc;
}

int
command_salt(struct call *call)
{
	const char *raw = call->options.value[OPTION_RAW];

	return raw != NULL ? raw_run(call, raw)
			   : draws_run(call, false, one_setting, NULL);
}
