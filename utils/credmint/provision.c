/* provision - many accounts from a file */

#include "provision.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/clock.h"
#include "host/conf.h"

#include "argument.h"
#include "command.h"
#include "crew.h"
#include "output.h"
#include "provision_method.h"
#include "stop.h"
#include "template.h"
#include "words.h"

/* What a password lives with --apply, and at most. */
#define TTL (7 * 86400)
#define LENGTH_MIN 8

static const char *
value(const struct provision *p, enum option_key key)
{
	return p->call->options.value[key];
}

/* Options that have no meaning beside others. */
static int
options_agree(const struct provision *p)
{
	struct fault *f = &p->call->fault;

	if (value(p, OPTION_FORMAT) != NULL &&
	    value(p, OPTION_TEMPLATE) != NULL)
		return fault_set(
		    f, CALL_USAGE, "-f and --template cannot both be given");
	if (p->apply &&
	    (value(p, OPTION_FORMAT) != NULL ||
		value(p, OPTION_TEMPLATE) != NULL ||
		value(p, OPTION_SET) != NULL))
		return fault_set(f, CALL_USAGE,
		    "--apply makes the accounts and writes no hashes: leave "
		    "out -f, --template and --set");
	if (p->apply && !p->dry_run &&
	    (value(p, OPTION_OUTPUT) != NULL ||
		value(p, OPTION_OUTPUT_FD) != NULL))
		return fault_set(f, CALL_USAGE,
		    "--apply makes the accounts and writes no hashes: leave "
		    "out -o and --output-fd");
	if (value(p, OPTION_JSON) != NULL && !p->dry_run)
		return fault_set(f, CALL_USAGE,
		    "--json goes with --dry-run; -f json writes the accounts "
		    "in JSON");
	if (value(p, OPTION_SECRETS) == NULL && !p->dry_run)
		return fault_set(f, CALL_USAGE,
		    "--secrets FILE is missing: the passwords go there, and "
		    "nowhere else");
	if (value(p, OPTION_SECRETS) == NULL &&
	    (p->resume || value(p, OPTION_SECRETS_FORMAT) != NULL))
		return fault_set(f, CALL_USAGE,
		    "--resume and --secrets-format go with --secrets");
	return 0;
}

static int
numbers_read(struct provision *p)
{
	struct fault *f = &p->call->fault;
	const char *span = value(p, OPTION_TTL);
	uint64_t length = 0, cost = 0;
	int rc = argument_number("-l", value(p, OPTION_LENGTH), LENGTH_MIN,
	    CREDMINT_PASSWORD_MAX, &length, f);

	if (rc == 0)
		rc = argument_number(
		    "-c", value(p, OPTION_COST), 0, UINT32_MAX, &cost, f);
	if (rc == 0)
		rc = crew_threads(&p->call->options, &p->threads, f);
	p->length = (size_t)length;
	p->cost = (unsigned long)cost;
	p->ttl = p->apply ? TTL : 0;
	if (rc == 0 && span != NULL && conf_span(span, &p->ttl) != 0)
		rc = fault_set(f, CALL_USAGE,
		    "--ttl takes a time such as 90s, 15m, 24h or 7d, up to "
		    "3650d");
	return rc;
}

/* The method of accounts that name none, and what its -m and -c come to. */
static int
method_find(struct provision *p)
{
	struct fault *f = &p->call->fault;
	const char *method = value(p, OPTION_METHOD);
	char reason[PROVISION_REASON_SIZE];
	struct provision_how how;
	unsigned long cost = 0;
	int rc = 0;

	if (method == NULL && p->apply) {
		rc = hash_method("", p->method, &cost, f);
		if (value(p, OPTION_COST) == NULL)
			p->cost = cost;
	} else {
		if (method == NULL)
			method = template_method(p->template);
		if (method == NULL)
			method = "yescrypt";
		if (strlen(method) >= sizeof(p->method))
			method = "?";
		memcpy(p->method, method, strlen(method) + 1);
	}
	if (rc != 0)
		return rc;
	how = (struct provision_how){p->method, p->cost, 0};
	if (provision_method_check(&how, reason) != 0)
		return fault_set(f, CALL_USAGE, "%s", reason);
	if (p->template != NULL && !template_takes(p->template, p->method)) {
		char others[192];

		template_methods(p->template, others, sizeof(others));
		return fault_set(f, CALL_USAGE,
		    "the format takes no hashes of %s; it takes %s", p->method,
		    others);
	}
	return 0;
}

static int
ask(struct provision *p)
{
	int rc;

	p->apply = value(p, OPTION_APPLY) != NULL;
	p->resume = value(p, OPTION_RESUME) != NULL;
	p->keep_going = value(p, OPTION_KEEP_GOING) != NULL;
	p->dry_run = value(p, OPTION_DRY_RUN) != NULL;
	rc = options_agree(p);
	return rc != 0 ? rc : numbers_read(p);
}

