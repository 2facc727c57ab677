/* help - tell about commands */

#include <stddef.h>
#include <string.h>

#include "command.h"
#include "output.h"
#include "usage.h"

/* Whether a command is among those that the operands name. */
static bool
named(const struct command *c, char *const *operands)
{
	if (operands[0] == NULL)
		return true;
	if (strcmp(c->name, operands[0]) != 0)
		return false;
	return operands[1] == NULL ||
	    (c->verb != NULL && strcmp(c->verb, operands[1]) == 0);
}

int
command_help(struct call *call)
{
	bool synopsis = call->options.value[OPTION_SYNOPSIS] != NULL;
	char *const *operands = call->options.operands;
	int rc = 0;
	bool any = false;

	if (operands[0] == NULL && !synopsis)
		return usage_program(call->out);
	for (const struct command *c = command_table;
	     rc == 0 && c->name != NULL; c++) {
		if (!named(c, operands))
			continue;
		if (any && !synopsis)
			rc = output_text(call->out, "\n");
		if (rc == 0)
			rc = synopsis ? usage_synopsis(c, call->out)
				      : usage_command(c, call->out);
		any = true;
	}
	if (any)
		return rc;
	return fault_set(&call->fault, CALL_USAGE,
	    "no command %.32s%s%.32s; credmint help lists them", operands[0],
	    operands[1] != NULL ? " " : "",
	    operands[1] != NULL ? operands[1] : "");
}
