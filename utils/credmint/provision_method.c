/* provision_method - whether a password can be hashed as it was asked */

#include "provision_method.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static bool
find(const char *name, struct credmint_method *out)
{
	*out = (struct credmint_method)CREDMINT_METHOD_INIT;
	for (size_t i = 0; credmint_hash_method(i, out) == 0; i++)
		if (strcmp(out->name, name) == 0)
			return true;
	return false;
}

int
provision_method_check(
    const struct provision_how *how, char reason[PROVISION_REASON_SIZE])
{
	size_t length =
	    how->length != 0 ? how->length : CREDMINT_PASSWORD_LENGTH;
	struct credmint_method method;
	int n = 0;

	reason[0] = '\0';
	if (!find(how->method, &method))
		n = snprintf(reason, PROVISION_REASON_SIZE,
		    "there is no method %.32s here; credmint hash methods "
		    "lists them",
		    how->method);
	else if (how->cost != 0 &&
	    (how->cost < method.cost_min || how->cost > method.cost_max))
		n = snprintf(reason, PROVISION_REASON_SIZE,
		    "a cost of %lu is out of the range of %s: %lu to %lu",
		    how->cost, method.name, method.cost_min, method.cost_max);
	else if (length > method.password_max)
		n = snprintf(reason, PROVISION_REASON_SIZE,
		    "%s reads %zu bytes of a password, and it would have %zu; "
		    "-l and the field length make it shorter",
		    method.name, method.password_max, length);
	return n == 0 ? 0 : -EINVAL;
}

bool
provision_method_logs_in(const char *name)
{
	struct credmint_method method;

	return find(name, &method) && method.crypt;
}

unsigned long
provision_method_cost(const struct provision_how *how)
{
	struct credmint_method method;

	if (how->cost != 0 || !find(how->method, &method))
		return how->cost;
	return method.cost_default;
}
