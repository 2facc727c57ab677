/*
 * doctor_registry - whether the registry opens, is whole, and has room
 *
 * All of it in a child that is the service user; root opens nothing there.
 */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "registry/look.h"
#include "registry/registry.h"

#include "command.h"
#include "doctor.h"
#include "doctor_path.h"
#include "doctor_room.h"
#include "doctor_root_ways.h"
#include "doctor_span.h"
#include "doctor_user.h"
#include "service.h"

#define WHAT "registry"
/* Bytes that are read in a second or so. */
#define LARGE (256LL * 1024 * 1024)
#define SWEEP_SPAN (2 * 15 * 60)

/* Whether the directory lets its own user in. */
static bool
is_reached(struct doctor *d)
{
	char quoted[DOCTOR_QUOTED_SIZE];
	struct stat file;

	if (lstat(d->conf->registry, &file) == 0 || errno != EACCES)
		return true;
	doctor_say(d, DOCTOR_BAD, WHAT,
	    "user %s cannot get to %s; make each directory on the way its own, "
	    "or one that it can pass, to see which: namei -l %s",
	    d->conf->user, d->conf->registry,
	    doctor_quote(d->conf->registry, quoted));
	return false;
}

/* The file, the log and the log's index. */
static bool
files(struct doctor *d, const struct account *service)
{
	static const char *const ends[] = {"", "-wal", "-shm"};
	char path[CONF_PATH_SIZE + 8];
	struct doctor_path p = {.what = WHAT,
	    .path = path,
	    .kind = S_IFREG,
	    .user = d->conf->user,
	    .group = d->conf->user,
	    .uid = service->uid,
	    .gid = service->gid,
	    .mode = 0600,
	    .absent = "bring it back, or run: credmint init"};
	bool well = true, there;

	for (size_t i = 0; i < 3; i++) {
		(void)snprintf(
		    path, sizeof(path), "%s%s", d->conf->registry, ends[i]);
		p.may_be_absent = i > 0;
		if (!doctor_path_is(d, &p, &there))
			well = false;
	}
	return well;
}

static int
clocks(struct doctor *d, struct registry *r)
{
	struct registry_clock clock;
	char span[DOCTOR_SPAN_SIZE];
	int rc = registry_clock(r, &clock, &d->call->fault);

	if (rc != 0)
		return rc;
	if (clock.waits)
		doctor_say(d, DOCTOR_BAD, "registry clock",
		    "the clock has jumped ahead, and the registry follows in "
		    "%s; when it is right, run: credmint clock accept",
		    doctor_span(clock.follows, span));
	else if (clock.now - clock.wall > REGISTRY_BEHIND_USUAL)
		doctor_say(d, DOCTOR_BAD, "registry clock",
		    "the clock is %s behind what the registry knows to have "
		    "passed; when it is right, run: credmint clock reset",
		    doctor_span(clock.now - clock.wall, span));
	else
		doctor_say(
		    d, DOCTOR_OK, "registry clock", "even with the host's");
	return 0;
}

struct overdue {
	int64_t now;
	unsigned n;
	int64_t first;
};

static int
count_overdue(const struct registry_temporary *one, void *arg)
{
	struct overdue *o = arg;

	if (one->late && !one->locked && one->expires + SWEEP_SPAN < o->now) {
		if (o->n++ == 0 || one->expires < o->first)
			o->first = one->expires;
	}
	return 0;
}

/* What a sweep should have locked by now. */
static int
overdue(struct doctor *d, struct registry *r)
{
	struct registry_clock clock;
	struct overdue o = {0};
	char span[DOCTOR_SPAN_SIZE];
	int rc = registry_clock(r, &clock, &d->call->fault);

	o.now = clock.now;
	if (rc == 0)
		rc = registry_temporaries(
		    r, NULL, count_overdue, &o, &d->call->fault);
	if (rc != 0)
		return rc;
	if (o.n > 0)
		doctor_say(d, DOCTOR_BAD, "sweep",
		    "%u temporary password%s dead for up to %s and not locked; "
		    "run: credmint sweep",
		    o.n, o.n == 1 ? " is" : "s are",
		    doctor_span(o.now - o.first, span));
	return 0;
}

static int
look(struct doctor *d, struct registry *r, bool well)
{
	struct fault *f = &d->call->fault;
	struct registry_health health;
	struct stat file;
	const bool large =
	    stat(d->conf->registry, &file) == 0 && file.st_size > LARGE;
	int rc = large ? 0 : registry_sound(r, f);

	if (rc != 0) {
		doctor_fault(d, WHAT, f->text, "run: credmint init");
		return 0;
	}
	rc = registry_health(r, &health, f);
	/* Said to be so already. */
	if (rc == -EACCES && !well) {
		f->text[0] = '\0';
		return 0;
	}
	if (rc != 0)
		return rc;
	if (well)
		doctor_say(d, DOCTOR_OK, WHAT,
		    "%s opens for writing, its key is %s%s", d->conf->registry,
		    d->conf->key, large ? "" : ", and it is whole");
	if (large)
		doctor_say(d, DOCTOR_NOTE, WHAT,
		    "it is too large to be read in whole beside logins; at a "
		    "quiet hour, run: credmint init");
	d->swept = (struct doctor_swept){.known = true,
	    .now = health.now,
	    .made = health.made,
	    .at = health.swept};
	doctor_room(d, &health);
	doctor_events(d, &health);
	rc = clocks(d, r);
	if (rc == 0)
		rc = overdue(d, r);
	if (rc == 0)
		rc = doctor_marks(d, r);
	return rc != 0 ? rc : doctor_root_ways(d, r);
}

struct job {
	struct doctor *d;
	const struct account *service;
};

static int
inside(void *arg, struct fault *f)
{
	const struct job *job = arg;
	struct doctor *d = job->d;
	struct registry *r = NULL;
	bool well;
	int rc;

	if (!is_reached(d))
		return 0;
	well = files(d, job->service);
	rc = registry_open(&r, d->conf, f);
	if (rc != 0) {
		/* What is wrong with the files leads to this, too. */
		if (well && (rc != -EACCES || doctor_writable(d, NULL, NULL)))
			doctor_fault(d, WHAT, f->text, "run: credmint init");
		f->text[0] = '\0';
		return 0;
	}
	registry_look_only(r);
	/* Without that log nothing more can be looked at. */
	if (well)
		well = doctor_writable(d, r, NULL);
	else
		well = registry_look_writable(r, NULL) != -EACCES;
	rc = look(d, r, well);
	registry_close(r);
	/* The parent's fault is not this process's. */
	if (rc != 0 && f != &d->call->fault)
		(void)fault_set(f, rc, "%s", d->call->fault.text);
	return rc;
}

int
doctor_registry(struct doctor *d)
{
	struct account service;
	struct job job = {d, &service};
	int rc = account_find(d->conf->user, &service, &d->call->fault);

	if (rc != 0)
		return rc < 0 ? rc : 0;
	return service_run(&service, inside, &job, &d->call->fault);
}
