/*
 * doctor_user_doors - what refuses an account at a service, whatever its codes
 *
 * The arguments of the lines, what the host says of the account where a module
 * of the stack asks for it, and whether credmint-auth answers. By root, who can
 * read all of it.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "doctor_pam.h"
#include "doctor_sshd.h"
#include "doctor_user.h"

/* libpam's PAM_ACCT_EXPIRED */
#define SAID_ACCT_EXPIRED 13

/* What is known of the host: one reason, or all (DOCTOR_HOST_REASONS). */
struct knowing {
	const struct doctor_host *host;
	enum pam_stack_type type;
	enum doctor_host_reason only;
};

static bool
is(const struct knowing *k, enum doctor_host_reason reason)
{
	return k->host->shut[reason].why[0] != '\0' &&
	    (k->only == reason || k->only == DOCTOR_HOST_REASONS);
}

/* What a module answers of this account, or -1. */
static int
known(const struct pam_stack_line *line, void *arg)
{
	const struct knowing *k = arg;
	const bool account = k->type == PAM_STACK_ACCOUNT;

	if (pam_stack_is(line, "pam_unix.so")) {
		if (account && is(k, DOCTOR_HOST_EXPIRED))
			return SAID_ACCT_EXPIRED;
		if (account && is(k, DOCTOR_HOST_INACTIVE))
			return PAM_SAID_AUTHTOK_EXPIRED;
		if (!account && is(k, DOCTOR_HOST_LOCKED))
			return PAM_SAID_AUTH_ERR;
	}
	if (pam_stack_is(line, "pam_shells.so") && is(k, DOCTOR_HOST_SHELL))
		return PAM_SAID_AUTH_ERR;
	if (pam_stack_is(line, "pam_nologin.so") && is(k, DOCTOR_HOST_NOLOGIN))
		return PAM_SAID_AUTH_ERR;
	return -1;
}

/* Whether a right code can lead through; only: as above. */
static bool
is_open(const struct pam_stack *stack, enum pam_stack_type type,
    const struct doctor_host *host, enum doctor_host_reason only)
{
	struct knowing k = {host, type, only};
	const struct doctor_ways ways = {.stack = stack,
	    .type = type,
	    .credmint =
		type == PAM_STACK_AUTH ? PAM_SAID_SUCCESS : PAM_SAID_IGNORE,
	    .proofs = true,
	    .exemptions = true,
	    .due = true,
	    .known = host == NULL ? NULL : known,
	    .arg = &k};
	const struct doctor_way way = doctor_ways_find(&ways);

	return way.open || way.many;
}

static void
set(struct doctor_shut *out, const char *why, const char *mend)
{
	(void)snprintf(out->why, sizeof(out->why), "%s", why);
	(void)snprintf(out->mend, sizeof(out->mend), "%s", mend);
}

/* Nobody gets through, or not this account. */
static void
by_stack(const struct pam_stack *stack, enum pam_stack_type type,
    const struct doctor_host *host, struct doctor_shut *out)
{
	const char *stage = type == PAM_STACK_AUTH ? "auth" : "account";
	enum doctor_host_reason reason = DOCTOR_HOST_EXPIRED;

	if (!is_open(stack, type, NULL, DOCTOR_HOST_REASONS)) {
		(void)snprintf(out->why, sizeof(out->why),
		    "no answer leads through its %s lines, for anybody", stage);
		(void)snprintf(
		    out->mend, sizeof(out->mend), "see them: credmint doctor");
		return;
	}
	if (host == NULL || is_open(stack, type, host, DOCTOR_HOST_REASONS))
		return;
	while (
	    reason < DOCTOR_HOST_REASONS && is_open(stack, type, host, reason))
		reason++;
	if (reason == DOCTOR_HOST_REASONS) {
		set(out, "what the host says of the account is refused",
		    "see the lines above");
		return;
	}
	(void)snprintf(out->why, sizeof(out->why),
	    "%.256s, and its %s lines ask for that", host->shut[reason].why,
	    stage);
	memcpy(out->mend, host->shut[reason].mend, sizeof(out->mend));
}

