/*
 * password_plan - a policy made ready for many passwords
 */

#include "secrets/password_plan.h"

#include <errno.h>
#include <stdlib.h>

#include "core/secret.h"
#include "secrets/draw.h"
#include "secrets/password_draft.h"
#include "secrets/password_length.h"
#include "secrets/password_policy.h"
#include "secrets/password_weights.h"

struct password_plan {
	struct password_classes classes;
	struct password_draft draft;
	struct password_weights *weights; /* NULL: drafts are the way */
};

/*
 * Whether the rough bound, which is never above the truth, already tells that
 * drafts do and that they are strong.
 */
static bool
clearly_draft(const struct password_classes *classes)
{
	double part = password_draft_accepted(classes);

	return part >= 0.125 &&
	    password_draft_bits(classes) - 3 >= CREDMINT_PASSWORD_MIN_BITS;
}

/* Count the passwords; refuse too few; keep the weights where they serve. */
static int
weigh(struct password_plan *plan, enum password_mode mode)
{
	double bits;
	bool draft;
	int r;

	r = password_weights_new(&plan->weights, &plan->classes);
	if (r != 0)
		return r;
	bits = password_weights_bits(plan->weights);
	if (bits < CREDMINT_PASSWORD_MIN_BITS && !plan->classes.weak)
		return -EKEYREJECTED;
	/* 1 in 8 drafts is three bits less than all of them. */
	draft = bits >= password_draft_bits(&plan->classes) - 3;
	if (mode == PASSWORD_MODE_DRAFT ||
	    (mode == PASSWORD_MODE_BEST && draft)) {
		password_weights_free(plan->weights);
		plan->weights = NULL;
	}
	return 0;
}

int
password_plan_new(struct password_plan **out,
    const struct credmint_password *policy, enum password_mode mode)
{
	struct password_plan *plan;
	int r;

	*out = NULL;
	plan = calloc(1, sizeof(*plan));
	if (plan == NULL)
		return -ENOMEM;
	r = password_policy_read(policy, &plan->classes);
	if (r == 0)
		r = password_length_find(&plan->classes);
	if (r == 0 &&
	    (mode != PASSWORD_MODE_BEST || !clearly_draft(&plan->classes)))
		r = weigh(plan, mode);
	if (r != 0) {
		password_plan_free(plan);
		return r;
	}
	password_draft_init(&plan->draft, &plan->classes);
	*out = plan;
	return 0;
}

void
password_plan_free(struct password_plan *plan)
{
	if (plan == NULL)
		return;
	password_weights_free(plan->weights);
	free(plan);
}

enum password_mode
password_plan_mode(const struct password_plan *plan)
{
	return plan->weights == NULL ? PASSWORD_MODE_DRAFT
				     : PASSWORD_MODE_EXACT;
}

/* Give each class its places, by its number, in a uniform order. */
static int
deal(
    const struct password_plan *plan, struct credmint_source *source, char *out)
{
	struct password_counts counts;
	size_t i, k, at = 0, fixed = plan->classes.first_letter ? 1 : 0;
	uint64_t other;
	char held;
	int r;

	r = password_weights_draw(plan->weights, source, &counts);
	if (r != 0)
		return r;
	if (fixed > 0)
		out[at++] = (char)counts.first;
	for (k = 0; k < plan->classes.n; k++)
		for (i = 0; i < counts.places[k]; i++)
			out[at++] = (char)k;
	for (i = at - fixed; r == 0 && i > 1; i--) {
		r = draw_below(source, i, &other);
		held = out[fixed + i - 1];
		out[fixed + i - 1] = out[fixed + other];
		out[fixed + other] = held;
	}
	SECRET_WIPE_OBJECT(&counts);
	SECRET_WIPE_OBJECT(&other);
	return r;
}

/* Put a character of its class into each place. */
static int
fill(
    const struct password_plan *plan, struct credmint_source *source, char *out)
{
	struct password_classes left = plan->classes;
	struct password_class *class;
	uint64_t digit;
	size_t i;
	int r = 0;

	for (i = 0; r == 0 && i < left.length; i++) {
		class = &left.class[(size_t)out[i]];
		/* Letters stand before the others of their class. */
		r = draw_below(source,
		    i == 0 && left.first_letter ? class->letters : class->n,
		    &digit);
		out[i] = class->chars[digit];
		if (left.no_repeat)
			class->chars[digit] = class->chars[--class->n];
	}
	SECRET_WIPE_OBJECT(&left);
	SECRET_WIPE_OBJECT(&digit);
	return r;
}

static int
draw_exact(
    const struct password_plan *plan, struct credmint_source *source, char *out)
{
	int r = deal(plan, source, out);

	if (r == 0)
		r = fill(plan, source, out);
	if (r != 0)
		secret_wipe(out, plan->classes.length);
	return r;
}

int
password_plan_draw(const struct password_plan *plan,
    struct credmint_source *source, char *out, size_t size)
{
	size_t length = plan->classes.length;
	int r;

	if (size > 0)
		out[0] = '\0';
	if (size <= length)
		return -ERANGE;
	r = plan->weights != NULL
	    ? draw_exact(plan, source, out)
	    : password_draft_draw(&plan->draft, source, out);
	out[length] = '\0';
	return r;
}
