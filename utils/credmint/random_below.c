/* random below - an integer below a limit */

#include <inttypes.h>
#include <stdio.h>

#include "core/secret.h"

#include "argument.h"
#include "command.h"
#include "draws.h"

static int
one(struct draws *draws, void *arg)
{
	const uint64_t *limit = arg;
	char text[DRAWS_NUMBER_SIZE] = "";
	uint64_t number;
	int rc = credmint_random_below(draws->source, *limit, &number);

	if (rc != 0)
		return draws_end(rc, &draws->call->fault);
	(void)snprintf(text, sizeof(text), "%" PRIu64, number);
	rc = draws_number(draws, text);
	SECRET_WIPE_ARRAY(text);
	return rc;
}

int
command_random_below(struct call *call)
{
	uint64_t limit;
	int rc = argument_number("limit", call->options.operands[0], 1,
	    UINT64_MAX, &limit, &call->fault);

	return rc != 0 ? rc : draws_run(call, false, one, &limit);
}
