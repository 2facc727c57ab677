/* code_issue - issue a one-time code */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/secret.h"
#include "host/shadow.h"

#include "argument.h"
#include "command.h"
#include "json_line.h"
#include "output.h"
#include "service.h"
#include "words.h"

#define TTL (15 * 60)

/* When its life begins, and how long it is. */
static int
life_read(
    const struct options *options, struct registry_issue *what, struct fault *f)
{
	const char *text = options->value[OPTION_TTL];
	const char *begin = options->value[OPTION_NOT_BEFORE];
	struct clock_reading now;
	int rc;

	what->ttl = what->enrolling ? REGISTRY_TTL_USUAL : TTL;
	if (text != NULL && conf_span(text, &what->ttl) != 0)
		return fault_set(f, CALL_USAGE,
		    "--ttl takes a time such as 90s, 15m, 24h or 7d, up to "
		    "3650d");
	if (what->ttl > REGISTRY_TTL_USUAL &&
	    options->value[OPTION_FORCE] == NULL)
		return fault_set(f, CALL_USAGE,
		    "--ttl is over 24h; shorten it, or insist by --force");
	rc = argument_time("--not-before", begin, true, &what->not_before, f);
	if (rc != 0 || begin == NULL)
		return rc;
	if (clock_read(&now) != 0)
		return fault_set(f, -EIO, "cannot read the clock");
	if (what->not_before < now.wall)
		return fault_set(f, CALL_USAGE,
		    "--not-before is past; leave it out for a code that is "
		    "good at once");
	if (what->not_before - now.wall > REGISTRY_TTL_MAX - what->ttl)
		return fault_set(f, CALL_USAGE,
		    "--not-before and --ttl are over 3650d from now");
	if (what->not_before - now.wall + what->ttl > REGISTRY_TTL_USUAL &&
	    options->value[OPTION_FORCE] == NULL)
		return fault_set(f, CALL_USAGE,
		    "the code would end over 24h from now; shorten --ttl or "
		    "--not-before, or insist by --force");
	return 0;
}

static int
networks_read(
    const char *text, char networks[REGISTRY_TEXT_SIZE], struct fault *f)
{
	struct fault why = {""};

	if (text == NULL || registry_networks(text, networks, &why) == 0)
		return 0;
	return fault_set(f, CALL_USAGE, "--network: %s", why.text);
}

/*
 * "code 17 for alice, good once until 2026-01-31T23:59:59Z, for sshd", and
 * "from TIME until TIME", "for sshd, from 10.0.0.0/8", "for sshd, and a new
 * password must be chosen" where that is so.
 */
static void
say(const struct registry_code *code)
{
	char until[CLOCK_TEXT_SIZE], begin[CLOCK_TEXT_SIZE], times[32] = "once";
	bool early = code->not_before != 0, bound = code->networks[0] != '\0';
	const char *service = code->service;

	clock_text(code->expires, until);
	clock_text(code->not_before, begin);
	if (code->uses > 1)
		(void)snprintf(times, sizeof(times), "%u times", code->uses);
	words_say("code %" PRId64
		  " for %s, good %s %s%s%suntil %s, for %s%s%s%s",
	    code->id, code->user, times, early ? "from " : "",
	    early ? begin : "", early ? " " : "", until,
	    service[0] != '\0' ? service : "any service",
	    bound ? ", from " : "", code->networks,
	    code->kind == REGISTRY_MUST_CHANGE
		? ", and a new password must be chosen"
		: "");
}

/* "code 17 for alice to enroll an authenticator, good 3 times until TIME" */
static void
say_enrolling(const struct registry_code *code)
{
	char until[CLOCK_TEXT_SIZE], times[32] = "once";

	clock_text(code->expires, until);
	if (code->uses > 1)
		(void)snprintf(times, sizeof(times), "%u times", code->uses);
	words_say("code %" PRId64
		  " for %s to enroll an authenticator, good %s until %s",
	    code->id, code->user, times, until);
}

static const char *
kind_of(const struct registry_code *code)
{
	return code->kind == REGISTRY_MUST_CHANGE ? "must-change"
	    : code->kind == REGISTRY_ENROLLING    ? "enrolling"
						  : "issued";
}

static int
write_code(
    struct call *call, const char *text, const struct registry_code *code)
{
	char issued[CLOCK_TEXT_SIZE], expires[CLOCK_TEXT_SIZE];
	char begin[CLOCK_TEXT_SIZE] = "";
	struct json_line line;
	int rc;

