/* random real - a number from 0 to below 1 */

#include "command.h"
#include "draws.h"

static int
one(struct draws *draws, void *arg)
{
	double number;
	int rc = credmint_random_real(draws->source, &number);

	(void)arg;
	return rc != 0 ? draws_end(rc, &draws->call->fault)
		       : draws_real(draws, number);
}

int
command_random_real(struct call *call)
{
	return draws_run(call, false, one, NULL);
}
