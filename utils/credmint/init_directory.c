/* init_directory - a directory for the key or the registry */

#include "init.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define OPEN (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

/* One on the way: only root may change what lies in it. */
static int
above_check(int fd, const char *path, const char *part, struct fault *f)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return fault_set(f, -errno, "cannot check the way to %s: %s",
		    path, strerror(errno));
	if (st.st_uid != 0 || (st.st_mode & 022) != 0)
		return fault_set(f, -EPERM,
		    "%s lies below %s, which others than root can change; "
		    "choose another place in credmint.conf",
		    path, part);
	return 0;
}

static int
own_check(int fd, const char *path, const struct account *owner, mode_t mode,
    struct fault *f)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return fault_set(
		    f, -errno, "cannot check %s: %s", path, strerror(errno));
	if (st.st_uid != owner->uid || st.st_gid != owner->gid)
		return fault_set(f, -EPERM,
		    "%s has a wrong owner; run: chown %s:%s %s", path,
		    owner->name, owner->name, path);
	if ((st.st_mode & 07777) != mode)
		return fault_set(f, -EPERM,
		    "%s has mode %04o; run: chmod %04o %s", path,
		    st.st_mode & 07777u, mode, path);
	return 0;
}

/* Made closed, then given away, so that it is never open to others. */
static int
make(int above, const char *part, const char *path, const struct account *owner,
    mode_t mode, struct fault *f)
{
	int fd = -1, rc = 0;

	if (mkdirat(above, part, 0700) == 0)
		fd = openat(above, part, OPEN);
	if (fd < 0 || fchown(fd, owner->uid, owner->gid) != 0 ||
	    fchmod(fd, mode) != 0 || fsync(fd) != 0 || fsync(above) != 0)
		rc = fault_set(
		    f, -errno, "cannot make %s: %s", path, strerror(errno));
	if (fd >= 0)
		(void)close(fd);
	return rc;
}

static int
last(int above, const char *part, const char *path, const struct account *owner,
    mode_t mode, bool *made, struct fault *f)
{
	int fd = openat(above, part, OPEN);
	int rc;

	if (fd < 0 && errno == ENOENT) {
		rc = make(above, part, path, owner, mode, f);
		*made = rc == 0;
		return rc;
	}
	if (fd < 0)
		return fault_set(f, -errno,
		    "%s is no directory of its own (%s); move it away", path,
		    strerror(errno));
	rc = own_check(fd, path, owner, mode, f);
	(void)close(fd);
	return rc;
}

/* Step into a part of the way; *fd becomes it. */
static int
step(int *fd, const char *part, const char *path, struct fault *f)
{
	int next = openat(*fd, part, OPEN);

	if (next < 0)
		return fault_set(f, -errno,
		    "cannot go into %s on the way to %s: %s; there must be a "
		    "directory, no symbolic link",
		    part, path, strerror(errno));
	(void)close(*fd);
	*fd = next;
	return above_check(*fd, path, part, f);
}

int
init_directory(const char *path, const struct account *owner, mode_t mode,
    bool *made, struct fault *f)
{
	const char *end = strrchr(path, '/');
	char *dir = end == NULL ? NULL : strndup(path, (size_t)(end - path));
	char *copy = dir == NULL ? NULL : strdup(dir);
	char *rest = copy, *part, *following;
	int rc, fd = -1;

	*made = false;
	if (copy == NULL || path[0] != '/' || dir[0] == '\0') {
		rc = fault_set(f, -EINVAL,
		    "%s is no place below a directory; give a full path in "
		    "credmint.conf",
		    path);
		goto end;
	}
	fd = open("/", OPEN);
	rc = fd < 0 ? fault_set(f, -errno, "cannot open /")
		    : above_check(fd, dir, "/", f);
	part = strtok_r(copy, "/", &rest);
	while (rc == 0 && part != NULL) {
		following = strtok_r(NULL, "/", &rest);
		rc = following == NULL
		    ? last(fd, part, dir, owner, mode, made, f)
		    : step(&fd, part, dir, f);
		part = following;
	}
end:
	if (fd >= 0)
		(void)close(fd);
	free(copy);
	free(dir);
	return rc;
}
