/* token_rotate - replace the secret of a kept token, or its CSRF token */

#include <errno.h>
#include <inttypes.h>

#include "core/secret.h"

#include "command.h"
#include "output.h"
#include "token_answer.h"
#include "token_handover.h"
#include "token_input.h"
#include "token_kept.h"
#include "words.h"

struct rotation {
	struct token_kept kept;
	struct url_template url;
	bool csrf;
	struct token_input in;
};

static int
take(struct call *call, void *arg)
{
	struct rotation *rotation = arg;

	return token_input_read(
	    &rotation->in, &call->options, false, &call->fault);
}

/*
 * The old secret is dead and nobody has the new one: such a token does not
 * live. Without its CSRF token a session does, and gets another.
 */
static void
take_back(struct registry *r, const struct rotation *rotation,
    const struct registry_token *is)
{
	struct fault why = {""};

	if (!rotation->csrf &&
	    token_kept_take_back(r, &is->id, 1, rotation->kept.by, &why) != 0)
		words_say("token %" PRId64 " could not be revoked: %s", is->id,
		    why.text);
}

static int
hand_over(struct registry *r, struct call *call,
    const struct rotation *rotation, struct registry_token_op *op)
{
	char life[TOKEN_ANSWER_LIFE_SIZE];
	int rc = token_kept_do(r, op, &call->fault);

	if (rc != 0)
		return rc;
	if (op->answer != REGISTRY_TOKEN_YES)
		return token_kept_no(call, op->answer);
	rc = token_handover(call, &rotation->url, op);
	if (rc == 0)
		rc = output_flush(call->out);
	if (rc != 0) {
		take_back(r, rotation, &op->is);
		return rc;
	}
	token_answer_life(&op->is, life);
	words_say("another %s of %s token %" PRId64 " for %s, %s",
	    rotation->csrf ? "CSRF token" : "secret", op->is.kind, op->is.id,
	    op->is.subject, life);
	return 0;
}

static int
rotate(struct registry *r, struct call *call, void *arg)
{
	struct rotation *rotation = arg;
	struct registry_token_op *op = secret_map(sizeof(*op), NULL);
	int rc;

	if (op == NULL) {
		token_input_wipe(&rotation->in);
		return fault_set(&call->fault, -ENOMEM, "out of memory");
	}
	*op = (struct registry_token_op){
	    .act = rotation->csrf ? REGISTRY_TOKEN_ROTATE_CSRF
				  : REGISTRY_TOKEN_ROTATE,
	    .kind = rotation->kept.kind,
	    .token = rotation->in.token,
	    .n = rotation->in.n,
	    .by = rotation->kept.by,
	};
	rc = hand_over(r, call, rotation, op);
	secret_unmap(op, sizeof(*op));
	token_input_wipe(&rotation->in);
	return rc;
}

int
command_token_rotate(struct call *call)
{
	const char *const *value = call->options.value;
	struct rotation rotation = {.csrf = value[OPTION_CSRF] != NULL};
	int rc = token_handover_read(&rotation.url, call);

	if (rc == 0 && rotation.csrf && rotation.url.text != NULL)
		rc = fault_set(&call->fault, CALL_USAGE,
		    "--url is for the token; a CSRF token is for a form");
	if (rc != 0)
		return rc;
	rc = token_kept_begin(&rotation.kept, call, value[OPTION_OF_KIND]);
	if (rc == 0)
		rc = service_registry_of(
		    call, rotation.kept.conf, take, rotate, &rotation);
	token_kept_end(&rotation.kept);
	return rc;
}
