/*
 * stage - calls beside a login: the account and the password stage
 */

#include "auth/stage.h"

#include "auth/journal.h"

static bool
calls(const struct login *l, enum wire_option call)
{
	return l->hello.u.hello.options == (uint32_t)call;
}

/* The steps of a change of a password. */
static const struct step {
	enum wire_option call;
	int (*take)(struct registry *, struct registry_login *, struct fault *);
	void (*tell)(const struct login *);
} steps[] = {
    {WIRE_CHANGING, registry_changing, journal_changing},
    {WIRE_UNCHANGED, registry_unchanged, journal_unchanged},
    {WIRE_CHANGED, registry_changed, journal_changed},
};

static const struct step *
step_called(const struct login *l)
{
	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++)
		if (calls(l, steps[i].call))
			return &steps[i];
	return NULL;
}

bool
stage_called(const struct login *l)
{
	return calls(l, WIRE_ACCOUNT) || step_called(l) != NULL;
}

bool
stage_may(const struct login *l)
{
	return l->host->asker == 0;
}

/* Only a whole word leads anywhere; what is not known is another's to tell. */
static int
tell_password(struct login *l, enum wire_verdict *verdict, struct fault *f)
{
	enum registry_password is = REGISTRY_PASSWORD_NONE;
	int error =
	    LOGIN_STEP(l, registry_password(l->registry, &l->entry, &is, f));

	if (error != 0)
		return error;
	switch (is) {
	case REGISTRY_PASSWORD_NONE:
		*verdict = WIRE_ABSENT;
		break;
	case REGISTRY_PASSWORD_IN_TIME:
		*verdict = WIRE_CHANGE;
		journal_must_change(l);
		break;
	case REGISTRY_PASSWORD_TOO_LATE:
	default:
		*verdict = WIRE_LATE;
		journal_too_late(l);
		break;
	}
	return 0;
}

static int
take_step(struct login *l, const struct step *step, enum wire_verdict *verdict,
    struct fault *f)
{
	int error = LOGIN_STEP(l, step->take(l->registry, &l->entry, f));

	if (error != 0)
		return error;
	*verdict = WIRE_YES;
	step->tell(l);
	return 0;
}

int
stage_decide(struct login *l, enum wire_verdict *verdict, struct fault *f)
{
	const struct step *step = step_called(l);

	*verdict = WIRE_UNAVAILABLE;
	return step == NULL ? tell_password(l, verdict, f)
			    : take_step(l, step, verdict, f);
}
