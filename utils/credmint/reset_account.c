/* reset_account - which accounts may be reset */

#include <stdarg.h>
#include <stdio.h>

#include "core/clock.h"
#include "core/secret.h"

#include "command.h"
#include "reset.h"
#include "words.h"

#define DAY (24 * 60 * 60)

__attribute__((format(printf, 1, 2))) static int
refuse(const char *format, ...)
{
	char line[1024];
	va_list args;

	va_start(args, format);
	if (vsnprintf(line, sizeof(line), format, args) < 0)
		line[0] = '\0';
	va_end(args);
	words_say("%s", line);
	return CALL_NO;
}

/* NSS says who somebody is, and /etc/passwd must agree. */
static int
find_here(const char *name, struct account *out, struct fault *f)
{
	struct fault why = {""};
	struct account local;
	int rc = account_find(name, out, f);

	if (rc == ACCOUNT_ABSENT)
		return refuse("there is no account %s", name);
	if (rc == 0)
		rc = shadow_account("", out->name, &local, &why);
	if (rc == SHADOW_ABSENT)
		return refuse("%s is not a local account: NSS finds it, "
			      "/etc/passwd does not; reset it where it is "
			      "kept",
		    out->name);
	if (rc == 0 && local.uid != out->uid)
		return refuse("%s has one uid in /etc/passwd and another by "
			      "NSS; make them agree",
		    out->name);
	if (rc < 0 && why.text[0] != '\0')
		return fault_set(f, rc, "%s", why.text);
	return rc;
}

/* In an image only its own file counts. */
static int
find_below(
    const char *root, const char *name, struct account *out, struct fault *f)
{
	struct fault why = {""};
	int rc = shadow_account(root, name, out, &why);

	if (rc == SHADOW_ABSENT)
		return refuse("there is no account %s in %s", name, root);
	return rc < 0 ? fault_set(f, rc, "%s", why.text) : rc;
}

int
reset_insist(
    const struct reset *r, const struct account *account, const char *hash)
{
	const char *name = account->name;

	if (r->code && shadow_is_locked(hash))
		return refuse("the password of %s is locked: a code cannot "
			      "unlock it; credmint reset --force %s gives a "
			      "new password",
		    name, name);
	if (r->force)
		return 0;
	if (account->uid == 0)
		return refuse(
		    "%s is uid 0; when it must be, insist by --force", name);
	if (shadow_is_system(r->root, account->uid))
		return refuse("%s is a system account; when it must be, insist "
			      "by --force",
		    name);
	if (hash[0] == '!' || hash[0] == '*')
		return refuse("the password of %s is locked, and a reset "
			      "unlocks it; when it must be, insist by "
			      "--force",
		    name);
	return 0;
}

/*
 * Neither a password nor a code lets somebody in whose account has expired, as
 * pam_unix(8) sees it. With --force that is only said.
 */
static int
expiry_check(
    const struct reset *r, const char *name, const struct shadow_entry *entry)
{
	const char *image = r->root[0] != '\0' ? "-R " : "";
	const char *space = r->root[0] != '\0' ? " " : "";
	struct clock_reading now;
	int rc = 0;

	if (entry->expire < 0)
		return 0;
	rc = clock_read(&now);
	if (rc != 0)
		return fault_set(&r->call->fault, rc, "cannot read the clock");
	if (now.wall / DAY < entry->expire)
		return 0;
	rc = refuse("the account of %s has expired: chage %s%s%s-E -1 %s lets "
		    "it in again%s",
	    name, image, r->root, space, name,
	    r->force ? "" : "; when it must be, insist by --force");
	return r->force ? 0 : rc;
}

/* What is set in its place must be possible to take back. */
static int
way_back_check(const struct reset *r, const char *name, const char *hash)
{
	struct fault why = {""};
	int rc = shadow_may_set(r->root, name, hash, &why);

	if (rc == SHADOW_REFUSED)
		return refuse("the old password of %s could not be put back if "
			      "something failed (its hash is of a form that "
			      "chpasswd refuses); when it must be, insist by "
			      "--force",
		    name);
	return rc < 0 ? fault_set(&r->call->fault, rc, "%s", why.text) : rc;
}

int
reset_account(const struct reset *r, const char *name, struct account *out)
{
	struct fault *f = &r->call->fault;
	struct fault why = {""};
	struct shadow_entry *entry = &r->secret->now;
	int rc = r->root[0] == '\0' ? find_here(name, out, f)
				    : find_below(r->root, name, out, f);

	if (rc != 0)
		return rc;
	rc = shadow_read(r->root, out->name, entry, &why);
	if (rc < 0)
		return fault_set(f, rc, "%s", why.text);
	if (rc == SHADOW_ABSENT)
		return refuse("%s", why.text);
	rc = reset_insist(r, out, entry->hash);
	if (rc == 0)
		rc = expiry_check(r, out->name, entry);
	if (rc == 0 && !r->force && !r->code)
		rc = way_back_check(r, out->name, entry->hash);
	SECRET_WIPE_OBJECT(entry);
	return rc;
}
