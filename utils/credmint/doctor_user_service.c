/* doctor_user_service - whether a service has a way in for an account */

#include <stdio.h>
#include <string.h>

#include "core/clock.h"
#include "host/login_rule.h"

#include "command.h"
#include "doctor_pam.h"
#include "doctor_user.h"

#define WORDS_SIZE 320
#define MEND_SIZE (2 * DOCTOR_QUOTED_SIZE + 64)

/* What is said of an account at a service. */
struct verdict {
	struct login_rule rule;
	char ways[WORDS_SIZE]; /* good now */
	char kept[WORDS_SIZE]; /* it has them, and they are not allowed */
	char why[WORDS_SIZE];  /* codes that are not good here, now */
	bool waits;            /* no more codes are sent for a while */
	unsigned narrow;       /* forward_pass= must be this for what it has */
};

/* Characters of codes without blanks and hyphens. */
#define ISSUED_SIZE 8
#define RECOVERY_SIZE 12

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

/* "a code is TEXT", "2 codes are TEXT", where there are any. */
static void
add_codes(char words[WORDS_SIZE], unsigned n, const char *text)
{
	char whole[WORDS_SIZE];

	if (n == 1)
		(void)snprintf(whole, sizeof(whole), "a code is %s", text);
	else
		(void)snprintf(
		    whole, sizeof(whole), "%u codes are %s", n, text);
	if (n > 0)
		add(words, whole, 1);
}

/*
 * Of n codes of so many characters, those that an answer has room for: the last
 * ones of it are the code, where the line says forward_pass.
 */
static unsigned
fitting(unsigned n, unsigned size, const struct doctor_service *s,
    enum conf_way way, struct verdict *v)
{
	char text[WORDS_SIZE];

	if (n == 0 || s->forward == 0 || size <= s->forward)
		return n;
	(void)snprintf(text, sizeof(text),
	    "%s codes of %u characters do not fit into forward_pass=%u",
	    conf_way_names[way], size, s->forward);
	add(v->why, text, 1);
	if (size > v->narrow && conf_ways_has(&v->rule.ways, way))
		v->narrow = size;
	return 0;
}

/* Authenticators whose codes are good now, and fit. */
static unsigned
authenticators(const struct doctor *d, const struct doctor_holdings *h,
    const struct doctor_service *s, struct verdict *v)
{
	char text[WORDS_SIZE], at[CLOCK_TEXT_SIZE];
	unsigned n = 0;

	for (unsigned i = 0; i < h->authenticators_n; i++) {
		const struct registry_authenticator *a = &h->authenticators[i];

		if (!doctor_user_ahead(d, h, i)) {
			n +=
			    fitting(1, a->digits, s, CONF_WAY_AUTHENTICATOR, v);
			continue;
		}
		clock_text(h->good[i], at);
		(void)snprintf(text, sizeof(text),
		    "codes of authenticator %lld are refused until %s",
		    (long long)a->id, at);
		add(v->why, text, 1);
	}
	return n;
}

/* Issued codes that would be taken here now. */
static unsigned
issued(const struct doctor *d, const struct doctor_holdings *h,
    const char *service, struct verdict *v)
{
	unsigned n = 0, elsewhere = 0, early = 0, bound = 0, claimed = 0;

	for (unsigned i = 0; i < h->codes_n; i++) {
		const struct registry_code *c = &h->codes[i];

		if (c->kind == REGISTRY_DELIVERED || c->changing)
			continue;
		if (c->service[0] != '\0' && strcmp(c->service, service) != 0)
			elsewhere++;
		else if (c->not_before > h->lockout.now)
			early++;
		else if (d->claimed &&
		    (c->networks[0] != '\0' || c->kind == REGISTRY_MUST_CHANGE))
			claimed++;
		else if (c->uses > 0)
			n++;
		bound += !d->claimed && c->networks[0] != '\0';
	}
	add_codes(v->why, elsewhere, "for another service");
	add_codes(v->why, early, "not good yet");
	add_codes(v->why, claimed,
	    "for some networks, or for a new password, and refused where a "
	    "program without root asks");
	add_codes(v->why, bound, "for some networks alone");
	return n;
}

