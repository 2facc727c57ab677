/* recovery_count - tell how many recovery codes are left */

#include <stdio.h>

#include "core/clock.h"
#include "registry/recovery.h"

#include "argument.h"
#include "command.h"
#include "json_line.h"
#include "output.h"
#include "service.h"
#include "words.h"

static int
write_count(struct call *call, const char *user,
    const struct registry_recovery *is, const char *issued)
{
	struct json_line line;
	char left[16];

	if (call->options.value[OPTION_JSON] == NULL) {
		int n = snprintf(left, sizeof(left), "%u", is->left);

		return output_item(call->out, left, n > 0 ? (size_t)n : 0);
	}
	json_line_begin(&line);
	json_line_text(&line, "user", user);
	json_line_number(&line, "left", is->left);
	json_line_number(&line, "total", is->total);
	json_line_text(&line, "issued", issued);
	return json_line_end(&line, call->out);
}

static int
count(struct registry *r, struct call *call, void *arg)
{
	const char *user = arg;
	char issued[CLOCK_TEXT_SIZE];
	struct registry_recovery is;
	int rc = registry_recovery_count(r, user, &is, &call->fault);

	if (rc == REGISTRY_NOT_FOUND) {
		words_say("%s has no recovery codes; credmint recovery issue "
			  "%s makes some",
		    user, user);
		return CALL_NO;
	}
	if (rc != 0)
		return rc;
	clock_text(is.issued, issued);
	rc = write_count(call, user, &is, issued);
	if (rc == 0)
		rc = output_flush(call->out);
	if (rc == 0)
		words_say("%u of %u recovery codes of %s are left, issued %s",
		    is.left, is.total, user, issued);
	return rc;
}

int
command_recovery_count(struct call *call)
{
	char *user = call->options.operands[0];
	int rc = argument_account(user, &call->fault);

	return rc != 0 ? rc : service_registry(call, count, user);
}
