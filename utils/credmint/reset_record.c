/* reset_record - what the registry is told of a reset, by its own user */

#include <errno.h>

#include "command.h"
#include "reset.h"
#include "service.h"

struct job {
	struct reset *reset;
	const struct account *account;
	const char *outcome;
};

static int
do_intend(struct registry *registry, struct call *call, void *arg)
{
	const struct job *job = arg;
	struct reset *r = job->reset;
	struct registry_temporary out;
	int rc = registry_reset_intend(registry, job->account, r->record->hash,
	    r->ttl, r->by, &out, &call->fault);

	if (rc == 0) {
		r->record->id = out.id;
		r->record->expires = out.expires;
	}
	return rc;
}

static int
do_confirm(struct registry *registry, struct call *call, void *arg)
{
	const struct job *job = arg;
	struct reset *r = job->reset;
	int rc = registry_reset_confirm(
	    registry, r->record->id, r->by, &call->fault);

	if (rc > 0)
		rc = fault_set(&call->fault, -ESTALE,
		    "the registry has ended its record of this reset");
	if (rc == 0)
		service_tidy(registry);
	return rc;
}

static int
do_cancel(struct registry *registry, struct call *call, void *arg)
{
	const struct job *job = arg;
	struct reset *r = job->reset;

	int rc = registry_reset_cancel(
	    registry, r->record->id, job->outcome, r->by, &call->fault);

	return rc < 0 ? rc : 0;
}

static int
do_issue(struct registry *registry, struct call *call, void *arg)
{
	const struct job *job = arg;
	struct reset *r = job->reset;
	struct registry_issue what = {
	    .account = job->account,
	    .service = "",
	    .networks = "",
	    .ttl = r->ttl,
	    .uses = REGISTRY_CHANGE_USES,
	    .must_change = true,
	    .by = r->by,
	};
	struct registry_code code;
	int rc = registry_issue(
	    registry, &what, r->record->code, &code, &call->fault);

	if (rc != 0)
		return rc;
	r->record->id = code.id;
	r->record->expires = code.expires;
	service_tidy(registry);
	return 0;
}

static int
do_revoke(struct registry *registry, struct call *call, void *arg)
{
	const struct job *job = arg;
	struct reset *r = job->reset;
	int rc = registry_revoke(registry, r->record->id, r->by, &call->fault);

	return rc < 0 ? rc : 0;
}

int
reset_record_intend(struct reset *r, const struct account *account)
{
	struct job job = {.reset = r, .account = account};

	return service_registry(r->call, do_intend, &job);
}

/*
 * After a failure: what the call's fault says stays, and what goes wrong now
 * is the caller's to say.
 */
static int
aside(struct reset *r, service_registry_work *work, struct job *job,
    struct fault *f)
{
	struct fault *first = &r->call->fault;
	struct fault kept = *first;
	int rc;

	*first = (struct fault){""};
	rc = service_registry(r->call, work, job);
	*f = *first;
	*first = kept;
	return rc;
}

int
reset_record_confirm(struct reset *r, struct fault *f)
{
	struct job job = {.reset = r};

	if (f == &r->call->fault)
		return service_registry(r->call, do_confirm, &job);
	return aside(r, do_confirm, &job, f);
}

int
reset_record_cancel(struct reset *r, const char *outcome, struct fault *f)
{
	struct job job = {.reset = r, .outcome = outcome};

	return aside(r, do_cancel, &job, f);
}

int
reset_record_issue(struct reset *r, const struct account *account)
{
	struct job job = {.reset = r, .account = account};

	return service_registry(r->call, do_issue, &job);
}

int
reset_record_revoke(struct reset *r, struct fault *f)
{
	struct job job = {.reset = r};

	return aside(r, do_revoke, &job, f);
}
