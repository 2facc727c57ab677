/*
 * journal - a login's lines in the system log
 */

#include "auth/journal.h"

#include <inttypes.h>
#include <stdio.h>
#include <syslog.h>

#include "auth/words.h"

static const char *
user_of(const struct login *l)
{
	if (l->known)
		return l->account.name;
	return l->conf->log_unknown_users ? l->hello.u.hello.user : "unknown";
}

static void
start(struct words *w, const struct login *l, const char *text)
{
	w->n = 0;
	words_theirs(w, l->hello.u.hello.service);
	words_ours(w, ": ");
	words_ours(w, text);
}

static void
write_line(const struct login *l, int priority, const struct words *w)
{
	l->host->log(priority, w->text, l->host->arg);
}

/* The tail that readers of logs know from pam_unix. */
static void
failure(const struct login *l, int priority, struct words *w)
{
	char ids[64];

	(void)snprintf(ids, sizeof(ids), "logname= uid=%u euid=%u",
	    (unsigned)l->host->asker, (unsigned)l->host->asker);
	words_ours(w, "; authentication failure; ");
	words_ours(w, ids);
	words_ours(w, " tty=");
	words_theirs(w, l->hello.u.hello.tty);
	words_ours(w, " ruser=");
	words_theirs(w, l->hello.u.hello.ruser);
	words_ours(w, " rhost=");
	words_theirs(w, l->hello.u.hello.rhost);
	words_ours(w, "  user=");
	words_theirs(w, user_of(l));
	write_line(l, priority, w);
}

/* Who it is, and where he is. */
static void
whence(struct words *w, const struct login *l)
{
	const char *rhost = l->hello.u.hello.rhost;
	char asker[32] = "local";

	if (l->host->asker != 0)
		(void)snprintf(
		    asker, sizeof(asker), "uid %u", (unsigned)l->host->asker);
	words_ours(w, " from ");
	if (rhost[0] != '\0')
		words_theirs(w, rhost);
	else
		words_ours(w, asker);
}

/* By which way in, in the words of the configuration. */
static const char *
way_of(const struct login *l)
{
	switch (l->entry.used) {
	case REGISTRY_USED_ISSUED:
		return " (issued)";
	case REGISTRY_USED_DELIVERED:
		return " (delivered)";
	case REGISTRY_USED_AUTHENTICATOR:
		return " (authenticator)";
	case REGISTRY_USED_RECOVERY:
		return " (recovery)";
	case REGISTRY_USED_ENROLMENT:
		return " (to enroll)";
	case REGISTRY_USED_NONE:
	default:
		return "";
	}
}

void
journal_accepted(const struct login *l, bool change)
{
	struct words w;

	start(&w, l, "one-time code accepted for ");
	words_theirs(&w, user_of(l));
	words_ours(&w, way_of(l));
	whence(&w, l);
	if (change)
		words_ours(&w, ", a new password must follow");
	write_line(l, LOG_NOTICE, &w);
}

void
journal_grace(const struct login *l)
{
	struct words w;

	start(&w, l, "within the grace period, not asked: ");
	words_theirs(&w, user_of(l));
	whence(&w, l);
	write_line(l, LOG_NOTICE, &w);
}

void
journal_exempt(const struct login *l)
{
	struct words w;

	start(&w, l, "exempt by ");
	words_ours(&w, l->rule.exempt_by);
	words_ours(&w, ", left to other modules: ");
	words_theirs(&w, user_of(l));
	whence(&w, l);
	write_line(l, LOG_NOTICE, &w);
}

void
journal_unread(const struct login *l)
{
	struct words w;
	char which[64];

	if (l->entry.unread == 0)
		return;
	(void)snprintf(which, sizeof(which), "authenticator %" PRId64 " of ",
	    l->entry.unread);
	start(&w, l, which);
	words_theirs(&w, user_of(l));
	words_ours(&w, " cannot be read: remove it and enroll another one");
	write_line(l, LOG_ERR, &w);
}

void
journal_refused(const struct login *l)
{
	struct words w;

	start(&w, l, "one-time code refused");
	if (l->entry.locked)
		words_ours(&w, ", locked");
	else if (l->entry.letters)
		words_ours(&w, ", locked to digits");
	failure(l, LOG_NOTICE, &w);
}

