/* reset - temporary passwords: what an administrator does about them */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "core/secret.h"
#include "registry/credential.h"
#include "registry/digest.h"
#include "registry/enrolment.h"
#include "registry/event.h"
#include "registry/grace.h"

/* ---- about to be set ---- */

struct intending {
	const struct account *account;
	struct credential_mint mint;
	struct store_credential row;
};

static int
check(const struct account *account, const char *hash, int64_t ttl,
    struct fault *f)
{
	const size_t n = strnlen(hash, REGISTRY_HASH_MAX + 1);

	if (!account_name_ok(account->name))
		return fault_set(f, -EINVAL, "not a name of an account");
	if (n < 1 || n > REGISTRY_HASH_MAX)
		return fault_set(f, -EINVAL,
		    "the hash of a password has 1 to %d bytes",
		    REGISTRY_HASH_MAX);
	if (ttl < 1 || ttl > REGISTRY_TTL_MAX)
		return fault_set(f, -EINVAL,
		    "the life of a temporary password is 1 to %lld seconds",
		    REGISTRY_TTL_MAX);
	return 0;
}

static int
intend(struct change *c, void *arg)
{
	struct intending *i = arg;
	int rc = credential_room(c);

	if (rc == 0)
		rc = credential_account(c, i->account->name, &i->mint.account);
	if (rc == 0)
		rc = credential_keep(c, &i->mint, NULL, true, &i->row);
	if (rc == 0)
		rc = grace_end(c, i->mint.account, true);
	if (rc == 0)
		rc = enrolment_cut(c, i->mint.account);
	return rc;
}

static void
show(const struct intending *i, struct registry_temporary *out)
{
	out->id = i->row.id;
	out->issued = i->row.issued;
	out->expires = i->row.expires;
	out->uid = i->account->uid;
	memcpy(out->user, i->account->name, sizeof(out->user));
	memcpy(out->by, i->row.by, sizeof(out->by));
}

int
registry_reset_intend(struct registry *r, const struct account *account,
    const char *hash, int64_t ttl, const char *by,
    struct registry_temporary *out, struct fault *f)
{
	struct intending i = {
	    .account = account,
	    .mint = {.kind = REGISTRY_TEMPORARY,
		.owner = account,
		.name = account->name,
		.hash = hash,
		.ttl = ttl,
		.uses = 1,
		.by = by},
	};
	int rc = check(account, hash, ttl, f);

	memset(out, 0, sizeof(*out));
	if (rc == 0)
		rc = change_run(r, STORE_DURABLE, intend, &i, f);
	if (rc == 0)
		show(&i, out);
	return rc;
}

/* ---- what became of it ---- */

struct settling {
	int64_t id;
	const char *act;
	const char *outcome;
	const char *by;
	enum store_state end; /* 0: it lives */
	bool locked;          /* also of one that was locked */
};

/* The record, when it is one and has not ended. */
static int
find(struct change *c, const struct settling *s, struct store_credential *row,
    char *name)
{
	int rc = c->calls->credential_find(c->s, s->id, row, name, c->f);

	if (rc != 0)
		return rc;
	if (row->id == 0 || row->kind != REGISTRY_TEMPORARY)
		return REGISTRY_NOT_FOUND;
	if (row->state == STORE_LOCKED && s->locked)
		return 0;
	return row->state == STORE_LIVE || row->state == STORE_INTENT
	    ? 0
	    : REGISTRY_NOT_LIVE;
}

static int
note(struct change *c, const struct settling *s, const char *name)
{
	const struct event_note n = {
	    .act = s->act,
	    .outcome = s->outcome,
	    .user = name,
	    .service = "",
	    .source = "",
	    .by = s->by,
	    .code = s->id,
	};

	return event_write(c, &n, false, NULL);
}

/* It takes the place of those before it. */
static int
take_place(struct change *c, const struct store_credential *row)
{
	const struct store_ending older = {
	    .account = row->account,
	    .uid = row->uid,
	    .kind = REGISTRY_TEMPORARY,
	    .intents = true,
	    .before = row->id,
	    .issued = INT64_MAX,
	    .state = STORE_REPLACED,
	    .turn = c->meta.turn,
	    .gone = c->mark + CHANGE_DEAD_KEPT,
	};
	bool done;
	int rc = c->calls->temporary_confirm(c->s, row->id, &done, c->f);

	return rc == 0 ? c->calls->credential_end_all(c->s, &older, NULL, c->f)
		       : rc;
}

