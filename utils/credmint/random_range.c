/* random range - a member of start, start + step, ... before stop */

#include "argument.h"
#include "command.h"
#include "draws.h"

struct range {
	int64_t start;
	int64_t stop;
	int64_t step;
};

static int
one(struct draws *draws, void *arg)
{
	const struct range *range = arg;
	int64_t number;
	int rc = credmint_random_range(
	    draws->source, range->start, range->stop, range->step, &number);

	return rc != 0 ? draws_end(rc, &draws->call->fault)
		       : draws_integer(draws, number);
}

static int
range_read(struct range *range, const struct options *options, struct fault *f)
{
	char *const *operands = options->operands;
	int rc = argument_integer("start", operands[0], &range->start, f);

	if (rc == 0)
		rc = argument_integer("stop", operands[1], &range->stop, f);
	if (rc == 0 && options->noperands > 2)
		rc = argument_integer("step", operands[2], &range->step, f);
	if (rc != 0)
		return rc;
	if (range->step == 0)
		return fault_set(f, CALL_USAGE, "step is 0: it leads nowhere");
	if (range->step > 0 ? range->start >= range->stop
			    : range->start <= range->stop)
		return fault_set(f, CALL_USAGE,
		    "the range is empty: no step leads from start towards "
		    "stop");
	return 0;
}

int
command_random_range(struct call *call)
{
	struct range range = {.step = 1};
	int rc = range_read(&range, &call->options, &call->fault);

	return rc != 0 ? rc : draws_run(call, false, one, &range);
}
