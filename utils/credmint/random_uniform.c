/* random uniform - a number between two others */

#include <math.h>

#include "argument.h"
#include "command.h"
#include "draws.h"

struct between {
	double a;
	double b;
};

static int
one(struct draws *draws, void *arg)
{
	const struct between *between = arg;
	double number;
	int rc = credmint_random_uniform(
	    draws->source, between->a, between->b, &number);

	return rc != 0 ? draws_end(rc, &draws->call->fault)
		       : draws_real(draws, number);
}

int
command_random_uniform(struct call *call)
{
	char *const *operands = call->options.operands;
	struct between between;
	int rc = argument_real("a", operands[0], &between.a, &call->fault);

	if (rc == 0)
		rc = argument_real("b", operands[1], &between.b, &call->fault);
	if (rc == 0 && !isfinite(between.b - between.a))
		rc = fault_set(&call->fault, CALL_USAGE,
		    "a and b are too far apart: their difference overflows");
	return rc != 0 ? rc : draws_run(call, false, one, &between);
}
