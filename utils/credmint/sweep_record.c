/* sweep_record - what sweep reads of the registry, and puts on record */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/secret.h"

#include "command.h"
#include "service.h"
#include "sweep.h"

/* ---- reading what is on record ---- */

/*
 * The child writes the time and then the records into memory that has a
 * descriptor: there may be many.
 */
static int
append(int fd, const void *data, size_t n, struct fault *f)
{
	ssize_t wrote = write(fd, data, n);

	if (wrote == (ssize_t)n)
		return 0;
	return fault_set(f, wrote < 0 ? -errno : -ENOSPC,
	    "no memory for a list of temporary passwords");
}

struct listing {
	int fd;
	struct fault *f;
};

static int
list_one(const struct registry_temporary *one, void *arg)
{
	const struct listing *listing = arg;
	struct sweep_record record;

	/* Between its members, too: it crosses to another process. */
	memset(&record, 0, sizeof(record));
	record.id = one->id;
	record.issued = one->issued;
	record.expires = one->expires;
	record.uid = one->uid;
	record.set = one->set;
	record.late = one->late;
	record.locked = one->locked;
	memcpy(record.user, one->user, sizeof(record.user));
	return append(listing->fd, &record, sizeof(record), listing->f);
}

static int
list(struct registry *r, struct call *call, void *arg)
{
	struct listing listing = {*(const int *)arg, &call->fault};
	struct registry_clock clock = {0};
	int rc = registry_clock(r, &clock, &call->fault);

	if (rc == 0)
		rc = append(
		    listing.fd, &clock.now, sizeof(clock.now), &call->fault);
	if (rc == 0)
		rc = registry_temporaries(
		    r, NULL, list_one, &listing, &call->fault);
	return rc;
}

/* Names are used as such by root: they end, and can be an account's. */
static bool
sound(const struct sweep_record *record)
{
	return memchr(record->user, '\0', sizeof(record->user)) != NULL &&
	    account_name_ok(record->user);
}

/* An account that has an intent has it beside its other records. */
static void
mark_pending(struct sweep *sweep)
{
	for (size_t i = 0; i < sweep->nrecords; i++) {
		if (sweep->records[i].set)
			continue;
		for (size_t k = 0; k < sweep->nrecords; k++)
			if (strcmp(sweep->records[k].user,
				sweep->records[i].user) == 0)
				sweep->records[k].pending = true;
	}
}

static int
take_list(struct sweep *sweep, int fd)
{
	struct fault *f = &sweep->call->fault;
	struct stat st;
	size_t n = 0;

	if (fstat(fd, &st) == 0 && st.st_size >= (off_t)sizeof(sweep->now))
		n = (size_t)st.st_size - sizeof(sweep->now);
	sweep->nrecords = n / sizeof(*sweep->records);
	sweep->records = calloc(sweep->nrecords + 1, sizeof(*sweep->records));
	if (sweep->records == NULL)
		return -ENOMEM;
	if (n % sizeof(*sweep->records) != 0 ||
	    pread(fd, &sweep->now, sizeof(sweep->now), 0) !=
		(ssize_t)sizeof(sweep->now) ||
	    pread(fd, sweep->records, n, (off_t)sizeof(sweep->now)) !=
		(ssize_t)n)
		return fault_set(f, -EIO,
		    "cannot read the list of temporary "
		    "passwords");
	for (size_t i = 0; i < sweep->nrecords; i++)
		if (!sound(&sweep->records[i]))
			return fault_set(f, -EPROTO,
			    "the registry has a temporary password of no "
			    "account");
	mark_pending(sweep);
	return 0;
}

int
sweep_list(struct sweep *sweep)
{
	int fd = memfd_create("credmint-sweep", MFD_CLOEXEC), rc;

	free(sweep->records);
	sweep->records = NULL;
	sweep->nrecords = 0;
	if (fd < 0)
		return fault_set(&sweep->call->fault, -errno,
		    "no memory for a list of temporary passwords");
	rc = service_registry(sweep->call, list, &fd);
	if (rc == 0)
		rc = take_list(sweep, fd);
	(void)close(fd);
	return rc;
}

/* ---- a batch ---- */

/* What the child tells: nothing that root would act on unseen. */
struct told {
	enum sweep_match match[SWEEP_BATCH];
	bool other[SWEEP_BATCH]; /* of two it is the other one */
	bool done[SWEEP_BATCH];
};

struct batch {
	struct sweep *sweep;
	struct told *told; /* shared */
};

