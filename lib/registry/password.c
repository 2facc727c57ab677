/* password - what a login learns of a password that must be changed */

#include <errno.h>

#include "registry/event.h"
#include "registry/login.h"
#include "registry/temporary.h"

struct asking {
	struct registry_login *login;
	enum registry_password is;
};

/* A refusal, a lead, or a record that is another account's. */
static int
note(struct change *c, const struct asking *a,
    const struct store_temporaries *there)
{
	switch (a->is) {
	case REGISTRY_PASSWORD_TOO_LATE:
		return login_event(c, a->login, "login",
		    "no: temporary password too late", there->id, true, NULL);
	case REGISTRY_PASSWORD_IN_TIME:
		return login_event(c, a->login, "login", "yes: must change",
		    there->id, false, NULL);
	case REGISTRY_PASSWORD_NONE:
	default:
		break;
	}
	if (there->foreign == 0)
		return 0;
	return login_event(
	    c, a->login, "login", "ignored: uid changed", 0, true, NULL);
}

/*
 * Which of several is the password cannot be told without its hash. One that
 * is dead decides: it may be that one.
 */
static int
ask(struct change *c, void *arg)
{
	struct asking *a = arg;
	const struct account *account = a->login->account;
	struct store_temporaries there;
	int64_t row;
	int rc = c->calls->account_find(c->s, account->name, &row, c->f);

	a->is = REGISTRY_PASSWORD_NONE;
	if (rc == 0)
		rc = c->calls->temporary_settle(c->s, row, c->now, c->f);
	if (rc == 0)
		rc = c->calls->temporary_count(
		    c->s, row, (int64_t)account->uid, &there, c->f);
	if (rc != 0)
		return rc;
	if (there.dead > 0)
		a->is = REGISTRY_PASSWORD_TOO_LATE;
	else if (there.own > 0)
		a->is = REGISTRY_PASSWORD_IN_TIME;
	return note(c, a, &there);
}

int
registry_password(struct registry *r, struct registry_login *login,
    enum registry_password *out, struct fault *f)
{
	struct asking a = {login, REGISTRY_PASSWORD_NONE};
	int rc;

	*out = REGISTRY_PASSWORD_NONE;
	if (login->account == NULL)
		return 0;
	rc = change_run(r, STORE_DURABLE, ask, &a, f);
	if (rc == 0)
		*out = a.is;
	return rc;
}

static int
changed(struct change *c, void *arg)
{
	const struct registry_login *login = arg;
	struct store_ending which = {
	    .uid = (int64_t)login->account->uid,
	    .kind = REGISTRY_MUST_CHANGE,
	    .before = INT64_MAX,
	    .issued = INT64_MAX,
	    .state = STORE_USED,
	    .turn = ++c->meta.turn,
	    .gone = c->mark + CHANGE_DEAD_KEPT,
	};
	int rc = c->calls->account_find(
	    c->s, login->account->name, &which.account, c->f);

	if (rc == 0)
		rc = c->calls->credential_end_all(c->s, &which, NULL, c->f);
	which.kind = REGISTRY_TEMPORARY;
	which.issued = c->now - REGISTRY_CHANGED_SPAN;
	if (rc == 0)
		rc = c->calls->credential_end_all(c->s, &which, NULL, c->f);
	if (rc == 0)
		rc = login_event(c, login, "change", "yes", 0, false, NULL);
	return rc;
}

int
registry_changed(
    struct registry *r, struct registry_login *login, struct fault *f)
{
	if (login->account == NULL)
		return fault_set(f, -EINVAL, "no such account");
	return change_run(r, STORE_DURABLE, changed, login, f);
}
