/* provision_apply_record - what the registry is told, by its own user */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/secret.h"
#include "registry/registry.h"

#include "command.h"
#include "provision_apply_inside.h"
#include "service.h"

/* Records of one account that are looked at: it has one or two. */
#define RECORDS_MAX 16

struct job {
	service_registry_work *work;
	void *arg;
	int keep; /* a descriptor that the work writes to, or -1 */
};

/*
 * The child needs no file of root's, least of all that of the secrets, which
 * whoever takes the child over could read.
 */
static int
close_others(struct call *call, void *arg)
{
	const struct job *job = arg;
	unsigned from = STDERR_FILENO + 1;
	int rc = 0;

	if (job->keep > STDERR_FILENO) {
		if ((unsigned)job->keep > from)
			rc = close_range(from, (unsigned)job->keep - 1, 0);
		from = (unsigned)job->keep + 1;
	}
	if (rc == 0)
		rc = close_range(from, ~0U, 0);
	if (rc == 0)
		return 0;
	return fault_set(&call->fault, -errno,
	    "cannot close what the registry's process has open: %s",
	    strerror(errno));
}

static int
do_job(struct registry *r, struct call *call, void *arg)
{
	const struct job *job = arg;

	return job->work(r, call, job->arg);
}

/* Do it as the service user. */
static int
as_service(
    struct provision_apply *apply, const struct job *job, struct fault *f)
{
	struct fault *said = &apply->call->fault;
	struct job copy = *job;
	int rc = service_registry_of(
	    apply->call, &apply->conf, close_others, do_job, &copy);

	/* It may be the call's own. */
	if (said != f) {
		*f = *said;
		*said = (struct fault){""};
	}
	return rc;
}

/* ---- what it knows ---- */

struct listing {
	int fd; /* memory: there may be many */
	struct fault *f;
};

static int
list_one(const struct registry_temporary *one, void *arg)
{
	const struct listing *listing = arg;
	struct provision_known known;

	/* Between its members, too: it crosses to another process. */
	memset(&known, 0, sizeof(known));
	/* useradd makes none with a longer name. */
	if (strlen(one->user) > PROVISION_NAME_MAX)
		return 0;
	known.id = one->id;
	known.uid = one->uid;
	known.set = one->set;
	memcpy(known.user, one->user, strlen(one->user));
	if (write(listing->fd, &known, sizeof(known)) == sizeof(known))
		return 0;
	return fault_set(
	    listing->f, -ENOSPC, "no memory for a list of temporary passwords");
}

static int
list(struct registry *r, struct call *call, void *arg)
{
	struct listing listing = {*(const int *)arg, &call->fault};

	return registry_temporaries(r, NULL, list_one, &listing, &call->fault);
}

static int
compare(const void *a, const void *b)
{
	const struct provision_known *x = a, *y = b;
	int r = strcmp(x->user, y->user);

	if (r == 0)
		r = (int)y->same - (int)x->same;
	return r != 0 ? r : (int)y->set - (int)x->set;
}

static int
take_list(struct provision_apply *apply, int fd, struct fault *f)
{
	struct stat st;
	size_t n = 0;

	if (fstat(fd, &st) == 0 && st.st_size > 0)
		n = (size_t)st.st_size;
	apply->known_count = n / sizeof(*apply->known);
	apply->known = calloc(apply->known_count + 1, sizeof(*apply->known));
	if (apply->known == NULL)
		return fault_set(f, -ENOMEM, "out of memory");
	for (size_t at = 0; at < n;) {
		ssize_t got =
		    pread(fd, (char *)apply->known + at, n - at, (off_t)at);

		if (got <= 0)
			return fault_set(f, -EIO,
			    "cannot read the list of temporary passwords");
		at += (size_t)got;
	}
	for (size_t i = 0; i < apply->known_count; i++)
		apply->known[i].user[PROVISION_NAME_MAX] = '\0';
	return 0;
}

/* What the accounts of some records have, for the child. */
static int
ask_same(struct provision_apply *apply, const struct provision_known *known,
    struct fault *f)
{
	int rc;

	for (size_t i = 0; i < apply->n; i++)
		apply->seen[i].user = known[i].user;
	rc = shadow_see(apply->seen, apply->n, f);
	for (size_t i = 0; i < apply->n; i++) {
		const struct shadow_seen *seen = &apply->seen[i];
		struct provision_record *record = &apply->records[i];

		record->ask = PROVISION_ASK_NOTHING;
		record->set = false;
		if (!known[i].set || !seen->there || !seen->shadowed ||
		    seen->account.uid != known[i].uid ||
		    seen->entry.hash[0] == '\0')
			continue;
		record->ask = PROVISION_ASK_IS;
		record->id = known[i].id;
		memcpy(record->hash, seen->entry.hash, sizeof(record->hash));
	}
	return rc == 0 ? provision_record_do(apply, f) : rc;
}

