/* key - making and reading the registry's key */

#include "registry/key.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/secret.h"
#include "credmint.h"
#include "registry/registry.h"

_Static_assert(REGISTRY_KEY_SIZE == MAC_SIZE, "sub-keys are cut from the key");

#define OTHERS (S_IWGRP | S_IROTH | S_IWOTH | S_IXOTH)

static int
check(const struct stat *st, const char *path, struct fault *f)
{
	if (!S_ISREG(st->st_mode))
		return fault_set(f, -EINVAL,
		    "%s: the key is not a regular file: put back the file "
		    "that \"credmint init\" made",
		    path);
	if (st->st_uid != 0 && st->st_uid != geteuid())
		return fault_set(f, -EPERM,
		    "%s: the key belongs to uid %lu: run \"chown root %s\"",
		    path, (unsigned long)st->st_uid, path);
	if ((st->st_mode & OTHERS) != 0)
		return fault_set(f, -EPERM,
		    "%s: mode %04o of the key lets others read or change it: "
		    "run \"chmod 0440 %s\"",
		    path, (unsigned)(st->st_mode & 07777), path);
	if (st->st_size != REGISTRY_KEY_SIZE)
		return fault_set(f, -EINVAL,
		    "%s: the key has %lld bytes instead of %d: put back the "
		    "key this registry was made with",
		    path, (long long)st->st_size, REGISTRY_KEY_SIZE);
	return 0;
}

static int
open_key(const char *path, struct fault *f)
{
	int fd = open(
	    path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);

	if (fd >= 0)
		return fd;
	if (errno == ENOENT)
		return fault_set(f, -ENOENT,
		    "%s: there is no key: run \"credmint init\" as root", path);
	return fault_set(f, -errno, "%s: the key cannot be opened: %s", path,
	    errno == ELOOP ? "it is a symbolic link" : strerror(errno));
}

/* Exactly n bytes, and then the end. */
static int
read_all(int fd, unsigned char *out, size_t n)
{
	unsigned char more;
	size_t got = 0;
	ssize_t r;

	while (got < n) {
		r = read(fd, out + got, n - got);
		if (r < 0 && errno == EINTR)
			continue;
		if (r <= 0)
			return r < 0 ? -errno : -EINVAL;
		got += (size_t)r;
	}
	do {
		r = read(fd, &more, 1);
	} while (r < 0 && errno == EINTR);
	secret_wipe(&more, 1);
	if (r < 0)
		return -errno;
	return r == 0 ? 0 : -EINVAL;
}

static void
derive(struct key *out, const unsigned char master[MAC_SIZE])
{
	unsigned char id[MAC_SIZE];

	mac_subkey(master, "credmint registry codes", out->codes);
	mac_subkey(master, "credmint registry names", out->names);
	mac_subkey(master, "credmint registry hashes", out->hashes);
	mac_subkey(master, "credmint registry tokens", out->tokens);
	mac_subkey(master, "credmint registry csrf", out->csrf);
	mac_subkey(master, "credmint registry seeds", out->seeds);
	mac_subkey(master, "credmint registry recovery", out->recovery);
	mac_subkey(master, "credmint registry traces", out->traces);
	mac_subkey(master, "credmint registry grace", out->grace);
	mac_subkey(master, "credmint registry key id", id);
	memcpy(out->id, id, sizeof(out->id));
	SECRET_WIPE_ARRAY(id);
}

int
key_read(struct key *out, const char *path, struct fault *f)
{
	unsigned char master[REGISTRY_KEY_SIZE] = {0};
	struct stat st;
	int fd, rc;

	memset(out, 0, sizeof(*out));
	fd = open_key(path, f);
	if (fd < 0)
		return fd;
	if (fstat(fd, &st) != 0)
		rc = fault_set(
		    f, -errno, "%s: the key: %s", path, strerror(errno));
	else
		rc = check(&st, path, f);
	if (rc == 0) {
		rc = read_all(fd, master, sizeof(master));
		if (rc != 0)
			fault_set(f, rc, "%s: the key cannot be read: %s", path,
			    strerror(-rc));
	}
	if (rc == 0)
		derive(out, master);
	close(fd);
	SECRET_WIPE_ARRAY(master);
	return rc;
}

static int
write_all(int fd, const unsigned char *in, size_t n)
{
	while (n > 0) {
		ssize_t w = write(fd, in, n);

		if (w < 0 && errno == EINTR)
			continue;
		if (w <= 0)
			return w < 0 ? -errno : -EIO;
		in += w;
		n -= (size_t)w;
	}
	return 0;
}

static int
sync_directory(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *dir = slash == NULL ? strdup(".")
	    : slash == path       ? strdup("/")
				  : strndup(path, (size_t)(slash - path));
	int fd, rc = 0;

	if (dir == NULL)
		return -ENOMEM;
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(dir);
	if (fd < 0)
		return -errno;
	if (fsync(fd) != 0)
		rc = -errno;
	close(fd);
	return rc;
}

/* Everything a fresh key file gets. */
static int
fill(int fd, const unsigned char *master, gid_t group)
{
	int rc = write_all(fd, master, REGISTRY_KEY_SIZE);

	if (rc != 0)
		return rc;
	if (fchown(fd, (uid_t)-1, group) != 0 ||
	    fchmod(fd, S_IRUSR | S_IRGRP) != 0 || fsync(fd) != 0)
		return -errno;
	return 0;
}

/*
 * Under another name until it is whole: a crash leaves no key that is none.
 * link(2) never takes the place of a key that is there.
 */
static int
make(const char *path, const unsigned char *master, gid_t group)
{
	char fresh[CONF_PATH_SIZE + 8];
	int n = snprintf(fresh, sizeof(fresh), "%s.XXXXXX", path);
	int fd, rc;

	if (n < 0 || (size_t)n >= sizeof(fresh))
		return -ENAMETOOLONG;
	fd = mkostemp(fresh, O_CLOEXEC);
	if (fd < 0)
		return -errno;
	rc = fill(fd, master, group);
	if (close(fd) != 0 && rc == 0)
		rc = -errno;
	if (rc == 0 && link(fresh, path) != 0)
		rc = -errno;
	if (unlink(fresh) != 0 && rc == 0)
		rc = -errno;
	return rc == 0 ? sync_directory(path) : rc;
}

int
registry_key_make(const char *path, gid_t group, struct fault *f)
{
	unsigned char master[REGISTRY_KEY_SIZE];
	int rc = credmint_random_bytes(NULL, master, sizeof(master));

	if (rc != 0)
		return fault_set(f, rc, "no random numbers for the key %s: %s",
		    path, strerror(-rc));
	rc = make(path, master, group);
	SECRET_WIPE_ARRAY(master);
	if (rc != 0)
		fault_set(f, rc, "%s: the key cannot be made: %s", path,
		    strerror(-rc));
	return rc;
}
