/* authenticator_remove - remove authenticators */

#include <inttypes.h>

#include "registry/authenticator.h"

#include "argument.h"
#include "authenticator_find.h"
#include "command.h"
#include "doubt.h"
#include "json_line.h"
#include "service.h"
#include "words.h"

struct removal {
	const char *user;
	bool all;
	size_t n;
	int64_t id[REGISTRY_AUTHENTICATORS_MAX];
	char by[ACCOUNT_NAME_MAX + 1];
};

/* found is what the registry says of it. */
static int
tell(struct call *call, const char *user, int64_t id, int found)
{
	struct json_line line;

	if (call->options.value[OPTION_JSON] != NULL) {
		json_line_begin(&line);
		json_line_number(&line, "id", id);
		json_line_yes(&line, "removed", found == 0);
		return json_line_end(&line, call->out);
	}
	if (found == 0)
		words_say("authenticator %" PRId64 " of %s removed", id, user);
	else
		words_say("%s has no authenticator %" PRId64, user, id);
	return 0;
}

/* Whoever meant a telephone that was lost may have meant something else. */
#define NULLOK "where a PAM stack says nullok, %s gets in without a code now"

static int
json_all(struct call *call, const char *user, unsigned n, int found)
{
	struct json_line line;

	if (found == 0)
		words_say(NULLOK, user);
	json_line_begin(&line);
	json_line_text(&line, "user", user);
	json_line_number(&line, "removed", n);
	return json_line_end(&line, call->out);
}

static int
tell_all(struct call *call, const char *user, unsigned n, int found)
{
	if (call->options.value[OPTION_JSON] != NULL)
		return json_all(call, user, n, found);
	if (found != 0)
		words_say("the registry knows no %s", user);
	else if (n == 0)
		words_say(
		    "%s had no authenticator; recovery codes and codes "
		    "to enroll with, if there were any, are removed; " NULLOK,
		    user, user);
	else
		words_say("%u authenticator%s of %s removed, with recovery "
			  "codes and codes to enroll with, if there were any: "
			  "nothing is enrolled any more; " NULLOK,
		    n, n == 1 ? "" : "s", user, user);
	return 0;
}

/* *all says whether there was anything to remove. */
static int
remove_all(struct registry *r, struct call *call, const struct removal *what,
    bool *all)
{
	unsigned n = 0;
	int rc = registry_authenticator_remove_all(
	    r, what->user, what->by, &n, &call->fault);

	*all = rc == 0;
	return rc < 0 ? rc : tell_all(call, what->user, n, rc);
}

/* One by one; *all says whether all were there. */
static int
remove_ids(struct registry *r, struct call *call, const struct removal *what,
    bool *all)
{
	int rc = 0;

	*all = true;
	for (size_t i = 0; rc == 0 && i < what->n; i++) {
		int found = registry_authenticator_remove(
		    r, what->user, what->id[i], what->by, &call->fault);

		rc = found < 0 ? found
			       : tell(call, what->user, what->id[i], found);
		*all = *all && found == 0;
	}
	return rc;
}

static int
work(struct registry *r, struct call *call, void *arg)
{
	const struct removal *what = arg;
	bool all;
	int rc = what->all ? remove_all(r, call, what, &all)
			   : remove_ids(r, call, what, &all);

	return service_removed(r, call, rc, all);
}

static int
remove_watched(struct call *call, struct removal *what)
{
	struct service_watch watch = {0};
	int rc = service_registry_watched(call, NULL, NULL, work, what, &watch);

	if (doubt_of(&watch, rc) == REGISTRY_UNCHANGED)
		return rc;
	return doubt_say(call, rc,
	    "what is removed is not known; credmint authenticator list %s "
	    "shows what is left: remove it again",
	    what->user);
}

int
command_authenticator_remove(struct call *call)
{
	const struct options *options = &call->options;
	struct removal what = {
	    .user = options->operands[0],
	    .all = options->value[OPTION_ALL] != NULL,
	    .n = options->noperands - 1,
	};
	int rc = argument_account(what.user, &call->fault);

	if (rc == 0 && what.all == (what.n > 0))
		rc = fault_set(&call->fault, CALL_USAGE,
		    "authenticator remove takes a user and ids, which credmint "
		    "authenticator list shows, or --all and a user");
	for (size_t i = 0; rc == 0 && i < what.n; i++)
		rc = authenticator_id(
		    options->operands[i + 1], &what.id[i], &call->fault);
	service_asker(what.by);
	return rc != 0 ? rc : remove_watched(call, &what);
}