static void
weigh(struct doctor *d, const struct doctor_holdings *h,
    const struct doctor_service *s, const char *name, struct verdict *v)
{
	const bool delivers = d->conf->delivery_program[0] != '\0';
	/* Those to claimed logins are counted apart. */
	const bool may_send = d->claimed || h->lockout.may_send;
	const unsigned has[CONF_WAYS] = {
	    [CONF_WAY_ISSUED] = fitting(
		issued(d, h, name, v), ISSUED_SIZE, s, CONF_WAY_ISSUED, v),
	    [CONF_WAY_DELIVERED] = fitting(
		delivers && may_send, ISSUED_SIZE, s, CONF_WAY_DELIVERED, v),
	    [CONF_WAY_AUTHENTICATOR] = authenticators(d, h, s, v),
	    [CONF_WAY_RECOVERY] = fitting(h->sheet ? h->recovery.left : 0,
		RECOVERY_SIZE, s, CONF_WAY_RECOVERY, v),
	};

	v->waits = delivers && !may_send &&
	    conf_ways_has(&v->rule.ways, CONF_WAY_DELIVERED);
	if (v->waits)
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

/* What gives it a way that is allowed. A frame of its own, as refused(). */
__attribute__((noinline)) static const char *
mend(const struct doctor *d, const struct doctor_service *s,
    const struct verdict *v, char out[MEND_SIZE])
{
	const struct login_rule *rule = &v->rule;
	const unsigned room = s->forward == 0 ? RECOVERY_SIZE : s->forward;
	const char *user = d->quoted;
	char config[DOCTOR_QUOTED_SIZE + 16] = "";

	if (strcmp(d->conf_path, CONF_FILE) != 0) {
		char quoted[DOCTOR_QUOTED_SIZE];

		(void)snprintf(config, sizeof(config), "--config %s ",
		    doctor_quote(d->conf_path, quoted));
	}
	if (conf_ways_has(&rule->ways, CONF_WAY_ISSUED) && room >= ISSUED_SIZE)
		(void)snprintf(out, MEND_SIZE, "run: credmint %scode issue %s",
		    config, user);
	else if (conf_ways_has(&rule->ways, CONF_WAY_AUTHENTICATOR))
		(void)snprintf(out, MEND_SIZE,
		    "run: credmint %sauthenticator enroll %s", config, user);
	else if (conf_ways_has(&rule->ways, CONF_WAY_RECOVERY) &&
	    room >= RECOVERY_SIZE)
		(void)snprintf(out, MEND_SIZE,
		    "run: credmint %srecovery issue %s", config, user);
	else if (v->narrow > 0)
		(void)snprintf(out, MEND_SIZE,
		    "write forward_pass=%u at %.512s, and tell who types it",
		    v->narrow, s->place);
	else if (v->waits)
		(void)snprintf(out, MEND_SIZE,
		    "wait until an hour has passed since they were sent");
	else
		(void)snprintf(out, MEND_SIZE,
		    "give the sections of %s that are about it a way in "
		    "common",
		    d->conf_path);
	return out;
}

static bool
passes(const struct doctor_service *s, const struct verdict *v,
    const struct doctor_holdings *h)
{
	return s->nullok && !h->enrolled && v->rule.ways.n > 0 &&
	    (v->rule.nullok_until == 0 ||
		v->rule.nullok_until > h->lockout.now);
}

/* Why one who is not enrolled is asked for a code all the same. */
static void
ended(struct doctor *d, const struct doctor_service *s,
    const struct doctor_holdings *h, struct verdict *v)
{
	char at[CLOCK_TEXT_SIZE], place[DOCTOR_PLACE_SIZE], text[WORDS_SIZE];
	const struct conf_login *by = NULL;

	if (!s->nullok || h->enrolled || v->rule.nullok_until == 0 ||
	    v->rule.nullok_until > h->lockout.now)
		return;
	for (unsigned i = 0; i < d->conf->logins_n; i++) {
		const struct conf_login *l = &d->conf->logins[i];

		if (l->nullok_until == v->rule.nullok_until &&
		    (l->service[0] == '\0' || strcmp(l->service, s->name) == 0))
			by = l;
	}
	clock_text(v->rule.nullok_until, at);
	(void)snprintf(text, sizeof(text),
	    "not enrolled, and nullok ended at %s (nullok_until %s %s of %s)",
	    at, by == NULL || by == d->conf->logins ? "at" : "in",
	    by == NULL ? "a section" : doctor_place(by, place), d->conf_path);
	add(v->why, text, 1);
}

/* Before the file of its lines, if that is not the usual one. */
static const char *
by_of(const struct doctor_service *s)
{
	return s->conf[0] != '\0' ? " by " : "";
}

/* In a frame of its own: with what it is called from it is over 4 KiB. */
__attribute__((noinline)) static void
refused(struct doctor *d, const struct account *account,
    const struct doctor_service *service, const char *what,
    const struct verdict *v)
{
	char advice[MEND_SIZE];
	char text[3 * WORDS_SIZE] = "";

	if (v->rule.ways.n == 0)
		(void)snprintf(
		    text, sizeof(text), ": its groups have no way in common");
	else if (v->kept[0] != '\0')
		(void)snprintf(text, sizeof(text),
		    ": what it has is not allowed here: %s%s%s", v->kept,
		    v->why[0] != '\0' ? ", " : "", v->why);
	else if (v->why[0] != '\0')
		(void)snprintf(text, sizeof(text), ": %s", v->why);
	doctor_say(d, DOCTOR_BAD, what, "%s has no way in%s%s%s; %s",
	    account->name, by_of(service), service->conf, text,
	    mend(d, service, v, advice));
}

/* What refuses it here whatever the code; whether that was said. */
static bool
shut(struct doctor *d, const struct account *account,
    const struct doctor_service *s, const char *name, const char *what)
{
	const struct doctor_shut *by = &s->shut;

	if (by->why[0] != '\0') {
		doctor_say(d, DOCTOR_BAD, what,
		    "%s is refused whatever the code%s%s: %s; %s",
		    account->name, by_of(s), s->conf, by->why, by->mend);
		return true;
	}
	if (s->forward == 0 || !doctor_pam_grace(d->conf, name))
		return false;
	doctor_say(d, DOCTOR_BAD, what,
	    "every login is refused%s%s, because forward_pass at %s and grace "
	    "exclude each other; take forward_pass out, or set grace = in "
	    "[login %s] of %s",
	    by_of(s), s->conf, s->place, name, d->conf_path);
	return true;
}

/* Who is not asked for a code; whether that was said. */
static bool
unasked(struct doctor *d, const struct account *account,
    const struct doctor_service *s, const struct doctor_holdings *h,
    const char *what, const struct verdict *v)
{
	if (v->rule.exempt)
		doctor_say(d, DOCTOR_NOTE, what,
		    "%s is asked for no code%s%s: exempt by %s", account->name,
		    by_of(s), s->conf, v->rule.exempt_by);
	else if (passes(s, v, h))
		doctor_say(d, DOCTOR_NOTE, what,
		    "%s is asked for no code%s%s: not enrolled, and %s says "
		    "nullok",
		    account->name, by_of(s), s->conf, s->place);
	return v->rule.exempt || passes(s, v, h);
}

static void
claimed(struct doctor *d, const struct account *account, const char *what)
{
	doctor_say(d, DOCTOR_NOTE, what,
	    "a login that a program without root asks for, as screen lockers "
	    "do: codes for some networks and those that lead to a new password "
	    "are refused, grace and conf= do not hold, and failures count for "
	    "programs of uid %lu alone",
	    (unsigned long)account->uid);
}

int
doctor_user_service(struct doctor *d, const struct account *account,
    const struct doctor_service *service, const struct doctor_holdings *h)
{
	char name[sizeof(service->name) + sizeof("self:")];
	const char *what;
	struct verdict v = {.ways = ""};
	int rc;

	(void)snprintf(name, sizeof(name), "%s%s", d->claimed ? "self:" : "",
	    service->name);
	what = name[0] != '\0' ? name : "any service";
	rc = login_rule_find(
	    d->conf, account, name, "", &v.rule, &d->call->fault);
	if (rc != 0)
		return rc;
	if (d->claimed)
		claimed(d, account, what);
	if (shut(d, account, service, name, what) ||
	    unasked(d, account, service, h, what, &v))
		return 0;
	weigh(d, h, service, name, &v);
	if (h->shut.why[0] != '\0')
		doctor_say(
		    d, DOCTOR_BAD, what, "%s; %s", h->shut.why, h->shut.mend);
	else if (v.ways[0] != '\0')
		doctor_say(d, DOCTOR_OK, what, "ways in%s%s: %s%s%s%s",
		    by_of(service), service->conf, v.ways,
		    v.why[0] != '\0' ? " (" : "", v.why,
		    v.why[0] != '\0' ? ")" : "");
	else {
		ended(d, service, h, &v);
		refused(d, account, service, what, &v);
	}
	return 0;
}
