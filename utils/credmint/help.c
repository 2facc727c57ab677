/* help - tell about commands */

#include <stddef.h>

#include "command.h"
#include "output.h"
#include "usage.h"

int
command_help(struct call *call)
{
	const char *name = call->options.operands[0];
	int rc = 0;

	if (name != NULL && command_next(name, NULL) == NULL)
		return fault_set(&call->fault, CALL_USAGE,
		    "no command %.32s; credmint help lists them", name);
	if (call->options.value[OPTION_SYNOPSIS] != NULL) {
		const struct command *c =
		    name != NULL ? command_next(name, NULL) : command_table;

		while (rc == 0 && c != NULL && c->name != NULL) {
			rc = usage_synopsis(c, call->out);
			c = name != NULL ? command_next(name, c) : c + 1;
		}
		return rc;
	}
	return name != NULL ? usage_noun(name, call->out)
			    : usage_program(call->out);
}
