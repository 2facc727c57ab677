/* provision_apply_look - what an account of the file is, before any is made */

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/secret.h"
#include "credmint.h"
#include "host/group.h"

#include "provision_apply_inside.h"

/* One look. */
struct look {
	struct provision_apply *apply;
	const char *const *field;
	char *reason;
	struct fault *f;
};

__attribute__((format(printf, 3, 4))) static int
state(const struct look *look, enum provision_state which, const char *format,
    ...)
{
	va_list args;

	va_start(args, format);
	if (vsnprintf(look->reason, PROVISION_APPLY_REASON, format, args) < 0)
		look->reason[0] = '\0';
	va_end(args);
	return (int)which;
}

/* ---- groups ---- */

static bool
kept(const struct provision_apply *apply, const char *group)
{
	for (size_t i = 0; i < PROVISION_GROUPS_KEPT; i++)
		if (strcmp(apply->groups[i], group) == 0)
			return true;
	return false;
}

static void
keep(struct provision_apply *apply, const char *group)
{
	char *place = apply->groups[apply->ngroups++ % PROVISION_GROUPS_KEPT];

	if (strlen(group) <= PROVISION_NAME_MAX)
		memcpy(place, group, strlen(group) + 1);
}

/* 0; GROUP_ABSENT; or a negative errno. */
static int
group_check(const struct look *look, const char *group)
{
	int rc;

	if (kept(look->apply, group))
		return 0;
	rc = group_find(group, look->f);
	if (rc == 0)
		keep(look->apply, group);
	return rc;
}

/* 0 when all groups are there, or a state. */
static int
groups_look(const struct look *look)
{
	const char *groups = look->field[PROVISION_GROUPS];
	char name[256];

	while (groups != NULL && *groups != '\0') {
		size_t n = strcspn(groups, ",");
		int rc = GROUP_ABSENT;

		(void)snprintf(name, sizeof(name), "%.*s", (int)n, groups);
		if (n < sizeof(name))
			rc = group_check(look, name);
		if (rc < 0)
			return rc;
		if (rc != 0)
			return state(look, PROVISION_REFUSED,
			    "there is no group %.100s on this host", name);
		groups += n + (groups[n] == ',');
	}
	return PROVISION_NEW;
}

static int
gid_look(const struct look *look)
{
	const char *gid = look->field[PROVISION_GID];
	const char *name = look->field[PROVISION_NAME];
	int rc;

	if (gid == NULL && !look->apply->own_groups)
		return PROVISION_NEW;
	rc = gid != NULL ? group_check(look, gid) : group_find(name, look->f);
	if (rc < 0)
		return rc;
	if (gid != NULL && rc != 0)
		return state(look, PROVISION_REFUSED,
		    "there is no group %.100s on this host", gid);
	if (gid == NULL && rc == 0)
		return state(look, PROVISION_REFUSED,
		    "there is a group %s already: name it as the gid", name);
	return PROVISION_NEW;
}

/* ---- the uid ---- */

static int
uid_look(const struct look *look)
{
	const char *text = look->field[PROVISION_UID];
	const struct shadow_row *row;
	char name[ACCOUNT_NAME_MAX + 1];
	unsigned long uid;
	int rc = 0;

	if (text == NULL)
		return PROVISION_NEW;
	uid = strtoul(text, NULL, 10);
	row = shadow_table_uid(look->apply->table, (uid_t)uid);
	if (row == NULL)
		rc = provision_uid_owner((uid_t)uid, name, look->f);
	if (rc < 0)
		return rc;
	if (rc == 0)
		return state(look, PROVISION_REFUSED,
		    "uid %s is that of %.100s on this host", text,
		    row != NULL ? row->name : name);
	return PROVISION_NEW;
}

/* ---- accounts that are there, or not ---- */