	if (call->options.value[OPTION_JSON] == NULL) {
		rc = output_text(call->out, text);
		if (rc == 0)
			rc = output_end(call->out);
		return rc != 0 ? rc : output_flush(call->out);
	}
	clock_text(code->issued, issued);
	clock_text(code->expires, expires);
	if (code->not_before != 0)
		clock_text(code->not_before, begin);
	json_line_begin(&line);
	json_line_number(&line, "id", code->id);
	json_line_text(&line, "kind", kind_of(code));
	json_line_text(&line, "user", code->user);
	json_line_number(&line, "uid", code->uid);
	json_line_text(&line, "service", code->service);
	json_line_text(&line, "networks", code->networks);
	json_line_text(&line, "code", text);
	json_line_text(&line, "issued", issued);
	json_line_text(&line, "not_before", begin);
	json_line_text(&line, "expires", expires);
	json_line_number(&line, "uses", code->uses);
	rc = json_line_end(&line, call->out);
	return rc != 0 ? rc : output_flush(call->out);
}

/* As the service user. A code that nobody could read does not stay alive. */
static int
issue(struct registry *r, struct call *call, void *arg)
{
	const struct registry_issue *what = arg;
	char text[REGISTRY_CODE_SIZE] = "";
	struct registry_code code;
	struct fault other = {""};
	int rc = registry_issue(r, what, text, &code, &call->fault);

	if (rc != 0)
		return rc;
	rc = write_code(call, text, &code);
	SECRET_WIPE_ARRAY(text);
	if (rc == 0 && code.kind == REGISTRY_ENROLLING)
		say_enrolling(&code);
	else if (rc == 0)
		say(&code);
	else if (registry_revoke(r, code.id, what->by, &other) < 0)
		words_say("code %" PRId64 " could not be revoked: %s", code.id,
		    other.text);
	if (rc == 0)
		service_tidy(r);
	return rc;
}

/*
 * A code that leads to a new password unlocks none. Only root can tell; whoever
 * else issues one is told at the login.
 */
static int
lock_check(const struct account *account, struct fault *f)
{
	struct shadow_entry entry;
	struct fault why = {""};
	bool locked;

	if (geteuid() != 0 || shadow_read("", account->name, &entry, &why) != 0)
		return 0;
	locked = shadow_is_locked(entry.hash);
	SECRET_WIPE_OBJECT(&entry);
	if (!locked)
		return 0;
	return fault_set(f, -EPERM,
	    "the password of %s is locked: a code cannot unlock it; credmint "
	    "reset --force %s gives a new password",
	    account->name, account->name);
}

/* A code to enroll with lets nobody in: what is of logins is none of its. */
static int
purpose_check(const struct options *options, struct fault *f)
{
	if (options->value[OPTION_ENROLL] == NULL)
		return 0;
	if (options->value[OPTION_MUST_CHANGE] != NULL)
		return fault_set(f, CALL_USAGE,
		    "--enroll and --must-change cannot both be given");
	if (options->value[OPTION_SERVICE] != NULL ||
	    options->value[OPTION_NETWORK] != NULL)
		return fault_set(f, CALL_USAGE,
		    "a code to enroll with is of no service and no network; "
		    "leave out --service and --network");
	return 0;
}

int
command_code_issue(struct call *call)
{
	const struct options *options = &call->options;
	const char *user = options->operands[0];
	const char *service = options->value[OPTION_SERVICE];
	struct account account;
	char by[ACCOUNT_NAME_MAX + 1], networks[REGISTRY_TEXT_SIZE] = "";
	const bool must_change = options->value[OPTION_MUST_CHANGE] != NULL;
	const bool enrolling = options->value[OPTION_ENROLL] != NULL;
	uint64_t uses = must_change || enrolling ? REGISTRY_CHANGE_USES : 1;
	struct registry_issue what = {
	    .account = &account,
	    .service = service != NULL ? service : "",
	    .networks = networks,
	    .numeric = options->value[OPTION_NUMERIC] != NULL,
	    .must_change = must_change,
	    .enrolling = enrolling,
	    .by = by,
	};
	int rc = argument_account(user, &call->fault);

	if (rc == 0)
		rc = purpose_check(options, &call->fault);
	if (rc == 0)
		rc = life_read(options, &what, &call->fault);
	if (rc == 0)
		rc = networks_read(
		    options->value[OPTION_NETWORK], networks, &call->fault);
	if (rc == 0)
		rc = argument_number("--uses", options->value[OPTION_USES], 1,
		    REGISTRY_USES_MAX, &uses, &call->fault);
	if (rc == 0)
		rc = argument_text("--service", service, &call->fault);
	if (rc == 0)
		rc = account_find(user, &account, &call->fault);
	if (rc == ACCOUNT_ABSENT)
		rc = fault_set(
		    &call->fault, -ENOENT, "no such account: %s", user);
	if (rc == 0 && must_change)
		rc = lock_check(&account, &call->fault);
	if (rc != 0)
		return rc;
	what.uses = (unsigned)uses;
	service_asker(by);
	return service_registry(call, issue, &what);
}
