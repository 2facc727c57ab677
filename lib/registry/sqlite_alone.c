/* sqlite_alone - the registry for one process, when the disk is full */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "registry/sqlite.h"

/* How long to wait for the others, in all and at a time. */
#define WAIT_MS 2000
#define STEP_MS 5
#define OPEN_MS 50

static void
wait_a_step(void)
{
	const struct timespec step = {.tv_nsec = STEP_MS * 1000000L};

	(void)nanosleep(&step, NULL);
}

/* Those who come here go one after the other; all others are soon gone. */
static int
take_lock(struct sqlite *s, struct fault *f)
{
	char path[SQLITE_PATH_SIZE + sizeof(SQLITE_LOCK_TAIL)];
	int rc = -1;

	(void)snprintf(path, sizeof(path), "%s" SQLITE_LOCK_TAIL, s->path);
	s->lock = open(
	    path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (s->lock < 0)
		return fault_set(f, -errno,
		    "%s: %s: run \"credmint init\" as root", path,
		    strerror(errno));
	for (int ms = 0; rc != 0 && ms < WAIT_MS; ms += STEP_MS) {
		rc = flock(s->lock, LOCK_EX | LOCK_NB);
		if (rc != 0 && sqlite_waited(s))
			break;
		if (rc != 0)
			wait_a_step();
	}
	if (rc == 0)
		return 0;
	close(s->lock);
	s->lock = -1;
	return fault_set(
	    f, -EBUSY, "%s: the registry is busy: try again", s->path);
}

/*
 * Alone, or with those who have it open and with it an index that works. Who
 * comes and goes in between is waited for.
 */
static int
attach(struct sqlite *s, struct fault *f)
{
	int rc = -EBUSY;

	for (int ms = 0; ms < WAIT_MS; ms += 2 * OPEN_MS) {
		rc = sqlite_attach(s, SQLITE_HOW_ALONE, OPEN_MS, f);
		if (rc != -EBUSY)
			return rc;
		rc = sqlite_attach(s, SQLITE_HOW_TOGETHER, OPEN_MS, f);
		if (rc == 0)
			sqlite_wait(s, SQLITE_BUSY_MS);
		if (rc == 0 || (rc != -EBUSY && !s->base.crowded) ||
		    sqlite_waited(s))
			return rc;
	}
	return rc;
}

int
sqlite_alone(struct store *base, struct fault *f)
{
	struct sqlite *s = (struct sqlite *)base;
	bool full = s->full;
	int rc;

	sqlite_together(base);
	sqlite_detach(s);
	rc = take_lock(s, f);
	if (rc == 0)
		rc = attach(s, f);
	if (rc != 0) {
		sqlite_together(base);
		return rc;
	}
	/* A log at its end has room again once it is begun anew. */
	if (full)
		(void)sqlite_log_renew(s, NULL);
	return 0;
}

void
sqlite_together(struct store *base)
{
	struct sqlite *s = (struct sqlite *)base;

	if (s->lock < 0)
		return;
	sqlite_tidy(base);
	sqlite_detach(s);
	close(s->lock);
	s->lock = -1;
}
