/* provision_apply_finish - the passwords of accounts that are there */

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "core/secret.h"

#include "provision_apply_inside.h"
#include "words.h"

static bool
same(const char *a, const char *b)
{
	return secret_equal(a, strlen(a), b, strlen(b));
}

/* One that was there before is left as it is, and may be nobody's. */
static void
look_at_home(const struct shadow_seen *seen)
{
	struct stat st;

	if (seen->home[0] == '\0')
		return;
	if (stat(seen->home, &st) != 0)
		words_say(
		    "%s has no home: there is no %s", seen->user, seen->home);
	else if (st.st_uid != seen->account.uid)
		words_say("%s, the home of %s, belongs to uid %lu: see to it "
			  "unless that is meant",
		    seen->home, seen->user, (unsigned long)st.st_uid);
}

/* Those that were just made are there, and nobody has seen to them yet. */
static void
take_added(struct provision_apply *apply)
{
	for (size_t i = 0; i < apply->n; i++) {
		struct provision_part *part = &apply->parts[i];
		const struct shadow_seen *seen = &apply->seen[i];

		if (part->step == PROVISION_STEP_ADD)
			part->step = PROVISION_STEP_SET;
		if (part->step != PROVISION_STEP_SET)
			continue;
		if (!seen->there || !seen->shadowed || !seen->lined)
			provision_fail(apply, i,
			    "useradd has not made it, though it says so; find "
			    "out what else changes the accounts");
		else if (!same(seen->entry.hash, SHADOW_MARK))
			provision_fail(apply, i,
			    "somebody else has set its password meanwhile; it "
			    "is not the one in the secrets");
		else
			look_at_home(seen);
	}
}

/* Each one's record, before anything is set. */
static int
intend(struct provision_apply *apply, struct fault *f)
{
	for (size_t i = 0; i < apply->n; i++) {
		const struct provision_part *part = &apply->parts[i];
		struct provision_record *record = &apply->records[i];
		const char *hash = part->made->hash;

		record->ask = PROVISION_ASK_NOTHING;
		if (part->step == PROVISION_STEP_OUT)
			continue;
		record->ask = PROVISION_ASK_INTEND;
		if (part->step == PROVISION_STEP_OWN) {
			record->ask = PROVISION_ASK_FIND;
			hash = apply->seen[i].entry.hash;
		}
		if (strlen(hash) > SHADOW_HASH_MAX)
			return fault_set(f, -EMSGSIZE,
			    "the hash for %s is too long for shadow",
			    apply->seen[i].user);
		record->account = apply->seen[i].account;
		record->expires = part->made->expires;
		memcpy(record->hash, hash, strlen(hash) + 1);
	}
	return provision_record_do(apply, f);
}

/* ---- chpasswd ---- */

/* Some of the batch, by their numbers. */
struct run {
	size_t at[PROVISION_APPLY_BATCH];
	size_t n;
};

static int
set_some(
    struct provision_apply *apply, const size_t *at, size_t n, struct fault *f)
{
	struct shadow_hash hashes[PROVISION_APPLY_BATCH];

	for (size_t i = 0; i < n; i++)
		hashes[i] = (struct shadow_hash){
		    apply->seen[at[i]].user, apply->records[at[i]].hash};
	return shadow_set_hashes(hashes, n, f);
}

/* What it refuses, or says it does: it may be killed when it has done it. */
static int
judge_refused(struct provision_apply *apply, size_t i, struct fault *f)
{
	struct fault said = *f;
	int rc;

	*f = (struct fault){""};
	rc = shadow_see(&apply->seen[i], 1, f);
	if (rc != 0 || same(apply->seen[i].entry.hash, apply->records[i].hash))
		return rc;
	provision_fail(apply, i, said.text);
	apply->records[i].ask = PROVISION_ASK_CANCEL;
	return 0;
}

/*
 * chpasswd takes all lines or none. Of those that it refuses together it is
 * asked again by halves, until the ones are left that it refuses alone.
 */
static int
set_halves(
    struct provision_apply *apply, const size_t *at, size_t n, struct fault *f)
{
	int rc = set_some(apply, at, n, f);

