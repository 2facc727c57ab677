/*
 * account - user names, looked up once, as NSS returns them
 */

#include "host/account.h"

#include <errno.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>

/* Room for one entry: what NSS modules ask for first, and when to give up. */
#define ROOM_FIRST 1024
#define ROOM_MAX (1024 * 1024)

bool
account_name_ok(const char *name)
{
	const char *c;

	if (name[0] == '\0' || name[0] == '-' ||
	    strnlen(name, ACCOUNT_NAME_MAX + 1) > ACCOUNT_NAME_MAX)
		return false;
	for (c = name; *c != '\0'; c++)
		if (*c == ':' || *c == '/' || (unsigned char)*c < 0x20 ||
		    *c == 0x7f)
			return false;
	return true;
}

/*
 * Only a result of 0 without an entry is absence. An errno never is, ENOENT
 * and ESRCH included: the C library also returns them when the file or the
 * service behind NSS is missing.
 */
static int
copy_entry(const struct passwd *entry, struct account *out)
{
	if (entry == NULL)
		return ACCOUNT_ABSENT;
	if (!account_name_ok(entry->pw_name))
		return -EINVAL;
	memcpy(out->name, entry->pw_name, strlen(entry->pw_name) + 1);
	out->uid = entry->pw_uid;
	out->gid = entry->pw_gid;
	return 0;
}

/* By a name, or where that is NULL by a uid. */
static int
look_up(const char *name, uid_t uid, struct account *out)
{
	struct passwd room, *entry = NULL;
	char *text = NULL, *larger;
	size_t size;
	int r = ERANGE;

	for (size = ROOM_FIRST; r == ERANGE && size <= ROOM_MAX; size *= 2) {
		larger = realloc(text, size);
		if (larger == NULL) {
			r = ENOMEM;
			break;
		}
		text = larger;
		do {
			entry = NULL;
			r = name != NULL
			    ? getpwnam_r(name, &room, text, size, &entry)
			    : getpwuid_r(uid, &room, text, size, &entry);
		} while (r == EINTR);
	}
	r = r == 0 ? copy_entry(entry, out) : -r;
	free(text);
	return r;
}

void
account_miss(void)
{
	struct account scrap;

	(void)look_up("credmint-nobody", 0, &scrap);
}

static int
find(const char *name, uid_t uid, struct account *out, struct fault *f)
{
	int r;

	memset(out, 0, sizeof(*out));
	out->uid = (uid_t)-1;
	out->gid = (gid_t)-1;
	if (name != NULL && !account_name_ok(name))
		return ACCOUNT_ABSENT;
	r = look_up(name, uid, out);
	if (r >= 0)
		return r;
	return fault_set(f, r,
	    "cannot look up account names: %s; check nsswitch.conf(5) and "
	    "the services it names",
	    strerror(-r));
}

int
account_find(const char *name, struct account *out, struct fault *f)
{
	return find(name, 0, out, f);
}

int
account_find_uid(uid_t uid, struct account *out, struct fault *f)
{
	return find(NULL, uid, out, f);
}
