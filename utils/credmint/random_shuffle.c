/* random shuffle - all items, in a random order */

#include <errno.h>
#include <stdlib.h>

#include "core/secret.h"

#include "command.h"
#include "draws.h"
#include "items.h"

struct shuffle {
	struct items items;
	size_t *index;
};

static int
one(struct draws *draws, void *arg)
{
	const struct shuffle *s = arg;
	/* What the draw before has left is as good a start as any. */
	int rc = credmint_random_shuffle(
	    draws->source, s->index, s->items.n, sizeof(*s->index));

	rc = draws_end(rc, &draws->call->fault);
	for (size_t i = 0; rc == 0 && i < s->items.n; i++)
		rc = items_write(
		    &s->items, s->index[i], draws->number, draws->call);
	return rc;
}

int
command_random_shuffle(struct call *call)
{
	struct shuffle s;
	int rc = items_read(&s.items, call, &call->fault);

	if (rc != 0)
		return rc;
	s.index = calloc(s.items.n + 1, sizeof(*s.index));
	if (s.index == NULL)
		rc = fault_set(&call->fault, -ENOMEM, "out of memory");
	for (size_t i = 0; rc == 0 && i < s.items.n; i++)
		s.index[i] = i;
	if (rc == 0)
		rc = draws_run(call, s.items.n > 1, one, &s);
	secret_free(s.index, (s.items.n + 1) * sizeof(*s.index));
	items_free(&s.items);
	return rc;
}
