/*
 * sandbox - what a login's process may still do once it knows whose login it is
 */

#include "host/sandbox.h"

#include <errno.h>
#include <string.h>

#include <seccomp.h>

#include "host/sandbox_calls.h"

static int
allow(scmp_filter_ctx filter, const struct sandbox_call *call)
{
	if (call->mask == 0)
		return seccomp_rule_add(
		    filter, SCMP_ACT_ALLOW, call->number, 0);
	return seccomp_rule_add(filter, SCMP_ACT_ALLOW, call->number, 1,
	    SCMP_CMP(call->argument, SCMP_CMP_MASKED_EQ, call->mask, 0));
}

static int
fill(scmp_filter_ctx filter, const struct sandbox_calls *calls)
{
	size_t i;
	int r;

	/* Calls numbered as in another mode of the processor are an attack. */
	r = seccomp_attr_set(
	    filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
	for (i = 0; r == 0 && i < calls->nallowed; i++)
		r = allow(filter, &calls->allowed[i]);
	for (i = 0; r == 0 && i < calls->nfatal; i++)
		r = seccomp_rule_add(
		    filter, SCMP_ACT_KILL_PROCESS, calls->fatal[i], 0);
	return r;
}

int
sandbox_enter(struct fault *f)
{
	scmp_filter_ctx filter = seccomp_init(sandbox_calls.other);
	int r;

	if (filter == NULL)
		return fault_set(f, -ENOMEM, "no memory for a sandbox");
	r = fill(filter, &sandbox_calls);
	/* Sets no_new_privs first. */
	if (r == 0)
		r = seccomp_load(filter);
	seccomp_release(filter);
	if (r == 0)
		return 0;
	return fault_set(f, r,
	    "cannot close the sandbox: %s; the kernel must have seccomp "
	    "filters",
	    strerror(-r));
}
