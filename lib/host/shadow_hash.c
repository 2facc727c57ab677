/*
 * shadow_hash - hashes of local accounts, given to the system's tools
 */

#include "host/shadow_hash.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "core/secret.h"
#include "host/shadow.h"
#include "host/shadow_tool.h"

/* A line that no chpasswd takes: it has no password. */
#define BAD_LINE "nothing\n"
/* A name, a hash, what stands around them. */
#define MESSAGE_SIZE (ACCOUNT_NAME_MAX + SHADOW_HASH_MAX + 3 + sizeof(BAD_LINE))

bool
shadow_hash_fits(const char *hash)
{
	size_t n = strnlen(hash, SHADOW_HASH_MAX + 1);

	if (n > SHADOW_HASH_MAX)
		return false;
	for (size_t i = 0; i < n; i++)
		if (hash[i] <= ' ' || hash[i] > '~' || hash[i] == ':')
			return false;
	return true;
}

/*
 * By usermod: nothing that were a secret. Arguments are read in the child,
 * where a caller's secret memory may be empty.
 */
static int
set_plainly(
    const char *root, const char *user, const char *hash, struct fault *f)
{
	char text[SHADOW_HASH_MAX + 1];
	const char *const words[] = {"-p", text, "--", user, NULL};
	const struct shadow_tool tool = {.name = "usermod", .words = words};

	memccpy(text, hash, '\0', sizeof(text));
	return shadow_tool_run(root, &tool, f);
}

/* To chpasswd, with more lines behind it. */
static int
set_by_pipe(const char *root, const char *user, const char *hash,
    const char *more, struct fault *f)
{
	static const char *const words[] = {"-e", NULL};
	char message[MESSAGE_SIZE];
	struct shadow_tool tool = {.name = "chpasswd",
	    .words = words,
	    .message = message,
	    .secret = hash};
	char *at;
	int r;

	/* Both fit: it was seen before. */
	at = stpcpy(message, user);
	*at++ = ':';
	at = stpcpy(at, hash);
	*at++ = '\n';
	at = stpcpy(at, more);
	tool.nmessage = (size_t)(at - message);
	r = shadow_tool_run(root, &tool, f);
	SECRET_WIPE_ARRAY(message);
	return r;
}

static bool
both_fit(const char *user, const char *hash, struct fault *f)
{
	if (!account_name_ok(user))
		(void)fault_set(f, -EINVAL,
		    "'%.64s' cannot be the name of an account", user);
	else if (!shadow_hash_fits(hash))
		(void)fault_set(f, -EINVAL,
		    "the hash for %s does not fit into a line of shadow", user);
	else
		return true;
	return false;
}

/* No secret, and not for chpasswd, whose newer releases refuse some of it. */
static bool
is_plain(const char *hash)
{
	return hash[strspn(hash, "!*")] == '\0';
}

int
shadow_set_hash(
    const char *root, const char *user, const char *hash, struct fault *f)
{
	struct shadow_entry now = {"", -1, -1};
	int r;

	if (!both_fit(user, hash, f))
		return -EINVAL;
	if (is_plain(hash))
		r = set_plainly(root, user, hash, f);
	else
		r = set_by_pipe(root, user, hash, "", f);
	if (r == 0)
		r = shadow_read(root, user, &now, f);
	/* That it is gone is a failure of what was done. */
	if (r == SHADOW_ABSENT)
		r = -EIO;
	if (r == 0 &&
	    !secret_equal(now.hash, strlen(now.hash), hash, strlen(hash)))
		r = fault_set(f, -EIO,
		    "%s/etc/shadow has another hash for %s than was just set; "
		    "find out what else changes it and try again",
		    root, user);
	SECRET_WIPE_OBJECT(&now);
	return r;
}

/*
 * chpasswd looks at all lines and changes nothing when it cannot take one of
 * them. So it is given the hash and a line that is none, and what it says of
 * the first line is the answer.
 */
int
shadow_may_set(
    const char *root, const char *user, const char *hash, struct fault *f)
{
	int r;

	if (is_plain(hash))
		return 0;
	if (!both_fit(user, hash, f))
		return SHADOW_REFUSED;
	r = set_by_pipe(root, user, hash, BAD_LINE, f);
	if (r == -ENOTSUP)
		return SHADOW_REFUSED;
	if (r != -ENOMSG)
		return r;
	*f = (struct fault){""};
	return 0;
}

bool
shadow_is_locked(const char *hash)
{
	size_t marks = strspn(hash, "!*");

	return marks > 0 && hash[marks] != '\0';
}
