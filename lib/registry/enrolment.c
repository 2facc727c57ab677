/* enrolment - what enrolling, removing and handing out sheets share */

#include "registry/enrolment.h"

#include "registry/credential.h"
#include "registry/event.h"

int
enrolment_note(struct change *c, const struct enrolment_event *e)
{
	const struct event_note n = {
	    .act = e->act,
	    .outcome = e->outcome,
	    .user = e->user,
	    .source = "",
	    .by = e->by,
	    .code = e->id,
	};

	return event_write(c, &n, e->refusal, NULL);
}

static int
drop_foreign(
    struct change *c, const struct account *account, const char *by, int64_t id)
{
	const struct store_authenticator_calls *a = c->calls->authenticators;
	const struct enrolment_event e = {.act = "remove",
	    .outcome = "uid changed",
	    .user = account->name,
	    .by = by};
	int64_t devices = 0, codes = 0;
	int rc =
	    a->remove_foreign(c->s, id, (int64_t)account->uid, &devices, c->f);

	if (rc == 0)
		rc = a->recovery_clear_foreign(
		    c->s, id, (int64_t)account->uid, &codes, c->f);
	if (rc == 0 && codes > 0)
		rc = a->recovery_left(c->s, id, c->f);
	return rc == 0 && devices + codes > 0 ? enrolment_note(c, &e) : rc;
}

int
enrolment_account(struct change *c, const struct account *account,
    const char *by, int64_t *id)
{
	int rc = credential_room(c);

	if (rc == 0)
		rc = credential_account(c, account->name, id);
	return rc == 0 ? drop_foreign(c, account, by, *id) : rc;
}

int
enrolment_cut(struct change *c, int64_t account)
{
	return c->calls->authenticators->account_end(
	    c->s, account, ++c->meta.turn, c->f);
}

int
enrolment_mark(struct change *c, int64_t account, uid_t uid)
{
	return c->calls->authenticators->account_enrol(
	    c->s, account, (int64_t)uid, c->f);
}

int
enrolment_end_codes(struct change *c, int64_t account)
{
	const struct store_ending which = {
	    .account = account,
	    .uid = -1,
	    .kind = REGISTRY_ENROLLING,
	    .before = INT64_MAX,
	    .issued = INT64_MAX,
	    .state = STORE_USED,
	    .turn = ++c->meta.turn,
	    .gone = c->mark + CHANGE_DEAD_KEPT,
	};

	return c->calls->credential_end_all(c->s, &which, NULL, c->f);
}
