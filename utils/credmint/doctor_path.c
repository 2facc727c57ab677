/* doctor_path - whether a file and the way to it are whose they should be */

#include "doctor_path.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINKS_MAX 8

static const char *
kind_name(mode_t kind)
{
	switch (kind & S_IFMT) {
	case S_IFREG:
		return "regular file";
	case S_IFDIR:
		return "directory";
	case S_IFSOCK:
		return "socket";
	default:
		return "thing of its kind";
	}
}

/* One command that makes owner and mode right. */
static void
say_wrong(struct doctor *d, const struct doctor_path *p, const struct stat *s,
    bool owner, bool mode)
{
	char quoted[DOCTOR_QUOTED_SIZE], user[DOCTOR_QUOTED_SIZE], is[64] = "";
	const char *name = doctor_quote(p->path, quoted);

	char whose[2 * CONF_USER_SIZE];

	(void)snprintf(whose, sizeof(whose), "%s:%s", p->user, p->group);
	(void)doctor_quote(whose, user);
	if (owner)
		(void)snprintf(is, sizeof(is), "is of uid %lu and gid %lu",
		    (unsigned long)s->st_uid, (unsigned long)s->st_gid);
	if (owner && mode)
		doctor_say(d, DOCTOR_BAD, p->what,
		    "%s %s and has mode %04o; run: chown %s %s && chmod "
		    "%04o %s",
		    p->path, is, s->st_mode & 07777u, user, name, p->mode,
		    name);
	else if (owner)
		doctor_say(d, DOCTOR_BAD, p->what, "%s %s; run: chown %s %s",
		    p->path, is, user, name);
	else if (mode)
		doctor_say(d, DOCTOR_BAD, p->what,
		    "%s has mode %04o; run: chmod %04o %s", p->path,
		    s->st_mode & 07777u, p->mode, name);
}

bool
doctor_path_is(struct doctor *d, const struct doctor_path *p, bool *there)
{
	struct stat s;
	bool owner, mode;

	*there = lstat(p->path, &s) == 0;
	if (!*there && errno == ENOENT && p->may_be_absent)
		return true;
	if (!*there) {
		doctor_say(d, DOCTOR_BAD, p->what, "%s: %s; %s", p->path,
		    strerror(errno), p->absent);
		return false;
	}
	if ((s.st_mode & S_IFMT) != p->kind) {
		doctor_say(d, DOCTOR_BAD, p->what,
		    "%s is no %s; move it away, then %s", p->path,
		    kind_name(p->kind), p->absent);
		return false;
	}
	owner = s.st_uid != p->uid || (!p->any_group && s.st_gid != p->gid);
	mode = (s.st_mode & p->mode) != p->mode ||
	    (s.st_mode & 07777 & ~(p->mode | p->may)) != 0;
	say_wrong(d, p, &s, owner, mode);
	return !owner && !mode;
}

/* Whether a directory has been said to be wrong. */
static bool
said(const char *path)
{
	static char seen[16][CONF_PATH_SIZE];
	static size_t n;

	for (size_t i = 0; i < n; i++)
		if (strcmp(seen[i], path) == 0)
			return true;
	if (n < sizeof(seen) / sizeof(seen[0]))
		(void)snprintf(seen[n++], CONF_PATH_SIZE, "%s", path);
	return false;
}

/* One step of the way that is no link. */
static bool
step_is(
    struct doctor *d, const char *what, const char *path, const struct stat *s)
{
	char quoted[DOCTOR_QUOTED_SIZE];
	bool owner = s->st_uid != 0, mode = (s->st_mode & 022) != 0;
	const char *name = doctor_quote(path, quoted);

	if (!owner && !mode)
		return true;
	if (said(path))
		return false;
	if (owner)
		doctor_say(d, DOCTOR_BAD, what,
		    "%s on the way is of uid %lu; run: chown -h root:root %s%s%s",
		    path, (unsigned long)s->st_uid, name,
		    mode ? " && chmod go-w " : "", mode ? name : "");
	else
		doctor_say(d, DOCTOR_BAD, what,
		    "others can write %s on the way; run: chmod go-w %s", path,
		    name);
	return false;
}

/* Put what a link says in its place; rest follows it. */
static bool
follow(char *way, size_t start, const char *rest)
{
	char target[CONF_PATH_SIZE];
	ssize_t n = readlink(way, target, sizeof(target));
	size_t kept;

	if (n <= 0 || (size_t)n == sizeof(target))
		return false;
	target[n] = '\0';
	kept = target[0] == '/' ? 0 : start + 1;
	if (kept + (size_t)n + strlen(rest) >= CONF_PATH_SIZE)
		return false;
	memcpy(way + kept, target, (size_t)n);
	memcpy(way + kept + n, rest, strlen(rest) + 1);
	return true;
}

/*
 * The step that starts at way[*at], a '/'. 1: go on; 0: it was the last, or is
 * not there, which is for another to say; -1: it was said to be wrong.
 */
static int
step(struct doctor *d, const char *what, char *way, size_t *at, int *links)
{
	size_t end = *at + 1 + strcspn(way + *at + 1, "/");
	char rest[CONF_PATH_SIZE];
	struct stat s;

	memcpy(rest, way + end, strlen(way + end) + 1);
	way[end] = '\0';
	if (lstat(way, &s) != 0)
		return 0;
	if (S_ISLNK(s.st_mode)) {
		s.st_mode &= ~(mode_t)022;
		if (!step_is(d, what, way, &s))
			return -1;
		if (++*links > LINKS_MAX || !follow(way, *at, rest))
			return 0;
		*at = 0;
		return 1;
	}
	if (rest[0] == '\0')
		return 0;
	if (!step_is(d, what, way, &s))
		return -1;
	memcpy(way + end, rest, strlen(rest) + 1);
	*at = end;
	return 1;
}

bool
doctor_path_way(struct doctor *d, const char *what, const char *path)
{
	char way[CONF_PATH_SIZE];
	struct stat top;
	size_t at = 0;
	int links = 0, rc = 1;

	if (path[0] != '/' || strlen(path) >= sizeof(way))
		return true;
	memcpy(way, path, strlen(path) + 1);
	if (lstat("/", &top) == 0 && !step_is(d, what, "/", &top))
		return false;
	while (rc == 1)
		rc = step(d, what, way, &at, &links);
	return rc == 0;
}
