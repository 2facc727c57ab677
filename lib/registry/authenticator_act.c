/* authenticator_act - removing authenticators, and setting one right */

#include <errno.h>
#include <string.h>

#include "core/clock.h"
#include "core/secret.h"
#include "registry/authenticator_code.h"
#include "registry/enrolment.h"
#include "registry/grace.h"
#include "registry/seed.h"
#include "secrets/otp.h"

struct removing {
	const char *user;
	int64_t id;
	const char *by;
	int64_t n;
};

static int
remove_one(struct change *c, void *arg)
{
	const struct removing *v = arg;
	const struct enrolment_event e = {.act = "remove",
	    .outcome = "removed",
	    .user = v->user,
	    .by = v->by,
	    .id = v->id};
	int64_t account;
	bool done = false;
	int rc = c->calls->account_find(c->s, v->user, &account, c->f);

	if (rc == 0)
		rc = c->calls->authenticators->remove(
		    c->s, account, v->id, &done, c->f);
	if (rc == 0 && !done)
		return REGISTRY_NOT_FOUND;
	if (rc == 0)
		rc = grace_end(c, account, true);
	if (rc == 0)
		rc = enrolment_cut(c, account);
	return rc == 0 ? enrolment_note(c, &e) : rc;
}

int
registry_authenticator_remove(struct registry *r, const char *user, int64_t id,
    const char *by, struct fault *f)
{
	struct removing v = {.user = user, .id = id, .by = by};

	return change_run(r, STORE_DURABLE, remove_one, &v, f);
}

static int
remove_all(struct change *c, void *arg)
{
	const struct store_authenticator_calls *a = c->calls->authenticators;
	struct removing *v = arg;
	const struct enrolment_event e = {.act = "remove",
	    .outcome = "all removed",
	    .user = v->user,
	    .by = v->by};
	int64_t account;
	int rc = c->calls->account_find(c->s, v->user, &account, c->f);

	if (rc == 0 && account == 0)
		return REGISTRY_NOT_FOUND;
	if (rc == 0)
		rc = a->remove_all(c->s, account, &v->n, c->f);
	if (rc == 0)
		rc = a->recovery_clear(c->s, account, NULL, c->f);
	if (rc == 0)
		rc = a->recovery_left(c->s, account, c->f);
	if (rc == 0)
		rc = a->account_sheet(c->s, account, 0, c->f);
	if (rc == 0)
		rc = enrolment_end_codes(c, account);
	if (rc == 0)
		rc = grace_end(c, account, true);
	if (rc == 0)
		rc = enrolment_cut(c, account);
	if (rc == 0)
		rc = a->account_enrol(c->s, account, STORE_UNMARKED, c->f);
	return rc == 0 ? enrolment_note(c, &e) : rc;
}

int
registry_authenticator_remove_all(struct registry *r, const char *user,
    const char *by, unsigned *n, struct fault *f)
{
	struct removing v = {.user = user, .by = by};
	int rc = change_run(r, STORE_DURABLE, remove_all, &v, f);

	*n = rc == 0 ? (unsigned)v.n : 0;
	return rc;
}

/* In secret memory. */
struct resyncing {
	const char *user;
	int64_t id;
	const char *by;
	struct code_typed typed[2];
	bool right;
	bool old;       /* right, but of what is used up */
	int64_t behind; /* counters or steps, until they are not */
	int64_t from;   /* TOTP: wall time of that */
	size_t n;
	struct store_authenticator row[REGISTRY_AUTHENTICATORS_MAX];
	unsigned char seed[CREDMINT_OTP_KEY_MAX];
};

/* From where on codes are looked for, and how far. */
static uint64_t
first_of(const struct store_authenticator *row, int64_t here, unsigned *span)
{
	int64_t first = row->next, last;

	*span = REGISTRY_RESYNC_SPAN;
	if (row->type == CREDMINT_HOTP)
		return (uint64_t)first;
	if (here - REGISTRY_RESYNC_SPAN > first)
		first = here - REGISTRY_RESYNC_SPAN;
	last = here + REGISTRY_RESYNC_SPAN;
	*span = last > first ? (unsigned)(last - first - 1) : 0;
	return (uint64_t)first;
}

/* Codes that are behind by no more are those that were typed just now. */
#define BEHIND_USUAL 3

/*
 * Where they would have been, had nothing been used since: the clock was ahead
 * then, or a device begins anew.
 */
static void
find_old(struct resyncing *v, const struct credmint_otp *otp,
    const struct store_authenticator *row, int64_t here)
{
	const bool totp = row->type == CREDMINT_TOTP;
	int64_t low = (totp ? here : row->next) - REGISTRY_RESYNC_SPAN;
	int64_t last = totp && row->next > here + REGISTRY_RESYNC_SPAN
	    ? here + REGISTRY_RESYNC_SPAN
	    : row->next;
	uint64_t at;

	low = low > 0 ? low : 0;
	if (last <= low ||
	    authenticator_pair(otp, v->typed, (uint64_t)low,
		(unsigned)(last - low - 1), &at) != 0)
		return;
	v->behind = row->next - (int64_t)at;
	v->old = v->behind > BEHIND_USUAL;
	if (totp && v->behind < INT64_MAX / REGISTRY_STEP_MAX - here)
		v->from = (here + v->behind) * (int64_t)row->step;
}