static int
confirm(struct change *c, void *arg)
{
	const struct settling *s = arg;
	struct store_credential row;
	char name[ACCOUNT_NAME_MAX + 1];
	int rc = find(c, s, &row, name);

	/* Confirmed before, by one that did not learn of it. */
	if (rc != 0 || row.state == STORE_LIVE)
		return rc;
	rc = take_place(c, &row);
	if (rc == 0)
		rc = grace_end(c, row.account, true);
	if (rc == 0)
		rc = enrolment_cut(c, row.account);
	return rc == 0 ? note(c, s, name) : rc;
}

int
registry_reset_confirm(
    struct registry *r, int64_t id, const char *by, struct fault *f)
{
	struct settling s = {
	    .id = id, .act = "reset", .outcome = "yes", .by = by};

	return change_run(r, STORE_DURABLE, confirm, &s, f);
}

int
registry_reset_finish(
    struct registry *r, int64_t id, const char *by, struct fault *f)
{
	struct settling s = {.id = id,
	    .act = "reset",
	    .outcome = "yes: after an interruption",
	    .by = by};

	return change_run(r, STORE_DURABLE, confirm, &s, f);
}

static int
settle(struct change *c, void *arg)
{
	const struct settling *s = arg;
	struct store_credential row;
	char name[ACCOUNT_NAME_MAX + 1];
	bool ended;
	int rc = find(c, s, &row, name);

	if (rc == 0)
		rc = c->calls->credential_end(c->s, s->id, s->end,
		    s->end == STORE_LOCKED ? STORE_KEPT
					   : c->mark + CHANGE_DEAD_KEPT,
		    &ended, c->f);
	if (rc == 0)
		rc = grace_end(c, row.account, s->end == STORE_LOCKED);
	if (rc == 0 && s->end == STORE_LOCKED)
		rc = enrolment_cut(c, row.account);
	return rc == 0 ? note(c, s, name) : rc;
}

int
registry_reset_cancel(struct registry *r, int64_t id, const char *outcome,
    const char *by, struct fault *f)
{
	char why[64];
	struct settling s = {
	    .id = id,
	    .act = "reset",
	    .outcome = why,
	    .by = by,
	    .end = STORE_REVOKED,
	};

	(void)snprintf(why, sizeof(why), "no: %s", outcome);
	return change_run(r, STORE_DURABLE, settle, &s, f);
}

int
registry_temporary_end(struct registry *r, int64_t id,
    enum registry_temporary_end end, const char *by, struct fault *f)
{
	struct settling s = {
	    .id = id, .act = "sweep", .by = by, .locked = true};

	switch (end) {
	case REGISTRY_TEMPORARY_USED:
		s.outcome = "used in time";
		s.end = STORE_USED;
		break;
	case REGISTRY_TEMPORARY_LOCKED:
		s.outcome = "locked: not used in time";
		s.end = STORE_LOCKED;
		break;
	case REGISTRY_TEMPORARY_GONE:
		s.outcome = "gone: no such account";
		s.end = STORE_FOREIGN;
		break;
	case REGISTRY_TEMPORARY_REPLACED:
		s.outcome = "replaced by another password";
		s.end = STORE_REPLACED;
		break;
	default:
		return fault_set(
		    f, -EINVAL, "not an end of a temporary password");
	}
	return change_run(r, STORE_DURABLE, settle, &s, f);
}

/* ---- whether it is still the password ---- */

struct found {
	int64_t id;
	struct store_credential row;
	char name[ACCOUNT_NAME_MAX + 1];
};

static int
read_one(struct registry *r, void *arg, struct fault *f)
{
	struct found *found = arg;

	return r->store->calls->credential_find(
	    r->store, found->id, &found->row, found->name, f);
}

int
registry_temporary_is(struct registry *r, int64_t id, const char *hash,
    bool *same, struct fault *f)
{
	struct found found = {.id = id};
	const struct store_credential *row = &found.row;
	struct digest_bound bound;
	unsigned char mac[MAC_SIZE];
	int rc = change_outside(r, read_one, &found, f);

	*same = false;
	if (rc != 0)
		return rc;
	if (row->id == 0 || row->kind != REGISTRY_TEMPORARY)
		return REGISTRY_NOT_FOUND;
	if (memcmp(row->key_id, r->key->id, KEY_ID_SIZE) != 0)
		return fault_set(f, -EINVAL,
		    "%s: temporary password %lld of the registry was recorded "
		    "with another key: reset it anew",
		    r->conf.key, (long long)id);
	bound = (struct digest_bound){row->kind, row->id, row->uid, found.name};
	digest_hash(r->key, &bound, hash, strlen(hash), mac);
	*same =
	    secret_equal(mac, sizeof(mac), row->digest, sizeof(row->digest));
	SECRET_WIPE_ARRAY(mac);
	return 0;
}
