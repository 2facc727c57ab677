/* recovery_issue - make recovery codes in place of those there are */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/clock.h"
#include "core/secret.h"
#include "registry/recovery.h"

#include "argument.h"
#include "command.h"
#include "doubt.h"
#include "json_line.h"
#include "output.h"
#include "recovery_sheet.h"
#include "service.h"
#include "words.h"

typedef char code_text[REGISTRY_RECOVERY_SIZE];

struct issue {
	struct account account;
	size_t n;
	bool sheet;
	bool others; /* that were good until then, or may have been */
	char by[ACCOUNT_NAME_MAX + 1];
};

static int
json_write(
    const struct issue *issue, code_text *codes, size_t i, struct output *out)
{
	struct json_line line;

	json_line_begin(&line);
	json_line_text(&line, "user", issue->account.name);
	json_line_number(&line, "uid", issue->account.uid);
	json_line_number(&line, "number", (int64_t)i + 1);
	json_line_text(&line, "code", codes[i]);
	return json_line_end(&line, out);
}

static int
write_codes(struct call *call, const struct issue *issue, code_text *codes)
{
	const struct recovery_sheet sheet = {
	    issue->account.name, codes, issue->n};
	bool json = call->options.value[OPTION_JSON] != NULL;
	int rc = 0;

	if (issue->sheet)
		rc = recovery_sheet_write(&sheet, call->out, &call->fault);
	for (size_t i = 0; rc == 0 && !issue->sheet && i < issue->n; i++)
		rc = json ? json_write(issue, codes, i, call->out)
			  : output_item(call->out, codes[i], strlen(codes[i]));
	return rc != 0 ? rc : output_sync(call->out, false);
}

/*
 * The codes are written first: a sheet that nobody could read never takes the
 * place of one that somebody has. A file of -o is on the disk by then.
 */
static int
hand_over(struct registry *r, struct call *call, const struct issue *issue,
    code_text *codes)
{
	int rc = registry_recovery_mint(issue->n, codes, &call->fault);

	if (rc != 0)
		return rc;
	rc = write_codes(call, issue, codes);
	if (rc != 0) {
		words_say("no codes were issued; what %s had stays as it was",
		    issue->account.name);
		return rc;
	}
	rc = registry_recovery_keep(
	    r, &issue->account, issue->by, issue->n, codes, &call->fault);
	if (rc != 0 && registry_commit_of(r) != REGISTRY_COMMITTING)
		words_say("the registry did not take the codes: throw them "
			  "away, and issue others");
	return rc > 0 ? fault_set(&call->fault, -EIO, "no codes were issued")
		      : rc;
}

static int
work(struct registry *r, struct call *call, void *arg)
{
	struct issue *issue = arg;
	size_t size = issue->n * sizeof(code_text);
	code_text *codes = secret_map(size, NULL);
	struct registry_recovery before;
	struct fault f = {""};
	int rc;

	if (codes == NULL)
		return -ENOMEM;
	rc = registry_recovery_count(r, issue->account.name, &before, &f);
	issue->others = rc < 0 || (rc == 0 && before.left > 0);
	rc = hand_over(r, call, issue, codes);
	secret_unmap(codes, size);
	if (rc != 0)
		return rc;
	words_say("%zu recovery code%s for %s%s", issue->n,
	    issue->n == 1 ? "" : "s", issue->account.name,
	    issue->others ? "; those before are of no use any more" : "");
	service_tidy(r);
	return 0;
}

/* Codes that may be good are not taken out of anybody's hands. */
static int
tell_doubt(struct call *call, const struct issue *issue,
    enum registry_commit doubt, int rc)
{
	const char *user = issue->account.name;

	if (doubt == REGISTRY_COMMITTED)
		return doubt_say(call, rc,
		    "the codes written are good, and stay; those before are of "
		    "no use any more");
	return doubt_say(call, rc,
	    "whether the codes written are good, or those before them, is not "
	    "known; they stay: keep both, and run credmint recovery issue %s "
	    "once more, whose codes alone are good then",
	    user);
}

static int
keep_watched(struct call *call, struct issue *issue)
{
	struct service_watch watch = {0};
	int rc =
	    service_registry_watched(call, NULL, NULL, work, issue, &watch);
	enum registry_commit doubt = doubt_of(&watch, rc);

	return doubt != REGISTRY_UNCHANGED ? tell_doubt(call, issue, doubt, rc)
					   : rc;
}

static int
form_read(struct issue *issue, const struct options *options, struct fault *f)
{
	const char *form = options->value[OPTION_FORMAT];

	issue->sheet = form != NULL && strcmp(form, "sheet") == 0;
	if (form != NULL && !issue->sheet && strcmp(form, "plain") != 0)
		return fault_set(f, CALL_USAGE, "-f takes plain or sheet");
	if (issue->sheet &&
	    (options->value[OPTION_JSON] != NULL ||
		options->value[OPTION_ZERO] != NULL))
		return fault_set(f, CALL_USAGE,
		    "a sheet is for people; leave out --json and -0");
	return 0;
}

int
command_recovery_issue(struct call *call)
{
	const struct options *options = &call->options;
	const char *user = options->operands[0];
	uint64_t n = REGISTRY_RECOVERY_COUNT;
	struct issue *issue = calloc(1, sizeof(*issue));
	int rc;

	if (issue == NULL)
		return -ENOMEM;
	rc = argument_account(user, &call->fault);
	if (rc == 0)
		rc = argument_number("--count", options->value[OPTION_COUNT], 1,
		    REGISTRY_RECOVERY_MAX, &n, &call->fault);
	if (rc == 0)
		rc = form_read(issue, options, &call->fault);
	if (rc == 0)
		rc = account_find(user, &issue->account, &call->fault);
	if (rc == ACCOUNT_ABSENT)
		rc = fault_set(
		    &call->fault, -ENOENT, "no such account: %s", user);
	issue->n = (size_t)n;
	service_asker(issue->by);
	if (rc == 0)
		rc = keep_watched(call, issue);
	free(issue);
	return rc;
}
