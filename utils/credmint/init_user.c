/* init_user - the system user and its group */

#include "init.h"

#include <errno.h>
#include <grp.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "host/run.h"

#define USERADD "/usr/sbin/useradd"
#define USERADD_MS 60000
/* Room for a group and its members. */
#define GROUP_TEXT ((size_t)64 * 1024)

/* execve(2) wants strings that may be written; these are ours. */
static int
useradd(const char *name, bool has_group, struct fault *f)
{
	char program[] = USERADD, system[] = "--system";
	char own[] = "--user-group", same[] = "--gid";
	char no_home[] = "--no-create-home", home[] = "--home-dir";
	char nowhere[] = "/nonexistent", shell[] = "--shell";
	char nologin[] = "/usr/sbin/nologin", end[] = "--";
	char path[] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";
	char user[ACCOUNT_NAME_MAX + 1], group[ACCOUNT_NAME_MAX + 1];
	char *env[] = {path, NULL};
	char *argv[14] = {
	    program, system, no_home, home, nowhere, shell, nologin};
	size_t n = 7;
	int status = 0;

	memccpy(user, name, '\0', sizeof(user));
	memccpy(group, name, '\0', sizeof(group));
	argv[n++] = has_group ? same : own;
	if (has_group)
		argv[n++] = group;
	argv[n++] = end;
	argv[n] = user;

	int rc = run_program(USERADD, argv, env, NULL, 0, USERADD_MS, &status);
	if (rc != 0)
		return fault_set(f, rc,
		    "cannot run " USERADD ": %s; make the system user %s by "
		    "hand",
		    strerror(-rc), name);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return fault_set(f, -EIO,
		    USERADD " did not make the user %s (status %d); run it by "
			    "hand to see why",
		    name, WIFEXITED(status) ? WEXITSTATUS(status) : -1);
	return 0;
}

static int
group_exists(const char *name, bool *exists, struct fault *f)
{
	char *text = malloc(GROUP_TEXT);
	struct group entry, *found = NULL;
	int rc = ENOMEM;

	if (text != NULL)
		rc = getgrnam_r(name, &entry, text, GROUP_TEXT, &found);
	*exists = found != NULL;
	free(text);
	if (rc != 0)
		return fault_set(
		    f, -rc, "cannot look up group %s: %s", name, strerror(rc));
	return 0;
}

/* Whoever shares the group could read the key. */
static int
account_check(const struct account *account, struct fault *f)
{
	const char *name = account->name;
	char *text = malloc(GROUP_TEXT);
	struct group entry, *found = NULL;
	bool own = false;

	if (text != NULL &&
	    getgrgid_r(account->gid, &entry, text, GROUP_TEXT, &found) == 0 &&
	    found != NULL)
		own = strcmp(found->gr_name, name) == 0;
	free(text);
	if (account->uid == 0)
		return fault_set(f, -EPERM,
		    "the configured user is root; name one of its own");
	if (!own)
		return fault_set(f, -EPERM,
		    "the group of user %s is not its own; run: groupadd "
		    "--system %s; usermod --gid %s %s",
		    name, name, name, name);
	return 0;
}

int
init_user(
    const char *name, struct account *account, bool *made, struct fault *f)
{
	bool has_group = false;
	int rc = account_find(name, account, f);

	*made = false;
	if (rc == ACCOUNT_ABSENT) {
		if (!account_name_ok(name))
			return fault_set(f, -EINVAL,
			    "the configured user cannot be an account name");
		rc = group_exists(name, &has_group, f);
		if (rc == 0)
			rc = useradd(name, has_group, f);
		if (rc == 0)
			rc = account_find(name, account, f);
		*made = rc == 0;
	}
	if (rc == ACCOUNT_ABSENT)
		return fault_set(f, -ENOENT,
		    "user %s was made but is not found; see nsswitch.conf(5)",
		    name);
	return rc != 0 ? rc : account_check(account, f);
}
