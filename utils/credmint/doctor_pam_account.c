/* doctor_pam_account - a service's account and password lines */

#include "doctor_pam.h"

static bool
bad(const struct doctor_pam *p, const struct pam_stack_line *line,
    const char *finding, const char *mend)
{
	doctor_say(p->d, DOCTOR_BAD, p->what, "%s by '%s' at %s:%u; %s",
	    finding, line->control, line->file, line->number, mend);
	return false;
}

static bool
is_open(const struct doctor_pam *p, int credmint, bool due)
{
	const struct doctor_ways ways = {.stack = p->stack,
	    .type = PAM_STACK_ACCOUNT,
	    .credmint = credmint,
	    .proofs = true,
	    .due = due};

	return doctor_ways_find(&ways).open;
}

/* The first line of pam_unix before credmint's, or NULL. */
static const struct pam_stack_line *
unix_before(const struct doctor_pam *p, const struct pam_stack_line *line)
{
	for (size_t i = 0; p->stack->lines[i] != line; i++)
		if (p->stack->lines[i]->type == PAM_STACK_ACCOUNT &&
		    pam_stack_is(p->stack->lines[i], "pam_unix.so"))
			return p->stack->lines[i];
	return NULL;
}

/* Where nothing is looked at but that is meant, as in a screen locker's. */
static bool
looks_at_something(const struct doctor_pam *p)
{
	for (size_t i = 0; i < p->stack->n; i++)
		if (p->stack->lines[i]->type == PAM_STACK_ACCOUNT &&
		    !doctor_ways_no_proof(p->stack->lines[i]))
			return true;
	return false;
}

bool
doctor_pam_account(const struct doctor_pam *p)
{
	const struct pam_stack_line *line =
	    doctor_pam_line(p->stack, PAM_STACK_ACCOUNT);
	const struct pam_stack_line *before;

	if (line == NULL) {
		if (looks_at_something(p))
			doctor_say(p->d, DOCTOR_NOTE, p->what,
			    "no account line of credmint's: temporary "
			    "passwords have no end here; write 'account "
			    "required pam_credmint.so' before the others");
		return true;
	}
	before = unix_before(p, line);
	if (before != NULL) {
		doctor_say(p->d, DOCTOR_BAD, p->what,
		    "temporary passwords have no end, because pam_unix.so at "
		    "%s:%u decides before %s:%u; move this line before that",
		    before->file, before->number, line->file, line->number);
		return false;
	}
	if (is_open(p, PAM_SAID_AUTHTOK_EXPIRED, true))
		return bad(p, line,
		    "a temporary password that came too late lets in",
		    "write 'required' there");
	if (is_open(p, PAM_SAID_NEW_AUTHTOK_REQD, false))
		return bad(p, line, "a password that is due is not asked for",
		    "write 'required' there");
	return true;
}

/* A change of a password: what credmint answers, and who else is asked. */
struct change {
	int credmint;
	bool credmint_asked, others;
};

static int
answer(const struct pam_stack_line *line, void *arg)
{
	struct change *change = arg;

	if (pam_stack_is(line, DOCTOR_MODULE)) {
		change->credmint_asked = true;
		return change->credmint;
	}
	if (pam_stack_is(line, "pam_deny.so"))
		return PAM_SAID_AUTHTOK_ERR;
	change->others |= change->credmint_asked && !doctor_ways_no_proof(line);
	return PAM_SAID_SUCCESS;
}

bool
doctor_pam_password(const struct doctor_pam *p)
{
	static const char mend[] =
	    "write '[success=N ignore=ignore default=die]' there, N being the "
	    "number of lines that follow and set passwords";
	const struct pam_stack_line *line =
	    doctor_pam_line(p->stack, PAM_STACK_PASSWORD);
	struct change failed = {.credmint = PAM_SAID_AUTHTOK_ERR},
		      done = {.credmint = PAM_SAID_SUCCESS},
		      usual = {.credmint = PAM_SAID_IGNORE};
	bool well = true;

	if (line == NULL)
		return true;
	(void)pam_stack_run(p->stack, PAM_STACK_PASSWORD, answer, &failed);
	if (failed.others)
		well = bad(p, line,
		    "a change that failed goes on to the next module", mend);
	if (pam_stack_run(p->stack, PAM_STACK_PASSWORD, answer, &done) !=
		PAM_SAID_SUCCESS ||
	    done.others)
		well = bad(p, line,
		    "who logged in with a code that leads to a new password "
		    "is asked for the old one, or refused,",
		    mend);
	if (pam_stack_run(p->stack, PAM_STACK_PASSWORD, answer, &usual) !=
	    PAM_SAID_SUCCESS)
		well = bad(
		    p, line, "any other change of a password is refused", mend);
	return well;
}
