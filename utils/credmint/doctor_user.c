/* doctor_user - why a login of an account would be refused now */

#include "doctor_user.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/clock.h"

#include "command.h"
#include "service.h"

struct job {
	struct doctor *d;
	const struct account *account;
};

/* What is looked at in the child, by one configuration after the other. */
struct looking {
	struct doctor *d;
	const struct account *account;
	struct doctor_holdings holdings; /* in the usual registry */
	bool held;                       /* ... which could be read */
};

/* Codes of authenticators go by the host's clock. */
static int
clock_check(struct doctor *d, struct registry *r, const struct account *account)
{
	struct registry_clock clock;
	int rc = registry_clock(r, &clock, &d->call->fault);

	if (rc != 0)
		return rc;
	if (clock.waits)
		doctor_say(d, DOCTOR_BAD, "registry clock",
		    "the clock has jumped ahead: codes of %s end by it; when "
		    "it is right, run: credmint clock accept",
		    account->name);
	else if (clock.now - clock.wall > REGISTRY_BEHIND_USUAL)
		doctor_say(d, DOCTOR_BAD, "registry clock",
		    "the clock is behind the registry's: codes of %s end "
		    "sooner; when it is right, run: credmint clock reset",
		    account->name);
	return 0;
}

bool
doctor_user_meant(const struct doctor *d, const struct doctor_service *s)
{
	return s->auth && (d->only == NULL || strcmp(s->name, d->only) == 0);
}

/* Those that go by one configuration. */
static int
services(struct looking *l, const char *conf, const struct doctor_holdings *h)
{
	struct doctor *d = l->d;
	int rc = 0;

	for (unsigned i = 0; rc == 0 && i < d->services_n; i++) {
		const struct doctor_service *s = &d->services[i];

		if (doctor_user_meant(d, s) && strcmp(s->conf, conf) == 0)
			rc = doctor_user_service(d, l->account, s, h);
	}
	return rc;
}

/* How many services there are to look at: of all, and by the usual one. */
static unsigned
count(const struct doctor *d, unsigned *usual)
{
	unsigned n = 0;

	*usual = 0;
	for (unsigned i = 0; i < d->services_n; i++) {
		if (!doctor_user_meant(d, &d->services[i]))
			continue;
		n++;
		*usual += d->services[i].conf[0] == '\0';
	}
	return n;
}

/* What no service goes by may be told of any. */
static int
no_service(struct looking *l, const struct doctor_holdings *h)
{
	static const struct doctor_service any = {.auth = true};
	struct doctor *d = l->d;

	if (d->only == NULL)
		return doctor_user_service(d, l->account, &any, h);
	doctor_say(
	    d, DOCTOR_NOTE, d->only, "no stack of this name asks credmint");
	return 0;
}

/* One that cannot be written may not even be looked at. */
static int
look_no_more(struct looking *l, const char *conf, struct doctor_holdings *h)
{
	doctor_say(
	    l->d, DOCTOR_BAD, "registry", "%s; %s", h->shut.why, h->shut.mend);
	/* Whom nullok would let pass is not known. */
	h->enrolled = true;
	return services(l, conf, h);
}

/* All that a registry has, and the services that go by it. */
static int
look(struct looking *l, struct registry *r, const char *conf,
    struct doctor_holdings *h)
{
	struct doctor *d = l->d;
	unsigned usual;
	int rc;

	if (!doctor_writable(d, r, &h->shut))
		return look_no_more(l, conf, h);
	rc = doctor_user_holdings(d, r, l->account, h);
	if (rc == 0)
		rc = doctor_user_lockout(d, r, l->account, h);
	if (rc == 0)
		rc = clock_check(d, r, l->account);
	if (rc == 0)
		rc = services(l, conf, h);
	if (rc == 0 && count(d, &usual) == 0)
		rc = no_service(l, h);
	return rc;
}

static int
usual(struct looking *l, struct fault *f)
{
	struct doctor *d = l->d;
	struct registry *r = NULL;
	int rc = registry_open(&r, d->conf, f);

	if (rc == -EACCES && !doctor_writable(d, NULL, &l->holdings.shut)) {
		f->text[0] = '\0';
		return look_no_more(l, "", &l->holdings);
	}
	if (rc != 0) {
		doctor_fault(d, "registry", f->text, "run: credmint init");
		f->text[0] = '\0';
		return 0;
	}
	registry_look_only(r);
	rc = look(l, r, "", &l->holdings);
	l->held = rc == 0;
	registry_close(r);
	return rc;
}

/* Its lines name a file by which nobody is let in. */
__attribute__((noinline)) static void
refuse_all(struct doctor *d, const char *conf, const char *why)
{
	char text[2 * sizeof(d->fault.text)];

	for (unsigned i = 0; i < d->services_n; i++) {
		const struct doctor_service *s = &d->services[i];

		if (!doctor_user_meant(d, s) || strcmp(s->conf, conf) != 0)
			continue;
		(void)snprintf(text, sizeof(text),
		    "%.512s: every login is refused by conf=: %s", s->place,
		    why);
		doctor_told(
		    d, s->name, text, "mend that file, or take conf= out");
	}
}