/* The configuration that a line names, as services have it. */
static bool
is_of(const struct doctor *d, const struct pam_stack_line *line,
    const struct doctor_service *s)
{
	const char *word = NULL, *conf = "";

	while ((word = pam_stack_argument(line, word)) != NULL)
		if (strncmp(word, "conf=", 5) == 0) {
			conf = word + 5;
			break;
		}
	return strcmp(strcmp(conf, d->conf_path) == 0 ? "" : conf, s->conf) ==
	    0;
}

/*
 * Lines of credmint's that refuse everybody. A frame of its own: with what it
 * is called from it is over 4 KiB.
 */
__attribute__((noinline)) static void
by_lines(const struct doctor *d, const struct pam_stack *stack,
    const struct doctor_service *s, struct doctor_shut *out)
{
	struct doctor_shut one;

	for (size_t i = 0; i < stack->n && out->why[0] == '\0'; i++) {
		const struct pam_stack_line *line = stack->lines[i];

		if (line->type != PAM_STACK_AUTH ||
		    !pam_stack_is(line, DOCTOR_MODULE) || !is_of(d, line, s))
			continue;
		if (!doctor_pam_module_is_there(line))
			set(&one, "there is no module pam_credmint.so",
			    "install credmint again");
		else if (!doctor_pam_refuses(line, &one))
			continue;
		(void)snprintf(out->why, sizeof(out->why),
		    "%.250s at %.250s:%u", one.why, line->file, line->number);
		memcpy(out->mend, one.mend, sizeof(out->mend));
	}
}

/* What sshd asks beside PAM. */
static void
by_sshd(const struct account *account, const struct doctor_host *host,
    struct doctor_shut *out)
{
	char *text = malloc(DOCTOR_SSHD_SIZE);

	if (text != NULL &&
	    doctor_sshd_ask(account->name, DOCTOR_SSHD_FAR, text, NULL) == 0 &&
	    !doctor_sshd_shut(text, account, out) &&
	    host->shut[DOCTOR_HOST_NO_SHELL].why[0] != '\0')
		*out = host->shut[DOCTOR_HOST_NO_SHELL];
	free(text);
}

static void
look(struct doctor *d, const struct account *account,
    const struct doctor_host *host, struct doctor_service *s)
{
	struct pam_stack *stack;

	if (pam_stack_read("", s->name, &stack, NULL) != 0)
		return;
	by_lines(d, stack, s, &s->shut);
	if (s->shut.why[0] == '\0')
		by_stack(stack, PAM_STACK_AUTH, host, &s->shut);
	if (s->shut.why[0] == '\0')
		by_stack(stack, PAM_STACK_ACCOUNT, host, &s->shut);
	if (s->shut.why[0] == '\0' && strcmp(s->name, "sshd") == 0)
		by_sshd(account, host, &s->shut);
	pam_stack_free(stack);
}

void
doctor_user_doors(struct doctor *d, const struct account *account,
    const struct doctor_host *host)
{
	struct doctor_shut answer;

	doctor_answer_shut(d->call->config, d->claimed, &answer);
	/* Why it cannot decide is looked for in the registry. */
	if (answer.why[0] != '\0' && !answer.undecided)
		doctor_say(d, DOCTOR_BAD, "credmint-auth",
		    "every login is refused, because %s; %s", answer.why,
		    answer.mend);
	for (unsigned i = 0; i < d->services_n; i++) {
		struct doctor_service *s = &d->services[i];

		if (!doctor_user_meant(d, s))
			continue;
		look(d, account, host, s);
		if (s->shut.why[0] != '\0')
			continue;
		if (answer.undecided && s->conf[0] != '\0')
			doctor_answer_shut(s->conf, d->claimed, &s->shut);
		else
			s->shut = answer;
	}
}
