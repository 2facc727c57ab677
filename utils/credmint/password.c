/* password - make random passwords */

#include <stddef.h>
#include <string.h>

#include "core/secret.h"
#include "credmint.h"
#include "secrets/password_plan.h"

#include "argument.h"
#include "command.h"
#include "json_line.h"
#include "output.h"
#include "password_options.h"
#include "progress.h"
#include "words.h"

static int
write_one(
    struct call *call, const char *password, size_t length, const double *bits)
{
	struct json_line line;

	if (call->options.value[OPTION_JSON] == NULL)
		return output_item(call->out, password, length);
	json_line_begin(&line);
	json_line_text(&line, "password", password);
	if (bits != NULL)
		json_line_real(&line, "bits", *bits);
	return json_line_end(&line, call->out);
}

static int
make_all(struct call *call, const struct credmint_password *policy,
    uint64_t count, const double *bits)
{
	char password[CREDMINT_PASSWORD_MAX + 1] = "";
	struct credmint_source *source = NULL;
	struct password_plan *plan = NULL;
	struct progress progress;
	int rc = password_plan_new(&plan, policy, PASSWORD_MODE_BEST);

	/* One password is not worth a buffer of draws. */
	if (rc == 0 && count > 1)
		rc = credmint_source_new(&source);
	progress_begin(&progress, count, call->out);
	for (uint64_t i = 0; rc == 0 && i < count; i++) {
		rc = password_plan_draw(
		    plan, source, password, sizeof(password));
		if (rc != 0)
			(void)fault_set(&call->fault, rc,
			    "the system's random generator fails, nothing can "
			    "be made: %s",
			    strerror(-rc));
		else
			rc = write_one(call, password, policy->length, bits);
		progress_step(&progress, i + 1);
	}
	progress_end(&progress);
	SECRET_WIPE_ARRAY(password);
	credmint_source_free(source);
	password_plan_free(plan);
	return rc;
}

int
command_password(struct call *call)
{
	const struct options *options = &call->options;
	bool show = options->value[OPTION_SHOW_ENTROPY] != NULL;
	struct password_options asked;
	uint64_t count = 1;
	int rc = password_options_read(&asked, options, &call->fault);

	if (rc == 0)
		rc = argument_number("-n", options->value[OPTION_COUNT], 1,
		    ARGUMENT_COUNT_MAX, &count, &call->fault);
	if (rc != 0)
		return rc;
	if (show && options->value[OPTION_JSON] == NULL)
		words_say("%.2f bits a password", asked.bits);
	return make_all(call, &asked.policy, count, show ? &asked.bits : NULL);
}
