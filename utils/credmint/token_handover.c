/* token_handover - a kept token's text on its way out */

#include "token_handover.h"

#include <errno.h>
#include <string.h>

#include "core/secret.h"

#include "command.h"
#include "json_line.h"
#include "output.h"
#include "token_answer.h"

int
token_handover_read(struct url_template *url, struct call *call)
{
	const char *const *value = call->options.value;
	const bool allow_http = value[OPTION_ALLOW_HTTP] != NULL;

	if (value[OPTION_URL] == NULL && allow_http)
		return fault_set(
		    &call->fault, CALL_USAGE, "--allow-http is for --url");
	return url_template_read(
	    url, "--url", value[OPTION_URL], allow_http, &call->fault);
}

/* link NULL: there is none. */
static int
write_json(
    struct call *call, const struct registry_token_op *op, const char *link)
{
	struct json_line line;

	json_line_begin(&line);
	/* What may be a no as well tells which it is. */
	if (op->act != REGISTRY_TOKEN_ISSUE)
		json_line_yes(&line, "ok", true);
	token_answer_add(&line, &op->is);
	if (op->text[0] != '\0')
		json_line_text(&line, "token", op->text);
	if (link != NULL)
		json_line_text(&line, "url", link);
	if (op->csrf_text[0] != '\0')
		json_line_text(&line, "csrf", op->csrf_text);
	return json_line_end(&line, call->out);
}

static int
write_lines(
    struct call *call, const struct registry_token_op *op, const char *link)
{
	const char *text = link != NULL ? link : op->text;
	int rc = 0;

	if (text[0] != '\0')
		rc = output_item(call->out, text, strlen(text));
	if (rc == 0 && op->csrf_text[0] != '\0')
		rc = output_item(
		    call->out, op->csrf_text, strlen(op->csrf_text));
	return rc;
}

int
token_handover(struct call *call, const struct url_template *url,
    const struct registry_token_op *op)
{
	size_t n = strlen(op->text), size = 0;
	char *link = NULL;
	int rc;

	if (url->text != NULL && n > 0) {
		size = url_template_size(url, n);
		link = secret_map(size, NULL);
		if (link == NULL)
			return fault_set(
			    &call->fault, -ENOMEM, "out of memory");
		(void)url_template_fill(url, op->text, n, link);
	}
	rc = call->options.value[OPTION_JSON] != NULL
	    ? write_json(call, op, link)
	    : write_lines(call, op, link);
	secret_unmap(link, size);
	return rc;
}
