/* provision_apply_left - what useradd has left when it was killed */

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "host/group.h"

#include "provision_apply_inside.h"

/* Whether it is in all groups that its line names. 1, 0 or an error. */
static int
is_member(const struct provision_account *account, struct fault *f)
{
	const char *groups = account->field[PROVISION_GROUPS];
	char name[256];
	int rc = 0;

	while (rc == 0 && groups != NULL && *groups != '\0') {
		size_t n = strcspn(groups, ",");

		(void)snprintf(name, sizeof(name), "%.*s", (int)n, groups);
		rc = group_lists(name, account->field[PROVISION_NAME], f);
		groups += n + (groups[n] == ',');
	}
	return rc < 0 ? rc : rc == 0;
}

static int
is_entry(const struct dirent *entry)
{
	return strcmp(entry->d_name, ".") != 0 &&
	    strcmp(entry->d_name, "..") != 0;
}

static bool
is_empty(const char *path)
{
	struct dirent **list = NULL;
	int n = scandir(path, &list, is_entry, alphasort);

	for (int i = 0; i < n; i++)
		free(list[i]);
	free(list);
	return n == 0;
}

/*
 * A home is made in steps: with mode 000, root's, the account's, and filled. An
 * empty one of root's that the line names may have been there before.
 */
static bool
has_home(const struct provision_account *account, const struct shadow_row *row)
{
	struct stat st;

	if (stat(row->home, &st) != 0)
		return false;
	if (st.st_uid != 0 || row->uid == 0)
		return true;
	if ((st.st_mode & 07777) == 0)
		return false;
	return account->field[PROVISION_HOME] != NULL || !is_empty(row->home);
}

/* What it lacks, NULL: nothing. 0 or an error. */
static int
find_lack(const struct provision_account *account, const struct shadow_row *row,
    const char **lack, struct fault *f)
{
	char gid[24];
	int rc;

	*lack = NULL;
	(void)snprintf(gid, sizeof(gid), "%lu", (unsigned long)row->gid);
	rc = group_find(gid, f);
	if (rc < 0)
		return rc;
	if (!row->lined)
		*lack = "a line in shadow";
	else if (rc != 0)
		*lack = "a group";
	if (*lack == NULL) {
		rc = is_member(account, f);
		if (rc < 0)
			return rc;
		if (rc == 0)
			*lack = "a group of its line";
	}
	if (*lack == NULL && !has_home(account, row))
		*lack = "a home";
	return 0;
}

/* userdel takes away the group of that name, which may be somebody else's. */
static const char *
group_taken(const struct provision_account *account, struct fault *f)
{
	int rc = 1;

	if (account->field[PROVISION_GID] != NULL)
		rc = group_find(account->field[PROVISION_NAME], f);
	*f = (struct fault){""};
	return rc == 0 ? ", which takes the group of that name as well," : "";
}

int
provision_left_whole(const struct provision_account *account,
    const struct shadow_row *row, char reason[PROVISION_APPLY_REASON],
    struct fault *f)
{
	struct stat st;
	bool home;
	const char *lack;
	int rc = find_lack(account, row, &lack, f);

	if (rc != 0)
		return rc;
	if (lack == NULL)
		return 1;
	home = lstat(row->home, &st) == 0 && S_ISDIR(st.st_mode) &&
	    is_empty(row->home);
	(void)snprintf(reason, PROVISION_APPLY_REASON,
	    "it is there in part, without %s: remove it (userdel %s)%s%s%.80s%s "
	    "and go on with --resume",
	    lack, row->name, group_taken(account, f),
	    home ? " and its empty home (rmdir " : "", home ? row->home : "",
	    home ? ")" : "");
	return 0;
}
