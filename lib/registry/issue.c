/* issue - a code that an administrator hands over */

#include <errno.h>
#include <string.h>

#include "core/secret.h"
#include "host/network.h"
#include "registry/credential.h"
#include "registry/event.h"
#include "registry/text.h"

struct issuing {
	const struct registry_issue *what;
	char networks[REGISTRY_TEXT_SIZE]; /* as they are kept */
	char plain[CODE_PLAIN_SIZE];
	struct store_credential row;
};

/* A text that is kept as it is, so that it can be compared. */
static bool
keeps(const char *text)
{
	char clean[REGISTRY_TEXT_SIZE];

	text_clean(text, clean, sizeof(clean));
	return text != NULL && strcmp(text, clean) == 0;
}

static int
check(const struct registry_issue *what, struct fault *f)
{
	if (!account_name_ok(what->account->name))
		return fault_set(f, -EINVAL, "not a name of an account");
	if (!keeps(what->service))
		return fault_set(f, -EINVAL,
		    "the service is not plain text of up to %d bytes",
		    REGISTRY_TEXT_SIZE - 1);
	/* It is asked for by claimed logins alone, which come from nowhere. */
	if (what->enrolling &&
	    (what->must_change || *what->service != '\0' ||
		(what->networks != NULL && *what->networks != '\0')))
		return fault_set(f, -EINVAL,
		    "a code for enrolling is bound to no service and no "
		    "networks, and leads to no new password");
	if (what->ttl < 1 || what->ttl > REGISTRY_TTL_MAX)
		return fault_set(f, -EINVAL,
		    "the life of a code is 1 to %lld seconds",
		    REGISTRY_TTL_MAX);
	if (what->uses < 1 || what->uses > REGISTRY_USES_MAX)
		return fault_set(f, -EINVAL, "the uses of a code are 1 to %d",
		    REGISTRY_USES_MAX);
	return 0;
}

_Static_assert(REGISTRY_TEXT_SIZE == HOST_NETWORKS_SIZE, "one is the other");

int
registry_networks(
    const char *text, char out[REGISTRY_TEXT_SIZE], struct fault *f)
{
	return network_list(text, out, f);
}

static int
check_networks(struct issuing *i, struct fault *f)
{
	const char *networks = i->what->networks;

	if (networks == NULL || *networks == '\0')
		return 0;
	return registry_networks(networks, i->networks, f);
}

/* When it begins, 0: now. What has begun already begins now. */
static int
check_begin(struct change *c, const struct registry_issue *what, int64_t *begin)
{
	*begin = what->not_before > c->now ? what->not_before : 0;
	if (*begin == 0 || *begin - c->now <= REGISTRY_TTL_MAX - what->ttl)
		return 0;
	return fault_set(c->f, -EINVAL,
	    "a code ends %lld seconds from now at the latest",
	    REGISTRY_TTL_MAX);
}

static int
note(struct change *c, const struct issuing *i)
{
	const struct event_note n = {
	    .act = "issue",
	    .outcome = "issued",
	    .user = i->what->account->name,
	    .service = i->what->service,
	    .source = "",
	    .by = i->what->by,
	    .code = i->row.id,
	};

	return event_write(c, &n, false, NULL);
}

static enum registry_kind
kind_of(const struct registry_issue *what)
{
	if (what->enrolling)
		return REGISTRY_ENROLLING;
	return what->must_change ? REGISTRY_MUST_CHANGE : REGISTRY_ISSUED;
}

static int
issue(struct change *c, void *arg)
{
	struct issuing *i = arg;
	const struct account *a = i->what->account;
	struct credential_mint mint = {
	    .kind = kind_of(i->what),
	    .owner = a,
	    .name = a->name,
	    .ttl = i->what->ttl,
	    .uses = i->what->uses,
	    .service = i->what->service,
	    .networks = i->networks,
	    .by = i->what->by,
	};
	int64_t live, delivered;
	int rc = check_begin(c, i->what, &mint.not_before);

	if (rc == 0)
		rc = credential_room(c);
	if (rc == 0)
		rc = credential_account(c, a->name, &mint.account);
	if (rc == 0)
		rc = credential_clear(c, mint.account, (int64_t)a->uid, 0,
		    false, &live, &delivered);
	if (rc == 0 && live >= REGISTRY_CODES_MAX)
		rc = fault_set(c->f, -EDQUOT,
		    "%s has %d codes already: revoke one, or wait until one "
		    "has ended",
		    a->name, REGISTRY_CODES_MAX);
	if (rc == 0)
		rc = credential_keep(c, &mint, i->plain, true, &i->row);
	return rc == 0 ? note(c, i) : rc;
}

static void
show(const struct issuing *i, struct registry_code *out)
{
	const struct store_credential *row = &i->row;

	out->id = row->id;
	out->kind = row->kind;
	out->issued = row->issued;
	out->not_before = row->not_before;
	out->expires = row->expires;
	out->uses = (unsigned)row->uses;
	out->uid = i->what->account->uid;
	memcpy(out->user, i->what->account->name, sizeof(out->user));
	memcpy(out->service, row->service, sizeof(out->service));
	memcpy(out->networks, row->networks, sizeof(out->networks));
	memcpy(out->by, row->by, sizeof(out->by));
}

int
registry_issue(struct registry *r, const struct registry_issue *what,
    char code[REGISTRY_CODE_SIZE], struct registry_code *out, struct fault *f)
{
	struct issuing i = {.what = what};
	int rc;

	memset(code, 0, REGISTRY_CODE_SIZE);
	memset(out, 0, sizeof(*out));
	rc = check(what, f);
	if (rc == 0)
		rc = check_networks(&i, f);
	if (rc != 0)
		return rc;
	rc = code_make(what->numeric, i.plain);
	if (rc != 0)
		return fault_set(
		    f, rc, "no random numbers for a code: %s", strerror(-rc));
	rc = change_run(r, STORE_DURABLE, issue, &i, f);
	if (rc == 0) {
		code_show(i.plain, code);
		show(&i, out);
		/* One that issues many may be the only one to come by. */
		r->store->calls->tidy(r->store);
	}
	SECRET_WIPE_OBJECT(&i);
	return rc;
}
