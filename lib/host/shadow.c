/*
 * shadow - passwords of local accounts, read and set as the system does it
 */

#include "host/shadow.h"

#include <errno.h>
#include <pwd.h>
#include <shadow.h>
#include <stdio.h>
#include <string.h>

#include "core/secret.h"
#include "host/login_defs.h"
#include "host/shadow_lines.h"
#include "host/shadow_tool.h"

#define UID_MIN_DEFAULT 1000
#define UID_NOBODY 65534

static bool
name_fits(const char *user, struct fault *f)
{
	if (account_name_ok(user))
		return true;
	(void)fault_set(
	    f, SHADOW_ABSENT, "'%.64s' cannot be the name of an account", user);
	return false;
}

/* Its line of passwd; *shadowed: its password is said to be in shadow. */
static int
passwd_find(const char *root, const char *user, struct account *out,
    bool *shadowed, struct fault *f)
{
	static const char path[] = "/etc/passwd";
	struct passwd room = {.pw_name = NULL}, *entry = NULL;
	struct shadow_lines *lines;
	int r;

	memset(out, 0, sizeof(*out));
	out->uid = (uid_t)-1;
	out->gid = (gid_t)-1;
	if (!name_fits(user, f))
		return SHADOW_ABSENT;
	lines = shadow_lines_open(root, path, &r, f);
	if (lines == NULL)
		return r;
	do
		r = fgetpwent_r(lines->stream, &room, lines->line,
		    sizeof(lines->line), &entry);
	while (r == 0 && strcmp(entry->pw_name, user) != 0);
	if (r == 0) {
		memcpy(out->name, user, strlen(user) + 1);
		out->uid = entry->pw_uid;
		out->gid = entry->pw_gid;
		*shadowed = strcmp(entry->pw_passwd, "x") == 0;
	} else {
		r = shadow_lines_ended(lines, r, root, path, f);
		if (r == 0)
			r = fault_set(f, SHADOW_ABSENT,
			    "%s is not a local account: %s%s does not name it",
			    user, root, path);
	}
	shadow_lines_close(lines);
	return r;
}

int
shadow_account(
    const char *root, const char *user, struct account *out, struct fault *f)
{
	bool shadowed;

	return passwd_find(root, user, out, &shadowed, f);
}

static int
take(const struct spwd *entry, struct shadow_entry *out, const char *root,
    struct fault *f)
{
	size_t n = strlen(entry->sp_pwdp);

	if (n > SHADOW_HASH_MAX)
		return fault_set(f, -EMSGSIZE,
		    "%s/etc/shadow: the hash of %s has over %d bytes; mend it",
		    root, entry->sp_namp, SHADOW_HASH_MAX);
	memcpy(out->hash, entry->sp_pwdp, n + 1);
	out->lastchg = entry->sp_lstchg < 0 ? -1 : entry->sp_lstchg;
	out->expire = entry->sp_expire < 0 ? -1 : entry->sp_expire;
	return 0;
}

static int
shadow_find(const char *root, const char *user, struct shadow_entry *out,
    struct fault *f)
{
	static const char path[] = "/etc/shadow";
	struct spwd room = {.sp_namp = NULL}, *entry = NULL;
	struct shadow_lines *lines;
	int r;

	lines = shadow_lines_open(root, path, &r, f);
	if (lines == NULL && r == -ENOENT)
		return fault_set(f, SHADOW_ABSENT,
		    "there is no %s%s; make one (pwconv)", root, path);
	if (lines == NULL)
		return r;
	do
		r = fgetspent_r(lines->stream, &room, lines->line,
		    sizeof(lines->line), &entry);
	while (r == 0 && strcmp(entry->sp_namp, user) != 0);
	if (r == 0) {
		r = take(entry, out, root, f);
	} else {
		r = shadow_lines_ended(lines, r, root, path, f);
		if (r == 0)
			r = fault_set(f, SHADOW_ABSENT,
			    "%s%s has no line for %s; make one (pwconv)", root,
			    path, user);
	}
	shadow_lines_close(lines);
	return r;
}

