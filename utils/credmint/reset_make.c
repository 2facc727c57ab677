/* reset_make - a password as the host wants it, and its hash */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "core/secret.h"

#include "command.h"
#include "host_policy.h"
#include "reset.h"

_Static_assert(CREDMINT_HASH_SIZE <= SHADOW_HASH_MAX + 1,
    "any hash that is made can be set");

static int
make_hash(struct reset *r, const char *method, unsigned long cost, char *hash)
{
	struct fault *f = &r->call->fault;
	const char *text = r->secret->text;
	char setting[CREDMINT_SALT_SIZE];
	int rc =
	    credmint_salt_make(NULL, method, cost, setting, sizeof(setting));

	if (rc == 0)
		rc = credmint_hash_make(
		    setting, text, strlen(text), hash, SHADOW_HASH_MAX + 1);
	SECRET_WIPE_ARRAY(setting);
	if (rc == 0)
		return 0;
	return fault_set(f, rc,
	    "cannot hash a password by %s with cost %lu, as this host is set "
	    "up: %s",
	    method, cost, strerror(-rc));
}

int
reset_make(struct reset *r, const char *user, char *hash,
    char method[HASH_METHOD_SIZE])
{
	struct fault *f = &r->call->fault;
	char name[HASH_METHOD_SIZE];
	unsigned long cost = 0;
	int rc = hash_method(r->root, name, &cost, f);

	if (rc == 0)
		rc = host_policy_password(
		    r->root, user, r->secret->text, sizeof(r->secret->text), f);
	if (rc == 0)
		rc = make_hash(r, name, cost, hash);
	if (method != NULL)
		(void)snprintf(method, HASH_METHOD_SIZE, "%s", name);
	return rc;
}
