/* sweep_account - what sweep reads of accounts, and does to them */

#include "sweep.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/secret.h"

#define DAY (24 * 60 * 60)

/*
 * usermod -L and passwd -l put a mark before the hash, some of them two. Behind
 * it the hash is still the one that was set: a sweep that was interrupted left
 * it so, or an administrator.
 */
static void
take_mark(struct sweep_sight *sight)
{
	char *hash = sight->entry.hash;
	size_t marks = strspn(hash, "!");

	sight->locked = marks > 0 && hash[marks] != '\0';
	if (sight->locked)
		memmove(hash, hash + marks, strlen(hash + marks) + 1);
}

/*
 * The local account that has the uid, which usermod -l may have given another
 * name. 0, SHADOW_ABSENT, or a negative errno.
 */
static int
renamed(uid_t uid, struct account *out, struct fault *f)
{
	static const char path[] = "/etc/passwd";
	static char line[16384];
	FILE *file = fopen(path, "re");
	struct passwd room = {.pw_name = NULL}, *entry = NULL;
	int rc, r;

	if (file == NULL)
		return fault_set(
		    f, -errno, "cannot open %s: %s", path, strerror(errno));
	do
		r = fgetpwent_r(file, &room, line, sizeof(line), &entry);
	while (r == 0 &&
	    (entry->pw_uid != uid || !account_name_ok(entry->pw_name)));
	if (r == 0)
		rc = shadow_account("", entry->pw_name, out, f);
	else if (r == ERANGE || ferror(file))
		rc =
		    fault_set(f, -EIO, "cannot read %s: %s", path, strerror(r));
	else
		rc = SHADOW_ABSENT;
	(void)fclose(file);
	return rc;
}

/*
 * What stands in shadow of an account that was found. Nothing: its line may be
 * away for a while, and with it the hash.
 */
static int
see(struct sweep_item *item, struct sweep_sight *sight, struct fault *f)
{
	int rc = shadow_read("", sight->account.name, &sight->entry, f);

	if (rc == 0)
		take_mark(sight);
	item->hidden = item->hidden || rc == SHADOW_ABSENT;
	return rc;
}

/*
 * The account, or what is there in its place: whether it is the same one under
 * another uid or name, its hash tells. Somebody else may have its name by now,
 * and yet it be there under another.
 */
static int
find(struct sweep_item *item, struct fault *f)
{
	const struct sweep_record *record = &item->record;
	int named = shadow_account("", record->user, &item->at.account, f);
	int other = SHADOW_ABSENT;

	if (named == 0 && item->at.account.uid == record->uid)
		return see(item, &item->at, f);
	if (named == 0)
		named = see(item, &item->at, f);
	if (named >= 0)
		other = renamed(record->uid, &item->other.account, f);
	if (other == 0)
		other = see(item, &item->other, f);
	if (named < 0 || other < 0)
		return named < 0 ? named : other;
	item->two = named == 0 && other == 0;
	if (named != 0 && other == 0)
		sweep_take_other(item);
	return named == 0 ? 0 : other;
}

static bool
is_moved(const struct sweep_item *item)
{
	return item->at.account.uid != item->record.uid ||
	    strcmp(item->at.account.name, item->record.user) != 0;
}

void
sweep_take_other(struct sweep_item *item)
{
	item->at = item->other;
	SECRET_WIPE_OBJECT(&item->other);
	item->two = false;
}

void
sweep_wipe(struct sweep_item *item)
{
	SECRET_WIPE_OBJECT(&item->at.entry);
	SECRET_WIPE_OBJECT(&item->other.entry);
}

int
sweep_look(struct sweep_item *item, struct fault *f)
{
	int rc = find(item, f);

	item->host = SWEEP_UNTOLD;
	/* Accounts do not go because their file is away for a while. */
	if (rc == SHADOW_ABSENT && access("/etc/shadow", F_OK) != 0)
		rc = fault_set(
		    f, -errno, "cannot find /etc/shadow: %s", strerror(errno));
	if (rc < 0)
		return rc;
	if (rc != 0 && !item->hidden)
		item->host = SWEEP_ABSENT;
	if (rc != 0)
		return 0;
	item->host = is_moved(item) ? SWEEP_MOVED : SWEEP_THERE;
	return 0;
}

/*
 * Whether the reset that intends it may be at work. One of a time to come is as
 * old: a clock that ran ahead wrote it down.
 */
