/* code_revoke - revoke codes */

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "argument.h"
#include "command.h"
#include "json_line.h"
#include "service.h"
#include "words.h"

struct revocation {
	const char *user; /* NULL: by ids */
	uint64_t *ids;
	char by[ACCOUNT_NAME_MAX + 1];
};

/* One code; found is what the registry says of it. */
static int
tell(struct call *call, int64_t id, int found)
{
	struct json_line line;

	if (call->options.value[OPTION_JSON] != NULL) {
		json_line_begin(&line);
		json_line_number(&line, "id", id);
		json_line_yes(&line, "revoked", found == 0);
		return json_line_end(&line, call->out);
	}
	if (found == 0)
		words_say("code %" PRId64 " revoked", id);
	else if (found == REGISTRY_NOT_LIVE)
		words_say("code %" PRId64 " was not live any more", id);
	else
		words_say("there is no code %" PRId64, id);
	return 0;
}

static int
tell_user(struct call *call, const char *user, unsigned n)
{
	struct json_line line;

	if (call->options.value[OPTION_JSON] != NULL) {
		json_line_begin(&line);
		json_line_text(&line, "user", user);
		json_line_number(&line, "revoked", n);
		return json_line_end(&line, call->out);
	}
	if (n == 0)
		words_say("%s has no live code", user);
	else
		words_say(
		    "%u code%s of %s revoked", n, n == 1 ? "" : "s", user);
	return 0;
}

/* All of an account; *all says whether there was any. */
static int
revoke_user(struct registry *r, struct call *call,
    const struct revocation *what, bool *all)
{
	unsigned n;
	int rc =
	    registry_revoke_user(r, what->user, what->by, &n, &call->fault);

	*all = n > 0;
	return rc < 0 ? rc : tell_user(call, what->user, n);
}

/* One by one; *all says whether all were live. */
static int
revoke_ids(struct registry *r, struct call *call, const struct revocation *what,
    bool *all)
{
	int rc = 0;

	*all = true;
	for (size_t i = 0; rc == 0 && i < call->options.noperands; i++) {
		int64_t id = (int64_t)what->ids[i];
		int found = registry_revoke(r, id, what->by, &call->fault);

		rc = found < 0 ? found : tell(call, id, found);
		*all = *all && found == 0;
	}
	return rc;
}

static int
revoke(struct registry *r, struct call *call, void *arg)
{
	const struct revocation *what = arg;
	bool all;
	int rc = what->user != NULL ? revoke_user(r, call, what, &all)
				    : revoke_ids(r, call, what, &all);

	return service_removed(r, call, rc, all);
}

int
command_code_revoke(struct call *call)
{
	const struct options *options = &call->options;
	struct revocation what = {.user = options->value[OPTION_USER]};
	int rc = 0;

	if ((what.user != NULL) == (options->noperands > 0))
		return fault_set(&call->fault, CALL_USAGE,
		    "code revoke takes ids, which credmint code list shows, "
		    "or --user");
	if (what.user != NULL)
		rc = argument_account(what.user, &call->fault);
	what.ids = calloc(options->noperands + 1, sizeof(*what.ids));
	if (what.ids == NULL)
		return -ENOMEM;
	for (size_t i = 0; rc == 0 && i < options->noperands; i++)
		if (argument_number("id", options->operands[i], 1, INT64_MAX,
			&what.ids[i], NULL) != 0)
			rc = fault_set(&call->fault, CALL_USAGE,
			    "an id is a number; credmint code list shows them");
	service_asker(what.by);
	if (rc == 0)
		rc = service_registry(call, revoke, &what);
	free(what.ids);
	return rc;
}
