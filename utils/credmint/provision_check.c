/* provision_check - what can be refused before anything is made */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/secret.h"
#include "registry/registry.h"

#include "command.h"
#include "host_policy.h"
#include "provision.h"
#include "provision_method.h"
#include "stop.h"
#include "template.h"
#include "words.h"

void
provision_how(const struct provision *p,
    const struct provision_account *account, struct provision_how *out)
{
	const char *method = account->field[PROVISION_METHOD];
	const char *length = account->field[PROVISION_LENGTH];

	/* -c is of one method's scale. */
	out->method = method != NULL ? method : p->method;
	out->cost = strcmp(out->method, p->method) == 0 ? p->cost : 0;
	out->length =
	    length != NULL ? (size_t)strtoul(length, NULL, 10) : p->length;
}

/* Whether the password of the secrets can be had, until the end there. */
static bool
resumable(const struct provision *p, const struct provision_account *account,
    const char *password, int64_t expires, char reason[PROVISION_APPLY_REASON])
{
	char text[PROVISION_REASON_SIZE];
	struct provision_how how;

	provision_how(p, account, &how);
	how.length = strlen(password);
	if (provision_method_check(&how, text) != 0)
		(void)snprintf(reason, PROVISION_APPLY_REASON,
		    "the password in the secrets is of %zu bytes, and %s reads "
		    "fewer: choose another method (-m)",
		    how.length, how.method);
	else if (expires != 0 && expires <= p->now)
		(void)snprintf(reason, PROVISION_APPLY_REASON,
		    "its password in the secrets is dead by now: take it out "
		    "there to have another");
	else if (expires > p->now + REGISTRY_TTL_MAX)
		(void)snprintf(reason, PROVISION_APPLY_REASON,
		    "its password in the secrets ends too late: after ten years "
		    "at most");
	return reason[0] == '\0';
}

int
provision_wanted(struct provision *p, const struct provision_account *account,
    bool say, enum provision_state *state, char *password, int64_t *expires)
{
	const char *name = account->field[PROVISION_NAME];
	struct fault *f = &p->call->fault;
	char reason[PROVISION_APPLY_REASON] = "";
	int rc = 0;

	*state = PROVISION_NEW;
	password[0] = '\0';
	*expires = 0;
	if (p->secrets != NULL)
		rc = provision_secrets_find(
		    p->secrets, name, p->apply ? password : NULL, expires, f);
	if (rc < 0 || !p->apply)
		return rc < 0 ? rc : rc == 0;
	rc = provision_apply_look(p->host, account,
	    password[0] != '\0' ? password : NULL, state, reason, f);
	if (rc != 0)
		return rc;
	if (*state == PROVISION_UNFINISHED &&
	    !resumable(p, account, password, *expires, reason))
		*state = PROVISION_BROKEN;
	if (*state == PROVISION_REFUSED)
		return provision_input_refuse(
		    p->input, account->line, "%s", reason);
	if (*state == PROVISION_BROKEN && say) {
		progress_hide(&p->progress);
		provision_apply_say(p->host, account, reason);
		p->failed++;
	}
	if (*state == PROVISION_EXISTS && say) {
		progress_hide(&p->progress);
		words_say("%s", reason);
	}
	return *state == PROVISION_NEW || *state == PROVISION_UNFINISHED;
}

/* 0, a negative errno, or 1 when its line was refused. */
static int
refuse(struct provision *p, const struct provision_account *account,
    const char *reason)
{
	int rc = provision_input_refuse(p->input, account->line, "%s", reason);

	return rc != 0 ? rc : 1;
}

static int
check_form(struct provision *p, const struct provision_account *account)
{
	char reason[PROVISION_REASON_SIZE] = "";
	struct provision_how how;

	provision_how(p, account, &how);
	if (provision_method_check(&how, reason) != 0)
		return refuse(p, account, reason);
	how.length = p->policy;
	if (p->apply && provision_method_check(&how, reason) != 0) {
		(void)snprintf(reason, sizeof(reason),
		    "the host's policy makes passwords of %zu characters, and "
		    "%s reads fewer: choose another method",
		    p->policy, how.method);
		return refuse(p, account, reason);
	}
	if (p->apply && !provision_method_logs_in(how.method)) {
		(void)snprintf(reason, sizeof(reason),
		    "no login takes hashes of %s; choose another method",
		    how.method);
		return refuse(p, account, reason);
	}
	if (p->template == NULL)
		return 0;
	if (!template_takes(p->template, how.method)) {
		(void)snprintf(reason, sizeof(reason),
		    "the format takes no hashes of %s", how.method);
		return refuse(p, account, reason);
	}
	if (template_check(p->template, account, reason) != 0)
		return refuse(p, account, reason);
	return 0;
}

static void
look_left_out(struct provision *p, const struct provision_account *account)
{
	unsigned fields =
	    p->template == NULL ? 0 : template_left_out(p->template, account);

	p->unsaid |= fields;
	p->unsaid_of += fields != 0;
}

void
provision_say_unsaid(const struct provision *p)
{
	char text[160] = "";
	unsigned rest = p->unsaid;
	size_t n = 0;

	for (unsigned i = 0; i < PROVISION_FIELDS && n < sizeof(text); i++) {
		if ((rest & 1u << i) == 0)
			continue;
		rest &= ~(1u << i);
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%s%s",
		    n == 0          ? ""
			: rest == 0 ? " and "
				    : ", ",
		    provision_field_names[i]);
	}
	if (n > 0)
		words_say("the format has no place for %s: left out of "
			  "%" PRIu64 " account%s",
		    text, p->unsaid_of, p->unsaid_of == 1 ? "" : "s");
}

static int
check_one(struct provision *p, const struct provision_account *account,
    char *password)
{
	enum provision_state state;
	int64_t expires;
	int rc = check_form(p, account);

	if (rc != 0)
		return rc < 0 ? rc : 0;
	rc = provision_wanted(p, account, false, &state, password, &expires);
	if (rc > 0 || (rc == 0 && state == PROVISION_BROKEN)) {
		p->total++;
		look_left_out(p, account);
	} else if (rc == 0 && state != PROVISION_REFUSED) {
		p->left++;
	}
	return rc < 0 ? rc : 0;
}

/*
 * How long the passwords are that the host's own policy takes. That it takes
 * none is said when one is drawn.
 */
static void
policy_read(struct provision *p, const struct provision_account *account,
    char *password)
{
	struct fault other = {""};
	int rc = host_policy_password("", account->field[PROVISION_NAME],
	    password, PROVISION_PASSWORD_SIZE, &other);

	p->policy = rc == 0 ? strlen(password) : 1;
	secret_wipe(password, PROVISION_PASSWORD_SIZE);
}

int
provision_check(struct provision *p)
{
	struct provision_account account;
	char *password = secret_map(PROVISION_PASSWORD_SIZE, NULL);
	int rc = password == NULL
	    ? fault_set(&p->call->fault, -ENOMEM, "out of memory")
	    : 0;

	while (rc == 0) {
		rc = provision_input_next(p->input, &account, &p->call->fault);
		if (rc <= 0)
			break;
		rc = stop_asked() != 0 ? -EINTR : 0;
		if (rc == 0 && p->apply && p->policy == 0)
			policy_read(p, &account, password);
		if (rc == 0)
			rc = check_one(p, &account, password);
	}
	provision_input_rewind(p->input);
	secret_unmap(password, PROVISION_PASSWORD_SIZE);
	return rc;
}
