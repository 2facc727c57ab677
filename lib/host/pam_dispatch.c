/*
 * pam_dispatch - what libpam answers for a stack, given what modules answer
 *
 * The impression begins undecided. OK and DONE give their answer to a stack
 * that has no failure yet; the first BAD or DIE decides against it for good.
 * DONE and DIE end the substack they stand in. A jump passes over lines of its
 * level, a substack being one. A yes without anything that said yes is none.
 */

#include "host/pam_stack.h"

enum impression {
	UNDECIDED,
	YES,
	NO
};

/* What is thought so far, and the answer that goes with it. */
struct thought {
	enum impression impression;
	int answer;
};

struct run {
	const struct pam_stack *stack;
	enum pam_stack_type type;
	size_t at; /* the line that is looked at; stack->n: none */
	struct thought now, before[PAM_STACK_DEPTH_MAX + 2];
};

/* The next line of the type after one; stack->n: none. */
static size_t
following(const struct run *run, size_t at)
{
	do
		at++;
	while (at < run->stack->n && run->stack->lines[at]->type != run->type);
	return at;
}

/* Whether the line after one is there and not above a level. */
static bool
goes_on(const struct run *run, size_t at, unsigned level)
{
	at = following(run, at);
	return at < run->stack->n && run->stack->lines[at]->level >= level;
}

static void
yes(struct run *run, int answer)
{
	if (run->now.impression == UNDECIDED ||
	    (run->now.impression == YES &&
		run->now.answer == PAM_SAID_SUCCESS)) {
		run->now.impression = YES;
		run->now.answer = answer;
	}
}

static void
no(struct run *run, int answer)
{
	if (run->now.impression != NO)
		run->now.answer =
		    answer == PAM_SAID_IGNORE ? PAM_SAID_PERM_DENIED : answer;
	run->now.impression = NO;
}

/* To the last line of the substack. */
static void
leave(struct run *run, unsigned level)
{
	while (goes_on(run, run->at, level))
		run->at = following(run, run->at);
}

static void
jump(struct run *run, unsigned level, int lines)
{
	for (; lines > 0 && goes_on(run, run->at, level); lines--)
		do
			run->at = following(run, run->at);
		while (goes_on(run, run->at, level + 1));
	if (lines > 0)
		run->now = (struct thought){NO, PAM_SAID_PERM_DENIED};
}

static void
act(struct run *run, const struct pam_stack_line *line, int answer)
{
	int action = line->action[answer];

	switch (action) {
	case PAM_STACK_RESET:
		run->now = run->before[line->level];
		break;
	case PAM_STACK_OK:
		yes(run, answer);
		break;
	case PAM_STACK_DONE:
		yes(run, answer);
		if (run->now.impression != NO)
			leave(run, line->level);
		break;
	case PAM_STACK_BAD:
		no(run, answer);
		break;
	case PAM_STACK_DIE:
		no(run, answer);
		leave(run, line->level);
		break;
	default:
		jump(run, line->level, action);
		break;
	}
}

int
pam_stack_run(const struct pam_stack *stack, enum pam_stack_type type,
    pam_stack_answer *answer, void *arg)
{
	const struct thought none = {UNDECIDED, PAM_SAID_PERM_DENIED};
	struct run run = {.stack = stack, .type = type, .at = (size_t)-1};
	unsigned level = 0;

	run.now = none;
	run.before[0] = none;
	for (run.at = following(&run, run.at); run.at < stack->n;
	     run.at = following(&run, run.at)) {
		const struct pam_stack_line *line = stack->lines[run.at];
		int said = PAM_SAID_PERM_DENIED;

		if (level < line->level)
			run.before[line->level] = run.now;
		level = line->level;
		if (line->kind == PAM_STACK_SUBSTACK)
			continue;
		if (line->kind == PAM_STACK_MODULE)
			said = answer(line, arg);
		act(&run, line, said);
	}
	return run.now.answer == PAM_SAID_SUCCESS && run.now.impression != YES
	    ? PAM_SAID_PERM_DENIED
	    : run.now.answer;
}
