/* keeping - what keeping an authenticator does inside a transaction */

#include "registry/keeping.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/secret.h"
#include "registry/enrolment.h"
#include "registry/grace.h"
#include "registry/seed.h"
#include "registry/text.h"
#include "secrets/otp.h"

/* So far no clock of a device is off, in steps. */
#define DRIFT_MAX 1000000

/* What is kept as it is, and is fit for every terminal. */
static bool
name_ok(const char *name)
{
	char clean[REGISTRY_TEXT_SIZE];

	text_clean(name, clean, sizeof(clean));
	return name != NULL && *name != '\0' &&
	    strlen(name) < REGISTRY_AUTHENTICATOR_NAME_SIZE &&
	    strcmp(name, clean) == 0;
}

static int
check_numbers(const struct registry_enrolment *e, const struct credmint_otp *o,
    struct fault *f)
{
	if (o->type == CREDMINT_TOTP && o->step > REGISTRY_STEP_MAX)
		return fault_set(f, -EINVAL,
		    "the step of an authenticator is 1 to %d seconds",
		    REGISTRY_STEP_MAX);
	if (o->nkey < REGISTRY_SEED_MIN)
		return fault_set(f, -EINVAL,
		    "the secret of an authenticator is %d to %d bytes, not %zu",
		    REGISTRY_SEED_MIN, CREDMINT_OTP_KEY_MAX, o->nkey);
	if (e->next < 0 || e->next == INT64_MAX || e->drift < -DRIFT_MAX ||
	    e->drift > DRIFT_MAX || (o->type == CREDMINT_HOTP && e->drift != 0))
		return fault_set(f, -EINVAL,
		    "the counter or drift of the authenticator is out of "
		    "range");
	return 0;
}

/* A yes, to this account, for this. */
static bool
proof_ok(const struct registry_enrolment *e)
{
	const struct registry_login *proof = e->proof;

	return proof == NULL ||
	    (proof->said && proof->purpose == REGISTRY_FOR_ENROLMENT &&
		proof->account != NULL &&
		proof->account->uid == e->account->uid &&
		strcmp(proof->account->name, e->account->name) == 0);
}

int
keeping_check(const struct registry_enrolment *e, struct credmint_otp *otp,
    struct fault *f)
{
	if (!proof_ok(e))
		return fault_set(f, -EINVAL, "not a proof of this account");
	if (!account_name_ok(e->account->name))
		return fault_set(f, -EINVAL, "not a name of an account");
	if (!name_ok(e->name))
		return fault_set(f, -EINVAL,
		    "the name of an authenticator is plain text of 1 to %d "
		    "bytes",
		    REGISTRY_AUTHENTICATOR_NAME_SIZE - 1);
	if (otp_read(e->otp, otp) != 0)
		return fault_set(f, -EINVAL,
		    "no authenticator has such a type, algorithm, number of "
		    "digits or secret: totp or hotp; sha1, sha256 or sha512; 6 "
		    "to 8; %d to %d bytes",
		    REGISTRY_SEED_MIN, CREDMINT_OTP_KEY_MAX);
	return check_numbers(e, otp, f);
}

static void
show(const struct store_authenticator *row, const char *user,
    struct registry_authenticator *out)
{
	*out = (struct registry_authenticator){.id = row->id,
	    .uid = (uid_t)row->uid,
	    .type = row->type,
	    .digest = row->digest,
	    .digits = row->digits,
	    .step = row->step,
	    .next = row->next,
	    .drift = row->drift,
	    .added = row->added,
	    .used = row->used};
	memcpy(out->user, user, strlen(user) + 1);
	memcpy(out->name, row->name, sizeof(out->name));
	memcpy(out->by, row->by, sizeof(out->by));
}

/* As HMAC by a digest sees them: written otherwise, it shows the same codes. */
static bool
same_by(struct keeping *w, enum credmint_digest by, size_t n)
{
	const enum mac_digest digest = (enum mac_digest)by;

	(void)mac_key_block(digest, w->seed, n, w->block[0]);
	(void)mac_key_block(digest, w->otp.key, w->otp.nkey, w->block[1]);
	return secret_equal(
	    w->block[0], sizeof(w->block[0]), w->block[1], sizeof(w->block[1]));
}

