/*
 * doctor_user_lockout - where an account is locked from, and until when
 *
 * The registry keeps sources as keyed digests. Those that have failed stand in
 * the event log as they were, and are asked for one by one.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/clock.h"
#include "host/network.h"

#include "command.h"
#include "doctor_user.h"

#define SOURCES_MAX 64
/* Of lockout they are one source. */
#define NAMES "host names"
/* Of root, by whom codes of letters are never refused. */
#define TO_DIGITS " to codes of digits, as of an authenticator,"
#define BY_LETTERS "log in by a code of letters, or "
#define DAY (24LL * 60 * 60)

struct sources {
	char name[SOURCES_MAX][REGISTRY_TEXT_SIZE];
	unsigned n;
	struct registry_event last; /* refusal of a login; id 0: none */
	int64_t yes;                /* of the last one */
};

static bool
is_uid(const char *name)
{
	return strncmp(name, "uid ", 4) == 0;
}

/* The youngest stay. */
static void
remember(struct sources *s, const char *source)
{
	struct network_address address;
	char name[REGISTRY_TEXT_SIZE];
	const bool as_is = strcmp(source, "local") == 0 || is_uid(source) ||
	    network_address(source, &address);

	(void)snprintf(name, sizeof(name), "%s", as_is ? source : NAMES);
	for (unsigned i = 0; i < s->n; i++)
		if (strcmp(s->name[i], name) == 0)
			return;
	if (s->n == SOURCES_MAX) {
		memmove(s->name[0], s->name[1],
		    (SOURCES_MAX - 1) * sizeof(s->name[0]));
		s->n--;
	}
	(void)snprintf(s->name[s->n++], sizeof(s->name[0]), "%s", name);
}

static int
one_event(const struct registry_event *e, void *arg)
{
	struct sources *s = arg;

	if (strcmp(e->act, "login") != 0 && strcmp(e->act, "enroll") != 0)
		return 0;
	remember(s, e->source);
	if (strcmp(e->act, "login") != 0)
		return 0;
	if (strncmp(e->outcome, "no: ", 4) == 0)
		s->last = *e;
	else if (strncmp(e->outcome, "yes", 3) == 0)
		s->yes = e->last;
	return 0;
}

/* As events write them: "local", "uid N", or rhost. */
static int
look(struct registry *r, const struct account *account, const char *name,
    struct registry_lockout_source *out, struct fault *f)
{
	uid_t asker = (uid_t)-1;
	char *end;

	if (is_uid(name)) {
		asker = (uid_t)strtoul(name + 4, &end, 10);
		name = "";
	} else if (strcmp(name, "local") == 0) {
		name = "";
	}
	return registry_look_source(r, account, name, asker, out, f);
}

static int
one_source(struct doctor *d, struct registry *r, const struct account *account,
    const char *name)
{
	struct registry_lockout_source one;
	char until[CLOCK_TEXT_SIZE];
	int rc = look(r, account, name, &one, &d->call->fault);

	/* That all but a few are closed is said once. */
	if (rc != 0 || !(one.by_source || (one.closed && is_uid(name))))
		return rc;
	clock_text(one.until, until);
	if (is_uid(name))
		doctor_say(d, DOCTOR_BAD, "lockout",
		    "%s is locked for programs of %s, such as a screen locker, "
		    "until %s, by %s = %u, after failures there or in "
		    "credmint authenticator enroll; wait, or %s",
		    account->name, name, until,
		    one.by_source ? "deny" : "deny_user",
		    one.by_source ? d->conf->deny : d->conf->deny_user,
		    one.by_source ? "shorten unlock_time" : "raise deny_user");
	else
		doctor_say(d, DOCTOR_BAD, "lockout",
		    "%s is locked%s for logins from %s until %s, by deny = %u; "
		    "wait, or %scome from elsewhere, or shorten unlock_time",
		    account->name, one.letters ? TO_DIGITS : "", name, until,
		    d->conf->deny, one.letters ? BY_LETTERS : "");
	return 0;
}

static void
history(struct doctor *d, const struct sources *s)
{
	char at[CLOCK_TEXT_SIZE], service[DOCTOR_QUOTED_SIZE],
	    source[DOCTOR_QUOTED_SIZE];

	if (s->last.id == 0 || s->last.last < s->yes)
		return;
	clock_text(s->last.last, at);
	doctor_say(d, DOCTOR_NOTE, "last login",
	    "refused at %s, %s from %s: %s", at,
	    s->last.service[0] != '\0' ? doctor_quote(s->last.service, service)
				       : "-",
	    s->last.source[0] != '\0' ? doctor_quote(s->last.source, source)
				      : "-",
	    s->last.outcome + 4);
}

static void
closed(struct doctor *d, const struct account *account,
    const struct registry_lockout *l)
{
	char until[CLOCK_TEXT_SIZE];

	clock_text(l->until, until);
	if (l->closed)
		doctor_say(d, DOCTOR_BAD, "lockout",
		    "%s failed %llu time%s in 24 hours (deny_user = %u): until "
		    "%s only the console and where a yes came from lately are "
		    "open%s; wait, %slog in from there, or raise deny_user",
		    account->name, (unsigned long long)l->failures,
		    l->failures == 1 ? "" : "s", d->conf->deny_user, until,
		    l->letters ? " to codes of digits" : "",
		    l->letters ? BY_LETTERS : "");
}

int
doctor_user_lockout(struct doctor *d, struct registry *r,
    const struct account *account, const struct doctor_holdings *h)
{
	struct sources *s = calloc(1, sizeof(*s));
	const struct registry_filter filter = {
	    .user = account->name, .since = h->lockout.now - 2 * DAY};
	const unsigned before = d->bad;
	char own[REGISTRY_TEXT_SIZE];
	int rc;

	if (s == NULL)
		return -ENOMEM;
	rc = registry_events(r, &filter, one_event, s, &d->call->fault);
	remember(s, "local");
	(void)snprintf(
	    own, sizeof(own), "uid %lu", (unsigned long)account->uid);
	remember(s, own);
	closed(d, account, &h->lockout);
	for (unsigned i = 0; rc == 0 && i < s->n; i++)
		rc = one_source(d, r, account, s->name[i]);
	if (rc == 0 && d->bad == before)
		doctor_say(d, DOCTOR_OK, "lockout",
		    "%s is locked from nowhere that is known, with %llu "
		    "failure%s in 24 hours",
		    account->name, (unsigned long long)h->lockout.failures,
		    h->lockout.failures == 1 ? "" : "s");
	history(d, s);
	free(s);
	return rc;
}
