/* authenticator_unread - those that no login can read */

#include <errno.h>
#include <string.h>

#include "core/secret.h"
#include "registry/change.h"
#include "registry/seed.h"

/* In secret memory. */
struct reading {
	const char *user;
	int64_t *ids;
	unsigned unread;
	size_t n;
	struct store_authenticator row[REGISTRY_AUTHENTICATORS_MAX];
	unsigned char seed[CREDMINT_OTP_KEY_MAX];
};

static int
read_all(struct registry *r, void *arg, struct fault *f)
{
	const struct store_calls *calls = r->store->calls;
	struct reading *v = arg;
	int64_t account;
	size_t n;
	int rc = calls->account_find(r->store, v->user, &account, f);

	v->unread = 0;
	if (rc == 0)
		rc = calls->authenticators->all(
		    r->store, account, v->row, &v->n, f);
	for (size_t i = 0; rc == 0 && i < v->n; i++)
		if (seed_open(r->key, v->user, &v->row[i], v->seed, &n) != 0)
			v->ids[v->unread++] = v->row[i].id;
	return rc;
}

int
registry_authenticators_unread(struct registry *r, const char *user,
    int64_t ids[REGISTRY_AUTHENTICATORS_MAX], unsigned *n, struct fault *f)
{
	struct reading *v = secret_map(sizeof(*v), NULL);
	int rc;

	*n = 0;
	if (v == NULL)
		return fault_set(f, -ENOMEM, "no memory for authenticators");
	v->user = user;
	v->ids = ids;
	rc = change_outside(r, read_all, v, f);
	if (rc == 0)
		*n = v->unread;
	secret_unmap(v, sizeof(*v));
	return rc;
}
