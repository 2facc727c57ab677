/*
 * passphrase - a passphrase of a policy, and how many there are
 */

#include <errno.h>

#include "credmint.h"
#include "secrets/parameter.h"
#include "secrets/passphrase_plan.h"

int
credmint_passphrase_make(struct credmint_source *source,
    const struct credmint_passphrase *policy, char *out, size_t size)
{
	struct passphrase_plan plan;
	int r;

	if (!parameter_array(out, size, 1))
		return -EINVAL;
	if (size > 0)
		out[0] = '\0';
	r = passphrase_plan_read(&plan, policy);
	return r == 0 ? passphrase_plan_draw(&plan, source, out, size) : r;
}

int
credmint_passphrase_bits(const struct credmint_passphrase *policy, double *bits)
{
	struct passphrase_plan plan;
	int r;

	if (bits == NULL)
		return -EINVAL;
	*bits = 0;
	r = passphrase_plan_read(&plan, policy);
	if (r == 0)
		*bits = plan.bits;
	return r;
}
