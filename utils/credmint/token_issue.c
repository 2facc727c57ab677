/* token_issue - issue tokens that are kept */

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/secret.h"

#include "argument.h"
#include "command.h"
#include "output.h"
#include "service.h"
#include "token_answer.h"
#include "token_handover.h"
#include "token_kept.h"
#include "words.h"

#define COUNT_MAX 100000

struct issue {
	struct token_kept kept;
	struct url_template url;
	struct registry_token_op like; /* what each of them is asked as */
	size_t count;

	/* As the service user. */
	struct registry_token_op *ops; /* REGISTRY_TOKENS_MAX */
	int64_t *ids;                  /* of those there are */
	size_t done;
};

/* What the command line says; what it does not is the kind's. */
static int
like_read(struct issue *issue, const struct options *options, struct fault *f)
{
	const char *const *value = options->value;
	struct registry_token_op *like = &issue->like;
	uint64_t uses = like->uses, count = 1;
	int rc =
	    token_kept_span("--ttl", value[OPTION_TTL], false, &like->ttl, f);

	if (rc == 0)
		rc = token_kept_span(
		    "--idle", value[OPTION_IDLE], true, &like->idle, f);
	if (rc == 0)
		rc = argument_number("--uses", value[OPTION_USES], 0,
		    REGISTRY_USES_MAX, &uses, f);
	if (rc == 0)
		rc = argument_number(
		    "-n", value[OPTION_COUNT], 1, COUNT_MAX, &count, f);
	if (rc == 0)
		rc = token_kept_name("--user", value[OPTION_SUBJECT], f);
	if (rc == 0)
		rc = token_kept_name("--label", value[OPTION_LABEL], f);
	like->subject = value[OPTION_SUBJECT];
	like->label = value[OPTION_LABEL];
	like->uses = (unsigned)uses;
	like->with_csrf = value[OPTION_CSRF] != NULL;
	issue->count = (size_t)count;
	return rc;
}

/* Each that there is now is noted before anything of it can fail. */
static int
note(struct issue *issue, const struct registry_token_op *ops, size_t n,
    struct fault *f)
{
	int rc = 0;

	for (size_t i = 0; i < n; i++) {
		if (ops[i].answer == REGISTRY_TOKEN_YES)
			issue->ids[issue->done++] = ops[i].is.id;
		else if (rc == 0)
			rc = fault_set(f,
			    ops[i].error != 0 ? ops[i].error : -EIO, "%s",
			    ops[i].fault.text);
	}
	return rc;
}

/* Up to REGISTRY_TOKENS_MAX of them, issued and written. */
static int
batch(struct registry *r, struct call *call, struct issue *issue, size_t n)
{
	struct registry_token_op *ops = issue->ops;
	int rc;

	for (size_t i = 0; i < n; i++)
		ops[i] = issue->like;
	rc = registry_tokens(r, ops, n, &call->fault);
	if (rc == 0)
		rc = note(issue, ops, n, &call->fault);
	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = token_handover(call, &issue->url, &ops[i]);
	return rc != 0 ? rc : output_flush(call->out);
}

/* "reset token 17 for alice, good once until 2026-01-31T23:59:59Z" */
static void
say(const struct issue *issue)
{
	const struct registry_token *is = &issue->ops[0].is;
	char life[TOKEN_ANSWER_LIFE_SIZE];

	token_answer_life(is, life);
	if (issue->count == 1)
		words_say("%s token %" PRId64 " for %s, %s", is->kind, is->id,
		    is->subject, life);
	else
		words_say("%zu %s tokens for %s, %s%s", issue->count, is->kind,
		    is->subject, is->unlimited ? "" : "each ", life);
}

/* All of them, or none: tokens that nobody got do not stay alive. */
static int
issue_all(struct registry *r, struct call *call, struct issue *issue)
{
	struct fault other = {""};
	int rc = 0;

	while (rc == 0 && issue->done < issue->count) {
		size_t left = issue->count - issue->done;

		rc = batch(r, call, issue,
		    left < REGISTRY_TOKENS_MAX ? left : REGISTRY_TOKENS_MAX);
	}
	if (rc == 0)
		say(issue);
	else if (token_kept_take_back(
		     r, issue->ids, issue->done, issue->kept.by, &other) != 0)
		words_say("not every token could be revoked: %s", other.text);
	if (rc == 0)
		service_tidy(r);
	return rc;
}

static int
work(struct registry *r, struct call *call, void *arg)
{
	struct issue *issue = arg;
	size_t size = REGISTRY_TOKENS_MAX * sizeof(*issue->ops);
	int rc;

	issue->ids = calloc(issue->count, sizeof(*issue->ids));
	issue->ops = secret_map(size, NULL);
	rc = issue->ids == NULL || issue->ops == NULL
	    ? fault_set(&call->fault, -ENOMEM, "out of memory")
	    : issue_all(r, call, issue);
	secret_unmap(issue->ops, size);
	free(issue->ids);
	return rc;
}

/* Without kind and user there is nothing to issue. */
static int
needed_check(const struct options *options, struct fault *f)
{
	if (options->value[OPTION_KIND] == NULL)
		return fault_set(f, CALL_USAGE,
		    "give what it is by --kind, such as reset, session or "
		    "api-key");
	if (options->value[OPTION_SUBJECT] == NULL)
		return fault_set(f, CALL_USAGE, "give whose it is by --user");
	return 0;
}

int
command_token_issue(struct call *call)
{
	const struct options *options = &call->options;
	struct issue issue = {0};
	int rc = needed_check(options, &call->fault);

	if (rc == 0)
		rc = token_handover_read(&issue.url, call);
	if (rc == 0)
		rc = token_kept_begin(
		    &issue.kept, call, options->value[OPTION_KIND]);
	if (rc == 0) {
		issue.like.act = REGISTRY_TOKEN_ISSUE;
		issue.like.by = issue.kept.by;
		registry_token_usual(issue.kept.kind, &issue.like);
		rc = like_read(&issue, options, &call->fault);
	}
	if (rc == 0)
		rc = service_registry_of(
		    call, issue.kept.conf, NULL, work, &issue);
	token_kept_end(&issue.kept);
	return rc;
}