static int
secrets_open(struct provision *p, const char *host)
{
	struct fault *f = &p->call->fault;
	const struct provision_secrets_options options = {
	    .path = value(p, OPTION_SECRETS),
	    .format = value(p, OPTION_SECRETS_FORMAT),
	    .host = host,
	    .resume = p->resume,
	    .look = p->dry_run,
	};

	if (options.path == NULL)
		return 0;
	if (!p->apply && output_is(p->call->out, options.path))
		return fault_set(f, CALL_USAGE,
		    "passwords and hashes cannot go to one file: give -o and "
		    "--secrets two names");
	return provision_secrets_open(&p->secrets, &options, f);
}

/* Everything that may refuse all of it, the cheapest first. */
static int
open_all(struct provision *p)
{
	struct call *call = p->call;
	struct fault *f = &call->fault;
	char host[256] = "";
	struct clock_reading now;
	int rc = 0;

	if (!p->apply)
		rc = template_open(&p->template, value(p, OPTION_FORMAT),
		    value(p, OPTION_TEMPLATE), call->options.sets, f);
	if (rc == 0)
		rc = method_find(p);
	if (rc == 0 && clock_read(&now) != 0)
		rc = fault_set(f, -EIO, "cannot read the clock");
	if (rc != 0)
		return rc;
	p->now = now.wall;
	p->expires = p->ttl != 0 ? now.wall + p->ttl : 0;
	if (p->apply && gethostname(host, sizeof(host) - 1) != 0)
		host[0] = '\0';
	rc = secrets_open(p, host[0] != '\0' ? host : NULL);
	if (rc == 0 && p->apply)
		rc = provision_apply_open(&p->host, call, p->ttl, p->resume, f);
	if (rc == 0)
		rc = provision_input_open(
		    &p->input, call->options.operands[0], f);
	return rc;
}

static void
close_all(struct provision *p, bool keep)
{
	provision_input_close(p->input);
	provision_apply_close(p->host);
	provision_secrets_close(p->secrets, keep);
	template_close(p->template);
}

/* Lines that fail end it before anything is made, unless they are left out. */
static int
judge(struct provision *p)
{
	uint64_t bad = provision_input_bad(p->input);
	uint64_t all = bad + provision_input_good(p->input);
	uint64_t most =
	    p->template != NULL ? template_accounts(p->template) : 0;

	if (bad > 0 && !p->keep_going)
		return fault_set(&p->call->fault, -EINVAL,
		    "%" PRIu64 " of %" PRIu64 " accounts cannot be made, so "
		    "none was; mend these lines, or leave them out by "
		    "--keep-going",
		    bad, all);
	if (bad > 0 && p->total + p->left == 0)
		return fault_set(&p->call->fault, -EINVAL,
		    "none of %" PRIu64 " accounts can be made; mend these "
		    "lines",
		    all);
	if (most != 0 && p->total > most)
		return fault_set(&p->call->fault, -EINVAL,
		    "the template takes %" PRIu64 " account%s, and %" PRIu64
		    " are to be made; give each a file of its own",
		    most, most == 1 ? "" : "s", p->total);
	return 0;
}

/* One part of what is said at the end: " NUMBER WHAT", unless it is none. */
static void
part(char *text, size_t size, uint64_t number, const char *what)
{
	size_t n = strlen(text);

	if (number > 0)
		(void)snprintf(
		    text + n, size - n, ", %" PRIu64 " %s", number, what);
}

/* How far it came, where that is not simply all. */
static void
sum_up(const struct provision *p, int rc)
{
	uint64_t rest = p->total - p->made - p->failed;
	char text[160] = "";

	part(text, sizeof(text), provision_input_bad(p->input), "refused");
	part(text, sizeof(text), p->failed, "failed");
	part(text, sizeof(text), p->left, "there already");
	if (rc < 0 && rest > 0 &&
	    (p->made > 0 || p->apply || stop_asked() != 0))
		words_say("%" PRIu64 " of %" PRIu64 " accounts%s%s", p->made,
		    p->total, text,
		    p->made == 0 && !p->apply ? "" : "; go on with --resume");
	else if (rc == 0 && text[0] != '\0')
		words_say("%" PRIu64 " account%s%s", p->made,
		    p->made == 1 ? "" : "s", text);
	if (p->unmade > 0)
		words_say("%s has the password%s of %" PRIu64
			  " account%s not made: hand none of these out before "
			  "--resume has made them",
		    value(p, OPTION_SECRETS), p->unmade == 1 ? "" : "s",
		    p->unmade, p->unmade == 1 ? "" : "s");
}

int
command_provision(struct call *call)
{
	struct provision p = {.call = call};
	int rc = ask(&p);

	if (rc == 0)
		rc = open_all(&p);
	if (rc == 0)
		rc = provision_check(&p);
	if (rc == 0)
		rc = judge(&p);
	if (rc == 0)
		provision_say_unsaid(&p);
	if (rc == 0 && p.dry_run) {
		rc = provision_plan(&p);
	} else if (rc == 0) {
		rc = p.apply ? provision_make(&p) : provision_write(&p);
		sum_up(&p, rc);
	}
	if (rc == 0 && provision_input_bad(p.input) + p.failed > 0)
		rc = CALL_FAILURE; /* what could be made is made, and stays */
	close_all(&p, rc == 0 || rc == CALL_FAILURE);
	return rc;
}