static bool
young(const struct sweep_record *record, int64_t now)
{
	int64_t age = now - record->issued;

	return age <= SWEEP_INTENT_AGE && age >= -SWEEP_INTENT_AGE;
}

enum sweep_act
sweep_decide(const struct sweep_item *item, enum sweep_match match, int64_t now)
{
	const struct sweep_record *record = &item->record;

	if (!record->set && young(record, now))
		return SWEEP_NOTHING;
	if (item->host == SWEEP_ABSENT)
		return SWEEP_GONE;
	if (item->host == SWEEP_UNTOLD || match == SWEEP_OVER)
		return SWEEP_NOTHING;
	/* Somebody else has the name, or the uid, as far as can be seen. */
	if (item->host == SWEEP_MOVED && match == SWEEP_OTHER)
		return item->hidden ? SWEEP_NOTHING : SWEEP_GONE;
	if (!record->set)
		return match == SWEEP_SAME ? SWEEP_FINISH : SWEEP_CANCEL;
	/* That of the intent beside it, which replaces this one. */
	if (match == SWEEP_OTHER && record->pending)
		return SWEEP_NOTHING;
	/* Of a dead one nobody knows when it was, or by whom. */
	if (match == SWEEP_OTHER)
		return record->late ? SWEEP_REPLACED : SWEEP_USED;
	if (record->locked && item->at.locked)
		return SWEEP_NOTHING;
	return record->late ? SWEEP_LOCK : SWEEP_NOTHING;
}

/* What became of an account that has no line in shadow any more. */
static enum sweep_act
left(const struct sweep_item *item)
{
	struct fault why = {""};
	struct account account;
	const char *name = item->at.account.name;

	return shadow_account("", name, &account, &why) == SHADOW_ABSENT
	    ? SWEEP_GONE
	    : SWEEP_NOTHING;
}

static int
lock(struct sweep_item *item, struct fault *f)
{
	int rc = 0;

	if (!item->at.locked)
		rc = shadow_lock(item->at.account.name, item->at.entry.hash, f);
	if (rc == SHADOW_CHANGED)
		item->act = SWEEP_REPLACED;
	else if (rc == SHADOW_ABSENT)
		item->act = left(item);
	return rc < 0 ? rc : 0;
}

/* What chpasswd(8) has written in the place of our 0. */
static int
take_back(const char *user, struct fault *f)
{
	struct clock_reading now;
	int rc = clock_read(&now);

	if (rc != 0)
		return fault_set(f, rc, "cannot read the clock");
	return shadow_set_lastchg("", user, (long)(now.wall / DAY), f);
}

/*
 * Whether somebody else has changed the account while we did; he need not
 * change his password again.
 */
static int
meanwhile(struct sweep_item *item, struct fault *f)
{
	struct sweep_item after;
	int rc;

	memset(&after, 0, sizeof(after));
	after.record = item->record;
	after.record.uid = item->at.account.uid;
	memcpy(after.record.user, item->at.account.name,
	    sizeof(after.record.user));
	rc = sweep_look(&after, f);
	if (rc == 0 && after.host == SWEEP_ABSENT) {
		item->act = SWEEP_GONE;
	} else if (rc == 0 && after.host == SWEEP_UNTOLD) {
		item->act = SWEEP_NOTHING;
	} else if (rc == 0 &&
	    !secret_equal(after.at.entry.hash, strlen(after.at.entry.hash),
		item->at.entry.hash, strlen(item->at.entry.hash))) {
		item->act = SWEEP_CANCEL;
		if (after.at.entry.lastchg == 0)
			rc = take_back(after.at.account.name, f);
	}
	sweep_wipe(&after);
	return rc;
}

static int
finish(struct sweep_item *item, struct fault *f)
{
	struct fault other = {""};
	int set = 0, rc = 0;

	if (item->at.entry.lastchg != 0) {
		set = shadow_set_lastchg("", item->at.account.name, 0, f);
		rc = meanwhile(item, set == 0 ? f : &other);
	}
	/* What failed does not matter any more where it is not to be done. */
	return rc == 0 && item->act == SWEEP_FINISH ? set : rc;
}

int
sweep_change(struct sweep_item *item, struct fault *f)
{
	int rc = item->act == SWEEP_LOCK ? lock(item, f) : finish(item, f);

	item->done = rc == 0 && item->act != SWEEP_NOTHING;
	return rc;
}
