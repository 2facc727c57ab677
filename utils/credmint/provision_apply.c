/* provision_apply - accounts made by the system's own tools */

#include "provision_apply.h"

#include <errno.h>
#include <stdlib.h>

struct provision_apply {
	struct call *call;
};

int
provision_apply_open(struct provision_apply **out, struct call *call,
    int64_t ttl, bool resume, struct fault *f)
{
	(void)call;
	(void)ttl;
	(void)resume;
	*out = NULL;
	return fault_set(f, -ENOSYS, "--apply is not ready");
}

int
provision_apply_look(struct provision_apply *apply,
    const struct provision_account *account, const char *password,
    enum provision_state *out, char reason[PROVISION_APPLY_REASON],
    struct fault *f)
{
	(void)apply;
	(void)account;
	(void)password;
	*out = PROVISION_REFUSED;
	reason[0] = '\0';
	return fault_set(f, -ENOSYS, "--apply is not ready");
}

int
provision_apply_batch(struct provision_apply *apply,
    const struct provision_made *made, size_t n, size_t *failed,
    struct fault *f)
{
	(void)apply;
	(void)made;
	*failed = n;
	return fault_set(f, -ENOSYS, "--apply is not ready");
}

void
provision_apply_close(struct provision_apply *apply)
{
	free(apply);
}
