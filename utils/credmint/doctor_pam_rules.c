/*
 * doctor_pam_rules - what auth lines make of who is not enrolled or exempt
 *
 * The module is ignored for these, so that the other lines decide.
 */

#include "doctor_pam.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/login_rule.h"

/* What the configuration says of a service. */
struct rules {
	bool exempt, grace;
	int64_t nullok_until;
};

static const char *
argument(const struct pam_stack_line *line, const char *name)
{
	size_t n = strlen(name);
	const char *word = NULL;

	while ((word = pam_stack_argument(line, word)) != NULL)
		if (strncmp(word, name, n) == 0 &&
		    (word[n] == '\0' || word[n] == '=' || name[n - 1] == '='))
			return word + n;
	return NULL;
}

/* Whether a section of a group holds: that of the service and it comes first.
 */
static bool
has_grace(const struct conf *conf, const struct conf_login *login,
    const char *service)
{
	for (unsigned i = 1; login->service[0] == '\0' && i < conf->logins_n;
	     i++)
		if (strcmp(conf->logins[i].service, service) == 0 &&
		    conf->logins[i].grace != CONF_UNSAID &&
		    strcmp(conf->logins[i].group, login->group) == 0)
			return false;
	return login->grace > 0;
}

bool
doctor_pam_grace(const struct conf *conf, const char *service)
{
	bool grace = false;

	for (unsigned i = 0; i < conf->logins_n; i++) {
		const struct conf_login *login = &conf->logins[i];

		if (login->service[0] != '\0' &&
		    strcmp(login->service, service) == 0)
			grace |= login->grace > 0;
		else if (login->service[0] == '\0')
			grace |= has_grace(conf, login, service);
	}
	return grace;
}

/* What holds for who is in no group, and what for some. */
static bool
gather(struct rules *rules, const struct conf *conf, const char *service)
{
	struct login_rule rule;
	bool asks = false;

	*rules = (struct rules){.nullok_until = 0};
	if (login_rule_find(conf, NULL, service, "", &rule, NULL) != 0)
		return false;
	rules->nullok_until = rule.nullok_until;
	rules->grace = doctor_pam_grace(conf, service);
	for (unsigned i = 0; i < conf->logins_n; i++) {
		const struct conf_login *login = &conf->logins[i];

		if (login->service[0] != '\0' &&
		    strcmp(login->service, service) != 0)
			continue;
		rules->exempt |= login->exempt ||
		    login->exempt_users[0] != '\0' ||
		    login->exempt_groups[0] != '\0' ||
		    login->exempt_networks[0] != '\0';
		asks |= login->asks && login->group[0] == '\0';
	}
	rules->exempt &= !asks;
	return true;
}

/* The file that holds for the line. */
static const char *
conf_of(const struct doctor_pam *p)
{
	const char *path = argument(p->line, "conf=");

	return path != NULL ? path : p->d->conf_path;
}

/* Of the configuration that the line names. */
static bool
rules_find(const struct doctor_pam *p, struct rules *rules)
{
	const char *path = argument(p->line, "conf=");
	struct conf *conf;
	bool found;

	if (path == NULL)
		return p->d->conf_read && gather(rules, p->d->conf, p->service);
	conf = malloc(sizeof(*conf));
	found = conf != NULL && doctor_conf_read(p->d, path, conf, NULL) == 0 &&
	    gather(rules, conf, p->service);
	free(conf);
	return found;
}

static bool
is_open(const struct doctor_pam *p, bool proofs)
{
	const struct doctor_ways ways = {.stack = p->stack,
	    .type = PAM_STACK_AUTH,
	    .credmint = PAM_SAID_IGNORE,
	    .proofs = proofs};

	return doctor_ways_find(&ways).open;
}

/* A line of credmint's by which being ignored is a no, or NULL. */
static const struct pam_stack_line *
refuses_ignored(const struct doctor_pam *p)
{
	for (size_t i = 0; i < p->stack->n; i++) {
		const struct pam_stack_line *line = p->stack->lines[i];
		int action = line->action[PAM_SAID_IGNORE];

		if (line->type == PAM_STACK_AUTH &&
		    pam_stack_is(line, DOCTOR_MODULE) &&
		    (action == PAM_STACK_DIE || action == PAM_STACK_BAD))
			return line;
	}
	return NULL;
}

/* Nobody gets in by being ignored: why. */
static void
say_closed(const struct doctor_pam *p, const char *who, const char *take_it_out)
{
	const struct pam_stack_line *line = refuses_ignored(p);

	if (line != NULL)
		doctor_say(p->d, DOCTOR_NOTE, p->what,
		    "%s, because '%s' at %s:%u takes an ignored line for a no; "
		    "write ignore=ignore into these brackets%s",
		    who, line->control, line->file, line->number, take_it_out);
	else
		doctor_say(p->d, DOCTOR_NOTE, p->what,
		    "%s, because no other line says yes; add 'auth required "
		    "pam_unix.so' before %s:%u%s",
		    who, p->line->file, p->line->number, take_it_out);
}

static bool
who_is_not_enrolled(const struct doctor_pam *p, const struct rules *rules)
{
	const char *place = p->line->file;
	char who[PAM_STACK_PATH_SIZE + 64];

	if (is_open(p, false)) {
		doctor_say(p->d, DOCTOR_BAD, p->what,
		    "nullok at %s:%u lets in without a code or a password who "
		    "never enrolled; take nullok out, or add 'auth required "
		    "pam_unix.so' before it",
		    place, p->line->number);
		return false;
	}
	(void)snprintf(who, sizeof(who), "nullok at %s:%u opens nothing", place,
	    p->line->number);
	if (!is_open(p, true))
		say_closed(p, who, ", or take nullok out");
	else if (rules->nullok_until == 0)
		doctor_say(p->d, DOCTOR_NOTE, p->what,
		    "nullok at %s:%u has no end, so who never enrols never "
		    "needs a code; set nullok_until in %s",
		    place, p->line->number, conf_of(p));
	return true;
}

static void
who_is_exempt(const struct doctor_pam *p)
{
	if (is_open(p, false))
		doctor_say(p->d, DOCTOR_NOTE, p->what,
		    "who is exempt gets in with nothing asked; if that is not "
		    "meant add 'auth required pam_unix.so' before %s:%u",
		    p->line->file, p->line->number);
	else if (!is_open(p, true))
		say_closed(p, "who is exempt is refused", "");
}

bool
doctor_pam_rules(const struct doctor_pam *p)
{
	struct rules rules;
	bool well = true;

	if (!rules_find(p, &rules))
		return true;
	if (argument(p->line, "nullok") != NULL)
		well = who_is_not_enrolled(p, &rules);
	if (rules.exempt)
		who_is_exempt(p);
	if (rules.grace && argument(p->line, "forward_pass") != NULL) {
		doctor_say(p->d, DOCTOR_BAD, p->what,
		    "every login is refused, because forward_pass at %s:%u and "
		    "grace exclude each other; take forward_pass out, or set "
		    "grace = in [login %s]",
		    p->line->file, p->line->number, p->service);
		well = false;
	}
	return well;
}