/* Whether lockout goes by the same limits. */
static bool
same_limits(const struct conf *a, const struct conf *b)
{
	return a->deny == b->deny && a->deny_user == b->deny_user &&
	    a->fail_interval == b->fail_interval &&
	    a->unlock_time == b->unlock_time &&
	    a->even_deny_root == b->even_deny_root &&
	    a->root_unlock_time == b->root_unlock_time;
}

/* By a configuration that PAM lines name, which d->conf is now. */
static int
other(struct looking *l, const struct conf *before, const char *path,
    struct fault *f)
{
	struct doctor *d = l->d;
	const bool same = strcmp(before->registry, d->conf->registry) == 0 &&
	    strcmp(before->key, d->conf->key) == 0;
	struct doctor_holdings *h;
	struct registry *r = NULL;
	int rc;

	if (same && l->held && same_limits(before, d->conf))
		return services(l, path, &l->holdings);
	rc = registry_open(&r, d->conf, f);
	if (rc != 0) {
		refuse_all(d, path, f->text);
		f->text[0] = '\0';
		return 0;
	}
	registry_look_only(r);
	h = calloc(1, sizeof(*h));
	doctor_say(d, DOCTOR_OK, "configuration",
	    "%s: from here on by this one, whose registry is %s", path,
	    d->conf->registry);
	rc = h == NULL ? -ENOMEM : 0;
	if (rc == 0 && same && l->held)
		rc = doctor_user_lockout(d, r, l->account, &l->holdings);
	if (rc == 0)
		rc = same && l->held ? services(l, path, &l->holdings)
				     : look(l, r, path, h);
	free(h);
	registry_close(r);
	return rc;
}

/* Each file that services name, once. */
static int
others(struct looking *l, struct fault *f)
{
	struct doctor *d = l->d;
	const struct conf *const before = d->conf;
	const char *const path = d->conf_path;
	struct conf *conf = malloc(sizeof(*conf));
	int rc = conf == NULL ? -ENOMEM : 0;

	for (unsigned i = 0; rc == 0 && i < d->services_n; i++) {
		const char *name = d->services[i].conf;
		unsigned k = 0;

		if (name[0] == '\0' || !doctor_user_meant(d, &d->services[i]))
			continue;
		while (strcmp(d->services[k].conf, name) != 0 ||
		    !doctor_user_meant(d, &d->services[k]))
			k++;
		if (k < i)
			continue;
		if (doctor_conf_read(d, name, conf, f) != 0) {
			refuse_all(d, name, f->text);
			f->text[0] = '\0';
			continue;
		}
		d->conf = conf;
		d->conf_path = name;
		rc = other(l, before, name, f);
		d->conf = before;
		d->conf_path = path;
	}
	free(conf);
	return rc;
}

static int
inside(void *arg, struct fault *f)
{
	const struct job *job = arg;
	struct looking *l = calloc(1, sizeof(*l));
	unsigned by_usual, n = count(job->d, &by_usual);
	int rc = -ENOMEM;

	if (l != NULL) {
		l->d = job->d;
		l->account = job->account;
		/* That of a service that goes by another is no matter. */
		rc = job->d->only != NULL && n > 0 && by_usual == 0
		    ? 0
		    : usual(l, f);
		if (rc == 0)
			rc = others(l, f);
	}
	free(l);
	if (rc < 0 && f->text[0] == '\0')
		(void)fault_set(f, rc, "%s", job->d->call->fault.text);
	return rc;
}

/* And what of it is in the way at each service. */
static int
look_at_host(struct doctor *d, const struct account *account)
{
	struct doctor_host *host = calloc(1, sizeof(*host));
	int rc = host == NULL ? -ENOMEM : doctor_user_host(d, account, host);

	if (rc == 0)
		doctor_user_doors(d, account, host);
	free(host);
	return rc;
}

int
doctor_user(struct doctor *d)
{
	struct account account, service;
	struct job job = {d, &account};
	struct fault *f = &d->call->fault;
	const struct conf *const conf = d->conf;
	const char *const path = d->conf_path;
	char quoted[DOCTOR_QUOTED_SIZE];
	int rc = account_find(d->user, &account, f);

	if (rc == ACCOUNT_ABSENT) {
		doctor_say(d, DOCTOR_BAD, "account",
		    "nobody is called %s; see getent passwd", d->user);
		return 0;
	}
	(void)snprintf(
	    d->quoted, sizeof(d->quoted), "%s", doctor_quote(d->user, quoted));
	if (rc == 0)
		rc = look_at_host(d, &account);
	if (rc == 0)
		rc = account_find(d->conf->user, &service, f);
	if (rc == ACCOUNT_ABSENT) {
		doctor_say(d, DOCTOR_BAD, "service user",
		    "there is no user %s; run: credmint init", d->conf->user);
		return 0;
	}
	if (rc == 0)
		rc = service_run(&service, inside, &job, f);
	/* The child may have died in between. */
	d->conf = conf;
	d->conf_path = path;
	return rc;
}
