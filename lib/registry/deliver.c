/* deliver - a code minted in a login, to be sent */

#include <errno.h>
#include <string.h>

#include "core/secret.h"
#include "registry/credential.h"
#include "registry/digest.h"
#include "registry/login.h"

/* Codes of an account that may wait for an answer. */
#define PENDING_MAX 3
/* Codes asked for from one source in an hour. */
#define SOURCE_MAX 20
#define SOURCE_SPAN (60 * 60)
#define SOURCE_SIZE TIMES_BYTES(SOURCE_MAX)

_Static_assert(SOURCE_MAX <= TIMES_MAX, "kept in a struct times");

struct delivery {
	struct registry_login *login;
	char plain[CODE_PLAIN_SIZE];
	struct login_source source;
	struct login_slot slot;
	struct lockout fresh; /* for an account without a record */
	struct store_credential row;
	const char *refused; /* why nothing is sent; NULL: it is */
};

/* Count a request of this source. */
static int
count_source(struct change *c, struct delivery *d)
{
	unsigned char record[SOURCE_SIZE];
	uint32_t now = times_moment(c->now);
	struct times t;
	int rc = c->calls->source_get(
	    c->s, d->source.bucket, record, sizeof(record), c->f);

	if (rc != 0)
		return rc;
	if (!times_get(&t, SOURCE_MAX, record))
		return fault_set(c->f, -EBADMSG, STORE_DAMAGED,
		    c->r->conf.registry, "source");
	times_settle(&t, now);
	if (times_within(&t, now, SOURCE_SPAN) >= SOURCE_MAX)
		d->refused = "no: limit";
	else
		times_add(&t, now, SOURCE_MAX);
	times_put(&t, SOURCE_MAX, record);
	return c->calls->source_put(
	    c->s, d->source.bucket, record, sizeof(record), c->f);
}

/*
 * Count it for the name. An account without a row has a record of its own
 * from here on: strangers who share its bucket do not use up its limit.
 */
static int
count_name(struct change *c, struct delivery *d, int64_t live, int64_t pending)
{
	const struct registry_login *login = d->login;
	bool first = login->account != NULL && d->slot.account == 0;
	struct lockout *l = first ? &d->fresh : &d->slot.state;

	if (login->account == NULL)
		d->refused = "no: unknown";
	else if (!conf_ways_has(&login->ways, CONF_WAY_DELIVERED))
		d->refused = "no: way not allowed";
	else if (login_door(c, login, l, &d->source) == LOGIN_SHUT)
		d->refused = "no: locked";
	else if (pending >= PENDING_MAX || live >= REGISTRY_CODES_MAX)
		d->refused = "no: limit";
	if (d->refused == NULL || login->account == NULL)
		if (!lockout_send(l, c->now) && d->refused == NULL)
			d->refused = "no: limit";
	return login_slot_put(c, &d->slot);
}

static int
keep(struct change *c, struct delivery *d)
{
	const struct registry_login *login = d->login;
	const bool really = d->refused == NULL;
	struct credential_mint mint = {
	    .kind = REGISTRY_DELIVERED,
	    .account = d->slot.account,
	    .owner = login->account,
	    .name = login->account != NULL ? login->account->name : login->user,
	    .ttl = c->r->conf.delivery_ttl,
	    .uses = 1,
	    .claimed = login->claimed,
	    .service = login->service,
	    .by = "",
	};
	bool ended;
	int rc;

	/* The one sent before stays good unless another takes its place. */
	rc = c->calls->credential_end(c->s, really ? login->delivered : 0,
	    STORE_REPLACED, c->mark + CHANGE_DEAD_KEPT, &ended, c->f);
	if (rc == 0)
		rc = login_account_add(c, mint.name, &d->fresh, login->claimed,
		    really && d->slot.account == 0, &mint.account);
	if (rc == 0)
		rc = credential_keep(c, &mint, d->plain, really, &d->row);
	if (rc == 0)
		rc = login_event(c, login, "deliver",
		    really ? "sent" : d->refused, really ? d->row.id : 0,
		    !really, NULL);
	return rc;
}

static int
deliver(struct change *c, void *arg)
{
	struct delivery *d = arg;
	const struct account *account = d->login->account;
	int64_t live, pending;
	bool room;
	int rc = login_slot_get(c, d->login, -1, &d->slot);

	d->refused = NULL;
	memset(&d->fresh, 0, sizeof(d->fresh));
	if (rc == 0)
		rc = change_room(c, &room);
	if (rc == 0 && !room)
		d->refused = "no: disk full";
	login_source(c->r, d->login, &d->source);
	if (rc == 0)
		rc = count_source(c, d);
	if (rc == 0)
		rc = credential_clear(c, d->slot.account,
		    account != NULL ? (int64_t)account->uid : 0,
		    d->login->delivered, d->login->claimed, &live, &pending);
	if (rc == 0)
		rc = count_name(c, d, live, pending);
	if (rc == 0)
		rc = keep(c, d);
	if (rc != 0)
		return rc;
	return d->refused == NULL ? 0 : REGISTRY_NOT_SENT;
}

int
registry_deliver(struct registry *r, struct registry_login *login,
    char code[REGISTRY_CODE_SIZE], int64_t *expires, struct fault *f)
{
	struct delivery *d;
	int rc;

	memset(code, 0, REGISTRY_CODE_SIZE);
	*expires = 0;
	d = secret_map(sizeof(*d), NULL);
	if (d == NULL)
		return fault_set(f, -ENOMEM, "no memory for a code");
	d->login = login;
	rc = code_make(false, d->plain);
	if (rc != 0)
		fault_set(
		    f, rc, "no random numbers for a code: %s", strerror(-rc));
	/*
	 * It need not outlive a power cut, as the conversation does not; the
	 * attempt that follows takes it to disk.
	 */
	if (rc == 0)
		rc = change_run(r, STORE_LAZY, deliver, d, f);
	if (rc == 0) {
		login->delivered = d->row.id;
		*expires = d->row.expires;
		code_show(d->plain, code);
	}
	secret_unmap(d, sizeof(*d));
	return rc;
}
