/* passphrase - make random passphrases */

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "core/secret.h"
#include "credmint.h"
#include "secrets/passphrase_plan.h"

#include "argument.h"
#include "command.h"
#include "draws.h"
#include "json_line.h"
#include "output.h"
#include "passphrase_fault.h"
#include "word_file.h"
#include "words.h"

/* More than the most words of the longest list have. */
#define BITS_MAX 4096

static int
policy_read(const struct options *options, struct credmint_passphrase *policy,
    struct fault *f)
{
	const char *const *value = options->value;
	uint64_t words = 0, bits = 0;
	int rc = argument_number("-w", value[OPTION_WORDS], 1,
	    CREDMINT_PASSPHRASE_WORDS_MAX, &words, f);

	if (rc == 0)
		rc = argument_number(
		    "--bits", value[OPTION_BITS], 1, BITS_MAX, &bits, f);
	if (rc == 0 && words > 0 && bits > 0)
		rc = fault_set(
		    f, CALL_USAGE, "-w and --bits cannot both be given");
	policy->words = (size_t)words;
	policy->bits = (double)bits;
	policy->separator = value[OPTION_SEPARATOR];
	if (value[OPTION_CAPITAL] != NULL)
		policy->flags |= CREDMINT_PASSPHRASE_CAPITAL;
	if (value[OPTION_DIGIT] != NULL)
		policy->flags |= CREDMINT_PASSPHRASE_DIGIT;
	if (value[OPTION_ALLOW_WEAK] != NULL)
		policy->flags |= CREDMINT_PASSPHRASE_WEAK;
	return rc;
}

static int
words_read(const struct options *options, struct credmint_passphrase *policy,
    struct word_file *file, struct fault *f)
{
	const char *path = options->value[OPTION_WORD_FILE];
	int rc = path == NULL ? 0 : word_file_read(file, path, f);

	policy->list = file->word;
	policy->nlist = file->n;
	return rc;
}

static int
plan_make(struct passphrase_plan *plan,
    const struct credmint_passphrase *policy, const struct word_file *file,
    struct fault *f)
{
	int rc = passphrase_plan_read(plan, policy);

	if (rc == -EINVAL)
		return passphrase_fault(policy, file, f);
	if (rc != 0)
		return fault_set(
		    f, rc, "cannot look at the words: %s", strerror(-rc));
	if (plan->bits < CREDMINT_PASSWORD_MIN_BITS && !plan->weak)
		return fault_set(f, CALL_USAGE,
		    "these passphrases have %.1f bits, under %d; take more "
		    "words, or accept that by --allow-weak",
		    plan->bits, CREDMINT_PASSWORD_MIN_BITS);
	return 0;
}

/* What is made, and the room for it. */
struct making {
	const struct passphrase_plan *plan;
	const double *bits; /* to be told, or NULL */
	char *text;
	size_t size;
};

static int
write_one(struct call *call, const char *text, const double *bits)
{
	struct json_line line;

	if (call->options.value[OPTION_JSON] == NULL)
		return output_item(call->out, text, strlen(text));
	json_line_begin(&line);
	json_line_text(&line, "passphrase", text);
	if (bits != NULL)
		json_line_real(&line, "bits", *bits);
	return json_line_end(&line, call->out);
}

static int
one(struct draws *draws, void *arg)
{
	const struct making *m = arg;
	int rc = passphrase_plan_draw(m->plan, draws->source, m->text, m->size);

	return rc != 0 ? draws_end(rc, &draws->call->fault)
		       : write_one(draws->call, m->text, m->bits);
}

static int
make_all(
    struct call *call, const struct passphrase_plan *plan, const double *bits)
{
	struct making m = {.plan = plan, .bits = bits};
	int rc;

	m.size = passphrase_plan_size(plan);
	m.text = secret_map(m.size, NULL);
	rc = m.text == NULL ? fault_set(&call->fault, -ENOMEM, "out of memory")
			    : draws_run(call, false, one, &m);
	secret_unmap(m.text, m.size);
	return rc;
}

int
command_passphrase(struct call *call)
{
	const struct options *options = &call->options;
	struct credmint_passphrase policy = CREDMINT_PASSPHRASE_INIT;
	bool show = options->value[OPTION_SHOW_ENTROPY] != NULL;
	struct word_file file = {0};
	struct passphrase_plan plan;
	uint64_t count;
	int rc = policy_read(options, &policy, &call->fault);

	if (rc == 0)
		rc = draws_count(call, &count);
	if (rc == 0)
		rc = words_read(options, &policy, &file, &call->fault);
	if (rc == 0)
		rc = plan_make(&plan, &policy, &file, &call->fault);
	if (rc == 0 && show && options->value[OPTION_JSON] == NULL)
		words_say("%.2f bits a passphrase", plan.bits);
	if (rc == 0)
		rc = make_all(call, &plan, show ? &plan.bits : NULL);
	word_file_free(&file);
	return rc;
}
