/* recovery - sheets of codes for when the authenticator is not at hand */

#include "registry/recovery.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "core/secret.h"
#include "registry/digest.h"
#include "registry/enrolment.h"
#include "registry/grace.h"

_Static_assert(REGISTRY_RECOVERY_LENGTH == CODE_RECOVERY_LENGTH &&
	REGISTRY_RECOVERY_SIZE == CODE_RECOVERY_LENGTH + 3,
    "codes of a sheet are minted by code.c");

struct sheet {
	const struct account *account;
	const char *by;
	size_t n;
	/* In secret memory: as they are minted or were typed. */
	char (*plain)[CODE_RECOVERY_SIZE];
	bool minted;
	unsigned added; /* of an import: those that were not there */
};

static int
check_count(size_t n, struct fault *f)
{
	if (n < 1 || n > REGISTRY_RECOVERY_MAX)
		return fault_set(f, -EINVAL, "a sheet has 1 to %d codes",
		    REGISTRY_RECOVERY_MAX);
	return 0;
}

static int
check(const struct account *account, size_t n, struct fault *f)
{
	if (!account_name_ok(account->name))
		return fault_set(f, -EINVAL, "not a name of an account");
	return check_count(n, f);
}

static int
add(struct change *c, const struct sheet *s, int64_t account, int64_t sheet,
    size_t i, bool *fresh)
{
	struct store_recovery row = {.account = account,
	    .uid = (int64_t)s->account->uid,
	    .issued = c->now};

	memcpy(row.key_id, c->r->key->id, sizeof(row.key_id));
	digest_recovery(c->r->key, s->account->name, row.uid, sheet,
	    s->plain[i], row.digest);
	/* An imported one can come again: whoever's uid and sheet it is of. */
	if (!s->minted) {
		row.trace_n = sizeof(row.trace);
		digest_recovery(
		    c->r->key, s->account->name, -1, 0, s->plain[i], row.trace);
	}
	return c->calls->authenticators->recovery_add(c->s, &row, fresh, c->f);
}

/* *added of them are new. A minted one that is there already is no sheet's. */
static int
add_all(struct change *c, const struct sheet *s, int64_t account, int64_t sheet,
    unsigned *added)
{
	bool fresh;
	int rc = 0;

	*added = 0;
	for (size_t i = 0; rc == 0 && i < s->n; i++) {
		rc = add(c, s, account, sheet, i, &fresh);
		if (rc == 0 && !fresh && s->minted)
			rc = fault_set(c->f, -EEXIST,
			    "recovery code %zu comes twice; issue others",
			    i + 1);
		*added += rc == 0 && fresh;
	}
	return rc;
}

/* The account is enrolled by it, and the log says how many. */
static int
finish(struct change *c, const struct sheet *s, int64_t account, unsigned n)
{
	char outcome[32];
	const struct enrolment_event e = {
	    .act = s->minted ? "recovery" : "import",
	    .outcome = outcome,
	    .user = s->account->name,
	    .by = s->by};
	int rc = c->calls->authenticators->recovery_left(c->s, account, c->f);

	if (rc == 0)
		rc = enrolment_mark(c, account, s->account->uid);
	(void)snprintf(outcome, sizeof(outcome),
	    s->minted ? "issued %u" : "recovery codes %u", n);
	if (rc == 0)
		rc = grace_end(c, account, true);
	if (rc == 0)
		rc = enrolment_cut(c, account);
	return rc == 0 ? enrolment_note(c, &e) : rc;
}

static int
issue(struct change *c, void *arg)
{
	const struct store_authenticator_calls *a = c->calls->authenticators;
	const struct sheet *s = arg;
	const int64_t sheet = c->meta.next_credential++;
	int64_t account;
	unsigned n;
	int rc = enrolment_account(c, s->account, s->by, &account);

	if (rc == 0)
		rc = a->recovery_clear(c->s, account, NULL, c->f);
	if (rc == 0)
		rc = a->account_sheet(c->s, account, sheet, c->f);
	if (rc == 0)
		rc = add_all(c, s, account, sheet, &n);
	return rc == 0 ? finish(c, s, account, n) : rc;
}

/* No two the same: about 1 of 2^33 sheets of a thousand would have two. */
static bool
is_among(char (*codes)[REGISTRY_RECOVERY_SIZE], size_t n, const char *code)
{
	bool found = false;

	for (size_t i = 0; i < n; i++)
		found |= secret_equal(codes[i], REGISTRY_RECOVERY_SIZE, code,
		    REGISTRY_RECOVERY_SIZE);
	return found;
}

int
registry_recovery_mint(
    size_t n, char (*codes)[REGISTRY_RECOVERY_SIZE], struct fault *f)
{
	char plain[CODE_RECOVERY_SIZE], shown[REGISTRY_RECOVERY_SIZE] = "";
	int rc = check_count(n, f);

	if (rc != 0)
		return rc;
	memset(codes, 0, n * sizeof(*codes));
	for (size_t i = 0; rc == 0 && i < n;) {
		rc = code_make_recovery(plain);
		if (rc == 0)
			code_show_recovery(plain, shown);
		if (rc == 0 && !is_among(codes, i, shown))
			memcpy(codes[i++], shown, sizeof(shown));
	}
	SECRET_WIPE_ARRAY(plain);
	SECRET_WIPE_ARRAY(shown);
	if (rc == 0)
		return 0;
	secret_wipe(codes, n * sizeof(*codes));
	return fault_set(
	    f, rc, "no random numbers for recovery codes: %s", strerror(-rc));
}

