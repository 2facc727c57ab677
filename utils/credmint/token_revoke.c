/* token_revoke - revoke kept tokens: by id, by token, or all of a user or kind
 */

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "argument.h"
#include "command.h"
#include "json_line.h"
#include "service.h"
#include "token_answer.h"
#include "token_input.h"
#include "token_kept.h"
#include "words.h"

struct revocation {
	struct token_kept kept;
	struct registry_token_filter filter; /* of those to be revoked */
	bool many;                           /* all of that filter */
	int64_t *ids;
	struct token_input in;
};

/* id 0: it was given by its text, and is none. */
static int
tell(struct call *call, int64_t id, const struct registry_token_op *op)
{
	bool done = op->answer == REGISTRY_TOKEN_YES;
	struct json_line line;

	if (call->options.value[OPTION_JSON] != NULL) {
		json_line_begin(&line);
		if (id != 0)
			json_line_number(&line, "id", id);
		json_line_yes(&line, "revoked", done);
		if (!done)
			json_line_text(
			    &line, "reason", token_answer_reason(op->answer));
		return json_line_end(&line, call->out);
	}
	if (done)
		words_say("%s token %" PRId64 " of %s revoked", op->is.kind, id,
		    op->is.subject);
	else if (id == 0)
		words_say("no: %s", token_answer_words(op->answer));
	else if (op->answer == REGISTRY_TOKEN_UNKNOWN)
		words_say("there is no token %" PRId64, id);
	else if (op->answer == REGISTRY_TOKEN_OTHER_KIND)
		words_say("token %" PRId64 " is of another kind", id);
	else
		words_say("token %" PRId64 " was not live any more", id);
	return 0;
}

/* One, by its id or by its text. *all stays when it was live. */
static int
revoke_one(struct registry *r, struct call *call, const struct revocation *what,
    int64_t id, bool *all)
{
	struct registry_token_op op = {
	    .act = REGISTRY_TOKEN_REVOKE,
	    .kind = what->kept.kind,
	    .token = id == 0 ? what->in.token : NULL,
	    .n = id == 0 ? what->in.n : 0,
	    .id = id,
	    .by = what->kept.by,
	};
	int rc = token_kept_do(r, &op, &call->fault);

	*all = *all && op.answer == REGISTRY_TOKEN_YES;
	return rc != 0 ? rc : tell(call, id != 0 ? id : op.is.id, &op);
}

static int
revoke_ids(struct registry *r, struct call *call, const struct revocation *what,
    bool *all)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < call->options.noperands; i++)
		rc = revoke_one(r, call, what, what->ids[i], all);
	return rc;
}

/* "3 session tokens of alice with the label web revoked" */
static int
tell_all(struct call *call, const struct registry_token_filter *of, int64_t n)
{
	struct json_line line;
	const char *subject = of->subject, *label = of->label;

	if (call->options.value[OPTION_JSON] != NULL) {
		json_line_begin(&line);
		if (subject != NULL)
			json_line_text(&line, "user", subject);
		if (label != NULL)
			json_line_text(&line, "label", label);
		if (of->kind != NULL)
			json_line_text(&line, "kind", of->kind);
		json_line_number(&line, "revoked", n);
		return json_line_end(&line, call->out);
	}
	words_say("%" PRId64 " live %s%stoken%s%s%s%s%s revoked", n,
	    of->kind != NULL ? of->kind : "", of->kind != NULL ? " " : "",
	    n == 1 ? "" : "s", subject != NULL ? " of " : "",
	    subject != NULL ? subject : "",
	    label != NULL ? " with the label " : "",
	    label != NULL ? label : "");
	return 0;
}

static int
revoke_all(struct registry *r, struct call *call, const struct revocation *what,
    bool *all)
{
	int64_t n = 0;
	int rc = registry_token_revoke_all(
	    r, &what->filter, what->kept.by, "", &n, &call->fault);

	*all = n > 0;
	return rc != 0 ? rc : tell_all(call, &what->filter, n);
}

static int
revoke(struct registry *r, struct call *call, void *arg)
{
	struct revocation *what = arg;
	bool all = true;
	int rc;

	if (what->many)
		rc = revoke_all(r, call, what, &all);
	else if (call->options.noperands > 0)
		rc = revoke_ids(r, call, what, &all);
	else
		rc = revoke_one(r, call, what, 0, &all);
	token_input_wipe(&what->in);
	return service_removed(r, call, rc, all);
}

static int
take(struct call *call, void *arg)
{
	struct revocation *what = arg;

	return token_input_read(&what->in, &call->options, false, &call->fault);
}

/* By one of its ways, and no other; *by_text: by the token itself. */
static int
way_check(struct call *call, struct revocation *what, bool *by_text)
{
	const char *const *value = call->options.value;
	struct fault *f = &call->fault;
	bool ids = call->options.noperands > 0;
	bool names = value[OPTION_USER] != NULL || value[OPTION_LABEL] != NULL;
	bool all = value[OPTION_ALL] != NULL;
	int rc;

	*by_text =
	    value[OPTION_STDIN] != NULL || value[OPTION_TOKEN_FD] != NULL;
	if (value[OPTION_STDIN] != NULL && value[OPTION_TOKEN_FD] != NULL)
		return fault_set(
		    f, CALL_USAGE, "-s and --token-fd cannot both be given");
	if (ids + names + all + *by_text != 1)
		return fault_set(f, CALL_USAGE,
		    "token revoke takes ids, which credmint token list shows, "
		    "or the token by -s or --token-fd, or --user and --label, "
		    "or --kind and --all");
	/* A word that was left out is not to end every session there is. */
	if (all && value[OPTION_OF_KIND] == NULL)
		return fault_set(f, CALL_USAGE,
		    "--all is for all tokens of a kind: give that by --kind");
	what->many = names || all;
	rc = token_kept_name("--user", value[OPTION_USER], f);
	return rc != 0 ? rc
		       : token_kept_name("--label", value[OPTION_LABEL], f);
}

static int
ids_read(struct call *call, struct revocation *what)
{
	const struct options *options = &call->options;
	uint64_t id = 0;

	what->ids = calloc(options->noperands + 1, sizeof(*what->ids));
	if (what->ids == NULL)
		return fault_set(&call->fault, -ENOMEM, "out of memory");
	for (size_t i = 0; i < options->noperands; i++) {
		if (argument_number("id", options->operands[i], 1, INT64_MAX,
			&id, NULL) != 0)
			return fault_set(&call->fault, CALL_USAGE,
			    "an id is a number; credmint token list shows "
			    "them");
		what->ids[i] = (int64_t)id;
	}
	return 0;
}

int
command_token_revoke(struct call *call)
{
	const char *const *value = call->options.value;
	struct revocation what = {
	    .filter = {.subject = value[OPTION_USER],
		.label = value[OPTION_LABEL]},
	};
	bool by_text;
	int rc = way_check(call, &what, &by_text);

	if (rc == 0)
		rc = ids_read(call, &what);
	if (rc == 0)
		rc = token_kept_begin(&what.kept, call, value[OPTION_OF_KIND]);
	if (rc == 0 && what.kept.kind != NULL)
		what.filter.kind = what.kept.kind->name;
	if (rc == 0)
		rc = service_registry_of(
		    call, what.kept.conf, by_text ? take : NULL, revoke, &what);
	token_kept_end(&what.kept);
	free(what.ids);
	return rc;
}
