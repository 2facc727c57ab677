/* provision_apply_begin - accounts that are not there yet, or in part */

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "credmint.h"
#include "host/group.h"

#include "provision_apply_inside.h"
#include "stop.h"
#include "words.h"

/* ---- what an earlier run has left ---- */

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
 * empty one of root's that the line names may have been there before, and be
 * there for others: that is for a person to say.
 */
static bool
home_is_whole(
    const struct provision_account *account, const struct shadow_seen *seen)
{
	const char *home = seen->home;
	struct stat st;

	if (stat(home, &st) != 0)
		return false;
	if (!is_empty(home))
		return true;
	if ((st.st_mode & 07777) == 0 || st.st_uid == seen->account.uid ||
	    account->field[PROVISION_HOME] == NULL)
		return false;
	if (st.st_uid == 0)
		words_say("%s, the home of %s, is root's and empty: give it to "
			  "its owner (chown) unless that is meant",
		    home, seen->user);
	return true;
}

/*
 * Whether useradd came to its end: it writes passwd, shadow and group in this
 * order, and makes the home last. 1, 0 or an error.
 */
static int
is_whole(const struct provision_account *account,
    const struct shadow_seen *seen, struct fault *f)
{
	char gid[24];
	int rc;

	if (!seen->lined || !home_is_whole(account, seen))
		return 0;
	(void)snprintf(
	    gid, sizeof(gid), "%lu", (unsigned long)seen->account.gid);
	rc = group_find(gid, f);
	if (rc != 0)
		return rc < 0 ? rc : 0;
	return is_member(account, f);
}

/* It has no password and was never whole: it is made again. */
static int
make_again(struct provision_apply *apply, size_t i, struct fault *f)
{
	struct provision_part *part = &apply->parts[i];
	const struct shadow_seen *seen = &apply->seen[i];
	const char *const *field = part->made->account.field;
	int rc;

	if (field[PROVISION_UID] == NULL &&
	    shadow_is_system("", seen->account.uid)) {
		provision_fail(apply, i,
		    "it is there in part, as a system account: see to it");
		return 0;
	}
	rc = shadow_remove(seen->user, f);
	if (rc != 0 && provision_is_for_all(rc))
		return rc;
	if (rc != 0) {
		provision_fail(apply, i, f->text);
		*f = (struct fault){""};
		return 0;
	}
	/* Made and not yet anybody's; one with something in it stays. */
	(void)rmdir(seen->home);
	(void)snprintf(part->uid, sizeof(part->uid), "%lu",
	    (unsigned long)seen->account.uid);
	part->again = true;
	part->step = PROVISION_STEP_ADD;
	return 0;
}

static bool
alike(const char *const *field, const struct shadow_seen *seen)
{
	const char *uid = field[PROVISION_UID], *home = field[PROVISION_HOME];

	return (uid == NULL || strtoul(uid, NULL, 10) == seen->account.uid) &&
	    (home == NULL || strcmp(home, seen->home) == 0);
}

static bool
has_password(const struct shadow_seen *seen)
{
	const char *hash = seen->entry.hash;

	if (!seen->shadowed)
		return true;
	return seen->lined &&
	    (hash[0] == '\0' || hash[strspn(hash, "!*")] != '\0');
}

static int
go_on(struct provision_apply *apply, size_t i, struct fault *f)
{
	struct provision_part *part = &apply->parts[i];
	const struct provision_made *made = part->made;
	const struct shadow_seen *seen = &apply->seen[i];
	int rc;

	if (!alike(made->account.field, seen)) {
		provision_fail(
		    apply, i, "it exists with another uid or home by now");
		return 0;
	}
	if (has_password(seen)) {
		part->step = PROVISION_STEP_OWN;
		if (!seen->shadowed ||
		    credmint_hash_verify(seen->entry.hash, made->password,
			strlen(made->password)) != 0)
			provision_fail(
			    apply, i, "it has another password by now");
		return 0;
	}
	part->step = PROVISION_STEP_SET;
	/* What has an intent was whole. */
	if (seen->lined && provision_apply_known(apply, seen->user) != NULL)
		return 0;
	rc = is_whole(&made->account, seen, f);
	return rc == 0 ? make_again(apply, i, f) : rc < 0 ? rc : 0;
}

int
provision_sort(struct provision_apply *apply, struct fault *f)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < apply->n; i++) {
		struct provision_part *part = &apply->parts[i];

		if (!apply->seen[i].there)
			part->step = PROVISION_STEP_ADD;
		else if (apply->resume && part->made->resumed)
			rc = go_on(apply, i, f);
		else
			provision_fail(apply, i,
			    "it exists by now, made by somebody else; it is "
			    "not changed, and not by the password in the "
			    "secrets");
	}
	return rc;
}

/* ---- useradd ---- */

/* Without subordinate ids where there are none left. */
static int
add_somehow(
    struct provision_apply *apply, struct shadow_new *new, struct fault *f)
{
	int rc;

	new->no_sub_ids = apply->no_sub_ids;
	rc = shadow_add(new, f);
	if (rc != -ERANGE || new->no_sub_ids)
		return rc;
	*f = (struct fault){""};
	new->no_sub_ids = true;
	rc = shadow_add(new, f);
	if (rc != 0)
		return rc;
	apply->no_sub_ids = true;
	words_say("no subordinate ids are left: %s and those after it get "
		  "none; see SUB_UID_MAX and SUB_UID_COUNT in login.defs(5)",
	    new->user);
	return 0;
}

static int
add(struct provision_apply *apply, size_t i, struct fault *f)
{
	struct provision_part *part = &apply->parts[i];
	const char *const *field = part->made->account.field;
	const char *home = field[PROVISION_HOME];
	char least[24] = "";
	struct stat st;
	struct shadow_new new = {
	    .user = field[PROVISION_NAME],
	    .uid = part->again ? part->uid : field[PROVISION_UID],
	    .gid = field[PROVISION_GID],
	    .gecos = field[PROVISION_GECOS],
	    .home = home,
	    .shell = field[PROVISION_SHELL],
	    .groups = field[PROVISION_GROUPS],
	    .expiry = field[PROVISION_EXPIRY],
	    .no_home = home != NULL && lstat(home, &st) == 0,
	};
	int rc;

	if (apply->highest > 0) {
		(void)snprintf(least, sizeof(least), "%lu", apply->highest + 1);
		new.uid_min = least;
	}
	rc = add_somehow(apply, &new, f);
	part->added = rc == 0;
	return rc;
}

/* The others are left to --resume. */
static void
leave_rest(struct provision_apply *apply, size_t i)
{
	for (; i < apply->n; i++)
		if (apply->parts[i].step == PROVISION_STEP_ADD)
			apply->parts[i].step = PROVISION_STEP_OUT;
}

int
provision_begin(struct provision_apply *apply, bool *stopped, struct fault *f)
{
	for (size_t i = 0; i < apply->n; i++) {
		int rc;

		*stopped = stop_waits();
		if (*stopped) {
			leave_rest(apply, i);
			return 0;
		}
		rc = apply->parts[i].step == PROVISION_STEP_ADD
		    ? add(apply, i, f)
		    : 0;
		if (rc != 0 && provision_is_for_all(rc))
			return rc;
		if (rc != 0) {
			provision_fail(apply, i, f->text);
			*f = (struct fault){""};
		}
		if (apply->parts[i].failed && !apply->keep_going) {
			leave_rest(apply, i);
			return 0;
		}
	}
	return 0;
}