	if (rc == 0 || provision_is_for_all(rc))
		return rc;
	if (n == 1)
		return judge_refused(apply, at[0], f);
	*f = (struct fault){""};
	rc = set_halves(apply, at, n / 2, f);
	return rc != 0 ? rc : set_halves(apply, at + n / 2, n - n / 2, f);
}

static int
set(struct provision_apply *apply, struct fault *f)
{
	struct run run = {.n = 0};

	for (size_t i = 0; i < apply->n; i++)
		if (apply->parts[i].step == PROVISION_STEP_SET)
			run.at[run.n++] = i;
	return run.n > 0 ? set_halves(apply, run.at, run.n, f) : 0;
}

/* What ended it for all may have come when some were set: go on with these. */
static int
keep_set(struct provision_apply *apply, bool *all, struct fault *f)
{
	int rc = shadow_see(apply->seen, apply->n, f);

	*all = rc == 0;
	for (size_t i = 0; rc == 0 && i < apply->n; i++)
		if (apply->parts[i].step == PROVISION_STEP_SET &&
		    !same(apply->seen[i].entry.hash, apply->records[i].hash)) {
			apply->parts[i].step = PROVISION_STEP_OUT;
			*all = false;
		}
	return rc;
}

/* ---- and the rest ---- */

/* The change of those that are set. */
static int
make_due(struct provision_apply *apply, struct fault *f)
{
	for (size_t i = 0; i < apply->n; i++) {
		int rc;

		if (apply->parts[i].step == PROVISION_STEP_OUT ||
		    (apply->parts[i].step == PROVISION_STEP_OWN &&
			apply->records[i].set))
			continue;
		rc = shadow_set_due(apply->seen[i].user, f);
		if (rc != 0 && provision_is_for_all(rc))
			return rc;
		if (rc == 0)
			continue;
		provision_fail(apply, i, f->text);
		*f = (struct fault){""};
	}
	return 0;
}

/* What was set is what stands there. */
static void
read_back(struct provision_apply *apply)
{
	for (size_t i = 0; i < apply->n; i++) {
		const struct shadow_seen *seen = &apply->seen[i];
		struct provision_record *record = &apply->records[i];

		if (apply->parts[i].step == PROVISION_STEP_OUT)
			continue;
		if (record->set)
			record->ask = PROVISION_ASK_NOTHING;
		else if (same(seen->entry.hash, record->hash) &&
		    seen->entry.lastchg == 0)
			record->ask = PROVISION_ASK_CONFIRM;
		else
			provision_fail(apply, i,
			    "/etc/shadow has not what was just set; find out "
			    "what else changes it");
	}
}

/* What failed and may be set stays an intent: a sweep looks into it. */
static int
settle(struct provision_apply *apply, struct fault *f)
{
	int rc;

	for (size_t i = 0; i < apply->n; i++)
		if (apply->parts[i].step == PROVISION_STEP_OUT &&
		    apply->records[i].ask != PROVISION_ASK_CANCEL)
			apply->records[i].ask = PROVISION_ASK_NOTHING;
	rc = provision_record_do(apply, f);
	for (size_t i = 0; rc == 0 && i < apply->n; i++)
		if (apply->records[i].ask == PROVISION_ASK_CONFIRM &&
		    !apply->records[i].set)
			provision_fail(apply, i,
			    "the registry has ended its record of it "
			    "meanwhile: reset it (credmint reset)");
	return rc;
}

static int
confirm(struct provision_apply *apply, struct fault *f)
{
	int rc = make_due(apply, f);

	if (rc == 0)
		rc = shadow_see(apply->seen, apply->n, f);
	if (rc != 0)
		return rc;
	read_back(apply);
	return settle(apply, f);
}

int
provision_finish(struct provision_apply *apply, struct fault *f)
{
	struct fault said;
	bool any = false, all;
	int rc;

	take_added(apply);
	for (size_t i = 0; i < apply->n; i++)
		any = any || apply->parts[i].step != PROVISION_STEP_OUT;
	if (!any)
		return 0;
	rc = intend(apply, f);
	if (rc != 0)
		return rc;
	rc = set(apply, f);
	if (rc == 0)
		return confirm(apply, f);
	said = *f;
	*f = (struct fault){""};
	if (keep_set(apply, &all, f) == 0 && confirm(apply, f) == 0 && all)
		return 0;
	*f = said; /* what came first */
	return rc;
}
