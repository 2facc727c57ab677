/* reset_steps - one account: set, due to be changed, written down, given */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "core/secret.h"

#include "command.h"
#include "reset.h"
#include "stop.h"
#include "words.h"

static bool
same(const char *a, const char *b)
{
	return secret_equal(a, strlen(a), b, strlen(b));
}

/* What of an account is still as we have set it. */
struct left {
	bool hash;
	bool lastchg;
};

/* Another's change in between is not ours to take back. */
static int
look(struct reset *r, const char *user, struct left *left, struct fault *f)
{
	struct shadow_entry *now = &r->secret->now;
	const struct shadow_entry *before = &r->secret->before;
	int rc = shadow_read(r->root, user, now, f);

	if (rc != 0)
		return rc < 0 ? rc : -ENOENT;
	left->hash = same(now->hash, r->record->hash);
	left->lastchg = left->hash ||
	    (same(now->hash, before->hash) && now->lastchg != before->lastchg);
	return 0;
}

/* Put back what the account had; what could not be is said, and left. */
static int
restore(struct reset *r, const char *user)
{
	const struct shadow_entry *before = &r->secret->before;
	struct left left = {false, false};
	struct fault f = {""};
	int rc = look(r, user, &left, &f);

	if (rc == 0 && left.hash)
		rc = shadow_set_hash(r->root, user, before->hash, &f);
	if (rc != 0) {
		words_say("%s may be left with a password that nobody knows, "
			  "since the old one could not be put back (%s): reset "
			  "it again",
		    user, f.text);
		return rc;
	}
	if (!left.lastchg)
		return 0;
	rc = shadow_set_lastchg(r->root, user, before->lastchg, &f);
	if (rc == 0)
		words_say("%s has the password back that it had", user);
	else
		words_say("%s has the password back that it had, but the day "
			  "of its last change is another (%s)",
		    user, f.text);
	return 0;
}

/* Without the password put back the intent stays, and a sweep looks into it. */
static void
take_back(struct reset *r, const char *user)
{
	struct fault f = {""};
	int rc = restore(r, user);

	if (rc == 0 && r->root[0] == '\0' &&
	    reset_record_cancel(r, "taken back", &f) != 0)
		words_say("the registry could not be told (%s): credmint sweep "
			  "will see to it",
		    f.text);
}

/*
 * Making a password and its hash took a while: what the account has is read
 * once more, so that what is put back is what it had.
 */
static int
replace(struct reset *r, const char *name)
{
	struct fault *f = &r->call->fault;
	struct shadow_entry *now = &r->secret->now;
	int rc = shadow_read(r->root, name, now, f);

	if (rc != 0)
		return rc < 0 ? rc : -ENOENT;
	r->secret->before = *now;
	rc = shadow_set_hash(r->root, name, r->record->hash, f);
	if (rc == 0)
		rc = shadow_set_lastchg(r->root, name, 0, f);
	if (rc == 0)
		rc = shadow_read(r->root, name, now, f);
	if (rc == 0 && !same(now->hash, r->record->hash))
		rc = fault_set(f, -EAGAIN,
		    "somebody else has set another password for %s at the same "
		    "time: see to it, and reset it again where need be",
		    name);
	return rc <= 0 ? rc : -ENOENT;
}

static int
set(struct reset *r, const struct account *account)
{
	int rc = 0;

	if (r->root[0] == '\0')
		rc = reset_record_intend(r, account);
	if (rc != 0)
		return rc;
	rc = replace(r, account->name);
	if (rc != 0)
		take_back(r, account->name);
	return rc;
}

/*
 * Who has the password must be able to use it: what the registry cannot be
 * told now stays an intent, which counts as much at a login.
 */
static int
confirm(struct reset *r, const char *name, struct fault *f)
{
	int rc = r->root[0] == '\0' ? reset_record_confirm(r, f) : 0;

	if (rc != 0)
		words_say("%s has the password that was handed over, but the "
			  "registry could not be told: credmint sweep will "
			  "see to it",
		    name);
	return rc;
}

/* What the account has now, by which it may be locked, and what it shall. */
static int
prepare(struct reset *r, const struct account *account)
{
	struct fault *f = &r->call->fault;
	const char *name = account->name;
	struct shadow_entry *before = &r->secret->before;
	int rc = shadow_read(r->root, name, before, f);

	if (rc == SHADOW_ABSENT)
		return -ENOENT;
	if (rc == 0)
		rc = reset_insist(r, account, before->hash);
	return rc != 0 ? rc : reset_make(r, name, r->record->hash, NULL);
}

int
reset_password(struct reset *r, const struct account *account)
{
	struct fault f = {""};
	sigset_t before;
	bool given = false;
	int rc = prepare(r, account);

	if (rc != 0)
		return rc;
	stop_hold(&before);
	rc = stop_asked() != 0 ? -EINTR : set(r, account);
	stop_release(&before);
	if (rc != 0)
		return rc;
	rc = reset_hand_over(r, account, &given);
	stop_hold(&before);
	if (!given)
		take_back(r, account->name);
	else if (rc == 0)
		rc = confirm(r, account->name, &r->call->fault);
	else if (confirm(r, account->name, &f) != 0)
		words_say("%s", f.text);
	stop_release(&before);
	return rc;
}

int
reset_code(struct reset *r, const struct account *account)
{
	struct fault f = {""};
	sigset_t before;
	bool given = false;
	int rc;

	stop_hold(&before);
	rc = stop_asked() != 0 ? -EINTR : reset_record_issue(r, account);
	stop_release(&before);
	if (rc != 0)
		return rc;
	r->record->code[REGISTRY_CODE_SIZE - 1] = '\0';
	(void)snprintf(
	    r->secret->text, sizeof(r->secret->text), "%s", r->record->code);
	rc = reset_hand_over(r, account, &given);
	if (rc == 0 || given)
		return rc;
	stop_hold(&before);
	if (reset_record_revoke(r, &f) != 0)
		words_say("code %lld could not be revoked: %s",
		    (long long)r->record->id, f.text);
	stop_release(&before);
	return rc;
}
