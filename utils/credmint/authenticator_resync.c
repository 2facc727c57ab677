/* authenticator_resync - bring one back into step by two codes */

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "core/clock.h"
#include "registry/authenticator.h"

#include "argument.h"
#include "authenticator_find.h"
#include "command.h"
#include "doubt.h"
#include "enrol_show.h"
#include "json_line.h"
#include "output.h"
#include "service.h"
#include "words.h"

struct resync {
	struct conf *conf;
	const char *user;
	int64_t id;
	char by[ACCOUNT_NAME_MAX + 1];
	struct input code[2]; /* as the service user */
};

static int
not_found(const struct resync *what)
{
	words_say("%s has no authenticator %" PRId64, what->user, what->id);
	return CALL_NO;
}

static int
each(const struct registry_authenticator *one, void *arg)
{
	const struct resync *what = arg;

	return one->id == what->id ? 1 : 0;
}

/* Nobody is asked for codes of one that is not there. */
static int
look(struct registry *r, struct call *call, void *arg)
{
	struct resync *what = arg;
	int rc =
	    registry_authenticators(r, what->user, each, what, &call->fault);

	return rc < 0 ? rc : rc == 1 ? 0 : not_found(what);
}

/* As the service user, the registry not yet open. */
static int
ask(struct call *call, void *arg)
{
	static const char *const question[] = {
	    "Code shown by the app: ", "The code that follows it: "};
	struct resync *what = arg;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < 2; i++)
		rc = enrol_code(&what->code[i], &call->options, question[i],
		    true, &call->fault);
	return rc;
}

static int
tell(struct call *call, const struct resync *what)
{
	struct json_line line;

	if (call->options.value[OPTION_JSON] == NULL) {
		words_say("authenticator %" PRId64 " of %s is in step again",
		    what->id, what->user);
		return 0;
	}
	json_line_begin(&line);
	json_line_number(&line, "id", what->id);
	json_line_yes(&line, "resynced", true);
	return json_line_end(&line, call->out);
}

static int
work(struct registry *r, struct call *call, void *arg)
{
	struct resync *what = arg;
	const struct input *code = what->code;
	struct fault why = {""};
	int rc = registry_authenticator_resync(r, what->user, what->id,
	    code[0].text, code[0].n, code[1].text, code[1].n, what->by, &why);

	input_wipe(&what->code[0]);
	input_wipe(&what->code[1]);
	if (rc == REGISTRY_NOT_FOUND)
		return not_found(what);
	if (rc == -EKEYEXPIRED) {
		words_say("%s; nothing has changed", why.text);
		return CALL_NO;
	}
	if (rc == -EKEYREJECTED) {
		words_say("these are no two codes of it, one right after the "
			  "other, that were not used; nothing has changed");
		return CALL_NO;
	}
	if (rc != 0)
		return fault_set(
		    &call->fault, rc < 0 ? rc : -EIO, "%s", why.text);
	rc = tell(call, what);
	if (rc == 0)
		rc = output_flush(call->out);
	if (rc == 0)
		service_tidy(r);
	return rc;
}

static int
resync(struct call *call, struct resync *what)
{
	struct service_watch watch = {0};
	int rc =
	    service_registry_watched(call, what->conf, ask, work, what, &watch);

	switch (doubt_of(&watch, rc)) {
	case REGISTRY_COMMITTING:
		return doubt_say(call, rc,
		    "whether authenticator %" PRId64 " of %s is in step again "
		    "is not known; run it once more with the two codes that "
		    "come next",
		    what->id, what->user);
	case REGISTRY_COMMITTED:
		return doubt_say(call, rc,
		    "authenticator %" PRId64 " of %s is in step again",
		    what->id, what->user);
	case REGISTRY_UNCHANGED:
	default:
		return rc;
	}
}

int
command_authenticator_resync(struct call *call)
{
	const struct options *options = &call->options;
	struct resync what = {.user = options->operands[0]};
	int rc = argument_account(what.user, &call->fault);

	if (rc == 0)
		rc = authenticator_id(
		    options->operands[1], &what.id, &call->fault);
	if (rc != 0)
		return rc;
	what.conf = malloc(sizeof(*what.conf));
	if (what.conf == NULL)
		return -ENOMEM;
	service_asker(what.by);
	rc = conf_read(what.conf, call->config, &call->fault);
	if (rc == 0)
		rc = service_registry_of(call, what.conf, NULL, look, &what);
	if (rc == 0)
		rc = resync(call, &what);
	free(what.conf);
	return rc;
}
