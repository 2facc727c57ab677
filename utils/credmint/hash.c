/* hash - hash a password for crypt(5) */

#include <errno.h>
#include <string.h>

#include "core/secret.h"
#include "credmint.h"

#include "command.h"
#include "crypt_setting.h"
#include "hash_fault.h"
#include "input.h"
#include "json_line.h"
#include "output.h"

static int
write_hash(struct call *call, const char *hash)
{
	struct json_line line;

	if (call->options.value[OPTION_JSON] == NULL) {
		int rc = output_text(call->out, hash);
		return rc != 0 ? rc : output_end(call->out);
	}
	json_line_begin(&line);
	json_line_text(&line, "hash", hash);
	return json_line_end(&line, call->out);
}

int
command_hash(struct call *call)
{
	char setting[CREDMINT_SALT_SIZE];
	char hash[CREDMINT_HASH_SIZE] = "";
	struct input password = {0};
	/* Before anybody types a password for nothing. */
	int rc =
	    crypt_setting_make(NULL, &call->options, setting, &call->fault);

	if (rc == 0)
		rc = input_password(
		    &password, &call->options, true, &call->fault);
	if (rc == 0 && password.n == 0)
		rc = fault_set(&call->fault, -EINVAL,
		    "the password is empty; a hash of it would let anybody in");
	if (rc == 0) {
		rc = credmint_hash_make(
		    setting, password.text, password.n, hash, sizeof(hash));
		if (rc != 0)
			rc = hash_fault(rc, &call->fault);
	}
	if (rc == 0)
		rc = write_hash(call, hash);
	input_wipe(&password);
	SECRET_WIPE_ARRAY(hash);
	return rc;
}
