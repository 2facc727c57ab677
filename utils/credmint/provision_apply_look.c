/* provision_apply_look - what an account of the file is, before any is made */

#include <errno.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/secret.h"
#include "credmint.h"
#include "host/group.h"

#include "provision_apply_inside.h"

/* Bytes of somebody's line of passwd. */
#define ENTRY_SIZE 65536

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

/* Whose it is by NSS: 0 with the name, ACCOUNT_ABSENT, or an error. */
static int
uid_owner(uid_t uid, char name[ACCOUNT_NAME_MAX + 1], struct fault *f)
{
	char *text = malloc(ENTRY_SIZE);
	struct passwd room, *found = NULL;
	int rc = ENOMEM;

	if (text != NULL)
		rc = getpwuid_r(uid, &room, text, ENTRY_SIZE, &found);
	if (found != NULL)
		(void)snprintf(
		    name, ACCOUNT_NAME_MAX + 1, "%s", found->pw_name);
	free(text);
	if (found != NULL)
		return 0;
	if (rc == 0 || rc == ENOENT || rc == ESRCH)
		return ACCOUNT_ABSENT;
	return fault_set(f, -rc, "cannot look for uid %lu: %s",
	    (unsigned long)uid, strerror(rc));
}

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
		rc = uid_owner((uid_t)uid, name, look->f);
	if (rc < 0)
		return rc;
	if (rc == 0)
		return state(look, PROVISION_REFUSED,
		    "uid %s is that of %.100s on this host", text,
		    row != NULL ? row->name : name);
	return PROVISION_NEW;
}

/* What useradd chooses must leave the file's own uids alone. */
static void
uid_note(const struct look *look)
{
	const char *text = look->field[PROVISION_UID];
	struct provision_apply *apply = look->apply;
	unsigned long uid = text != NULL ? strtoul(text, NULL, 10) : 0;

	if (uid >= apply->uid_least && uid < apply->uid_most &&
	    uid > apply->highest)
		apply->highest = uid;
}

/* ---- accounts that are there, or not ---- */

static int
absent(const struct look *look, const char *password)
{
	const char *name = look->field[PROVISION_NAME];
	struct account account;
	int rc = account_find(name, &account, look->f);

	if (rc < 0)
		return rc;
	if (rc == 0)
		return state(look, PROVISION_EXISTS,
		    "%s exists, though not in /etc/passwd, not changed", name);
	rc = uid_look(look);
	if (rc == PROVISION_NEW)
		rc = gid_look(look);
	if (rc == PROVISION_NEW)
		rc = groups_look(look);
	if (rc != PROVISION_NEW)
		return rc;
	uid_note(look);
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

/* An account that an earlier run has begun, perhaps. */
static int
begun(
    const struct look *look, const struct shadow_row *row, const char *password)
{
	const char *name = row->name;
	const struct provision_known *known =
	    provision_apply_known(look->apply, name);
	struct shadow_entry entry;
	int rc;

	if (!alike(look->field, row))
		return state(look, PROVISION_EXISTS,
		    "%s exists with another uid or home, not changed", name);
	if (!row->secured)
		return PROVISION_UNFINISHED;
	if (known != NULL && known->set && known->uid == row->uid)
		return PROVISION_DONE;
	rc = shadow_read("", name, &entry, look->f);
	if (rc == 0)
		rc = credmint_hash_verify(
		    entry.hash, password, strlen(password));
	SECRET_WIPE_OBJECT(&entry);
	if (rc == 0)
		return PROVISION_UNFINISHED;
	return state(look, PROVISION_EXISTS,
	    "%s has another password than the one in the secrets, not changed",
	    name);
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
		rc = begun(&look, row, password);
	else
		rc = state(
		    &look, PROVISION_EXISTS, "%s exists, not changed", name);
	if (rc < 0)
		return rc;
	*out = (enum provision_state)rc;
	return 0;
}
