/* shadow_see - accounts of this host as the files have them, many at a time */

#include <errno.h>
#include <pwd.h>
#include <shadow.h>
#include <stdlib.h>
#include <string.h>

#include "core/secret.h"
#include "host/shadow_batch.h"
#include "host/shadow_lines.h"

static int
by_user(const void *a, const void *b)
{
	const struct shadow_seen *const *x = a;
	const struct shadow_seen *const *y = b;

	return strcmp((*x)->user, (*y)->user);
}

/* The one that is asked for by this name, or NULL. */
static struct shadow_seen *
find(struct shadow_seen *const *sorted, size_t n, const char *user)
{
	const struct shadow_seen key = {.user = user}, *at = &key;
	struct shadow_seen *const *found =
	    bsearch(&at, sorted, n, sizeof(struct shadow_seen *), by_user);

	return found != NULL ? *found : NULL;
}

/* The first line of a name counts. */
static void
take_passwd(struct shadow_seen *one, const struct passwd *entry)
{
	if (one == NULL || one->there || !account_name_ok(one->user))
		return;
	one->there = true;
	memcpy(one->account.name, one->user, strlen(one->user) + 1);
	one->account.uid = entry->pw_uid;
	one->account.gid = entry->pw_gid;
	one->shadowed = strcmp(entry->pw_passwd, "x") == 0;
	if (strlen(entry->pw_dir) < sizeof(one->home))
		memcpy(one->home, entry->pw_dir, strlen(entry->pw_dir) + 1);
}

static int
read_passwd(struct shadow_seen *const *sorted, size_t n, struct fault *f)
{
	static const char path[] = "/etc/passwd";
	struct passwd room = {.pw_name = NULL}, *entry = NULL;
	int r;
	struct shadow_lines *lines = shadow_lines_open("", path, &r, f);

	if (lines == NULL)
		return r;
	while ((r = fgetpwent_r(lines->stream, &room, lines->line,
		    sizeof(lines->line), &entry)) == 0)
		take_passwd(find(sorted, n, entry->pw_name), entry);
	r = shadow_lines_ended(lines, r, "", path, f);
	shadow_lines_close(lines);
	return r;
}

static int
take_shadow(struct shadow_seen *one, const struct spwd *entry, struct fault *f)
{
	size_t n = strlen(entry->sp_pwdp);

	if (one == NULL || one->lined)
		return 0;
	if (n > SHADOW_HASH_MAX)
		return fault_set(f, -EMSGSIZE,
		    "/etc/shadow: the hash of %s has over %d bytes; mend it",
		    one->user, SHADOW_HASH_MAX);
	one->lined = true;
	memcpy(one->entry.hash, entry->sp_pwdp, n + 1);
	one->entry.lastchg = entry->sp_lstchg < 0 ? -1 : entry->sp_lstchg;
	one->entry.expire = entry->sp_expire < 0 ? -1 : entry->sp_expire;
	return 0;
}

static int
read_shadow(struct shadow_seen *const *sorted, size_t n, struct fault *f)
{
	static const char path[] = "/etc/shadow";
	struct spwd room = {.sp_namp = NULL}, *entry = NULL;
	int r, taken = 0;
	struct shadow_lines *lines = shadow_lines_open("", path, &r, f);

	if (lines == NULL && r == -ENOENT)
		return fault_set(
		    f, r, "there is no %s; make one (pwconv)", path);
	if (lines == NULL)
		return r;
	while (taken == 0 &&
	    (r = fgetspent_r(lines->stream, &room, lines->line,
		 sizeof(lines->line), &entry)) == 0)
		taken = take_shadow(find(sorted, n, entry->sp_namp), entry, f);
	r = taken != 0 ? taken : shadow_lines_ended(lines, r, "", path, f);
	shadow_lines_close(lines);
	return r;
}

int
shadow_see(struct shadow_seen *seen, size_t n, struct fault *f)
{
	struct shadow_seen **sorted =
	    calloc(n + 1, sizeof(struct shadow_seen *));
	int r;

	if (sorted == NULL)
		return fault_set(f, -ENOMEM, "out of memory");
	for (size_t i = 0; i < n; i++) {
		const char *user = seen[i].user;

		secret_wipe(&seen[i], sizeof(seen[i]));
		seen[i].user = user;
		seen[i].account.uid = (uid_t)-1;
		seen[i].account.gid = (gid_t)-1;
		seen[i].entry.lastchg = -1;
		seen[i].entry.expire = -1;
		sorted[i] = &seen[i];
	}
	qsort(sorted, n, sizeof(struct shadow_seen *), by_user);
	r = read_passwd(sorted, n, f);
	if (r == 0)
		r = read_shadow(sorted, n, f);
	free(sorted);
	return r;
}
