/* random choices - items with replacement, by weight */

#include <errno.h>
#include <math.h>

#include "core/secret.h"

#include "argument.h"
#include "command.h"
#include "draws.h"
#include "items.h"
#include "number_list.h"

/* Drawn at a time: weights are summed anew for each block. */
#define BLOCK 65536

struct choices {
	struct items items;
	struct number_list weights;
	uint64_t k;
	size_t *index; /* BLOCK of them */
};

static int
block_draw(struct draws *draws, const struct choices *c, size_t n)
{
	if (c->weights.real != NULL)
		return credmint_random_choices_real(
		    draws->source, c->items.n, c->weights.real, n, c->index);
	return credmint_random_choices(
	    draws->source, c->items.n, c->weights.whole, n, c->index);
}

/* What a failing generator says is no verdict on weights: they come first. */
static int
weights_check(const struct number_list *list, struct fault *f)
{
	uint64_t whole = 0;
	double real = 0;
	bool over = false;

	for (size_t i = 0; i < list->n; i++)
		if (list->real != NULL)
			real += list->real[i];
		else if (__builtin_add_overflow(whole, list->whole[i], &whole))
			over = true;
	if (over || !isfinite(real))
		return fault_set(f, CALL_USAGE,
		    "--weights sum to too much; make them smaller");
	if (whole == 0 && !(real > 0))
		return fault_set(
		    f, CALL_USAGE, "--weights sum to 0: one must be more");
	return 0;
}

static int
one(struct draws *draws, void *arg)
{
	const struct choices *c = arg;
	uint64_t left = c->k;
	int rc = 0;

	while (rc == 0 && left > 0) {
		size_t n = left < BLOCK ? (size_t)left : BLOCK;

		rc = draws_end(block_draw(draws, c, n), &draws->call->fault);
		for (size_t i = 0; rc == 0 && i < n; i++)
			rc = items_write(
			    &c->items, c->index[i], draws->number, draws->call);
		left -= n;
	}
	return rc;
}

static int
draw(struct call *call, struct choices *c)
{
	const char *const *value = call->options.value;
	int rc;

	if (c->items.n == 0 && c->k > 0)
		return fault_set(&call->fault, -ENODATA,
		    "there are no items to choose from");
	rc = number_list_read(&c->weights, "--weights", value[OPTION_WEIGHTS],
	    c->items.n, true, &call->fault);
	if (rc != 0)
		return rc;
	if (c->k > 0 && value[OPTION_WEIGHTS] != NULL)
		rc = weights_check(&c->weights, &call->fault);
	if (rc == 0) {
		c->index = secret_map(BLOCK * sizeof(*c->index), NULL);
		rc = c->index == NULL
		    ? fault_set(&call->fault, -ENOMEM, "out of memory")
		    : draws_run(call, c->k > 1, one, c);
	}
	secret_unmap(c->index, BLOCK * sizeof(*c->index));
	number_list_free(&c->weights);
	return rc;
}

int
command_random_choices(struct call *call)
{
	struct choices c = {.k = 1};
	int rc = argument_number("-k", call->options.value[OPTION_TAKE], 0,
	    ARGUMENT_COUNT_MAX, &c.k, &call->fault);

	if (rc == 0)
		rc = items_read(&c.items, call, &call->fault);
	if (rc != 0)
		return rc;
	rc = draw(call, &c);
	items_free(&c.items);
	return rc;
}