static int
compare(struct registry *r, struct sweep_item *item, enum sweep_match *match,
    bool *other, struct fault *f)
{
	bool same = false;
	int rc;

	*match = SWEEP_OVER;
	if (item->host != SWEEP_THERE && item->host != SWEEP_MOVED)
		return 0;
	rc = registry_temporary_is(
	    r, item->record.id, item->at.entry.hash, &same, f);
	if (rc == 0 && !same && item->two) {
		rc = registry_temporary_is(
		    r, item->record.id, item->other.entry.hash, &same, f);
		*other = rc == 0 && same;
	}
	if (*other)
		sweep_take_other(item);
	if (rc == 0)
		*match = same ? SWEEP_SAME : SWEEP_OTHER;
	/* Another outcome: it has ended meanwhile. */
	return rc < 0 ? rc : 0;
}

/* One act's record. *done: it was still to be made. */
static int
put(struct registry *r, const struct sweep *sweep,
    const struct sweep_item *item, enum sweep_act act, bool *done,
    struct fault *f)
{
	static const enum registry_temporary_end ends[SWEEP_ACTS] = {
	    [SWEEP_USED] = REGISTRY_TEMPORARY_USED,
	    [SWEEP_REPLACED] = REGISTRY_TEMPORARY_REPLACED,
	    [SWEEP_GONE] = REGISTRY_TEMPORARY_GONE,
	    [SWEEP_LOCK] = REGISTRY_TEMPORARY_LOCKED,
	};
	int64_t id = item->record.id;
	int rc = 0;

	*done = false;
	if (ends[act] != 0)
		rc = registry_temporary_end(r, id, ends[act], sweep->by, f);
	else if (act == SWEEP_CANCEL)
		rc = registry_reset_cancel(r, id, "interrupted", sweep->by, f);
	else if (act == SWEEP_FINISH)
		rc = registry_reset_finish(r, id, sweep->by, f);
	*done = rc == 0;
	return rc < 0 ? rc : 0;
}

static int
judge(struct registry *r, struct call *call, void *arg)
{
	const struct batch *b = arg;
	struct sweep *sweep = b->sweep;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < sweep->nitems; i++) {
		struct sweep_item *item = &sweep->items[i];
		enum sweep_act act;

		rc = compare(r, item, &b->told->match[i], &b->told->other[i],
		    &call->fault);
		act = sweep_decide(item, b->told->match[i], sweep->now);
		if (rc == 0 && !sweep->dry && act > SWEEP_NOTHING &&
		    act <= SWEEP_CANCEL)
			rc = put(r, sweep, item, act, &b->told->done[i],
			    &call->fault);
		/* This copy is the child's own. */
		sweep_wipe(item);
	}
	return rc;
}

static int
settle(struct registry *r, struct call *call, void *arg)
{
	const struct batch *b = arg;
	const struct sweep *sweep = b->sweep;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < sweep->nitems; i++)
		if (sweep->items[i].done)
			rc =
			    put(r, sweep, &sweep->items[i], sweep->items[i].act,
				&b->told->done[i], &call->fault);
	return rc;
}

/* Do it as the service user, and take what it told. */
static int
as_service(struct sweep *sweep, service_registry_work *work, struct told *told)
{
	struct told *shared = mmap(NULL, sizeof(*shared),
	    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct batch b = {sweep, shared};
	int rc;

	memset(told, 0, sizeof(*told));
	if (shared == MAP_FAILED)
		return -ENOMEM;
	rc = service_registry(sweep->call, work, &b);
	*told = *shared;
	(void)munmap(shared, sizeof(*shared));
	return rc;
}

int
sweep_judge(struct sweep *sweep)
{
	struct told told;
	int rc = as_service(sweep, judge, &told);

	for (size_t i = 0; i < sweep->nitems; i++) {
		struct sweep_item *item = &sweep->items[i];

		if (told.other[i] && item->two)
			sweep_take_other(item);
		item->act = sweep_decide(item, told.match[i], sweep->now);
		item->done = told.done[i];
	}
	return rc;
}

int
sweep_settle(struct sweep *sweep)
{
	struct told told;
	int rc = as_service(sweep, settle, &told);

	/* Done or not, the record that had ended meanwhile says it better. */
	for (size_t i = 0; i < sweep->nitems; i++)
		sweep->items[i].done = told.done[i];
	return rc;
}

static int
tidy(struct registry *r, struct call *call, void *arg)
{
	(void)arg;
	return registry_tidy(r, &call->fault);
}

int
sweep_tidy(struct sweep *sweep)
{
	return service_registry(sweep->call, tidy, NULL);
}
