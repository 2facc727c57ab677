/* password - what a login learns of a password that must be changed */

#include <errno.h>

#include "registry/enrolment.h"
#include "registry/event.h"
#include "registry/grace.h"
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

/* What is done to codes that lead to a new password, and said of it. */
struct move {
	struct registry_login *login;
	int (*codes)(struct change *, int64_t, int64_t);
	const char *outcome;
};

static int
hold(struct change *c, int64_t account, int64_t uid)
{
	return c->calls->credential_hold(c->s, account, uid, c->f);
}

static int
release(struct change *c, int64_t account, int64_t uid)
{
	return c->calls->credential_release(c->s, account, uid, c->now, c->f);
}

static int
move(struct change *c, void *arg)
{
	const struct move *m = arg;
	const struct account *account = m->login->account;
	int64_t row;
	int rc = c->calls->account_find(c->s, account->name, &row, c->f);

	if (rc == 0)
		rc = m->codes(c, row, (int64_t)account->uid);
	if (rc == 0)
		rc = login_event(
		    c, m->login, "change", m->outcome, 0, false, NULL);
	return rc;
}

static int
run_move(struct registry *r, struct move *m, struct fault *f)
{
	if (m->login->account == NULL)
		return fault_set(f, -EINVAL, "no such account");
	return change_run(r, STORE_DURABLE, move, m, f);
}

int
registry_changing(
    struct registry *r, struct registry_login *login, struct fault *f)
{
	struct move m = {login, hold, "begun"};

	return run_move(r, &m, f);
}

int
registry_unchanged(
    struct registry *r, struct registry_login *login, struct fault *f)
{
	struct move m = {login, release, "no: nothing was set"};

	return run_move(r, &m, f);
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
		rc = grace_end(c, which.account, true);
	if (rc == 0)
		rc = enrolment_cut(c, which.account);
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
