/* hash - hash a password for crypt(5) */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "core/secret.h"
#include "credmint.h"

#include "argument.h"
#include "command.h"
#include "crypt_setting.h"
#include "hash_alone.h"
#include "hash_each.h"
#include "input.h"
#include "json_line.h"
#include "output.h"
#include "target_cost.h"

#define COST_TEXT_SIZE 24

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

static int
hash_one(struct call *call)
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
	if (rc == 0)
		rc = hash_alone_make(
		    setting, password.text, password.n, hash, &call->fault);
	if (rc == 0)
		rc = write_hash(call, hash);
	input_wipe(&password);
	SECRET_WIPE_ARRAY(hash);
	return rc;
}

/* As -c would have said it. */
static int
choose_cost(struct call *call, char *text, size_t size)
{
	const char *const *value = call->options.value;
	uint64_t ms = 0;
	unsigned long cost = 0;
	int rc = argument_number("--target-ms", value[OPTION_TARGET_MS], 1,
	    TARGET_MS_MAX, &ms, &call->fault);

	if (rc == 0 && value[OPTION_COST] != NULL)
		rc = fault_set(&call->fault, CALL_USAGE,
		    "-c and --target-ms cannot both be given");
	if (rc == 0)
		rc = target_cost(value[OPTION_METHOD], ms, &cost, &call->fault);
	(void)snprintf(text, size, "%lu", cost);
	return rc;
}

int
command_hash(struct call *call)
{
	const char **value = call->options.value;
	const char *given = value[OPTION_COST];
	bool each = value[OPTION_EACH] != NULL;
	char cost[COST_TEXT_SIZE];
	int rc = 0;

	if (!each &&
	    (value[OPTION_JOBS] != NULL || value[OPTION_KEEP_GOING] != NULL))
		return fault_set(&call->fault, CALL_USAGE,
		    "-j and --keep-going are for many passwords: --each");
	if (value[OPTION_TARGET_MS] != NULL)
		rc = choose_cost(call, cost, sizeof(cost));
	if (rc != 0)
		return rc;
	if (value[OPTION_TARGET_MS] != NULL)
		value[OPTION_COST] = cost;
	rc = each ? hash_each(call) : hash_one(call);
	value[OPTION_COST] = given;
	return rc;
}
