/* group - groups, as NSS knows them */

#include "host/group.h"

#include <errno.h>
#include <grp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Of one group; those with thousands of members have long lines. */
#define TEXT_MIN 4096
#define TEXT_MAX (64UL * 1024 * 1024)

/* A number that a group can have. */
static bool
is_number(const char *text)
{
	size_t n = strspn(text, "0123456789");

	return n > 0 && n <= 10 && text[n] == '\0' &&
	    strtoull(text, NULL, 10) < (gid_t)-1;
}

/* Call getgr*_r(3) with as much room as it wants: an errno, 0 none. */
static int
ask(const char *text, struct group *room, char **memory, struct group **found)
{
	size_t size = TEXT_MIN;
	gid_t gid = (gid_t)strtoul(text, NULL, 10);
	int r = ERANGE;

	*found = NULL;
	while ((r == ERANGE && size <= TEXT_MAX) || r == EINTR) {
		free(*memory);
		*memory = malloc(size);
		if (*memory == NULL)
			return ENOMEM;
		if (is_number(text))
			r = getgrgid_r(gid, room, *memory, size, found);
		else
			r = getgrnam_r(text, room, *memory, size, found);
		if (r == ERANGE)
			size *= 4;
	}
	return r;
}

static int
look(const char *text, struct group *room, char **memory, struct group **found)
{
	int r = ask(text, room, memory, found);

	/* Some sources say so of a group that is not there. */
	if (*found != NULL || r == 0 || r == ENOENT || r == ESRCH)
		return *found != NULL ? 0 : GROUP_ABSENT;
	return -r;
}

static bool
lists(const struct group *group, const char *user)
{
	char **member = group->gr_mem;

	while (*member != NULL && strcmp(*member, user) != 0)
		member++;
	return *member != NULL;
}

static int
told(int r, const char *text, struct fault *f)
{
	if (r >= 0)
		return r;
	return fault_set(f, r,
	    "cannot look for group %s: %s; check nsswitch.conf(5) and the "
	    "services it names",
	    text, strerror(-r));
}

int
group_find(const char *text, struct fault *f)
{
	struct group room, *found;
	char *memory = NULL;
	int r = look(text, &room, &memory, &found);

	free(memory);
	return told(r, text, f);
}

int
group_lists(const char *name, const char *user, struct fault *f)
{
	struct group room, *found;
	char *memory = NULL;
	int r = look(name, &room, &memory, &found);

	if (r == 0)
		r = lists(found, user) ? 0 : GROUP_ABSENT;
	free(memory);
	return told(r, name, f);
}

int
group_has(const char *name, const struct account *account, struct fault *f)
{
	struct group room, *found;
	char *memory = NULL;
	int r = -ask(name, &room, &memory, &found);

	if (r == 0) {
		r = GROUP_ABSENT;
		if (found != NULL && account != NULL &&
		    (found->gr_gid == account->gid ||
			lists(found, account->name)))
			r = 0;
	}
	free(memory);
	return told(r, name, f);
}
