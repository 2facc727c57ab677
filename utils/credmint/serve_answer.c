/* serve_answer - what credmint serve says to a request */

#include "serve_answer.h"

#include <errno.h>
#include <string.h>

#include "core/clock.h"
#include "core/secret.h"

#include "token_answer.h"

/* Every answer ends so. */
static int
end(const struct serve_sink *to, struct json_line *line,
    const struct serve_tag *tag)
{
	if (tag != NULL && tag->type == JSON_READ_TEXT)
		json_line_text(line, "tag", tag->text);
	else if (tag != NULL && tag->type == JSON_READ_NUMBER)
		json_line_number(line, "tag", tag->number);
	return json_line_end_by(line, to->put, to->arg);
}

static void
begin(struct json_line *line, bool ok)
{
	json_line_begin(line);
	json_line_yes(line, "ok", ok);
}

int
serve_answer_error(
    const struct serve_sink *to, const struct serve_tag *tag, const char *why)
{
	struct json_line line;

	begin(&line, false);
	json_line_text(&line, "error", why);
	return end(to, &line, tag);
}

/* The link of a new token. 0 or -ENOMEM. */
static int
add_url(
    struct json_line *line, const struct url_template *url, const char *token)
{
	size_t n = strlen(token), size = url_template_size(url, n);
	char *link = secret_map(size, NULL);

	if (link == NULL)
		return -ENOMEM;
	(void)url_template_fill(url, token, n, link);
	json_line_text(line, "url", link);
	secret_unmap(link, size);
	return 0;
}

int
serve_answer_act(const struct serve_sink *to,
    const struct serve_request *request, const struct registry_token_op *op)
{
	struct json_line line;

	if (op->error != 0)
		return serve_answer_error(to, &request->tag, op->fault.text);
	begin(&line, op->answer == REGISTRY_TOKEN_YES);
	if (op->answer != REGISTRY_TOKEN_YES) {
		json_line_text(
		    &line, "reason", token_answer_reason(op->answer));
		return end(to, &line, &request->tag);
	}
	token_answer_add(&line, &op->is);
	if (op->text[0] != '\0')
		json_line_text(&line, "token", op->text);
	if (op->text[0] != '\0' && request->url.text != NULL &&
	    add_url(&line, &request->url, op->text) != 0)
		line.error = -ENOMEM;
	if (op->csrf_text[0] != '\0')
		json_line_text(&line, "csrf", op->csrf_text);
	return end(to, &line, &request->tag);
}

int
serve_answer_revoked(
    const struct serve_sink *to, const struct serve_request *request, int64_t n)
{
	struct json_line line;

	begin(&line, true);
	json_line_number(&line, "revoked", n);
	return end(to, &line, &request->tag);
}

void
serve_answer_list_begin(struct json_line *line)
{
	begin(line, true);
	json_line_list(line, "tokens");
}

void
serve_answer_list_add(struct json_line *line, const struct registry_token *is)
{
	struct json_line item;

	json_line_begin(&item);
	token_answer_add_row(&item, is);
	json_line_push(line, "tokens", &item);
}

int
serve_answer_list_end(const struct serve_sink *to, struct json_line *line,
    const struct serve_request *request, int64_t after)
{
	json_line_yes(line, "more", after != 0);
	if (after != 0)
		json_line_number(line, "after", after);
	return end(to, line, &request->tag);
}