/* By its own digest as well: a long one is kept as that shortens it. */
static bool
same_seed(struct keeping *w, const struct store_authenticator *row, size_t n)
{
	return same_by(w, w->otp.digest, n) || same_by(w, row->digest, n);
}

/* Codes of one are codes of the other. */
static bool
same_codes(const struct credmint_otp *o, const struct store_authenticator *row)
{
	return o->type == row->type && o->digest == row->digest &&
	    o->digits == row->digits &&
	    (o->type == CREDMINT_HOTP || o->step == row->step);
}

/*
 * One device, told of in two ways: which is right is not known here, and the
 * steps of one are no counters of the other.
 */
static int
another_kind(
    const char *user, const struct store_authenticator *row, struct fault *f)
{
	static const char *const digests[] = {[CREDMINT_SHA1] = "sha1",
	    [CREDMINT_SHA256] = "sha256",
	    [CREDMINT_SHA512] = "sha512"};
	char step[32] = "";

	if (row->type == CREDMINT_TOTP)
		(void)snprintf(
		    step, sizeof(step), ", step %" PRIu32, row->step);
	return fault_set(f, -EEXIST,
	    "%s has this secret already, as authenticator %" PRId64
	    " of another kind: %s, %s, %u digits%s; remove that one, or leave "
	    "this one out",
	    user, row->id, row->type == CREDMINT_TOTP ? "totp" : "hotp",
	    digests[row->digest], row->digits, step);
}

/*
 * One that does not open may be the one that comes from elsewhere, with codes
 * that were used: it has to go first, which keeps what tells. A seed that was
 * drawn just now is not it.
 */
static bool
in_the_way(const struct registry_enrolment *e, int64_t id)
{
	return id != e->replace && strcmp(e->act, "enroll") != 0;
}

static int
look_for_seed(struct change *c, struct keeping *w)
{
	const struct registry_enrolment *e = w->what;
	const char *user = e->account->name;
	size_t n;
	int rc;

	for (size_t i = 0; i < w->n; i++) {
		rc = seed_open(c->r->key, user, &w->row[i], w->seed, &n);
		if (rc != 0 && in_the_way(e, w->row[i].id))
			return seed_fault(
			    &c->r->conf, user, w->row[i].id, rc, c->f);
		if (rc != 0 || !same_seed(w, &w->row[i], n))
			continue;
		if (!same_codes(&w->otp, &w->row[i]))
			return another_kind(user, &w->row[i], c->f);
		show(&w->row[i], user, &w->out);
		return REGISTRY_NOT_NEEDED;
	}
	return 0;
}

/* What the account has; rows of another uid would go: they say nothing. */
static int
read_own(struct change *c, struct keeping *w)
{
	const struct account *a = w->what->account;
	size_t own = 0;
	int64_t account;
	int rc = c->calls->account_find(c->s, a->name, &account, c->f);

	if (rc == 0)
		rc = c->calls->authenticators->account_get(
		    c->s, account, &w->beside, c->f);
	if (rc == 0)
		rc = c->calls->authenticators->all(
		    c->s, account, w->row, &w->n, c->f);
	if (rc != 0)
		return rc;
	for (size_t i = 0; i < w->n; i++)
		if (w->row[i].uid == (int64_t)a->uid)
			w->row[own++] = w->row[i];
	w->n = own;
	return 0;
}

int
keeping_seed(struct change *c, struct keeping *w)
{
	int rc = read_own(c, w);

	return rc == 0 ? look_for_seed(c, w) : rc;
}

/* The proof holds, unless the account has changed since. */
static int
look_for_end(struct change *c, const struct keeping *w)
{
	const struct registry_enrolment *e = w->what;
	const struct enrolment_event n = {.act = e->act,
	    .outcome = "no: ended meanwhile",
	    .user = e->account->name,
	    .by = e->by,
	    .refusal = true};
	int rc;

	if (e->proof == NULL || e->proof->turn > w->beside.ended)
		return 0;
	rc = enrolment_note(c, &n);
	return rc == 0 ? REGISTRY_NOT_LIVE : rc;
}

