/*
 * doctor_account - the user that decides logins: there, locked, and alone
 *
 * Who shares its uid or its group can read the key, and so make any code.
 */

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/secret.h"
#include "host/shadow.h"

#include "command.h"
#include "doctor.h"

#define WHAT "service user"
#define TEXT_SIZE ((size_t)64 * 1024)
#define GROUPS_MAX 64

/* The account, as NSS has it. */
struct look {
	struct doctor *d;
	struct passwd entry;
	char text[TEXT_SIZE];
};

static void
group_check(const struct look *l)
{
	const char *name = l->entry.pw_name;
	char *text = malloc(TEXT_SIZE);
	char quoted[DOCTOR_QUOTED_SIZE];
	struct group entry, *found = NULL;

	if (text != NULL)
		(void)getgrgid_r(
		    l->entry.pw_gid, &entry, text, TEXT_SIZE, &found);
	if (found == NULL || strcmp(found->gr_name, name) != 0)
		doctor_say(l->d, DOCTOR_BAD, WHAT,
		    "the group of %s is not its own; run: groupadd --system "
		    "--force %s && usermod --gid %s %s",
		    name, name, name, name);
	else
		for (char **m = found->gr_mem; *m != NULL; m++)
			if (strcmp(*m, name) != 0)
				doctor_say(l->d, DOCTOR_BAD, WHAT,
				    "%s is in group %s and can read the key; "
				    "run: gpasswd -d %s %s",
				    *m, name, doctor_quote(*m, quoted), name);
	free(text);
}

/* Groups that it is in beside its own. */
static void
groups_check(const struct look *l)
{
	gid_t groups[GROUPS_MAX];
	char *text = malloc(TEXT_SIZE);
	struct group entry, *found;
	int n = GROUPS_MAX;

	if (getgrouplist(l->entry.pw_name, l->entry.pw_gid, groups, &n) < 0)
		n = GROUPS_MAX;
	for (int i = 0; text != NULL && i < n; i++) {
		found = NULL;
		if (groups[i] == l->entry.pw_gid ||
		    getgrgid_r(groups[i], &entry, text, TEXT_SIZE, &found) !=
			0 ||
		    found == NULL)
			continue;
		doctor_say(l->d, DOCTOR_BAD, WHAT,
		    "%s is in group %s as well; run: gpasswd -d %s %s",
		    l->entry.pw_name, found->gr_name, l->entry.pw_name,
		    found->gr_name);
	}
	free(text);
}

/* Others of /etc/passwd with its uid or its group. */
static void
others_check(const struct look *l)
{
	FILE *file = fopen("/etc/passwd", "re");
	char *text = malloc(TEXT_SIZE);
	const char *name = l->entry.pw_name;
	struct passwd entry = {0}, *found = NULL;

	while (file != NULL && text != NULL &&
	    fgetpwent_r(file, &entry, text, TEXT_SIZE, &found) == 0) {
		if (strcmp(found->pw_name, name) == 0)
			continue;
		if (found->pw_uid == l->entry.pw_uid)
			doctor_say(l->d, DOCTOR_BAD, WHAT,
			    "%s has the uid of %s; give it another: usermod "
			    "--uid",
			    found->pw_name, name);
		else if (found->pw_gid == l->entry.pw_gid)
			doctor_say(l->d, DOCTOR_BAD, WHAT,
			    "%s has the group of %s and can read the key; "
			    "give it another: usermod --gid",
			    found->pw_name, name);
	}
	if (file != NULL)
		(void)fclose(file);
	free(text);
}

static int
password_check(const struct look *l)
{
	const char *name = l->entry.pw_name;
	struct shadow_entry *shadow = secret_map(sizeof(*shadow), NULL);
	int rc;

	if (shadow == NULL)
		return -ENOMEM;
	rc = shadow_read("", name, shadow, &l->d->call->fault);
	if (rc == 0 && shadow->hash[0] != '!' && shadow->hash[0] != '*')
		doctor_say(l->d, DOCTOR_BAD, WHAT,
		    "%s has %s password; run: usermod --lock %s", name,
		    shadow->hash[0] == '\0' ? "no" : "a", name);
	secret_unmap(shadow, sizeof(*shadow));
	return rc < 0 ? rc : 0;
}

static void
shell_check(const struct look *l)
{
	const char *shell = l->entry.pw_shell;
	const char *last = strrchr(shell, '/');

	last = last == NULL ? shell : last + 1;
	if (strcmp(last, "nologin") == 0 || strcmp(last, "false") == 0)
		return;
	doctor_say(l->d, DOCTOR_BAD, WHAT,
	    "%s has the shell %s; run: usermod --shell /usr/sbin/nologin %s",
	    l->entry.pw_name, shell[0] != '\0' ? shell : "/bin/sh",
	    l->entry.pw_name);
}

static void
home_check(const struct look *l)
{
	struct stat s;

	if (stat(l->entry.pw_dir, &s) == 0)
		doctor_say(l->d, DOCTOR_NOTE, WHAT,
		    "%s has a home, %s; run: usermod --home /nonexistent %s",
		    l->entry.pw_name, l->entry.pw_dir, l->entry.pw_name);
}

static int
look(struct look *l)
{
	const char *name = l->d->conf->user;
	const unsigned before = l->d->bad;
	struct passwd *found = NULL;
	int rc = getpwnam_r(name, &l->entry, l->text, sizeof(l->text), &found);

	if (rc != 0)
		return fault_set(&l->d->call->fault, -rc,
		    "cannot look up user %s: %s", name, strerror(rc));
	if (found == NULL) {
		doctor_say(l->d, DOCTOR_BAD, WHAT,
		    "there is no user %s; run: credmint init", name);
		return 0;
	}
	if (l->entry.pw_uid == 0)
		doctor_say(l->d, DOCTOR_BAD, WHAT,
		    "the configured user %s is root; name one of its own in "
		    "%s",
		    name, CONF_FILE);
	group_check(l);
	groups_check(l);
	others_check(l);
	shell_check(l);
	home_check(l);
	rc = password_check(l);
	if (rc == 0 && l->d->bad == before)
		doctor_say(l->d, DOCTOR_OK, WHAT,
		    "%s is there, locked, and has nothing but its own", name);
	return rc;
}

int
doctor_account(struct doctor *d)
{
	struct look *l = calloc(1, sizeof(*l));
	int rc = -ENOMEM;

	if (l != NULL) {
		l->d = d;
		rc = look(l);
	}
	free(l);
	return rc;
}
