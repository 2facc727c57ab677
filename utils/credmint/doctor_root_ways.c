/* doctor_root_ways - whether others can keep root out by failing in his name */

#include "doctor_root_ways.h"

#include "registry/authenticator.h"
#include "registry/recovery.h"

#include "command.h"

struct devices {
	uid_t uid;
	unsigned n;
};

static int
one_device(const struct registry_authenticator *one, void *arg)
{
	struct devices *devices = arg;

	if (!one->damaged && one->uid == devices->uid)
		devices->n++;
	return 0;
}

/* Failures close him to codes of digits alone. */
static bool
limited(const struct conf *conf)
{
	return !conf->even_deny_root && conf->root_unlock_time == 0 &&
	    (conf->deny != 0 || conf->deny_user != 0);
}

int
doctor_root_ways(struct doctor *d, struct registry *r)
{
	struct registry_recovery sheet = {0};
	struct devices devices = {0};
	struct account root;
	int rc;

	if (!limited(d->conf))
		return 0;
	rc = account_find_uid(0, &root, &d->call->fault);
	if (rc != 0)
		return rc < 0 ? rc : 0;
	rc = registry_authenticators(
	    r, root.name, one_device, &devices, &d->call->fault);
	if (rc == 0)
		rc = registry_recovery_count(
		    r, root.name, &sheet, &d->call->fault);
	if (rc < 0)
		return rc;
	if (devices.n > 0 && sheet.left == 0)
		doctor_say(d, DOCTOR_NOTE, "lockout",
		    "%s has an authenticator and no recovery codes: while "
		    "somebody fails in his name, such as by su, its codes are "
		    "refused from there, and only codes of letters are good; "
		    "run: credmint recovery issue %s",
		    root.name, root.name);
	return 0;
}
