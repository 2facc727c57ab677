/*
 * drop - giving root away for good
 */

#include "host/drop.h"

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* More than any kernel has; the first number it does not know ends a loop. */
#define CAPABILITIES_MAX 64

static int
drop_bounding(void)
{
	int cap;

	for (cap = 0; cap < CAPABILITIES_MAX; cap++) {
		if (prctl(PR_CAPBSET_READ, cap, 0, 0, 0) == -1)
			return errno == EINVAL ? 0 : -1;
		if (prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) != 0)
			return -1;
	}
	return 0;
}

static int
drop_capabilities(void)
{
	struct __user_cap_header_struct header = {
	    _LINUX_CAPABILITY_VERSION_3, 0};
	const struct __user_cap_data_struct none[2] = {{0, 0, 0}, {0, 0, 0}};

	if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) != 0)
		return -1;
	/* By ourselves: securebits(7) may keep setresuid(2) from doing it. */
	return (int)syscall(SYS_capset, &header, none);
}

static bool
bounding_is_empty(void)
{
	int cap;

	for (cap = 0; cap < CAPABILITIES_MAX; cap++)
		switch (prctl(PR_CAPBSET_READ, cap, 0, 0, 0)) {
		case 0:
			break;
		case -1:
			return errno == EINVAL && cap > 0;
		default:
			return false;
		}
	return true;
}

/* An ambient capability is always a permitted and an inheritable one too. */
static bool
capabilities_are_none(void)
{
	struct __user_cap_header_struct header = {
	    _LINUX_CAPABILITY_VERSION_3, 0};
	struct __user_cap_data_struct has[2];
	int i;

	memset(has, 0xff, sizeof(has));
	if (syscall(SYS_capget, &header, has) != 0)
		return false;
	for (i = 0; i < 2; i++)
		if ((has[i].effective | has[i].permitted |
			has[i].inheritable) != 0)
			return false;
	return true;
}

static bool
uids_are(uid_t uid)
{
	uid_t r, e, s;

	return getresuid(&r, &e, &s) == 0 && r == uid && e == uid && s == uid;
}

static bool
gids_are(gid_t gid)
{
	gid_t r, e, s, groups[2];
	int n;

	if (getresgid(&r, &e, &s) != 0 || r != gid || e != gid || s != gid)
		return false;
	n = getgroups(2, groups);
	return n == 0 || (n == 1 && groups[0] == gid);
}

/* Each step names itself, so that the log says which one failed. */
static const char *
give_up(const struct account *account, bool bounding)
{
	if (bounding && drop_bounding() != 0)
		return "drop the capability bounding set";
	if (setgroups(1, &account->gid) != 0)
		return "set the groups";
	if (setresgid(account->gid, account->gid, account->gid) != 0)
		return "set the gids";
	if (setresuid(account->uid, account->uid, account->uid) != 0)
		return "set the uids";
	if (drop_capabilities() != 0)
		return "drop capabilities";
	if (bounding && !bounding_is_empty()) {
		errno = EPERM;
		return "drop the capability bounding set";
	}
	return NULL;
}

static int
become(const struct account *account, bool bounding, struct fault *f)
{
	const char *failed = NULL;

	if (account->uid == 0)
		return fault_set(f, -EPERM,
		    "account %s has uid 0; name one without privileges "
		    "(credmint init makes it)",
		    account->name);
	if (!uids_are(account->uid))
		failed = give_up(account, bounding);
	if (failed != NULL) {
		int error = -errno;

		return fault_set(f, error, "cannot %s to become %s: %s", failed,
		    account->name, strerror(-error));
	}
	if (!uids_are(account->uid) || !gids_are(account->gid) ||
	    !capabilities_are_none())
		return fault_set(f, -EPERM,
		    "did not become %s: ids, groups or capabilities of another "
		    "are left; start as root or as %s alone",
		    account->name, account->name);
	return 0;
}

int
drop_to(const struct account *account, struct fault *f)
{
	return become(account, true, f);
}

int
drop_ids(const struct account *account, struct fault *f)
{
	return become(account, false, f);
}
