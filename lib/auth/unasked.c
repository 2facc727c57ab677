/*
 * unasked - logins that end without a question
 */

#include "auth/unasked.h"

#include <errno.h>
#include <string.h>

#include "auth/journal.h"

static bool
says_grace(const struct conf_login *at, const char *service, const char *group)
{
	return at->grace != CONF_UNSAID && strcmp(at->service, service) == 0 &&
	    strcmp(at->group, group) == 0;
}

/* The section of a service and a group that says it; NULL: none does. */
static const struct conf_login *
find_grace(const struct conf *conf, const char *service, const char *group)
{
	for (unsigned i = 0; i < conf->logins_n; i++)
		if (says_grace(&conf->logins[i], service, group))
			return &conf->logins[i];
	return NULL;
}

/*
 * Whether there is a grace period for anybody at this service. Nothing of the
 * account goes into it, so that what follows from it is the same for everyone.
 * Where a service's own section says it, that of all services does not hold.
 */
static bool
may_have_grace(const struct login *l)
{
	const char *service = l->hello.u.hello.service;

	/* Another than root is always asked. */
	if (l->host->asker != 0)
		return false;
	for (unsigned i = 0; i < l->conf->logins_n; i++) {
		const struct conf_login *at = &l->conf->logins[i];
		const struct conf_login *own =
		    find_grace(l->conf, service, at->group);

		if (own != NULL)
			at = own;
		if ((at->service[0] == '\0' || at == own) && at->grace > 0)
			return true;
	}
	return false;
}

int
unasked_check(const struct login *l, struct fault *f)
{
	if (!login_wants(l, WIRE_FORWARD) || !may_have_grace(l))
		return 0;
	return fault_set(f, -EINVAL,
	    "the configuration has a grace period for this service, and its "
	    "PAM line has forward_pass, which then has nothing to pass on: "
	    "remove \"grace\" in %s, or forward_pass in the service's file in "
	    "/etc/pam.d",
	    l->hello.u.hello.conf[0] == '\0' ? CONF_FILE " or its drop-ins"
					     : "the file of conf=");
}

/*
 * When nullok ends for this account. Where it ends for anybody, it is looked
 * for with the clock in hand for everybody, so that the work is the same.
 */
static int64_t
nullok_until(const struct login *l)
{
	if (l->rule.nullok_until != 0)
		return l->rule.nullok_until;
	for (unsigned i = 0; i < l->conf->logins_n; i++)
		if (l->conf->logins[i].nullok_until > 0)
			return INT64_MAX;
	return 0;
}

/*
 * Whether nullok lets other modules decide: only where all that is enrolled was
 * read, by name and by uid, and there is nothing. A name that is nobody's is
 * looked for like others, and goes the way of everyone else; as does who has no
 * way in, whom nothing lets in.
 */
static int
is_absent(struct login *l, bool *absent, struct fault *f)
{
	char other[REGISTRY_NAME_SIZE] = "";
	int error;

	*absent = false;
	if (!login_wants(l, WIRE_NULLOK))
		return 0;
	error = LOGIN_STEP(l,
	    registry_nullok(l->registry, l->known ? &l->account : NULL,
		nullok_until(l), absent, other, f));
	if (error != 0 || !l->known || l->rule.ways.n == 0)
		*absent = false;
	if (error == 0 && l->known && other[0] != '\0')
		journal_elsewhere(l, other);
	return error;
}

/*
 * Looked for also where it is another's group that has one, and where no way in
 * is left, which lets nobody in.
 */
static int
has_grace(struct login *l, bool *granted, struct fault *f)
{
	int error;

	*granted = false;
	if (!may_have_grace(l))
		return 0;
	error =
	    LOGIN_STEP(l, registry_grace(l->registry, &l->entry, granted, f));
	if (error != 0 || l->rule.grace <= 0 || l->rule.ways.n == 0)
		*granted = false;
	return error;
}

int
unasked_decide(struct login *l, enum wire_verdict *verdict, struct fault *f)
{
	bool absent, granted = false;
	int error;

	*verdict = WIRE_NO;
	error = is_absent(l, &absent, f);
	if (error == 0 && !absent)
		error = has_grace(l, &granted, f);
	if (error == 0 && absent)
		*verdict = WIRE_ABSENT;
	else if (error == 0 && granted)
		*verdict = WIRE_YES;
	return error;
}

static void
note(struct login *l, const char *outcome)
{
	struct fault why = {""};

	if (l->registry == NULL)
		return;
	if (LOGIN_STEP(
		l, registry_abandon(l->registry, &l->entry, outcome, &why)) < 0)
		journal_fault(l, why.text);
}

void
unasked_note_exempt(struct login *l)
{
	journal_exempt(l);
	note(l, "ignored: exempt");
}

void
unasked_note_absent(struct login *l)
{
	journal_absent(l);
	note(l, "ignored: not enrolled");
}
