/* help - tell about commands */

#include <errno.h>
#include <stddef.h>

#include "command.h"
#include "completion.h"
#include "output.h"
#include "usage.h"

static int
synopses(const char *name, const char *verb, struct output *out)
{
	const struct command *c = NULL;
	int rc = 0;

	while (rc == 0 && (c = command_next(name, verb, c)) != NULL)
		rc = usage_synopsis(c, out);
	return rc;
}

static int
completion(struct call *call, const char *shell)
{
	int rc;

	if (call->options.noperands > 0)
		return fault_set(&call->fault, CALL_USAGE,
		    "--completion is about all commands; leave out their "
		    "names");
	rc = completion_write(shell, call->out);
	return rc != -ENOTSUP ? rc
			      : fault_set(&call->fault, CALL_USAGE,
				    "--completion takes bash or zsh");
}

int
command_help(struct call *call)
{
	const char *name = call->options.operands[0];
	const char *shell = call->options.value[OPTION_COMPLETION];
	const char *verb = name != NULL ? call->options.operands[1] : NULL;

	if (shell != NULL)
		return completion(call, shell);
	if (command_next(name, verb, NULL) == NULL)
		return fault_set(&call->fault, CALL_USAGE,
		    "no command %.32s%s%.32s; credmint help lists them", name,
		    verb != NULL ? " " : "", verb != NULL ? verb : "");
	if (call->options.value[OPTION_SYNOPSIS] != NULL)
		return synopses(name, verb, call->out);
	return name != NULL ? usage_commands(name, verb, call->out)
			    : usage_program(call->out);
}
