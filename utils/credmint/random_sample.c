/* random sample - items without replacement */

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "core/secret.h"

#include "argument.h"
#include "command.h"
#include "draws.h"
#include "items.h"
#include "number_list.h"

struct sample {
	struct items items;
	struct number_list counts;
	size_t k;
	size_t *index;
};

static int
one(struct draws *draws, void *arg)
{
	const struct sample *s = arg;
	int rc = credmint_random_sample(
	    draws->source, s->items.n, s->counts.whole, s->k, s->index);

	rc = draws_end(rc, &draws->call->fault);
	for (size_t i = 0; rc == 0 && i < s->k; i++)
		rc = items_write(
		    &s->items, s->index[i], draws->number, draws->call);
	return rc;
}

/* How many there are to draw from. */
static int
population(const struct sample *s, uint64_t *total, struct fault *f)
{
	*total = s->items.n;
	if (s->counts.whole == NULL)
		return 0;
	*total = 0;
	for (size_t i = 0; i < s->counts.n; i++)
		if (__builtin_add_overflow(*total, s->counts.whole[i], total))
			return fault_set(f, CALL_USAGE,
			    "--counts sum to too much; make them smaller");
	return 0;
}

static int
draw(struct call *call, struct sample *s)
{
	uint64_t total;
	int rc = number_list_read(&s->counts, "--counts",
	    call->options.value[OPTION_COUNTS], s->items.n, false,
	    &call->fault);

	if (rc != 0)
		return rc;
	rc = population(s, &total, &call->fault);
	if (rc == 0 && s->k > total)
		rc = fault_set(&call->fault, CALL_USAGE,
		    "-k asks for %zu, there are %" PRIu64 " to draw from", s->k,
		    total);
	if (rc == 0) {
		s->index = calloc(s->k + 1, sizeof(*s->index));
		rc = s->index == NULL
		    ? fault_set(&call->fault, -ENOMEM, "out of memory")
		    : draws_run(call, s->k > 1, one, s);
		secret_free(s->index, (s->k + 1) * sizeof(*s->index));
	}
	number_list_free(&s->counts);
	return rc;
}

int
command_random_sample(struct call *call)
{
	struct sample s = {0};
	uint64_t k = 1;
	int rc = argument_number("-k", call->options.value[OPTION_TAKE], 0,
	    ARGUMENT_COUNT_MAX, &k, &call->fault);

	s.k = (size_t)k;
	if (rc == 0)
		rc = items_read(&s.items, call, &call->fault);
	if (rc != 0)
		return rc;
	rc = draw(call, &s);
	items_free(&s.items);
	return rc;
}
