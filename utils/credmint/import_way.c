/* import_way - the way to a file, step by step */

#include "import_way.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LINKS_MAX 8
#define OTHERS (S_IWGRP | S_IWOTH)

struct going {
	struct import_way *way;
	const char *path;    /* as it was given, for lines */
	char rest[PATH_MAX]; /* still to go */
	char now[PATH_MAX];  /* what a link says, or where we begin */
	char kept[PATH_MAX];
	char at[PATH_MAX]; /* where dir is, for lines */
	struct stat dir_st;
	int dir;
	int links;
	struct fault *f;
};

static int
cannot(const struct going *g, int rc)
{
	return fault_set(
	    g->f, rc, "cannot open %s: %s", g->path, strerror(-rc));
}

/* The first step of the rest, without slashes; "" at the end. */
static int
step_take(struct going *g, char step[NAME_MAX + 1])
{
	size_t begin = strspn(g->rest, "/");
	size_t n = strcspn(g->rest + begin, "/");
	size_t behind = strspn(g->rest + begin + n, "/");

	if (n > NAME_MAX)
		return cannot(g, -ENAMETOOLONG);
	memcpy(step, g->rest + begin, n);
	step[n] = '\0';
	memmove(g->rest, g->rest + begin + n + behind,
	    strlen(g->rest + begin + n + behind) + 1);
	return 0;
}

/* Whether only root changes what stands in a directory, or this entry. */
static bool
roots(const struct stat *dir, const struct stat *entry)
{
	if (dir->st_uid != 0)
		return false;
	return (dir->st_mode & OTHERS) == 0 ||
	    ((dir->st_mode & S_ISVTX) != 0 && entry->st_uid == 0);
}

/* The first of them is the one to tell. */
static void
see(struct going *g, const struct stat *entry)
{
	struct import_way *way = g->way;

	if (way->others || roots(&g->dir_st, entry))
		return;
	way->others = true;
	memcpy(way->where, g->at, sizeof(way->where));
}

/* Both of them are still to go. */
static int
join(struct going *g, const char *first, const char *rest)
{
	int n = snprintf(g->rest, sizeof(g->rest), "%s/%s", first, rest);

	return n < 0 || (size_t)n >= sizeof(g->rest) ? -ENAMETOOLONG : 0;
}

/* What a link says takes its place. */
static int
follow(struct going *g, const char *step, const struct stat *st)
{
	ssize_t n = readlinkat(g->dir, step, g->now, sizeof(g->now) - 1);
	int root;

	if (n < 0)
		return cannot(g, -errno);
	g->now[n] = '\0';
	if (st->st_uid != 0 || !roots(&g->dir_st, st))
		return fault_set(g->f, -ELOOP,
		    "%s leads through a symbolic link in %s, which others can "
		    "change; name the file itself",
		    g->path, g->at);
	if (++g->links > LINKS_MAX)
		return cannot(g, -ELOOP);
	memcpy(g->kept, g->rest, sizeof(g->kept));
	if (join(g, g->now, g->kept) != 0)
		return cannot(g, -ENAMETOOLONG);
	if (g->now[0] != '/')
		return 0;
	root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (root < 0 || fstat(root, &g->dir_st) != 0)
		return cannot(g, -errno);
	(void)close(g->dir);
	g->dir = root;
	(void)snprintf(g->at, sizeof(g->at), "/");
	return 0;
}

static void
at_append(struct going *g, const char *step)
{
	size_t n = strlen(g->at);

	(void)snprintf(g->at + n, sizeof(g->at) - n, "%s%s",
	    n > 0 && g->at[n - 1] == '/' ? "" : "/", step);
}

/* Into a directory, or to the file. 1: that was it. */
static int
enter(struct going *g, const char *step, const struct stat *seen)
{
	bool last = g->rest[0] == '\0';
	int fd = openat(g->dir, step,
	    O_PATH | O_NOFOLLOW | O_CLOEXEC | (last ? 0 : O_DIRECTORY));
	struct stat st;

	if (fd < 0 || fstat(fd, &st) != 0) {
		int rc = cannot(g, -errno);

		if (fd >= 0)
			(void)close(fd);
		return rc;
	}
	if (st.st_dev != seen->st_dev || st.st_ino != seen->st_ino) {
		(void)close(fd);
		return fault_set(
		    g->f, -EAGAIN, "%s is being changed; try again", g->path);
	}
	if (last) {
		g->way->fd = fd;
		g->way->st = st;
		return 1;
	}
	(void)close(g->dir);
	g->dir = fd;
	g->dir_st = st;
	at_append(g, step);
	return 0;
}

/* 1: at the file; 0: go on. */
static int
step_go(struct going *g)
{
	char step[NAME_MAX + 1];
	struct stat st;
	int rc = step_take(g, step);

	if (rc != 0)
		return rc;
	if (step[0] == '\0')
		return fault_set(g->f, -EISDIR, "%s is a directory", g->path);
	if (strcmp(step, ".") == 0 && g->rest[0] != '\0')
		return 0;
	if (fstatat(g->dir, step, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return cannot(g, -errno);
	see(g, &st);
	if (!S_ISLNK(st.st_mode))
		return enter(g, step, &st);
	if (g->rest[0] != '\0')
		return follow(g, step, &st);
	return fault_set(g->f, -ELOOP,
	    "%s is a symbolic link; name the file it leads to", g->path);
}

/* A relative path begins where we are. */
static int
begin(struct going *g)
{
	if (g->path[0] != '/' && getcwd(g->now, sizeof(g->now)) == NULL)
		return cannot(g, -errno);
	if (join(g, g->now, g->path) != 0)
		return cannot(g, -ENAMETOOLONG);
	(void)snprintf(g->at, sizeof(g->at), "/");
	g->dir = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (g->dir < 0 || fstat(g->dir, &g->dir_st) != 0)
		return cannot(g, -errno);
	return 0;
}

int
import_way_go(struct import_way *way, const char *path, struct fault *f)
{
	struct going *g;
	int rc;

	way->fd = -1;
	way->others = false;
	way->where[0] = '\0';
	g = calloc(1, sizeof(*g));
	if (g == NULL)
		return fault_set(f, -ENOMEM, "out of memory");
	g->way = way;
	g->path = path;
	g->dir = -1;
	g->f = f;
	rc = begin(g);
	while (rc == 0)
		rc = step_go(g);
	if (g->dir >= 0)
		(void)close(g->dir);
	free(g);
	return rc > 0 ? 0 : rc;
}
