/* authenticator - enrolling, removing and setting right what shows codes */

#include "registry/authenticator.h"

#include <errno.h>
#include <string.h>

int
registry_enroll(struct registry *r, const struct registry_enrolment *e,
    struct registry_authenticator *out, struct fault *f)
{
	(void)r, (void)e;
	memset(out, 0, sizeof(*out));
	return fault_set(f, -ENOSYS, "not yet");
}

int
registry_enroll_check(const struct credmint_otp *otp, const char *code,
    size_t n, unsigned window, int64_t now, int64_t next, int64_t *out_next,
    int64_t *drift)
{
	(void)otp, (void)code, (void)n, (void)window, (void)now, (void)next;
	*out_next = *drift = 0;
	return -ENOSYS;
}

int
registry_authenticators(struct registry *r, const char *user,
    int (*each)(const struct registry_authenticator *, void *), void *arg,
    struct fault *f)
{
	(void)r, (void)user, (void)each, (void)arg;
	return fault_set(f, -ENOSYS, "not yet");
}

int
registry_authenticator_remove(struct registry *r, const char *user, int64_t id,
    const char *by, struct fault *f)
{
	(void)r, (void)user, (void)id, (void)by;
	return fault_set(f, -ENOSYS, "not yet");
}

int
registry_authenticator_remove_all(struct registry *r, const char *user,
    const char *by, unsigned *n, struct fault *f)
{
	(void)r, (void)user, (void)by;
	*n = 0;
	return fault_set(f, -ENOSYS, "not yet");
}

int
registry_authenticator_resync(struct registry *r, const char *user, int64_t id,
    const char *code1, size_t n1, const char *code2, size_t n2, const char *by,
    struct fault *f)
{
	(void)r, (void)user, (void)id, (void)code1, (void)n1, (void)code2,
	    (void)n2, (void)by;
	return fault_set(f, -ENOSYS, "not yet");
}
