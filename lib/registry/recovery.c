/* recovery - sheets of codes for when the authenticator is not at hand */

#include "registry/recovery.h"

#include <errno.h>
#include <string.h>

int
registry_recovery_issue(struct registry *r, const struct account *account,
    const char *by, size_t n, char (*codes)[REGISTRY_RECOVERY_SIZE],
    struct fault *f)
{
	(void)r, (void)account, (void)by, (void)n, (void)codes;
	return fault_set(f, -ENOSYS, "not yet");
}

int
registry_recovery_import(struct registry *r, const struct account *account,
    const char *by, size_t n, const char *const *codes, struct fault *f)
{
	(void)r, (void)account, (void)by, (void)n, (void)codes;
	return fault_set(f, -ENOSYS, "not yet");
}

int
registry_recovery_count(struct registry *r, const char *user,
    struct registry_recovery *out, struct fault *f)
{
	(void)r, (void)user;
	memset(out, 0, sizeof(*out));
	return fault_set(f, -ENOSYS, "not yet");
}
