/* recovery_issue - make recovery codes in place of those there are */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/clock.h"
#include "core/secret.h"
#include "registry/recovery.h"

#include "argument.h"
#include "command.h"
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
	return rc != 0 ? rc : output_flush(call->out);
}

/*
 * Codes of which some may have been read and others not are none: a sheet of
 * one that nobody sees takes their place.
 */
static void
take_back(struct registry *r, const struct issue *issue, code_text *codes)
{
	struct fault why = {""};

	if (registry_recovery_issue(
		r, &issue->account, issue->by, 1, codes, &why) != 0)
		words_say("the codes stay good, though they could not be "
			  "written: %s",
		    why.text);
	else
		words_say("the codes could not be written, and none of them "
			  "is good; issue others");
}

static int
work(struct registry *r, struct call *call, void *arg)
{
	const struct issue *issue = arg;
	size_t size = issue->n * sizeof(code_text);
	code_text *codes = secret_map(size, NULL);
	struct fault other = {""};
	int rc;

	if (codes == NULL)
		return -ENOMEM;
	rc = registry_recovery_issue(
	    r, &issue->account, issue->by, issue->n, codes, &call->fault);
	if (rc == 0) {
		rc = write_codes(call, issue, codes);
		if (rc != 0)
			take_back(r, issue, codes);
		else
			words_say("%zu recovery code%s for %s; those before "
				  "are of no use any more",
			    issue->n, issue->n == 1 ? "" : "s",
			    issue->account.name);
	} else if (rc > 0) {
		rc = fault_set(&call->fault, -EIO, "no codes were issued");
	}
	secret_unmap(codes, size);
	/* They are durable already: this only tidies up. */
	if (rc == 0 && registry_checkpoint(r, &other) != 0)
		words_say("the registry was not tidied: %s", other.text);
	return rc;
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
		rc = service_registry(call, work, issue);
	free(issue);
	return rc;
}
