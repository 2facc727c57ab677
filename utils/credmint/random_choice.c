/* random choice - one of the items */

#include <errno.h>

#include "command.h"
#include "draws.h"
#include "items.h"

static int
one(struct draws *draws, void *arg)
{
	const struct items *items = arg;
	uint64_t i;
	int rc = credmint_random_below(draws->source, items->n, &i);

	return rc != 0 ? draws_end(rc, &draws->call->fault)
		       : items_write(items, (size_t)i, 0, draws->call);
}

int
command_random_choice(struct call *call)
{
	struct items items;
	int rc = items_read(&items, call, &call->fault);

	if (rc != 0)
		return rc;
	if (items.n == 0)
		rc = fault_set(&call->fault, -ENODATA,
		    "there are no items to choose from");
	if (rc == 0)
		rc = draws_run(call, false, one, &items);
	items_free(&items);
	return rc;
}