int
shadow_read(const char *root, const char *user, struct shadow_entry *out,
    struct fault *f)
{
	struct account account;
	bool shadowed = false;
	int r;

	memset(out, 0, sizeof(*out));
	out->lastchg = -1;
	out->expire = -1;
	r = passwd_find(root, user, &account, &shadowed, f);
	if (r == 0 && !shadowed)
		r = fault_set(f, SHADOW_ABSENT,
		    "%s/etc/passwd does not say that the password of %s is in "
		    "shadow ('x'); move it there (pwconv)",
		    root, user);
	return r != 0 ? r : shadow_find(root, user, out, f);
}

/* The line as it is now; that it is gone is a failure of what was done. */
static int
read_back(const char *root, const char *user, struct shadow_entry *out,
    struct fault *f)
{
	int r = shadow_read(root, user, out, f);

	return r == SHADOW_ABSENT ? -EIO : r;
}

static bool
same(const char *a, const char *b)
{
	return secret_equal(a, strlen(a), b, strlen(b));
}

int
shadow_set_lastchg(
    const char *root, const char *user, long days, struct fault *f)
{
	char text[24];
	const char *const words[] = {"-d", text, "--", user, NULL};
	const struct shadow_tool tool = {.name = "chage", .words = words};
	struct shadow_entry now;
	int r;

	if (!name_fits(user, f))
		return -EINVAL;
	(void)snprintf(text, sizeof(text), "%ld", days < 0 ? -1 : days);
	r = shadow_tool_run(root, &tool, f);
	if (r == 0)
		r = read_back(root, user, &now, f);
	if (r == 0 && now.lastchg != (days < 0 ? -1 : days))
		r = fault_set(f, -EIO,
		    "%s/etc/shadow has another day of change for %s than was "
		    "just set; find out what else changes it and try again",
		    root, user);
	SECRET_WIPE_OBJECT(&now);
	return r;
}

static int
usermod(const char *option, const char *user, struct fault *f)
{
	const char *const words[] = {option, "--", user, NULL};
	const struct shadow_tool tool = {.name = "usermod", .words = words};

	return shadow_tool_run("", &tool, f);
}

static int
changed(const char *user, struct fault *f)
{
	return fault_set(
	    f, SHADOW_CHANGED, "the password of %s was changed", user);
}

/*
 * After usermod -L. What is locked and not what was asked for became another
 * hash in between, and was not locked by us knowingly. usermod sets one mark,
 * and none before another: what has two, or no hash behind it, was locked by
 * somebody else, and stays so.
 */
static int
judge(const char *user, const char *hash, const struct shadow_entry *now,
    struct fault *f)
{
	int r;

	if (now->hash[0] == '!' && same(now->hash + 1, hash))
		return 0;
	if (now->hash[0] == '!' && strspn(now->hash, "!*") == 1 &&
	    now->hash[1] != '\0') {
		r = usermod("-U", user, f);
		if (r != 0)
			return r;
	}
	return changed(user, f);
}

int
shadow_lock(const char *user, const char *hash, struct fault *f)
{
	struct shadow_entry now;
	int r = shadow_read("", user, &now, f);

	if (r == 0 && !same(now.hash, hash))
		r = changed(user, f);
	if (r == 0)
		r = usermod("-L", user, f);
	if (r == 0)
		r = read_back("", user, &now, f);
	if (r == 0)
		r = judge(user, hash, &now, f);
	SECRET_WIPE_OBJECT(&now);
	return r;
}

int
shadow_tools_check(struct fault *f)
{
	char path[SHADOW_TOOL_PATH_SIZE];
	int r = shadow_tool_find("chpasswd", path, f);

	return r != 0 ? r : shadow_tool_find("chage", path, f);
}

bool
shadow_is_system(const char *root, uid_t uid)
{
	unsigned long min = UID_MIN_DEFAULT, number;
	struct login_defs defs;

	if (login_defs_open(&defs, root, NULL) == 0 &&
	    login_defs_number(&defs, "UID_MIN", &number))
		min = number;
	login_defs_close(&defs);
	return uid < min || uid == UID_NOBODY;
}