void
journal_undelivered(const struct login *l)
{
	struct words w;

	start(&w, l, "one-time code used, but the yes could not be sent");
	failure(l, LOG_WARNING, &w);
}

/* The same tail where no secret was wrong, so that nothing counts it as one. */
static void
origin(const struct login *l, int priority, struct words *w)
{
	words_ours(w, "; logname= tty=");
	words_theirs(w, l->hello.u.hello.tty);
	words_ours(w, " rhost=");
	words_theirs(w, l->hello.u.hello.rhost);
	words_ours(w, "  user=");
	words_theirs(w, user_of(l));
	write_line(l, priority, w);
}

void
journal_abandoned(const struct login *l, const char *outcome)
{
	struct words w;

	start(&w, l, "no one-time code given, ");
	words_ours(&w, outcome);
	origin(l, LOG_NOTICE, &w);
}

void
journal_must_change(const struct login *l)
{
	struct words w;

	start(&w, l, "temporary password in time, a new one must follow");
	origin(l, LOG_NOTICE, &w);
}

void
journal_too_late(const struct login *l)
{
	struct words w;

	start(&w, l,
	    "temporary password too late (run credmint sweep if the password "
	    "was changed since)");
	origin(l, LOG_NOTICE, &w);
}

void
journal_changing(const struct login *l)
{
	struct words w;

	start(&w, l, "a new password is being set, its codes wait");
	origin(l, LOG_NOTICE, &w);
}

void
journal_unchanged(const struct login *l)
{
	struct words w;

	start(&w, l, "no new password, its codes are good again");
	origin(l, LOG_NOTICE, &w);
}

void
journal_changed(const struct login *l)
{
	struct words w;

	start(&w, l, "new password, its codes have ended");
	origin(l, LOG_NOTICE, &w);
}

void
journal_not_root(const struct login *l)
{
	struct words w;

	start(&w, l, "asked what only root may ask");
	origin(l, LOG_NOTICE, &w);
}

void
journal_absent(const struct login *l)
{
	struct words w;

	start(&w, l, "not enrolled, left to other modules: ");
	words_theirs(&w, user_of(l));
	write_line(l, LOG_NOTICE, &w);
}

/* Who was renamed is not let in for it; what the mend is, too. */
void
journal_elsewhere(const struct login *l, const char *other)
{
	struct words w;

	start(&w, l, "nullok does not let in ");
	words_theirs(&w, user_of(l));
	words_ours(&w, ", whose uid is enrolled as ");
	words_theirs(&w, other);
	words_ours(&w,
	    ": enroll it anew, or take that away, by credmint authenticator "
	    "remove --all; credmint authenticator list shows it");
	write_line(l, LOG_WARNING, &w);
}

void
journal_not_his(const struct login *l)
{
	struct words w;

	start(&w, l, "asked about another's account");
	failure(l, LOG_NOTICE, &w);
}

/* Whoever asks is the account's own uid. */
static void
enrolment(const struct login *l, struct words *w)
{
	char asker[32];

	(void)snprintf(
	    asker, sizeof(asker), " from uid %u", (unsigned)l->host->asker);
	words_ours(w, " for ");
	words_theirs(w, user_of(l));
	words_ours(w, asker);
	write_line(l, LOG_NOTICE, w);
}

void
journal_enrolled(const struct login *l, int64_t id)
{
	char text[48];
	struct words w;

	(void)snprintf(
	    text, sizeof(text), "authenticator %" PRId64 " enrolled", id);
	start(&w, l, text);
	enrolment(l, &w);
}

void
journal_not_enrolled(const struct login *l, const char *outcome)
{
	struct words w;

	start(&w, l, "no authenticator enrolled, ");
	words_ours(&w, outcome);
	words_ours(&w, ",");
	enrolment(l, &w);
}

/* In a frame of its own. */
__attribute__((noinline)) static void
doubt(const struct login *l)
{
	struct words w;

	start(&w, l,
	    "whether an authenticator is enrolled is not known, see credmint "
	    "authenticator list,");
	enrolment(l, &w);
}

void
journal_doubt(const struct login *l, const char *text)
{
	journal_fault(l, text);
	doubt(l);
}

void
journal_fault(const struct login *l, const char *text)
{
	struct words w;

	start(&w, l, text);
	write_line(l, LOG_ERR, &w);
}
