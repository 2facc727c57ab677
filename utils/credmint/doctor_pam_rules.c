/*
 * doctor_pam_rules - what auth lines make of who is not enrolled or exempt
 *
 * The module is ignored for these, so that the other lines decide.
 */

#include "doctor_pam.h"

#include <stdlib.h>
#include <string.h>

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

static void
gather(struct rules *rules, const struct conf *conf, const char *service)
{
	*rules = (struct rules){.nullok_until = 0};
	for (unsigned i = 0; i < conf->logins_n; i++) {
		const struct conf_login *login = &conf->logins[i];

		if (login->service[0] != '\0' &&
		    strcmp(login->service, service) != 0)
			continue;
		rules->exempt |= login->exempt ||
		    login->exempt_users[0] != '\0' ||
		    login->exempt_groups[0] != '\0' ||
		    login->exempt_networks[0] != '\0';
		rules->grace |= login->grace > 0;
		/* A section of the service is said after the top level. */
		if (login->group[0] == '\0' &&
		    login->nullok_until != CONF_UNSAID)
			rules->nullok_until = login->nullok_until;
	}
}

/* Of the configuration that the line names. */
static bool
rules_find(const struct doctor_pam *p, struct rules *rules)
{
	const char *path = argument(p->line, "conf=");
	struct conf *conf;
	bool found;

	if (path == NULL) {
		gather(rules, p->d->conf, p->service);
		return p->d->conf_read;
	}
	conf = malloc(sizeof(*conf));
	found = conf != NULL && conf_read(conf, path, NULL) == 0;
	if (found)
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

static bool
who_is_not_enrolled(const struct doctor_pam *p, const struct rules *rules)
{
	const char *place = p->line->file;

	if (is_open(p, false)) {
		doctor_say(p->d, DOCTOR_BAD, p->what,
		    "nullok at %s:%u lets in without a code or a password who "
		    "never enrolled; take nullok out, or add 'auth required "
		    "pam_unix.so' before it",
		    place, p->line->number);
		return false;
	}
	if (!is_open(p, true))
		doctor_say(p->d, DOCTOR_NOTE, p->what,
		    "nullok at %s:%u opens nothing, because no other line says "
		    "yes; take it out, or add 'auth required pam_unix.so' "
		    "before it",
		    place, p->line->number);
	else if (rules->nullok_until == 0)
		doctor_say(p->d, DOCTOR_NOTE, p->what,
		    "nullok at %s:%u has no end, so who never enrols never "
		    "needs a code; set nullok_until in %s",
		    place, p->line->number, CONF_FILE);
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
		doctor_say(p->d, DOCTOR_NOTE, p->what,
		    "who is exempt is refused, because no other line says yes; "
		    "add 'auth required pam_unix.so' before %s:%u",
		    p->line->file, p->line->number);
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
