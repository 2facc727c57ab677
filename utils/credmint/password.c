/* password - make random passwords */

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "core/secret.h"
#include "credmint.h"
#include "secrets/password_plan.h"

#include "argument.h"
#include "command.h"
#include "json_line.h"
#include "output.h"
#include "progress.h"
#include "words.h"

/* N or "no", as the library's policy says it. */
static int
class_read(const char *option, const char *text, int *class, struct fault *f)
{
	uint64_t n = 0;

	if (text == NULL)
		return 0;
	if (strcmp(text, "no") == 0) {
		*class = CREDMINT_CLASS_ABSENT;
		return 0;
	}
	if (argument_number(option, text, 0, CREDMINT_PASSWORD_MAX, &n, NULL) !=
	    0)
		return fault_set(f, CALL_USAGE,
		    "%s takes a number from 0 to %d, or no", option,
		    CREDMINT_PASSWORD_MAX);
	*class = n == 0 ? CREDMINT_CLASS_ALLOWED : (int)n;
	return 0;
}

static int
policy_read(const struct options *options, struct credmint_password *policy,
    struct fault *f)
{
	const char *const *value = options->value;
	uint64_t length = CREDMINT_PASSWORD_LENGTH;
	int rc = argument_number(
	    "-l", value[OPTION_LENGTH], 1, CREDMINT_PASSWORD_MAX, &length, f);

	if (rc == 0)
		rc = class_read(
		    "--lower", value[OPTION_LOWER], &policy->lower, f);
	if (rc == 0)
		rc = class_read(
		    "--upper", value[OPTION_UPPER], &policy->upper, f);
	if (rc == 0)
		rc = class_read(
		    "--digits", value[OPTION_DIGITS], &policy->digits, f);
	if (rc == 0)
		rc = class_read(
		    "--symbols", value[OPTION_SYMBOLS], &policy->symbols, f);
	policy->length = (size_t)length;
	policy->symbol_set = value[OPTION_SYMBOL_SET];
	policy->exclude = value[OPTION_EXCLUDE];
	if (value[OPTION_NO_LOOKALIKES] != NULL)
		policy->flags |= CREDMINT_PASSWORD_NO_LOOKALIKES;
	if (value[OPTION_ALLOW_WEAK] != NULL)
		policy->flags |= CREDMINT_PASSWORD_WEAK;
	return rc;
}

/* Characters a class asks for; 0 in the policy stands for one. */
static int
required(int class)
{
	return class == 0 ? 1 : class > 0 ? class : 0;
}

/* The library says only that a policy is impossible: find out why. */
static int
impossible(const struct credmint_password *policy, struct fault *f)
{
	struct credmint_password symbols = CREDMINT_PASSWORD_INIT;
	int sum = required(policy->lower) + required(policy->upper) +
	    required(policy->digits) + required(policy->symbols);
	const char *exclude = policy->exclude != NULL ? policy->exclude : "";
	double bits;

	for (; *exclude != '\0'; exclude++)
		if (*exclude < ' ' || *exclude > '~')
			return fault_set(f, CALL_USAGE,
			    "--exclude takes printable ASCII characters; no "
			    "password has others");
	if ((size_t)sum > policy->length)
		return fault_set(f, CALL_USAGE,
		    "the classes need %d characters, the length is %zu; raise "
		    "-l or lower a class",
		    sum, policy->length);
	symbols.length = 1;
	symbols.lower = symbols.upper = symbols.digits = CREDMINT_CLASS_ABSENT;
	symbols.symbol_set = policy->symbol_set;
	if (credmint_password_bits(&symbols, &bits) != 0)
		return fault_set(f, CALL_USAGE,
		    "--symbol-set takes different printable ASCII characters, "
		    "no letters, digits or space");
	return fault_set(f, CALL_USAGE,
	    "no password satisfies this: a required class, or the whole, has "
	    "no character left; see --exclude, -B and the classes");
}

static int
policy_check(
    const struct credmint_password *policy, double *bits, struct fault *f)
{
	int rc = credmint_password_bits(policy, bits);

	if (rc == -EINVAL)
		return impossible(policy, f);
	if (rc != 0)
		return fault_set(
		    f, rc, "cannot count the policy: %s", strerror(-rc));
	if (*bits < CREDMINT_PASSWORD_MIN_BITS &&
	    (policy->flags & CREDMINT_PASSWORD_WEAK) == 0)
		return fault_set(f, CALL_USAGE,
		    "this policy has %.1f bits, under %d; make it longer, or "
		    "accept that by --allow-weak",
		    *bits, CREDMINT_PASSWORD_MIN_BITS);
	return 0;
}

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
	struct credmint_password policy = CREDMINT_PASSWORD_INIT;
	bool show = options->value[OPTION_SHOW_ENTROPY] != NULL;
	uint64_t count = 1;
	double bits = 0;
	int rc = policy_read(options, &policy, &call->fault);

	if (rc == 0)
		rc = argument_number("-n", options->value[OPTION_COUNT], 1,
		    ARGUMENT_COUNT_MAX, &count, &call->fault);
	if (rc == 0)
		rc = policy_check(&policy, &bits, &call->fault);
	if (rc != 0)
		return rc;
	if (show && options->value[OPTION_JSON] == NULL)
		words_say("%.2f bits a password", bits);
	return make_all(call, &policy, count, show ? &bits : NULL);
}
