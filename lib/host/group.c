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

/* Groups of one account; the kernel takes 65,536. */
#define SET_MIN 64
#define SET_MAX (64 * 4 * 4 * 4 * 4 * 4 * 4)

/* Whom nobody calls a user or a group. */
#define NOBODY "credmint-nobody"

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

/* Of all sources; an errno, 0 none. *n of *gids, which the caller frees. */
static int
gather(const char *user, gid_t primary, gid_t **gids, int *n)
{
	int room = SET_MIN, r = -1;
	gid_t *larger;

	while (r == -1 && room <= SET_MAX) {
		larger = reallocarray(*gids, (size_t)room, sizeof(**gids));
		if (larger == NULL)
			return ENOMEM;
		*gids = larger;
		*n = room;
		r = getgrouplist(user, primary, *gids, n);
		room *= 4;
	}
	return r == -1 ? ERANGE : 0;
}

int
group_set_find(
    struct group_set *out, const struct account *account, struct fault *f)
{
	struct group room, *found;
	char *memory = NULL;
	gid_t *gids = NULL;
	int n = 0, r;

	*out = (struct group_set){.account = account};
	r = ask(NOBODY, &room, &memory, &found);
	free(memory);
	if (r == 0 && account != NULL)
		r = gather(account->name, account->gid, &gids, &n);
	else if (r == 0)
		r = gather(NOBODY, (gid_t)-1, &gids, &n);
	if (r == 0 && account != NULL) {
		out->gids = gids;
		out->n = (size_t)n;
		return 0;
	}
	free(gids);
	return r == 0 ? 0
		      : fault_set(f, -r,
			    "cannot look for the groups of an account: %s; "
			    "check nsswitch.conf(5) and the services it names",
			    strerror(r));
}

void
group_set_free(struct group_set *set)
{
	free(set->gids);
	set->gids = NULL;
	set->n = 0;
}

static bool
holds(const struct group_set *set, gid_t gid)
{
	size_t i = 0;

	while (i < set->n && set->gids[i] != gid)
		i++;
	return i < set->n;
}

int
group_has(
    const char *name, const struct group_set *set, gid_t *gid, struct fault *f)
{
	struct group room, *found;
	char *memory = NULL;
	int r = -ask(name, &room, &memory, &found);

	*gid = (gid_t)-1;
	if (r == 0) {
		if (found != NULL)
			*gid = found->gr_gid;
		r = GROUP_ABSENT;
		if (found != NULL && set->account != NULL &&
		    (holds(set, found->gr_gid) ||
			lists(found, set->account->name)))
			r = 0;
	}
	free(memory);
	return told(r, name, f);
}
