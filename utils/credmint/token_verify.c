/* token_verify - say whose a kept token is, or use it up */

#include <errno.h>

#include "core/secret.h"

#include "command.h"
#include "json_line.h"
#include "output.h"
#include "token_answer.h"
#include "token_input.h"
#include "token_kept.h"
#include "words.h"

struct asking {
	struct token_kept kept;
	enum registry_token_act act;
	struct token_input in;
};

static int
take(struct call *call, void *arg)
{
	struct asking *asking = arg;

	return token_input_read(&asking->in, &call->options,
	    call->options.value[OPTION_CSRF] != NULL, &call->fault);
}

static int
yes(struct call *call, const struct registry_token *is)
{
	struct json_line line;
	int rc;

	if (call->options.value[OPTION_JSON] == NULL) {
		rc = token_answer_lines(is, call->out);
	} else {
		json_line_begin(&line);
		json_line_yes(&line, "ok", true);
		token_answer_add(&line, is);
		rc = json_line_end(&line, call->out);
	}
	return rc != 0 ? rc : output_flush(call->out);
}

static int
answer(struct registry *r, struct call *call, struct registry_token_op *op)
{
	struct fault other = {""};
	int rc = token_kept_do(r, op, &call->fault);

	if (rc != 0)
		return rc;
	if (op->answer != REGISTRY_TOKEN_YES)
		return token_kept_no(call, op->answer);
	rc = yes(call, &op->is);
	/* The use is durable already: this only sets the log right. */
	if (rc == 0 && op->event != 0 &&
	    registry_tokens_sent(r, &op->event, 1, &other) != 0)
		words_say(
		    "the log does not say that it was told: %s", other.text);
	return rc;
}

static int
ask(struct registry *r, struct call *call, void *arg)
{
	struct asking *asking = arg;
	struct registry_token_op op = {
	    .act = asking->act,
	    .kind = asking->kept.kind,
	    .token = asking->in.token,
	    .n = asking->in.n,
	    .csrf = asking->in.csrf,
	    .ncsrf = asking->in.ncsrf,
	    .by = asking->kept.by,
	};
	int rc = answer(r, call, &op);

	token_input_wipe(&asking->in);
	return rc;
}

static int
command(struct call *call, enum registry_token_act act)
{
	struct asking asking = {.act = act};
	int rc = token_kept_begin(
	    &asking.kept, call, call->options.value[OPTION_OF_KIND]);

	if (rc == 0)
		rc = service_registry_of(
		    call, asking.kept.conf, take, ask, &asking);
	token_kept_end(&asking.kept);
	return rc;
}

int
command_token_verify(struct call *call)
{
	return command(call, REGISTRY_TOKEN_VERIFY);
}

int
command_token_redeem(struct call *call)
{
	return command(call, REGISTRY_TOKEN_REDEEM);
}
