/* password - make random passwords */

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "core/secret.h"
#include "credmint.h"
#include "secrets/password_plan.h"

#include "command.h"
#include "draws.h"
#include "json_line.h"
#include "output.h"
#include "password_options.h"
#include "words.h"

#define ROOM ((size_t)CREDMINT_PASSWORD_MAX + 1)

/* What is made, and the room for it. */
struct making {
	struct password_plan *plan;
	size_t length;
	const double *bits; /* to be told, or NULL */
	char *text;         /* ROOM bytes */
};

static int
write_one(struct call *call, const struct making *m)
{
	struct json_line line;

	if (call->options.value[OPTION_JSON] == NULL)
		return output_item(call->out, m->text, m->length);
	json_line_begin(&line);
	json_line_text(&line, "password", m->text);
	if (m->bits != NULL)
		json_line_real(&line, "bits", *m->bits);
	return json_line_end(&line, call->out);
}

static int
one(struct draws *draws, void *arg)
{
	const struct making *m = arg;
	int rc = password_plan_draw(m->plan, draws->source, m->text, ROOM);

	return rc != 0 ? draws_end(rc, &draws->call->fault)
		       : write_one(draws->call, m);
}

static int
make_all(struct call *call, const struct credmint_password *policy,
    const double *bits)
{
	struct making m = {.length = policy->length, .bits = bits};
	int rc = password_plan_new(&m.plan, policy, PASSWORD_MODE_BEST);

	if (rc == 0) {
		m.text = secret_map(ROOM, NULL);
		rc = m.text == NULL ? -ENOMEM : 0;
	}
	rc = rc != 0 ? draws_end(rc, &call->fault)
		     : draws_run(call, false, one, &m);
	secret_unmap(m.text, ROOM);
	password_plan_free(m.plan);
	return rc;
}

int
command_password(struct call *call)
{
	const struct options *options = &call->options;
	bool show = options->value[OPTION_SHOW_ENTROPY] != NULL;
	struct password_options asked;
	uint64_t count;
	int rc = password_options_read(&asked, options, &call->fault);

	if (rc == 0)
		rc = draws_count(call, &count);
	if (rc != 0)
		return rc;
	if (show && options->value[OPTION_JSON] == NULL)
		words_say("%.2f bits a password", asked.bits);
	return make_all(call, &asked.policy, show ? &asked.bits : NULL);
}
