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

static bool
is_number(const char *text)
{
	return *text != '\0' && text[strspn(text, "0123456789")] == '\0';
}

/* Call getgr*_r(3) with as much room as it wants. */
static int
look(const char *text, struct group *room, char **memory, struct group **found)
{
	size_t size = TEXT_MIN;
	gid_t gid = (gid_t)strtoul(text, NULL, 10);
	int r = ERANGE;

	*found = NULL;
	for (; r == ERANGE && size <= TEXT_MAX; size *= 4) {
		free(*memory);
		*memory = malloc(size);
		if (*memory == NULL)
			return -ENOMEM;
		if (is_number(text))
			r = getgrgid_r(gid, room, *memory, size, found);
		else
			r = getgrnam_r(text, room, *memory, size, found);
	}
	/* Some sources say so of a group that is not there. */
	if (*found != NULL || r == 0 || r == ENOENT || r == ESRCH)
		return *found != NULL ? 0 : GROUP_ABSENT;
	return -r;
}

static int
told(int r, const char *text, struct fault *f)
{
	if (r >= 0)
		return r;
	return fault_set(
	    f, r, "cannot look for group %s: %s", text, strerror(-r));
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

	if (r == 0) {
		char **member = found->gr_mem;

		while (*member != NULL && strcmp(*member, user) != 0)
			member++;
		r = *member != NULL ? 0 : GROUP_ABSENT;
	}
	free(memory);
	return told(r, name, f);
}
