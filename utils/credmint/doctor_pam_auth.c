/* doctor_pam_auth - who gets in by a service's auth lines */

#include "doctor_pam.h"

#include <string.h>

/* A line as it is said: pam_unix.so at FILE:LINE. */
#define LINE "%s at %s:%u"
#define LINE_OF(line) (line)->module, (line)->file, (line)->number

static struct doctor_way
find(const struct doctor_pam *p, int credmint, bool proofs, bool exemptions)
{
	const struct doctor_ways ways = {.stack = p->stack,
	    .type = PAM_STACK_AUTH,
	    .credmint = credmint,
	    .proofs = proofs,
	    .exemptions = exemptions};

	return doctor_ways_find(&ways);
}

/* Whether a no of credmint is to be one of the stack. */
static bool
demands(const struct doctor_pam *p)
{
	for (size_t i = 0; i < p->stack->n; i++) {
		const struct pam_stack_line *line = p->stack->lines[i];
		int no = line->action[PAM_SAID_AUTH_ERR];

		if (line->type == PAM_STACK_AUTH &&
		    pam_stack_is(line, DOCTOR_MODULE) &&
		    (no == PAM_STACK_BAD || no == PAM_STACK_DIE))
			return true;
	}
	return false;
}

static bool
bad_open(const struct doctor_pam *p)
{
	doctor_say(p->d, DOCTOR_BAD, p->what,
	    "lets everybody in without a code or a password, because no line "
	    "of %s says no in the end; write 'auth required %s' at line %u",
	    p->line->file, DOCTOR_MODULE, p->line->number);
	return false;
}

/* What passes over a line that is to say yes. */
static bool
bad_passed(const struct doctor_pam *p, const struct doctor_way *way)
{
	doctor_say(p->d, DOCTOR_BAD, p->what,
	    "lets in without a code: after a yes of " LINE
	    " nobody is asked for one at %s:%u; write 'required' for '%s' at "
	    "%s:%u, or see pam_credmint(8) for a stack that takes either",
	    LINE_OF(way->by), p->line->file, p->line->number, way->by->control,
	    way->by->file, way->by->number);
	return false;
}

static bool
bad_ignored(const struct doctor_pam *p)
{
	doctor_say(p->d, DOCTOR_BAD, p->what,
	    "a wrong code is ignored, and a right one is not needed, by '%s' "
	    "at %s:%u; write 'required' there",
	    p->line->control, p->line->file, p->line->number);
	return false;
}

static bool
bad_error(const struct doctor_pam *p, const char *when)
{
	doctor_say(p->d, DOCTOR_BAD, p->what,
	    "lets in without a code where %s, by '%s' at %s:%u; write "
	    "'required' there",
	    when, p->line->control, p->line->file, p->line->number);
	return false;
}

/* A code is not needed, and that is not for want of a demand. */
static bool
without(const struct doctor_pam *p, const struct doctor_way *way)
{
	struct doctor_way alone = find(p, PAM_SAID_SUCCESS, false, false);
	const struct pam_stack_line *by = way->yes != NULL ? way->yes : way->by;

	if (demands(p) && !way->asked && way->by != NULL)
		return bad_passed(p, way);
	if (!alone.open || by == NULL)
		return bad_ignored(p);
	doctor_say(p->d, DOCTOR_NOTE, p->what,
	    "a code at %s:%u or a yes of " LINE
	    " lets in: one factor, either of two; for both write 'required' "
	    "at each",
	    p->line->file, p->line->number, LINE_OF(by));
	return true;
}

/* Conditions that let in with nothing asked, as pam_rootok does in su. */
static bool
exemptions(const struct doctor_pam *p)
{
	struct doctor_way way = find(p, PAM_SAID_AUTH_ERR, false, true);

	if (way.open && way.exemption != NULL &&
	    (pam_stack_is(way.exemption, "pam_shells.so") ||
		pam_stack_is(way.exemption, "pam_localuser.so"))) {
		doctor_say(p->d, DOCTOR_BAD, p->what,
		    "lets in with nothing asked nearly everybody, by '%s' of " LINE
		    "; write 'required' there",
		    way.exemption->control, LINE_OF(way.exemption));
		return false;
	}
	if (way.open && way.exemption != NULL &&
	    !pam_stack_is(way.exemption, "pam_rootok.so"))
		doctor_say(p->d, DOCTOR_NOTE, p->what,
		    LINE " lets in with nothing asked whom it is about; take "
			 "the line out if that is not meant",
		    LINE_OF(way.exemption));
	return true;
}

static bool
cannot_tell(const struct doctor_pam *p)
{
	doctor_say(p->d, DOCTOR_NOTE, p->what,
	    "too many ways lead through these lines to try them all; write "
	    "fewer lines with brackets");
	return true;
}

bool
doctor_pam_auth(const struct doctor_pam *p)
{
	struct doctor_way right = find(p, PAM_SAID_SUCCESS, true, true),
			  wrong = find(p, PAM_SAID_AUTH_ERR, true, false);

	if (right.many || wrong.many)
		return cannot_tell(p);
	if (find(p, PAM_SAID_AUTH_ERR, false, false).open)
		return bad_open(p);
	if (!right.reached) {
		doctor_say(p->d, DOCTOR_BAD, p->what,
		    "%s:%u is never asked; move it before the line that ends "
		    "the stack",
		    p->line->file, p->line->number);
		return false;
	}
	if (!right.open) {
		doctor_say(p->d, DOCTOR_BAD, p->what,
		    "nobody gets in, not even with a right code; compare the "
		    "auth lines with /usr/share/doc/credmint/examples");
		return false;
	}
	if (!exemptions(p))
		return false;
	if (wrong.open)
		return without(p, &wrong);
	if (find(p, PAM_SAID_AUTHINFO_UNAVAIL, true, false).open)
		return bad_error(p, "the registry cannot be read");
	if (find(p, PAM_SAID_MODULE_UNKNOWN, true, false).open)
		return bad_error(p, DOCTOR_MODULE " cannot be loaded");
	return true;
}
