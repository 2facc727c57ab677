/*
 * doctor_ways - whether there is a way through a PAM stack
 */

#include "doctor_ways.h"

#include <string.h>

/* Combinations that are tried, and lines on one. */
#define TRIES_MAX 100000
#define STEPS_MAX PAM_STACK_LINES_MAX
#define ANSWERS_MAX 6

enum nature {
	PROOF,
	CONDITION,
	QUIET,
	ALWAYS,
	NEVER
};

/* A combination: for each line that was asked, which of its answers. */
struct attempt {
	const struct doctor_ways *ways;
	unsigned char choice[STEPS_MAX], choices[STEPS_MAX];
	size_t steps, kept; /* of this run; what the next run begins with */
	bool asked;
	const struct pam_stack_line *before, *last, *yes, *exemption;
};

static enum nature
nature(const struct pam_stack_line *line)
{
	static const struct {
		const char *name;
		enum nature nature;
	} known[] = {
	    {"pam_access.so", CONDITION},
	    {"pam_cap.so", QUIET},
	    {"pam_deny.so", NEVER},
	    {"pam_echo.so", QUIET},
	    {"pam_env.so", QUIET},
	    {"pam_faildelay.so", QUIET},
	    {"pam_faillock.so", CONDITION},
	    {"pam_gnome_keyring.so", QUIET},
	    {"pam_group.so", QUIET},
	    {"pam_keyinit.so", QUIET},
	    {"pam_kwallet5.so", QUIET},
	    {"pam_limits.so", QUIET},
	    {"pam_listfile.so", CONDITION},
	    {"pam_localuser.so", CONDITION},
	    {"pam_nologin.so", CONDITION},
	    {"pam_permit.so", ALWAYS},
	    {"pam_rootok.so", CONDITION},
	    {"pam_securetty.so", CONDITION},
	    {"pam_shells.so", CONDITION},
	    {"pam_succeed_if.so", CONDITION},
	    {"pam_tally2.so", CONDITION},
	    {"pam_time.so", CONDITION},
	    {"pam_usertype.so", CONDITION},
	    {"pam_warn.so", QUIET},
	    {"pam_wheel.so", CONDITION},
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (pam_stack_is(line, known[i].name))
			return known[i].nature;
	return PROOF;
}

bool
doctor_ways_no_proof(const struct pam_stack_line *line)
{
	return nature(line) != PROOF;
}

/* Whether an answer ends the stack with a yes, or passes over lines. */
static bool
leads_past(const struct pam_stack_line *line, int answer)
{
	return line->action[answer] > 0 ||
	    (answer == PAM_SAID_SUCCESS &&
		line->action[answer] == PAM_STACK_DONE);
}

static bool
possible(const struct doctor_ways *ways, const struct pam_stack_line *line,
    int answer)
{
	switch (nature(line)) {
	case ALWAYS:
		return answer == PAM_SAID_SUCCESS;
	case NEVER:
		return answer == PAM_SAID_AUTH_ERR;
	case QUIET:
		/* These have nothing to say of who somebody is. */
		if (ways->type == PAM_STACK_AUTH &&
		    (pam_stack_is(line, "pam_env.so") ||
			pam_stack_is(line, "pam_faildelay.so") ||
			pam_stack_is(line, "pam_group.so") ||
			pam_stack_is(line, "pam_warn.so")))
			return answer == PAM_SAID_IGNORE;
		return answer == PAM_SAID_SUCCESS || answer == PAM_SAID_IGNORE;
	case CONDITION:
		return (answer == PAM_SAID_SUCCESS ||
			   answer == PAM_SAID_AUTH_ERR ||
			   answer == PAM_SAID_IGNORE) &&
		    (ways->exemptions || !leads_past(line, answer));
	case PROOF:
	default:
		return ways->proofs ||
		    (answer != PAM_SAID_SUCCESS && answer != PAM_SAID_IGNORE &&
			answer != PAM_SAID_NEW_AUTHTOK_REQD);
	}
}

/* Answers of a line that differ in what comes of them. How many. */
static unsigned
answers(const struct doctor_ways *ways, const struct pam_stack_line *line,
    int out[ANSWERS_MAX])
{
	static const int all[ANSWERS_MAX] = {PAM_SAID_SUCCESS,
	    PAM_SAID_AUTH_ERR, PAM_SAID_IGNORE, PAM_SAID_USER_UNKNOWN,
	    PAM_SAID_AUTHINFO_UNAVAIL, PAM_SAID_NEW_AUTHTOK_REQD};
	const int known =
	    ways->known == NULL ? -1 : ways->known(line, ways->arg);
	unsigned n = 0, same;

	if (known >= 0) {
		out[0] = known;
		return 1;
	}
	if (pam_stack_is(line, DOCTOR_MODULE)) {
		out[0] = ways->credmint;
		return 1;
	}
	for (size_t i = 0; i < ANSWERS_MAX; i++) {
		if (!possible(ways, line, all[i]))
			continue;
		if (all[i] == PAM_SAID_NEW_AUTHTOK_REQD &&
		    ways->type != PAM_STACK_ACCOUNT)
			continue;
		for (same = 0; same < n; same++)
			if (out[same] != PAM_SAID_SUCCESS &&
			    all[i] != PAM_SAID_NEW_AUTHTOK_REQD &&
			    line->action[out[same]] == line->action[all[i]])
				break;
		if (same == n)
			out[n++] = all[i];
	}
	if (n == 0)
		out[n++] = PAM_SAID_AUTH_ERR;
	return n;
}

/* Whether a line stands before the first of credmint's. */
static bool
precedes(const struct doctor_ways *ways, const struct pam_stack_line *line)
{
	for (size_t i = 0; ways->stack->lines[i] != line; i++)
		if (ways->stack->lines[i]->type == ways->type &&
		    pam_stack_is(ways->stack->lines[i], DOCTOR_MODULE))
			return false;
	return true;
}

static int
answer(const struct pam_stack_line *line, void *arg)
{
	struct attempt *a = arg;
	int all[ANSWERS_MAX], said;
	unsigned n = answers(a->ways, line, all);
	size_t at = a->steps < STEPS_MAX ? a->steps++ : STEPS_MAX - 1;

	if (at >= a->kept)
		a->choice[at] = 0;
	a->choices[at] = (unsigned char)n;
	said = all[a->choice[at] < n ? a->choice[at] : 0];
	a->asked |= pam_stack_is(line, DOCTOR_MODULE);
	a->last = line;
	if (!a->asked && precedes(a->ways, line))
		a->before = line;
	if (a->yes == NULL && said == PAM_SAID_SUCCESS &&
	    nature(line) == PROOF && !pam_stack_is(line, DOCTOR_MODULE))
		a->yes = line;
	if (a->exemption == NULL && nature(line) == CONDITION &&
	    leads_past(line, said))
		a->exemption = line;
	return said;
}

/* On to the next combination. Whether there is one. */
static bool
advance(struct attempt *a)
{
	size_t n = a->steps;

	while (n > 0 && a->choice[n - 1] + 1 >= a->choices[n - 1])
		n--;
	if (n == 0)
		return false;
	a->choice[n - 1]++;
	a->kept = n;
	return true;
}

/* The line before the first of credmint's that was asked last. */
static const struct pam_stack_line *
passed_by(const struct attempt *a)
{
	return a->before != NULL ? a->before : a->last;
}

struct doctor_way
doctor_ways_find(const struct doctor_ways *ways)
{
	struct doctor_way way = {.open = false};
	struct attempt a = {.ways = ways};
	unsigned tries = 0;
	int said;

	do {
		a.steps = 0;
		a.asked = false;
		a.before = a.last = a.yes = a.exemption = NULL;
		said = pam_stack_run(ways->stack, ways->type, answer, &a);
		way.reached |= a.asked;
		if ((said == PAM_SAID_SUCCESS ||
			(ways->due && said == PAM_SAID_NEW_AUTHTOK_REQD)) &&
		    (!way.open || (way.asked && !a.asked))) {
			way.open = true;
			way.asked = a.asked;
			way.by = passed_by(&a);
			way.yes = a.yes;
			way.exemption = a.exemption;
		}
	} while (++tries < TRIES_MAX && advance(&a));
	way.many = tries == TRIES_MAX;
	return way;
}
