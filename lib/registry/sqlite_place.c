/* sqlite_place - where a registry file lies, and whether it lies safely */

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "registry/sqlite.h"

#define INIT "run \"credmint init\" as root"

static int
check_directory(const char *dir, const struct stat *st, struct fault *f)
{
	if (!S_ISDIR(st->st_mode))
		return fault_set(f, -ENOTDIR, "%s: not a directory", dir);
	if (st->st_uid != 0 && st->st_uid != geteuid())
		return fault_set(f, -EPERM,
		    "%s: the directory belongs to uid %lu, and uid %lu opens "
		    "the registry: " INIT,
		    dir, (unsigned long)st->st_uid, (unsigned long)geteuid());
	if ((st->st_mode & (S_IWGRP | S_IWOTH)) != 0)
		return fault_set(f, -EPERM,
		    "%s: mode %04o lets others write in the registry's "
		    "directory: run \"chmod 0700 %s\"",
		    dir, (unsigned)(st->st_mode & 07777), dir);
	return 0;
}

static int
check_file(const char *path, const struct stat *st, struct fault *f)
{
	if (!S_ISREG(st->st_mode))
		return fault_set(f, -EINVAL,
		    "%s: the registry is not a regular file: move it away and " INIT,
		    path);
	if (st->st_uid != geteuid())
		return fault_set(f, -EPERM,
		    "%s: the registry belongs to uid %lu, and uid %lu opens "
		    "it: " INIT,
		    path, (unsigned long)st->st_uid, (unsigned long)geteuid());
	if ((st->st_mode & (S_IRWXG | S_IRWXO)) != 0)
		return fault_set(f, -EPERM,
		    "%s: mode %04o lets others at the registry: run \"chmod "
		    "0600 %s\"",
		    path, (unsigned)(st->st_mode & 07777), path);
	return 0;
}

static int
failed(const char *dir, struct fault *f)
{
	int error = errno;

	if (error == ENOENT)
		return fault_set(
		    f, -ENOENT, "%s: no such directory: " INIT, dir);
	return fault_set(f, -error, "%s: the registry's directory: %s", dir,
	    strerror(error));
}

/* The directory of where, resolved; free it. */
static int
resolve(const char *where, const char **name, char **dir, struct fault *f)
{
	const char *slash = strrchr(where, '/');
	char *as_given = slash == NULL ? strdup(".")
	    : slash == where           ? strdup("/")
			     : strndup(where, (size_t)(slash - where));
	int rc = 0;

	*name = slash == NULL ? where : slash + 1;
	*dir = NULL;
	if (as_given == NULL)
		return fault_set(f, -ENOMEM, "no memory for the registry");
	if (**name == '\0')
		rc = fault_set(
		    f, -EINVAL, "\"%s\" is not the name of a registry", where);
	else if ((*dir = realpath(as_given, NULL)) == NULL)
		rc = failed(as_given, f);
	free(as_given);
	return rc;
}

static int
look(const char *dir, const char *name, bool *exists, struct stat *st,
    struct fault *f)
{
	int rc, dirfd = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (dirfd < 0)
		return failed(dir, f);
	rc = fstat(dirfd, st) != 0 ? failed(dir, f)
				   : check_directory(dir, st, f);
	if (rc == 0) {
		*exists = fstatat(dirfd, name, st, AT_SYMLINK_NOFOLLOW) == 0;
		if (!*exists && errno != ENOENT)
			rc = failed(dir, f);
	}
	close(dirfd);
	return rc;
}

/* No copy-on-write: what is written over then needs no room of its own. */
static void
write_in_place(int dirfd)
{
	int flags = 0;

	/* Most file systems have no such flag, and need none. */
	if (ioctl(dirfd, FS_IOC_GETFLAGS, &flags) != 0 ||
	    (flags & FS_NOCOW_FL) != 0)
		return;
	flags |= FS_NOCOW_FL;
	(void)ioctl(dirfd, FS_IOC_SETFLAGS, &flags);
}

int
sqlite_place_ready(const char *path, struct fault *f)
{
	char lock[SQLITE_PATH_SIZE + sizeof(SQLITE_LOCK_TAIL)];
	const char *name;
	char *dir;
	int dirfd, fd, rc = resolve(path, &name, &dir, f);

	if (rc != 0)
		return rc;
	(void)snprintf(lock, sizeof(lock), "%s" SQLITE_LOCK_TAIL, name);
	dirfd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dirfd < 0) {
		rc = failed(dir, f);
		free(dir);
		return rc;
	}
	free(dir);
	write_in_place(dirfd);
	fd = openat(dirfd, lock,
	    O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC,
	    0600);
	if (fd < 0)
		rc = fault_set(f, -errno, "%s" SQLITE_LOCK_TAIL ": %s", path,
		    strerror(errno));
	else
		close(fd);
	close(dirfd);
	return rc;
}

int
sqlite_place(const char *where, char path[SQLITE_PATH_SIZE], bool *exists,
    struct fault *f)
{
	const char *name;
	struct stat st;
	char *dir;
	int n, rc;

	*exists = false;
	rc = resolve(where, &name, &dir, f);
	if (rc != 0)
		return rc;
	rc = look(dir, name, exists, &st, f);
	n = snprintf(path, SQLITE_PATH_SIZE, "%s/%s",
	    strcmp(dir, "/") == 0 ? "" : dir, name);
	free(dir);
	if (rc == 0 && (n < 0 || n >= SQLITE_PATH_SIZE))
		rc = fault_set(f, -ENAMETOOLONG, "%s: too long", where);
	if (rc == 0 && *exists)
		rc = check_file(path, &st, f);
	return rc;
}
