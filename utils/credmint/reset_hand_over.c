/* reset_hand_over - what was made, to whom it is for */

#include <inttypes.h>
#include <string.h>

#include "core/clock.h"

#include "command.h"
#include "json_line.h"
#include "output.h"
#include "reset.h"
#include "words.h"

static int
json_made(struct reset *r, const struct account *account)
{
	char expires[CLOCK_TEXT_SIZE];
	struct json_line line;

	clock_text(r->record->expires, expires);
	json_line_begin(&line);
	json_line_text(&line, "user", account->name);
	json_line_number(&line, "uid", account->uid);
	if (!r->deliver)
		json_line_text(
		    &line, r->code ? "code" : "password", r->secret->text);
	if (r->root[0] == '\0') {
		json_line_number(&line, "id", r->record->id);
		json_line_text(&line, "expires", expires);
	}
	return json_line_end(&line, r->call->out);
}

/* Alone, or behind the name: in a column of its own for a person. */
static int
text_made(struct reset *r, const struct account *account)
{
	struct output *out = r->call->out;
	const char *name = account->name;
	int rc = 0;

	if (r->n > 1) {
		rc = output_text(out, name);
		if (rc == 0 && !output_is_terminal(out))
			rc = output_text(out, "\t");
		for (size_t n = strlen(name);
		     rc == 0 && output_is_terminal(out) && n < r->width + 2;
		     n++)
			rc = output_text(out, " ");
	}
	if (rc == 0)
		rc = output_text(out, r->secret->text);
	return rc != 0 ? rc : output_end(out);
}

/*
 * "password 17 for alice, to be changed at the next login, dead after TIME" or
 * "code 17 for alice, good 3 times until TIME, leads to a new password".
 */
static void
say(const struct reset *r, const char *name)
{
	const char *to = r->deliver ? "; handed to " : "";
	const char *program = r->deliver ? r->conf.delivery_program : "";
	int64_t id = r->record->id;
	char expires[CLOCK_TEXT_SIZE];

	clock_text(r->record->expires, expires);
	if (r->code)
		words_say("code %" PRId64 " for %s, good %u times until %s, "
			  "leads to a new password%s%s",
		    id, name, REGISTRY_CHANGE_USES, expires, to, program);
	else if (r->root[0] == '\0')
		words_say("password %" PRId64 " for %s, to be changed at the "
			  "next login, dead after %s%s%s",
		    id, name, expires, to, program);
	else
		words_say("password for %s in %s, to be changed at the next "
			  "login; nothing else ends it",
		    name, r->root);
}

int
reset_hand_over(struct reset *r, const struct account *account, bool *given)
{
	bool json = r->call->options.value[OPTION_JSON] != NULL;
	int rc = 0;

	*given = false;
	if (r->deliver) {
		rc = reset_deliver(r, account);
		*given = rc == 0;
	}
	if (rc == 0 && json)
		rc = json_made(r, account);
	else if (rc == 0 && !r->deliver)
		rc = text_made(r, account);
	if (rc == 0)
		rc = output_flush(r->call->out);
	if (rc != 0)
		return rc;
	*given = true;
	output_keep(r->call->out);
	say(r, account->name);
	return 0;
}