/* Which of them are of the passwords that stand in shadow. */
static int
find_same(struct provision_apply *apply, struct fault *f)
{
	int rc = 0;

	for (size_t at = 0; rc == 0 && at < apply->known_count;) {
		struct provision_known *known = &apply->known[at];

		apply->n = apply->known_count - at;
		if (apply->n > PROVISION_APPLY_BATCH)
			apply->n = PROVISION_APPLY_BATCH;
		rc = ask_same(apply, known, f);
		for (size_t i = 0; rc == 0 && i < apply->n; i++)
			known[i].same = apply->records[i].set;
		at += apply->n;
		secret_wipe(apply->seen, apply->n * sizeof(*apply->seen));
		secret_wipe(apply->records, apply->n * sizeof(*apply->records));
	}
	apply->n = 0;
	qsort(apply->known, apply->known_count, sizeof(*apply->known), compare);
	return rc;
}

static int
nothing(struct registry *r, struct call *call, void *arg)
{
	(void)r;
	(void)call;
	(void)arg;
	return 0;
}

int
provision_record_check(struct provision_apply *apply, struct fault *f)
{
	return as_service(apply, &(struct job){nothing, NULL, -1}, f);
}

int
provision_record_read(struct provision_apply *apply, struct fault *f)
{
	int fd = memfd_create("credmint-provision", MFD_CLOEXEC), rc;

	if (fd < 0)
		return fault_set(
		    f, -errno, "no memory for a list of temporary passwords");
	rc = as_service(apply, &(struct job){list, &fd, fd}, f);
	if (rc == 0)
		rc = take_list(apply, fd, f);
	(void)close(fd);
	return rc == 0 ? find_same(apply, f) : rc;
}

const struct provision_known *
provision_apply_known(const struct provision_apply *apply, const char *user)
{
	size_t low = 0, high = apply->known_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(apply->known[middle].user, user) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < apply->known_count &&
	    strcmp(apply->known[low].user, user) == 0)
		return &apply->known[low];
	return NULL;
}

/* ---- a batch ---- */

static int
intend(struct registry *r, const struct provision_apply *apply,
    struct provision_record *record, struct fault *f)
{
	struct registry_temporary out;
	struct clock_reading now;
	int64_t ttl = apply->ttl;
	int rc;

	/* As the secrets say, for who reads them: at once when that is over. */
	if (record->expires != 0) {
		if (clock_read(&now) != 0)
			return fault_set(f, -EIO, "cannot read the clock");
		ttl = record->expires - now.wall;
		ttl = ttl < 1 ? 1 : ttl;
	}
	rc = registry_reset_intend(
	    r, &record->account, record->hash, ttl, apply->by, &out, f);

	record->id = rc == 0 ? out.id : 0;
	record->set = false;
	return rc;
}

struct finding {
	int64_t id[RECORDS_MAX];
	bool set[RECORDS_MAX];
	size_t n;
};

static int
find_one(const struct registry_temporary *one, void *arg)
{
	struct finding *finding = arg;

	if (finding->n < RECORDS_MAX) {
		finding->id[finding->n] = one->id;
		finding->set[finding->n++] = one->set;
	}
	return 0;
}

/* The record of the hash that the account has; without one it gets one. */
static int
find(struct registry *r, const struct provision_apply *apply,
    struct provision_record *record, struct fault *f)
{
	struct finding finding = {.n = 0};
	int rc = registry_temporaries(
	    r, record->account.name, find_one, &finding, f);

	for (size_t i = 0; rc == 0 && i < finding.n; i++) {
		bool same = false;

		rc = registry_temporary_is(
		    r, finding.id[i], record->hash, &same, f);
		if (rc == REGISTRY_NOT_FOUND)
			rc = 0;
		if (rc == 0 && same) {
			record->id = finding.id[i];
			record->set = finding.set[i];
			return 0;
		}
	}
	return rc == 0 ? intend(r, apply, record, f) : rc;
}

static int
one(struct registry *r, const struct provision_apply *apply,
    struct provision_record *record, struct fault *f)
{
	int rc = 0;

	switch (record->ask) {
	case PROVISION_ASK_INTEND:
		return intend(r, apply, record, f);
	case PROVISION_ASK_FIND:
		return find(r, apply, record, f);
	case PROVISION_ASK_IS:
		rc = registry_temporary_is(
		    r, record->id, record->hash, &record->set, f);
		return rc < 0 ? rc : 0;
	case PROVISION_ASK_CONFIRM:
		rc = registry_reset_confirm(r, record->id, apply->by, f);
		record->set = rc == 0;
		return rc < 0 ? rc : 0;
	case PROVISION_ASK_CANCEL:
		rc = registry_reset_cancel(
		    r, record->id, "not set", apply->by, f);
		return rc < 0 ? rc : 0;
	case PROVISION_ASK_NOTHING:
	default:
		return 0;
	}
}

static int
each(struct registry *r, struct call *call, void *arg)
{
	const struct provision_apply *apply = arg;
	bool settled = false;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < apply->n; i++) {
		rc = one(r, apply, &apply->records[i], &call->fault);
		settled =
		    settled || apply->records[i].ask == PROVISION_ASK_CONFIRM;
	}
	if (settled)
		service_tidy(r);
	return rc;
}

int
provision_record_do(struct provision_apply *apply, struct fault *f)
{
	return as_service(apply, &(struct job){each, apply, -1}, f);
}