/* As it was minted or stood elsewhere. */
static int
take(struct sheet *s, size_t i, const char *code, struct fault *f)
{
	const unsigned shapes =
	    CODE_TWELVE_LETTERS | (s->minted ? 0 : CODE_EIGHT_DIGITS);
	struct code_typed typed;
	bool shaped;

	code_read(code, strlen(code), &typed);
	memcpy(s->plain[i], typed.recovery, sizeof(typed.recovery));
	shaped = (typed.shape & shapes) != 0;
	SECRET_WIPE_OBJECT(&typed);
	return shaped
	    ? 0
	    : fault_set(f, -EINVAL, "recovery code %zu is %s%d letters", i + 1,
		  s->minted ? "not " : "neither 8 digits nor ",
		  CODE_RECOVERY_LENGTH);
}

int
registry_recovery_keep(struct registry *r, const struct account *account,
    const char *by, size_t n, char (*codes)[REGISTRY_RECOVERY_SIZE],
    struct fault *f)
{
	struct sheet s = {.account = account, .by = by, .n = n, .minted = true};
	int rc = check(account, n, f);

	if (rc != 0)
		return rc;
	s.plain = secret_map(n * sizeof(*s.plain), NULL);
	if (s.plain == NULL)
		return fault_set(f, -ENOMEM, "no memory for recovery codes");
	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = take(&s, i, codes[i], f);
	if (rc == 0)
		rc = change_run(r, STORE_DURABLE, issue, &s, f);
	secret_unmap(s.plain, n * sizeof(*s.plain));
	return rc;
}

int
registry_recovery_issue(struct registry *r, const struct account *account,
    const char *by, size_t n, char (*codes)[REGISTRY_RECOVERY_SIZE],
    struct fault *f)
{
	int rc = registry_recovery_mint(n, codes, f);

	if (rc != 0)
		return rc;
	rc = registry_recovery_keep(r, account, by, n, codes, f);
	if (rc != 0)
		secret_wipe(codes, n * sizeof(*codes));
	return rc;
}

/* The sheet there is, or a new one. */
static int
sheet_of(struct change *c, int64_t account, int64_t *sheet)
{
	struct store_account row;
	int rc =
	    c->calls->authenticators->account_get(c->s, account, &row, c->f);

	*sheet = row.sheet;
	if (rc != 0 || row.sheet != 0)
		return rc;
	*sheet = c->meta.next_credential++;
	return c->calls->authenticators->account_sheet(
	    c->s, account, *sheet, c->f);
}

static int
import(struct change *c, void *arg)
{
	const struct store_authenticator_calls *a = c->calls->authenticators;
	struct sheet *s = arg;
	struct store_recoveries have;
	int64_t account, sheet;
	int rc = enrolment_account(c, s->account, s->by, &account);

	s->added = 0;
	if (rc == 0)
		rc = sheet_of(c, account, &sheet);
	if (rc == 0)
		rc = add_all(c, s, account, sheet, &s->added);
	if (rc == 0)
		rc = a->recovery_count(c->s, account, &have, c->f);
	if (rc == 0 && have.total > REGISTRY_RECOVERY_MAX)
		return fault_set(c->f, -EDQUOT,
		    "%s would have %lld recovery codes, more than %d: issue a "
		    "new sheet, or import fewer",
		    s->account->name, (long long)have.total,
		    REGISTRY_RECOVERY_MAX);
	return rc == 0 && s->added > 0 ? finish(c, s, account, s->added) : rc;
}

/* What would come of it; all of it is rolled back. */
static int
look(struct change *c, void *arg)
{
	int rc = import(c, arg);

	return rc == 0 ? -ECANCELED : rc;
}

static int
elsewhere(struct registry *r, struct sheet *s, const char *const *codes,
    bool keep, struct fault *f)
{
	int rc = check(s->account, s->n, f);

	if (rc != 0)
		return rc;
	s->plain = secret_map(s->n * sizeof(*s->plain), NULL);
	if (s->plain == NULL)
		return fault_set(f, -ENOMEM, "no memory for recovery codes");
	for (size_t i = 0; rc == 0 && i < s->n; i++)
		rc = take(s, i, codes[i], f);
	if (rc == 0)
		rc = keep ? change_run(r, STORE_DURABLE, import, s, f)
			  : change_run(r, STORE_LAZY, look, s, f);
	secret_unmap(s->plain, s->n * sizeof(*s->plain));
	return rc;
}

int
registry_recovery_import(struct registry *r, const struct account *account,
    const char *by, size_t n, const char *const *codes, struct fault *f)
{
	struct sheet s = {.account = account, .by = by, .n = n};

	return elsewhere(r, &s, codes, true, f);
}

int
registry_recovery_look(struct registry *r, const struct account *account,
    size_t n, const char *const *codes, unsigned *fresh, struct fault *f)
{
	struct sheet s = {.account = account, .by = "", .n = n};
	int rc = elsewhere(r, &s, codes, false, f);

	*fresh = rc == -ECANCELED ? s.added : 0;
	return rc == -ECANCELED ? 0 : rc;
}

struct counting {
	const char *user;
	struct store_recoveries have;
};

static int
count(struct registry *r, void *arg, struct fault *f)
{
	const struct store_calls *calls = r->store->calls;
	struct counting *v = arg;
	int64_t account;
	int rc = calls->account_find(r->store, v->user, &account, f);

	return rc == 0 ? calls->authenticators->recovery_count(
			     r->store, account, &v->have, f)
		       : rc;
}

int
registry_recovery_count(struct registry *r, const char *user,
    struct registry_recovery *out, struct fault *f)
{
	struct counting v = {.user = user};
	int rc = change_outside(r, count, &v, f);

	memset(out, 0, sizeof(*out));
	if (rc != 0)
		return rc;
	if (v.have.total == 0)
		return REGISTRY_NOT_FOUND;
	out->left = (unsigned)v.have.left;
	out->total = (unsigned)v.have.total;
	out->issued = v.have.issued;
	return 0;
}
