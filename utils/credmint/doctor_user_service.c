/* doctor_user_service - whether a service has a way in for an account */

#include <stdio.h>
#include <string.h>

#include "core/clock.h"
#include "host/login_rule.h"

#include "command.h"
#include "doctor_user.h"

#define WORDS_SIZE 256
#define MEND_SIZE (DOCTOR_QUOTED_SIZE + 64)

/* What is said of an account at a service. */
struct verdict {
	struct login_rule rule;
	char ways[WORDS_SIZE]; /* good now */
	char kept[WORDS_SIZE]; /* it has them, and they are not allowed */
	char why[WORDS_SIZE];  /* codes that are not good here, now */
};

static void
add(char words[WORDS_SIZE], const char *word, unsigned n)
{
	size_t used = strlen(words);

	if (n > 1)
		(void)snprintf(words + used, WORDS_SIZE - used, "%s%s (%u)",
		    used > 0 ? ", " : "", word, n);
	else
		(void)snprintf(words + used, WORDS_SIZE - used, "%s%s",
		    used > 0 ? ", " : "", word);
}

/* Issued codes that would be taken here now. */
static unsigned
issued(const struct doctor_holdings *h, const char *service, struct verdict *v)
{
	unsigned n = 0;

	for (unsigned i = 0; i < h->codes_n; i++) {
		const struct registry_code *c = &h->codes[i];

		if (c->kind == REGISTRY_DELIVERED || c->changing)
			continue;
		if (c->service[0] != '\0' && strcmp(c->service, service) != 0)
			add(v->why, "a code is for another service", 1);
		else if (c->not_before > h->lockout.now)
			add(v->why, "a code is not good yet", 1);
		else if (c->uses > 0)
			n++;
		if (c->networks[0] != '\0')
			add(v->why, "a code is for its networks alone", 1);
	}
	return n;
}

static void
weigh(struct doctor *d, const struct doctor_holdings *h, const char *service,
    struct verdict *v)
{
	const bool delivers = d->conf->delivery_program[0] != '\0';
	const unsigned has[CONF_WAYS] = {
	    [CONF_WAY_ISSUED] = issued(h, service, v),
	    [CONF_WAY_DELIVERED] = delivers && h->lockout.may_send,
	    [CONF_WAY_AUTHENTICATOR] = h->authenticators_n,
	    [CONF_WAY_RECOVERY] = h->sheet ? h->recovery.left : 0,
	};

	if (delivers && !h->lockout.may_send)
		add(v->why, "as many codes as may be were sent within the hour",
		    1);
	for (unsigned i = 0; i < v->rule.ways.n; i++) {
		enum conf_way way = (enum conf_way)v->rule.ways.way[i];

		if (has[way] > 0)
			add(v->ways, conf_way_names[way], has[way]);
	}
	for (unsigned way = CONF_WAY_ISSUED; way < CONF_WAYS; way++)
		if (has[way] > 0 &&
		    !conf_ways_has(&v->rule.ways, (enum conf_way)way))
			add(v->kept, conf_way_names[way], has[way]);
}

/* What gives it a way that is allowed. */
static const char *
mend(const struct login_rule *rule, const char *user, char out[MEND_SIZE])
{
	if (conf_ways_has(&rule->ways, CONF_WAY_ISSUED))
		(void)snprintf(
		    out, MEND_SIZE, "run: credmint code issue %s", user);
	else if (conf_ways_has(&rule->ways, CONF_WAY_AUTHENTICATOR))
		(void)snprintf(out, MEND_SIZE,
		    "run: credmint authenticator enroll %s", user);
	else if (conf_ways_has(&rule->ways, CONF_WAY_RECOVERY))
		(void)snprintf(
		    out, MEND_SIZE, "run: credmint recovery issue %s", user);
	else
		(void)snprintf(out, MEND_SIZE,
		    "give the sections of %s that are about it a way in "
		    "common",
		    CONF_FILE);
	return out;
}

static bool
passes(const struct doctor_service *s, const struct verdict *v,
    const struct doctor_holdings *h)
{
	return s->nullok && !h->enrolled &&
	    (v->rule.nullok_until == 0 ||
		v->rule.nullok_until > h->lockout.now);
}

static void
refused(struct doctor *d, const struct account *account, const char *what,
    const struct verdict *v)
{
	char advice[MEND_SIZE];
	char text[3 * WORDS_SIZE] = "";

	if (v->rule.ways.n == 0)
		(void)snprintf(
		    text, sizeof(text), ": its groups have no way in common");
	else if (v->kept[0] != '\0')
		(void)snprintf(text, sizeof(text),
		    ": it has %s, which is not allowed here", v->kept);
	else if (v->why[0] != '\0')
		(void)snprintf(text, sizeof(text), ": %s", v->why);
	doctor_say(d, DOCTOR_BAD, what, "%s has no way in%s; %s", account->name,
	    text, mend(&v->rule, d->quoted, advice));
}

int
doctor_user_service(struct doctor *d, const struct account *account,
    const struct doctor_service *service, const struct doctor_holdings *h)
{
	const char *what =
	    service->name[0] != '\0' ? service->name : "any service";
	struct verdict v = {.ways = ""};
	int rc = login_rule_find(d->conf, account, account->name, service->name,
	    "", &v.rule, &d->call->fault);

	if (rc != 0)
		return rc;
	weigh(d, h, service->name, &v);
	if (v.rule.exempt)
		doctor_say(d, DOCTOR_NOTE, what,
		    "%s is asked for no code: exempt by %s", account->name,
		    v.rule.exempt_by);
	else if (passes(service, &v, h))
		doctor_say(d, DOCTOR_NOTE, what,
		    "%s is asked for no code: not enrolled, and %s says "
		    "nullok",
		    account->name, service->place);
	else if (v.ways[0] != '\0')
		doctor_say(d, DOCTOR_OK, what, "ways in: %s%s%s%s", v.ways,
		    v.why[0] != '\0' ? " (" : "", v.why,
		    v.why[0] != '\0' ? ")" : "");
	else
		refused(d, account, what, &v);
	return 0;
}
