/* clock_reset - set the registry back to a clock that is behind it */

#include "command.h"
#include "json_line.h"
#include "output.h"
#include "service.h"
#include "words.h"

static int
tell(struct call *call, bool done, unsigned ended)
{
	struct json_line line;
	int rc;

	if (call->options.value[OPTION_JSON] != NULL) {
		json_line_begin(&line);
		json_line_yes(&line, "reset", done);
		json_line_number(&line, "ended", ended);
		rc = json_line_end(&line, call->out);
		return rc != 0 ? rc : output_flush(call->out);
	}
	if (done)
		words_say("the registry goes by the clock again; %u %s "
			  "ended",
		    ended, ended == 1 ? "code or token" : "codes and tokens");
	else
		words_say("the clock is not behind the registry");
	return 0;
}

static int
reset(struct registry *r, struct call *call, void *arg)
{
	unsigned ended;
	int done = registry_clock_reset(r, arg, &ended, &call->fault);
	int rc;

	if (done < 0)
		return done;
	rc = tell(call, done == 0, ended);
	if (rc == 0)
		service_tidy(r);
	return rc != 0 ? rc : done == 0 ? CALL_YES : CALL_NO;
}

int
command_clock_reset(struct call *call)
{
	char by[ACCOUNT_NAME_MAX + 1];

	service_asker(by);
	return service_registry(call, reset, by);
}
