/* doctor_marks - what is enrolled under names that are nobody's any more */

#include <errno.h>

#include "host/run.h"

#include "command.h"
#include "doctor_user.h"

#define WHAT "enrolled names"

/* Lines at most, and how long names are looked up: a directory may be slow. */
#define LINES 8
#define SPAN_MS 5000

void
doctor_renamed(struct doctor *d, uid_t uid, const char *now, const char *before)
{
	char quoted[DOCTOR_QUOTED_SIZE], old[DOCTOR_QUOTED_SIZE];

	if (before[0] == '\0')
		return;
	doctor_say(d, DOCTOR_BAD, WHAT,
	    "%s has uid %lu, which is enrolled as %s: that is not good for %s, "
	    "and nullok lets nobody in by it; enrol it anew: credmint "
	    "authenticator enroll %s, and take the old away: credmint "
	    "authenticator remove --all %s",
	    now, (unsigned long)uid, before, now, doctor_quote(now, quoted),
	    doctor_quote(before, old));
}

struct marks {
	struct doctor *d;
	int64_t until;
	unsigned n, found;
	bool late;
};

/* Which nobody has: the next one of this name, and of this uid, would. */
static void
orphaned(struct doctor *d, const struct registry_mark *m)
{
	char quoted[DOCTOR_QUOTED_SIZE];

	doctor_say(d, DOCTOR_NOTE, WHAT,
	    "%s is enrolled, and nobody is called so; run: credmint "
	    "authenticator remove --all %s",
	    m->user, doctor_quote(m->user, quoted));
}

static int
look(struct marks *s, const struct registry_mark *m)
{
	struct fault *f = &s->d->call->fault;
	struct account named, owner;
	int rc = account_find(m->user, &named, f);
	int owned = ACCOUNT_ABSENT;

	if (rc < 0 || (rc == 0 && (int64_t)named.uid == m->uid))
		return rc;
	/* A name that no account may have is somebody's all the same. */
	if (m->uid >= 0)
		owned = account_find_uid((uid_t)m->uid, &owner, f);
	if (owned < 0 && owned != -EINVAL)
		return owned;
	if (owned == 0)
		doctor_renamed(s->d, owner.uid, owner.name, m->user);
	else if (rc == ACCOUNT_ABSENT)
		orphaned(s->d, m);
	s->found += owned == 0 || rc == ACCOUNT_ABSENT;
	return 0;
}

/* 1 ends it. */
static int
each(const struct registry_mark *m, void *arg)
{
	struct marks *s = arg;

	s->late = run_clock_ms() >= s->until;
	if (s->late || s->found >= LINES)
		return 1;
	s->n++;
	return look(s, m);
}

int
doctor_marks(struct doctor *d, struct registry *r)
{
	struct marks s = {.d = d, .until = run_clock_ms() + SPAN_MS};
	int rc = registry_marks(r, each, &s, &d->call->fault);

	if (rc < 0)
		return rc;
	if (s.late)
		doctor_say(d, DOCTOR_NOTE, WHAT,
		    "%u were looked up, and names are slow to come; ask for "
		    "one by credmint doctor --user USER",
		    s.n);
	else if (rc == 1)
		doctor_say(d, DOCTOR_NOTE, WHAT,
		    "there may be more; mend these, and look again");
	else if (s.found == 0)
		doctor_say(d, DOCTOR_OK, WHAT,
		    "%u, each with the uid it was enrolled for, or dead", s.n);
	return 0;
}
