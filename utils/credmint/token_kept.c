/* token_kept - what the commands about kept tokens have in common */

#include "token_kept.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/secret.h"

#include "command.h"
#include "json_line.h"
#include "output.h"
#include "token_answer.h"
#include "words.h"

/* "reset, session, api-key": what there is instead. */
static int
kind_unknown(const struct conf *conf, struct fault *f)
{
	char names[CONF_TOKEN_KINDS_MAX * (CONF_TOKEN_KIND_SIZE + 2)] = "";
	size_t used = 0;

	for (unsigned i = 0; i < conf->token_kinds_n; i++)
		used += (size_t)snprintf(names + used, sizeof(names) - used,
		    "%s%s", i > 0 ? ", " : "", conf->token_kinds[i].name);
	return fault_set(f, CALL_USAGE,
	    "--kind takes one that is in credmint.conf(5): %s", names);
}

int
token_kept_begin(struct token_kept *kept, struct call *call, const char *kind)
{
	int rc;

	*kept = (struct token_kept){.conf = malloc(sizeof(*kept->conf))};
	if (kept->conf == NULL)
		return fault_set(&call->fault, -ENOMEM, "out of memory");
	rc = conf_read(kept->conf, call->config, &call->fault);
	if (rc != 0)
		return rc;
	if (kind != NULL)
		kept->kind = conf_token_kind(kept->conf, kind);
	if (kind != NULL && kept->kind == NULL)
		return kind_unknown(kept->conf, &call->fault);
	service_asker(kept->by);
	return 0;
}

void
token_kept_end(struct token_kept *kept)
{
	free(kept->conf);
}

int
token_kept_name(const char *option, const char *text, struct fault *f)
{
	size_t n = text == NULL ? 1 : strlen(text);

	for (size_t i = 0; text != NULL && i < n; i++)
		if (text[i] < ' ' || text[i] > '~' || text[i] == '\\')
			n = 0;
	if (n > 0 && n < REGISTRY_TOKEN_NAME_SIZE)
		return 0;
	return fault_set(f, CALL_USAGE,
	    "%s takes 1 to %d characters of printable ASCII, no \\", option,
	    REGISTRY_TOKEN_NAME_SIZE - 1);
}

int
token_kept_span(const char *option, const char *text, bool may_be_none,
    int64_t *out, struct fault *f)
{
	if (text == NULL || conf_span(text, out) == 0)
		return 0;
	if (may_be_none && strcmp(text, "0") == 0) {
		*out = 0;
		return 0;
	}
	return fault_set(f, CALL_USAGE,
	    "%s takes a time such as 90s, 15m, 24h or 7d, up to 3650d%s",
	    option, may_be_none ? ", or 0" : "");
}

int
token_kept_do(struct registry *r, struct registry_token_op *op, struct fault *f)
{
	int rc = registry_tokens(r, op, 1, f);

	if (rc == 0 && op->error != 0)
		rc = fault_set(f, op->error, "%s", op->fault.text);
	return rc;
}

/* At once, or, when that fails, one by one: so as many as can be. */
static int
take_back(struct registry *r, struct registry_token_op *ops, size_t n,
    struct fault *f)
{
	struct fault why = {""};
	bool together = registry_tokens(r, ops, n, &why) == 0;
	int rc = 0;

	for (size_t i = 0; i < n; i++) {
		int one =
		    together ? ops[i].error : token_kept_do(r, &ops[i], &why);

		if (one != 0 && rc == 0)
			rc = fault_set(f, one, "%s",
			    together ? ops[i].fault.text : why.text);
	}
	return rc;
}

int
token_kept_take_back(struct registry *r, const int64_t *ids, size_t n,
    const char *by, struct fault *f)
{
	struct registry_token_op *ops =
	    calloc(REGISTRY_TOKENS_MAX, sizeof(*ops));
	int first = 0;

	if (ops == NULL)
		return fault_set(f, -ENOMEM, "out of memory");
	while (n > 0) {
		size_t some = n < REGISTRY_TOKENS_MAX ? n : REGISTRY_TOKENS_MAX;

		for (size_t i = 0; i < some; i++)
			ops[i] = (struct registry_token_op){
			    .act = REGISTRY_TOKEN_REVOKE,
			    .id = ids[i],
			    .by = by};
		int rc = take_back(r, ops, some, first == 0 ? f : NULL);

		if (first == 0)
			first = rc;
		ids += some;
		n -= some;
	}
	free(ops);
	return first;
}

int
token_kept_no(struct call *call, enum registry_token_answer answer)
{
	struct json_line line;
	int rc = 0;

	if (call->options.value[OPTION_JSON] == NULL) {
		words_say("no: %s", token_answer_words(answer));
		return CALL_NO;
	}
	json_line_begin(&line);
	json_line_yes(&line, "ok", false);
	json_line_text(&line, "reason", token_answer_reason(answer));
	rc = json_line_end(&line, call->out);
	if (rc == 0)
		rc = output_flush(call->out);
	return rc != 0 ? rc : CALL_NO;
}
