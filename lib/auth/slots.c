/*
 * slots - how many logins one asker may hold open at once
 *
 * Place k of asker u is byte u * SLOTS_MAX + k of the file, locked by an open
 * file description that lives as long as the process. Nothing is ever written:
 * the file stays empty. Its time of modification is when the system log was
 * last told of an asker with too many logins.
 */

#include "auth/slots.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/clock.h"

/* Seconds between two lines about askers with too many logins. */
#define QUIET 60

static int
check_file(int fd, const char *path, struct fault *f)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return fault_set(f, -errno, "%s: cannot be examined", path);
	if (S_ISREG(st.st_mode) && st.st_uid == geteuid() &&
	    (st.st_mode & 077) == 0)
		return 0;
	return fault_set(f, -EPERM,
	    "%s: must be a file of the registry's user, mode 0600; remove it, "
	    "the next login makes it anew",
	    path);
}

/* Lock one byte, or find it locked: 1. */
static int
lock_byte(int fd, off_t at)
{
	struct flock lock = {
	    .l_type = F_WRLCK,
	    .l_whence = SEEK_SET,
	    .l_start = at,
	    .l_len = 1,
	};

	if (fcntl(fd, F_OFD_SETLK, &lock) == 0)
		return 0;
	return errno == EAGAIN || errno == EACCES ? 1 : -errno;
}

/* Whether it is time for a line in the log, which then is not for a while. */
static bool
may_tell(int fd)
{
	struct clock_reading now;
	struct stat st;

	if (clock_read(&now) != 0 || fstat(fd, &st) != 0)
		return false;
	/* A time ahead of the clock is of before the clock was set back. */
	if (now.wall >= st.st_mtime && now.wall - st.st_mtime < QUIET)
		return false;
	return futimens(fd, NULL) == 0;
}

static int
take_one(int fd, uid_t asker, const char *path, struct fault *f)
{
	int k, r = 1;

	for (k = 0; k < SLOTS_MAX && r == 1; k++)
		r = lock_byte(fd, (off_t)asker * SLOTS_MAX + k);
	if (r == 0)
		return 0;
	if (r < 0)
		return fault_set(
		    f, r, "%s: cannot be locked: %s", path, strerror(-r));
	if (may_tell(fd))
		return fault_set(f, -EBUSY,
		    "uid %u asks for more than %d logins at once; the rest is "
		    "refused",
		    (unsigned)asker, SLOTS_MAX);
	return -EBUSY;
}

/* Made by whoever needs it first, as one that never told anything. */
static int
make_file(const char *path)
{
	static const struct timespec never[2] = {{0, 0}, {0, 0}};
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd != -1)
		(void)futimens(fd, never);
	return fd;
}

static int
open_file(const char *path, struct fault *f)
{
	const int flags =
	    O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;
	int fd, error;

	fd = open(path, flags);
	if (fd == -1 && errno == ENOENT)
		fd = make_file(path);
	if (fd == -1 && errno == EEXIST)
		fd = open(path, flags);
	if (fd != -1)
		return fd;
	error = -errno;
	return fault_set(
	    f, error, "%s: cannot be opened: %s", path, strerror(-error));
}

int
slots_take(const struct conf *conf, uid_t asker, struct fault *f)
{
	char path[CONF_PATH_SIZE + sizeof("-slots")];
	int fd, r;

	f->text[0] = '\0';
	(void)snprintf(path, sizeof(path), "%s-slots", conf->registry);
	fd = open_file(path, f);
	if (fd < 0)
		return fd;
	r = check_file(fd, path, f);
	if (r == 0)
		r = take_one(fd, asker, path, f);
	/* The place goes with the descriptor, which the process' end closes. */
	if (r != 0)
		(void)close(fd);
	return r;
}
