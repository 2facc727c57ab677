/* random int - an integer from low to high, both included */

#include "argument.h"
#include "command.h"
#include "draws.h"

struct bounds {
	int64_t low;
	int64_t high;
};

static int
one(struct draws *draws, void *arg)
{
	const struct bounds *bounds = arg;
	int64_t number;
	int rc = credmint_random_int(
	    draws->source, bounds->low, bounds->high, &number);

	return rc != 0 ? draws_end(rc, &draws->call->fault)
		       : draws_integer(draws, number);
}

int
command_random_int(struct call *call)
{
	char *const *operands = call->options.operands;
	struct bounds bounds;
	int rc =
	    argument_integer("low", operands[0], &bounds.low, &call->fault);

	if (rc == 0)
		rc = argument_integer(
		    "high", operands[1], &bounds.high, &call->fault);
	if (rc == 0 && bounds.high < bounds.low)
		rc = fault_set(&call->fault, CALL_USAGE,
		    "high is below low: there is no integer between them");
	return rc != 0 ? rc : draws_run(call, false, one, &bounds);
}