static int
absent(const struct look *look, const char *password)
{
	const char *name = look->field[PROVISION_NAME];
	const char *uid = look->field[PROVISION_UID];
	const struct provision_known *known =
	    provision_apply_known(look->apply, name);
	struct account account;
	int rc = account_find(name, &account, look->f);

	if (rc < 0)
		return rc;
	if (rc == 0)
		return state(look, PROVISION_EXISTS,
		    "%s exists, though not in /etc/passwd, not changed", name);
	if (password != NULL && known != NULL && known->set)
		return state(look, PROVISION_BROKEN,
		    "it was made and has been removed since; to have it again, "
		    "take it out of the secrets");
	rc = uid_look(look);
	if (rc == PROVISION_NEW)
		rc = gid_look(look);
	if (rc == PROVISION_NEW)
		rc = groups_look(look);
	if (rc == PROVISION_NEW && uid != NULL &&
	    provision_uid_note(look->apply, strtoul(uid, NULL, 10), look->f) !=
		0)
		return -ENOMEM;
	if (rc != PROVISION_NEW)
		return rc;
	return password != NULL ? PROVISION_UNFINISHED : PROVISION_NEW;
}

/* Whether what the line gives of it is what it has. */
static bool
alike(const char *const *field, const struct shadow_row *row)
{
	const char *uid = field[PROVISION_UID], *home = field[PROVISION_HOME];

	return (uid == NULL || strtoul(uid, NULL, 10) == row->uid) &&
	    (home == NULL || strcmp(home, row->home) == 0);
}

/* No password, but perhaps one that useradd has not brought to its end. */
static int
unset(const struct look *look, const struct provision_account *account,
    const struct shadow_row *row)
{
	int rc = provision_left_whole(account, row, look->reason, look->f);

	if (rc < 0)
		return rc;
	return rc == 1 ? PROVISION_UNFINISHED : PROVISION_BROKEN;
}

/* An account that an earlier run has begun, perhaps. */
static int
begun(const struct look *look, const struct provision_account *account,
    const struct shadow_row *row, const char *password)
{
	const char *name = row->name;
	const struct provision_known *known =
	    provision_apply_known(look->apply, name);
	struct shadow_entry entry;
	int rc;

	if (!alike(look->field, row))
		return state(look, PROVISION_EXISTS,
		    "%s exists with another uid or home, not changed", name);
	if (row->shadowed && (row->marked || !row->lined))
		return unset(look, account, row);
	if (known != NULL && known->same)
		return PROVISION_DONE;
	rc = shadow_read("", name, &entry, look->f);
	if (rc == 0)
		rc = credmint_hash_verify(
		    entry.hash, password, strlen(password));
	SECRET_WIPE_OBJECT(&entry);
	if (rc == 0)
		return PROVISION_UNFINISHED;
	return state(look, PROVISION_EXISTS, "%s exists, not changed", name);
}

/* It exists, and no password of ours is in the secrets. */
static int
exists(const struct look *look, const struct shadow_row *row)
{
	if (row->marked)
		return state(look, PROVISION_EXISTS,
		    "%s exists, not changed; a run that was cut off made it: "
		    "--resume with the secrets of that run finishes it",
		    row->name);
	return state(
	    look, PROVISION_EXISTS, "%s exists, not changed", row->name);
}

int
provision_apply_look(struct provision_apply *apply,
    const struct provision_account *account, const char *password,
    enum provision_state *out, char reason[PROVISION_APPLY_REASON],
    struct fault *f)
{
	const struct look look = {apply, account->field, reason, f};
	const char *name = account->field[PROVISION_NAME];
	const struct shadow_row *row;
	int rc;

	*out = PROVISION_REFUSED;
	reason[0] = '\0';
	rc = provision_apply_start(apply, f);
	if (rc != 0)
		return rc;
	row = shadow_table_name(apply->table, name);
	if (!apply->resume)
		password = NULL;
	if (row == NULL)
		rc = absent(&look, password);
	else if (password != NULL)
		rc = begun(&look, account, row, password);
	else
		rc = exists(&look, row);
	if (rc < 0)
		return rc;
	*out = (enum provision_state)rc;
	return 0;
}
