/*
 * conf_program - whether only root can have written what is to be run
 *
 * The path is walked from the top. Each directory is found safe before what
 * lies in it is looked at, so nobody but root can change the way meanwhile. A
 * link is put in its place in the path and the walk starts again.
 */

#include "host/conf.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINKS_MAX 8

static int
distrust(const char *path, const char *why, struct fault *f)
{
	return fault_set(f, -EPERM,
	    "%s: %s; a program that is run must be root's all the way "
	    "(chown root, chmod go-w)",
	    path, why);
}

/* One step that is no link: a directory on the way, or the program. */
static int
check_step(const char *path, const struct stat *s, bool last, struct fault *f)
{
	if (s->st_uid != 0)
		return distrust(path, "is not root's", f);
	if ((s->st_mode & (S_IWGRP | S_IWOTH)) != 0)
		return distrust(path, "others can write it", f);
	if (!last && !S_ISDIR(s->st_mode))
		return distrust(path, "is not a directory", f);
	if (last && !S_ISREG(s->st_mode))
		return distrust(path, "is not a regular file", f);
	if (last && (s->st_mode & 0111) == 0)
		return distrust(path, "is not executable (chmod a+x)", f);
	return 0;
}

/*
 * Put what a link says in its place: path is cut after the link, whose name
 * starts behind path[start], a '/'; rest is what follows it.
 */
static int
follow(char *path, size_t start, const char *rest, struct fault *f)
{
	char target[CONF_PATH_SIZE];
	ssize_t got = readlink(path, target, sizeof(target));
	size_t n = (size_t)got, kept;

	if (got <= 0 || n == sizeof(target))
		return distrust(path, "its link cannot be read", f);
	kept = target[0] == '/' ? 0 : start + 1;
	if (kept + n + strlen(rest) >= CONF_PATH_SIZE)
		return distrust(path, "its link is too long", f);
	memcpy(path + kept, target, n);
	memcpy(path + kept + n, rest, strlen(rest) + 1);
	return 0;
}

/*
 * Look at the step that starts at path[*at], a '/', and go past it; back to
 * the top after a link.
 */
static int
take_step(char *path, size_t *at, int *links, struct fault *f)
{
	size_t end = *at + 1 + strcspn(path + *at + 1, "/");
	char rest[CONF_PATH_SIZE];
	struct stat s;
	int r;

	memcpy(rest, path + end, strlen(path + end) + 1);
	path[end] = '\0';
	if (lstat(path, &s) != 0) {
		r = -errno;
		return fault_set(f, r, "%s: %s", path, strerror(-r));
	}
	if (S_ISLNK(s.st_mode)) {
		if (s.st_uid != 0)
			return distrust(path, "a link that is not root's", f);
		if (++*links > LINKS_MAX)
			return distrust(path, "too many links", f);
		r = follow(path, *at, rest, f);
		*at = 0;
		return r;
	}
	r = check_step(path, &s, rest[0] == '\0', f);
	memcpy(path + end, rest, strlen(rest) + 1);
	*at = end;
	return r;
}

int
conf_trusted_program(const char *path, struct fault *f)
{
	char way[CONF_PATH_SIZE];
	struct stat top;
	size_t at = 0;
	int links = 0, r;

	if (path[0] != '/' || strlen(path) >= sizeof(way))
		return fault_set(f, -EINVAL,
		    "program '%.64s': give an absolute path of at most %d "
		    "bytes",
		    path, CONF_PATH_SIZE - 1);
	memcpy(way, path, strlen(path) + 1);
	if (lstat("/", &top) != 0)
		return fault_set(f, -errno, "/: %s", strerror(errno));
	r = check_step("/", &top, false, f);
	while (r == 0 && way[at] != '\0')
		r = take_step(way, &at, &links, f);
	return r;
}
