/* authenticator_find - one of an account's, before anybody is asked for codes
 */

#include "authenticator_find.h"

#include "argument.h"
#include "command.h"

static int
each(const struct registry_authenticator *one, void *arg)
{
	struct authenticator_find *find = arg;

	if (one->uid != find->uid)
		return 0;
	find->n++;
	find->found = find->found || one->id == find->id;
	return 0;
}

int
authenticator_find(
    struct registry *r, struct authenticator_find *find, struct fault *f)
{
	find->n = 0;
	find->found = false;
	return registry_authenticators(r, find->user, each, find, f);
}

int
authenticator_id(const char *text, int64_t *id, struct fault *f)
{
	uint64_t number = 0;

	if (argument_number("id", text, 1, INT64_MAX, &number, NULL) != 0)
		return fault_set(f, CALL_USAGE,
		    "an id is a number; credmint authenticator list shows "
		    "them");
	*id = (int64_t)number;
	return 0;
}