/* Where the codes are; row is moved on when they are right. */
static int
find_pair(struct change *c, struct resyncing *v,
    struct store_authenticator *row, bool *right)
{
	struct credmint_otp otp = CREDMINT_OTP_INIT;
	const int64_t here =
	    row->step > 0 ? c->reading.wall / (int64_t)row->step : 0;
	uint64_t first, at;
	unsigned span;
	int rc;

	*right = false;
	rc = seed_open(c->r->key, v->user, row, v->seed, &otp.nkey);
	if (rc != 0)
		return seed_fault(&c->r->conf, v->user, row->id, rc, c->f);
	otp.type = row->type;
	otp.digest = row->digest;
	otp.digits = row->digits;
	otp.step = row->step;
	otp.key = v->seed;
	first = first_of(row, here, &span);
	rc = authenticator_pair(&otp, v->typed, first, span, &at);
	find_old(v, &otp, row, here);
	SECRET_WIPE_ARRAY(v->seed);
	if (rc != 0 || at >= INT64_MAX ||
	    (row->type == CREDMINT_TOTP &&
		(int64_t)at > here + REGISTRY_RESYNC_SPAN))
		return 0;
	row->next = (int64_t)at + 1;
	if (row->type == CREDMINT_TOTP)
		row->drift = (int64_t)at - here;
	*right = true;
	return 0;
}

static struct store_authenticator *
row_of(struct resyncing *v)
{
	for (size_t i = 0; i < v->n; i++)
		if (v->row[i].id == v->id)
			return &v->row[i];
	return NULL;
}

static int
resync(struct change *c, void *arg)
{
	const struct store_authenticator_calls *a = c->calls->authenticators;
	struct resyncing *v = arg;
	struct store_authenticator *row;
	struct enrolment_event e = {
	    .act = "resync", .user = v->user, .by = v->by, .id = v->id};
	int64_t account;
	int rc = c->calls->account_find(c->s, v->user, &account, c->f);

	if (rc == 0)
		rc = a->all(c->s, account, v->row, &v->n, c->f);
	if (rc != 0)
		return rc;
	row = row_of(v);
	if (row == NULL)
		return REGISTRY_NOT_FOUND;
	rc = find_pair(c, v, row, &v->right);
	if (rc == 0 && v->right)
		rc = a->step(c->s, row, &v->right, c->f);
	if (rc == 0 && v->right)
		rc = grace_end(c, account, true);
	e.outcome = v->right ? "set"
	    : v->old         ? "no: code used before"
			     : "no: wrong";
	e.refusal = !v->right;
	return rc == 0 ? enrolment_note(c, &e) : rc;
}

/* What is wrong with two codes, and what helps. */
static int
refuse(const struct resyncing *v, struct fault *f)
{
	char when[CLOCK_TEXT_SIZE];

	if (!v->old)
		return fault_set(f, -EKEYREJECTED,
		    "these are not two codes of authenticator %lld, one after "
		    "the other, that were not used yet: wait for the next one "
		    "and try again",
		    (long long)v->id);
	if (v->from == 0)
		return fault_set(f, -EKEYEXPIRED,
		    "codes of authenticator %lld were used that come later: "
		    "its next %lld are not good; to have it good at once, "
		    "enroll a new secret with --replace %lld",
		    (long long)v->id, (long long)v->behind - 1,
		    (long long)v->id);
	clock_text(v->from, when);
	return fault_set(f, -EKEYEXPIRED,
	    "codes of authenticator %lld were used that come later, when a "
	    "clock was ahead: those it shows are good again from %s on; to "
	    "have it good before, enroll a new secret with --replace %lld",
	    (long long)v->id, when, (long long)v->id);
}

int
registry_authenticator_resync(struct registry *r, const char *user, int64_t id,
    const char *code1, size_t n1, const char *code2, size_t n2, const char *by,
    struct fault *f)
{
	struct resyncing *v = secret_map(sizeof(*v), NULL);
	int rc;

	if (v == NULL)
		return fault_set(f, -ENOMEM, "no memory for an authenticator");
	v->user = user;
	v->id = id;
	v->by = by;
	code_read(code1, n1, &v->typed[0]);
	code_read(code2, n2, &v->typed[1]);
	rc = change_run(r, STORE_DURABLE, resync, v, f);
	if (rc == 0 && !v->right)
		rc = refuse(v, f);
	secret_unmap(v, sizeof(*v));
	return rc;
}
