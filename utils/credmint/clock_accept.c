/* clock_accept - say that a jump of the clock was right */

#include "command.h"
#include "json_line.h"
#include "output.h"
#include "service.h"
#include "words.h"

static int
accept_jump(struct registry *r, struct call *call, void *arg)
{
	struct json_line line;
	int done = registry_clock_accept(r, arg, &call->fault);
	int rc = 0;

	if (done < 0)
		return done;
	if (call->options.value[OPTION_JSON] != NULL) {
		json_line_begin(&line);
		json_line_yes(&line, "accepted", done == 0);
		rc = json_line_end(&line, call->out);
		if (rc == 0)
			rc = output_flush(call->out);
	} else {
		words_say("%s",
		    done == 0 ? "the registry follows the clock"
			      : "no jump of the clock waits");
	}
	return rc != 0 ? rc : done == 0 ? CALL_YES : CALL_NO;
}

int
command_clock_accept(struct call *call)
{
	char by[ACCOUNT_NAME_MAX + 1];

	service_asker(by);
	return service_registry(call, accept_jump, by);
}
