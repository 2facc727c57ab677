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

/* Codes of authenticators go by the host's clock. */
static int
clock_check(struct doctor *d, struct registry *r, const struct account *account,
    const struct doctor_holdings *h)
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
		    "sooner%s; when it is right, run: credmint clock reset",
		    account->name,
		    h->authenticators_n > 0
			? ", and those of authenticators are not good"
			: "");
	return 0;
}

static int
services(struct doctor *d, const struct account *account,
    const struct doctor_holdings *h)
{
	const struct doctor_service any = {.auth = true};
	bool found = false;
	int rc = 0;

	for (unsigned i = 0; rc == 0 && i < d->services_n; i++) {
		const struct doctor_service *s = &d->services[i];

		if (!s->auth ||
		    (d->only != NULL && strcmp(s->name, d->only) != 0))
			continue;
		found = true;
		rc = doctor_user_service(d, account, s, h);
	}
	if (rc != 0 || found)
		return rc;
	if (d->only == NULL)
		return doctor_user_service(d, account, &any, h);
	doctor_say(
	    d, DOCTOR_NOTE, d->only, "no stack of this name asks credmint");
	return 0;
}

static int
look(struct doctor *d, struct registry *r, const struct account *account)
{
	struct doctor_holdings *h = calloc(1, sizeof(*h));
	int rc = -ENOMEM;

	if (h != NULL)
		rc = doctor_user_holdings(d, r, account, h);
	if (rc == 0)
		rc = doctor_user_lockout(d, r, account, h);
	if (rc == 0)
		rc = clock_check(d, r, account, h);
	if (rc == 0)
		rc = services(d, account, h);
	free(h);
	return rc;
}

static int
inside(void *arg, struct fault *f)
{
	const struct job *job = arg;
	struct doctor *d = job->d;
	struct registry *r = NULL;
	int rc = registry_open(&r, d->conf, f);

	if (rc != 0) {
		doctor_fault(d, "registry", f->text, "run: credmint init");
		f->text[0] = '\0';
		return 0;
	}
	registry_look_only(r);
	rc = look(d, r, job->account);
	registry_close(r);
	if (rc < 0)
		(void)fault_set(f, rc, "%s", d->call->fault.text);
	return rc;
}

int
doctor_user(struct doctor *d)
{
	struct account account, service;
	struct job job = {d, &account};
	struct fault *f = &d->call->fault;
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
		rc = doctor_user_host(d, &account);
	if (rc == 0)
		rc = account_find(d->conf->user, &service, f);
	if (rc == ACCOUNT_ABSENT) {
		doctor_say(d, DOCTOR_BAD, "service user",
		    "there is no user %s; run: credmint init", d->conf->user);
		return 0;
	}
	return rc != 0 ? rc : service_run(&service, inside, &job, f);
}