/* There is a place for it: a free one, or that of the one that goes. */
static int
look_for_place(struct change *c, const struct keeping *w)
{
	const struct registry_enrolment *e = w->what;

	for (size_t i = 0; e->replace != 0 && i < w->n; i++)
		if (w->row[i].id == e->replace)
			return 0;
	if (e->replace != 0)
		return REGISTRY_NOT_FOUND;
	if (w->n < REGISTRY_AUTHENTICATORS_MAX)
		return 0;
	return fault_set(c->f, -EDQUOT,
	    "%s has %d authenticators already: remove one first",
	    e->account->name, REGISTRY_AUTHENTICATORS_MAX);
}

/* What a code of the enrolment itself says of drift is learned, to a limit. */
static int64_t
learned(const struct change *c, const struct registry_enrolment *e)
{
	const int64_t most = (int64_t)c->r->conf.totp_drift;

	if (strcmp(e->act, "enroll") != 0)
		return e->drift;
	if (e->drift > most)
		return most;
	return e->drift < -most ? -most : e->drift;
}

static int
keep(struct change *c, struct keeping *w, int64_t account)
{
	const struct registry_enrolment *e = w->what;
	struct store_authenticator *row = &w->fresh;
	int64_t spent;
	int rc;

	*row = (struct store_authenticator){
	    .id = c->meta.next_credential,
	    .account = account,
	    .uid = (int64_t)e->account->uid,
	    .type = w->otp.type,
	    .digest = w->otp.digest,
	    .digits = w->otp.digits,
	    .step = w->otp.type == CREDMINT_HOTP ? 0 : w->otp.step,
	    .next = e->next,
	    .drift = learned(c, e),
	    .added = c->now,
	};
	memcpy(row->name, e->name, strlen(e->name) + 1);
	text_clean(e->by, row->by, sizeof(row->by));
	rc = seed_seal(
	    c->r->key, e->account->name, w->otp.key, w->otp.nkey, row);
	if (rc != 0)
		return fault_set(c->f, rc,
		    "no random numbers to seal a secret: %s", strerror(-rc));
	seed_trace(c->r->key, e->account->name, w->otp.key, w->otp.nkey, row,
	    row->trace);
	rc = c->calls->authenticators->spent(
	    c->s, account, row->trace, &spent, c->f);
	/* What was used stays used, though it was removed since. */
	if (rc == 0 && row->next < spent)
		row->next = spent;
	if (rc == 0)
		rc = c->calls->authenticators->add(c->s, row, true, c->f);
	if (rc == 0) {
		c->meta.next_credential++;
		show(row, e->account->name, &w->out);
	}
	return rc;
}

static int
note(struct change *c, const struct keeping *w)
{
	const struct registry_enrolment *e = w->what;
	struct enrolment_event n = {.act = "remove",
	    .outcome = "replaced",
	    .user = e->account->name,
	    .by = e->by,
	    .id = e->replace};
	int rc = e->replace != 0 ? enrolment_note(c, &n) : 0;

	n.act = e->act;
	n.outcome =
	    strcmp(e->act, "import") == 0 ? "authenticator" : "enrolled";
	n.id = w->fresh.id;
	return rc == 0 ? enrolment_note(c, &n) : rc;
}

int
keeping_look(struct change *c, struct keeping *w)
{
	int rc = read_own(c, w);

	if (rc == 0)
		rc = look_for_end(c, w);
	if (rc == 0)
		rc = look_for_seed(c, w);
	return rc == 0 ? look_for_place(c, w) : rc;
}

int
keeping_add(struct change *c, struct keeping *w)
{
	const struct registry_enrolment *e = w->what;
	const struct store_authenticator_calls *a = c->calls->authenticators;
	int64_t account;
	int rc = enrolment_account(c, e->account, e->by, &account);

	if (rc == 0)
		rc = keep(c, w, account);
	if (rc == 0)
		rc = a->remove(c->s, account, e->replace, NULL, c->f);
	if (rc == 0)
		rc = enrolment_mark(c, account, e->account->uid);
	if (rc == 0)
		rc = grace_end(c, account, true);
	if (rc == 0)
		rc = enrolment_cut(c, account);
	if (rc == 0)
		rc = enrolment_end_codes(c, account);
	return rc == 0 ? note(c, w) : rc;
}
