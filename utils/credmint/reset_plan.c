/* reset_plan - what a reset would do, and nothing else */

#include <errno.h>

#include "core/clock.h"

#include "command.h"
#include "host_policy.h"
#include "json_line.h"
#include "output.h"
#include "reset.h"
#include "words.h"

/* What would be made, for a person. */
struct plan {
	char policy[HOST_POLICY_SIZE];
	char method[HASH_METHOD_SIZE];
	char expires[CLOCK_TEXT_SIZE];
};

static int
json_plan(
    struct reset *r, const struct account *account, const struct plan *plan)
{
	struct json_line line;
	int rc;

	json_line_begin(&line);
	json_line_text(&line, "user", account->name);
	json_line_number(&line, "uid", account->uid);
	if (!r->code) {
		json_line_text(&line, "policy", plan->policy);
		json_line_text(&line, "method", plan->method);
	}
	if (r->root[0] == '\0')
		json_line_text(&line, "expires", plan->expires);
	rc = json_line_end(&line, r->call->out);
	return rc != 0 ? rc : output_flush(r->call->out);
}

static void
say_plan(const struct reset *r, const char *name, const struct plan *plan)
{
	const char *to = r->deliver ? ", and hand it to " : "";
	const char *program = r->deliver ? r->conf.delivery_program : "";

	if (r->code)
		words_say("would issue a code for %s, good %u times until %s, "
			  "that leads to a new password%s%s",
		    name, REGISTRY_CHANGE_USES, plan->expires, to, program);
	else if (r->root[0] != '\0')
		words_say("would set a password for %s in %s by the policy of "
			  "%s, hashed by %s, to be changed at the next login",
		    name, r->root, plan->policy, plan->method);
	else
		words_say("would set a password for %s by the policy of %s, "
			  "hashed by %s, to be changed at the next login, dead "
			  "after %s%s%s",
		    name, plan->policy, plan->method, plan->expires, to,
		    program);
}

/* A password is made and thrown away: that there is one is what we tell. */
int
reset_plan(struct reset *r, const struct account *account)
{
	struct fault *f = &r->call->fault;
	const char *name = account->name;
	struct plan plan = {"", "", ""};
	struct clock_reading now;
	int rc = 0;

	if (!r->code)
		rc = reset_make(r, name, r->record->hash, plan.method);
	if (rc == 0 && !r->code)
		rc = host_policy_find(r->root, name, plan.policy, f);
	if (rc == 0 && clock_read(&now) != 0)
		rc = fault_set(f, -EIO, "cannot read the clock");
	if (rc != 0)
		return rc;
	clock_text(now.wall + r->ttl, plan.expires);
	if (r->call->options.value[OPTION_JSON] != NULL)
		return json_plan(r, account, &plan);
	say_plan(r, name, &plan);
	return 0;
}
