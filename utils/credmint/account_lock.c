/* account_lock - one command at a time changes the passwords of accounts */

#include "account_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stddef.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/run.h"
#include "host/shadow.h"

#include "stop.h"

/* Who waits looks this often; who passes it on leaves room for that. */
#define LOOK_MS 10
#define PASS_MS 200

static int
take(int lock, struct fault *f)
{
	const int64_t deadline = run_clock_ms() + ACCOUNT_LOCK_WAIT_MS;

	/* A wait in flock(2) itself would have no end. */
	while (flock(lock, LOCK_EX | LOCK_NB) != 0) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return fault_set(f, -errno,
			    "cannot lock " ACCOUNT_LOCK_PATH ": %s",
			    strerror(errno));
		if (stop_asked() != 0)
			return -EINTR;
		if (run_clock_ms() >= deadline)
			return fault_set(f, -EBUSY,
			    "another credmint provision, reset or sweep has held %s for "
			    "%d s, perhaps waiting for who reads its output or "
			    "a program of its; try again when it is done",
			    ACCOUNT_LOCK_PATH, ACCOUNT_LOCK_WAIT_MS / 1000);
		(void)poll(NULL, 0, LOOK_MS);
	}
	return 0;
}

/* Whoever could open it could hold it for ever. */
static int
owner_check(int lock, struct fault *f)
{
	struct stat st;

	if (fstat(lock, &st) == 0 && S_ISREG(st.st_mode) &&
	    st.st_uid == geteuid() && (st.st_mode & 077) == 0)
		return 0;
	return fault_set(f, -EPERM,
	    "%s is not a file that only root can open; remove it",
	    ACCOUNT_LOCK_PATH);
}

/* That of this process, or -1. */
static int taken = -1;

int
account_lock_take(int *lock, struct fault *f)
{
	int rc;

	*lock = open(ACCOUNT_LOCK_PATH,
	    O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);
	if (*lock < 0 && errno == ELOOP)
		return fault_set(f, -ELOOP, "%s is a symbolic link; remove it",
		    ACCOUNT_LOCK_PATH);
	if (*lock < 0)
		return fault_set(f, -errno,
		    "cannot open " ACCOUNT_LOCK_PATH ": %s", strerror(errno));
	rc = owner_check(*lock, f);
	if (rc == 0)
		rc = take(*lock, f);
	if (rc != 0) {
		(void)close(*lock);
		*lock = -1;
	}
	shadow_tools_hold(*lock);
	taken = *lock;
	return rc;
}

int
account_lock_pass(int lock, struct fault *f)
{
	if (flock(lock, LOCK_UN) != 0)
		return fault_set(f, -errno,
		    "cannot unlock " ACCOUNT_LOCK_PATH ": %s", strerror(errno));
	(void)poll(NULL, 0, PASS_MS);
	return take(lock, f);
}

void
account_lock_leave(void)
{
	if (taken >= 0)
		(void)close(taken);
	taken = -1;
}

void
account_lock_drop(int lock)
{
	shadow_tools_hold(-1);
	taken = -1;
	if (lock >= 0)
		(void)close(lock);
}
