/*
 * password - a password of a policy, and how many there are
 */

#include <errno.h>

#include "credmint.h"
#include "secrets/parameter.h"
#include "secrets/password_length.h"
#include "secrets/password_plan.h"
#include "secrets/password_policy.h"
#include "secrets/password_weights.h"

int
credmint_password_make(struct credmint_source *source,
    const struct credmint_password *policy, char *out, size_t size)
{
	struct password_plan *plan;
	int r;

	if (!parameter_array(out, size, 1))
		return -EINVAL;
	if (size > 0)
		out[0] = '\0';
	r = password_plan_new(&plan, policy, PASSWORD_MODE_BEST);
	if (r == 0)
		r = password_plan_draw(plan, source, out, size);
	password_plan_free(plan);
	return r;
}

int
credmint_password_bits(const struct credmint_password *policy, double *bits)
{
	struct password_classes classes;
	struct password_weights *weights;
	int r;

	if (bits == NULL)
		return -EINVAL;
	*bits = 0;
	r = password_policy_read(policy, &classes);
	if (r == 0)
		r = password_length_find(&classes);
	if (r != 0)
		return r;
	r = password_weights_new(&weights, &classes);
	if (r != 0)
		return r;
	*bits = password_weights_bits(weights);
	password_weights_free(weights);
	return 0;
}
