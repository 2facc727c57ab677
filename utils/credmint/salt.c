/* salt - make salts for crypt(5), or bare random bytes */

#include <errno.h>
#include <string.h>

#include "core/encode.h"
#include "core/secret.h"
#include "credmint.h"

#include "argument.h"
#include "command.h"
#include "crypt_setting.h"
#include "json_line.h"
#include "output.h"

static int
write_json(struct output *out, const char *name, const char *text)
{
	struct json_line line;

	json_line_begin(&line);
	json_line_text(&line, name, text);
	return json_line_end(&line, out);
}

static int
write_setting(struct credmint_source *source, struct call *call)
{
	char setting[CREDMINT_SALT_SIZE];
	int rc =
	    crypt_setting_make(source, &call->options, setting, &call->fault);

	if (rc == 0 && call->options.value[OPTION_JSON] != NULL)
		return write_json(call->out, "salt", setting);
	if (rc == 0)
		rc = output_text(call->out, setting);
	return rc != 0 ? rc : output_end(call->out);
}

static int
write_raw(struct credmint_source *source, struct call *call, size_t n)
{
	size_t size = encode_size(ENCODE_BASE64, n);
	unsigned char *bytes = secret_map(n, NULL);
	char *text = secret_map(size, NULL);
	int rc = -ENOMEM;

	if (bytes == NULL || text == NULL)
		goto end;
	rc = credmint_random_bytes(source, bytes, n);
	if (rc != 0)
		(void)fault_set(&call->fault, rc,
		    "the system's random generator fails, nothing can be "
		    "made: %s",
		    strerror(-rc));
	else if (call->options.value[OPTION_JSON] == NULL)
		rc = output_put(call->out, bytes, n);
	else
		rc = encode_text(ENCODE_BASE64, bytes, n, text, size);
	if (rc == 0 && call->options.value[OPTION_JSON] != NULL)
		rc = write_json(call->out, "salt_base64", text);
end:
	if (bytes != NULL)
		secret_unmap(bytes, n);
	if (text != NULL)
		secret_unmap(text, size);
	return rc;
}

static int
raw_check(const struct options *options, struct fault *f)
{
	if (options->value[OPTION_METHOD] != NULL ||
	    options->value[OPTION_COST] != NULL)
		return fault_set(f, CALL_USAGE,
		    "--raw has no method or cost; leave out -m and -c");
	if (options->value[OPTION_ZERO] != NULL &&
	    options->value[OPTION_JSON] == NULL)
		return fault_set(
		    f, CALL_USAGE, "raw bytes have no ends; leave out -0");
	return 0;
}

int
command_salt(struct call *call)
{
	const struct options *options = &call->options;
	const char *raw = options->value[OPTION_RAW];
	struct credmint_source *source = NULL;
	uint64_t count = 1, nbytes = 0;
	int rc = argument_number("-n", options->value[OPTION_COUNT], 1,
	    ARGUMENT_COUNT_MAX, &count, &call->fault);

	if (rc == 0)
		rc = argument_number(
		    "--raw", raw, 1, ARGUMENT_BYTES_MAX, &nbytes, &call->fault);
	if (rc == 0 && raw != NULL)
		rc = raw_check(options, &call->fault);
	if (rc == 0 && count > 1)
		rc = credmint_source_new(&source);
	for (uint64_t i = 0; rc == 0 && i < count; i++)
		rc = raw != NULL ? write_raw(source, call, (size_t)nbytes)
				 : write_setting(source, call);
	credmint_source_free(source);
	return rc;
}
