/* login - what the steps of one conversation share */

#include "registry/login.h"

#include <errno.h>
#include <stdio.h>

#include "registry/digest.h"
#include "registry/event.h"

static const char *
name_of(const struct registry_login *login)
{
	return login->account != NULL ? login->account->name : login->user;
}

int
login_slot_get(struct change *c, const struct registry_login *login, int64_t id,
    struct login_slot *out)
{
	const char *name = name_of(login);
	int64_t bucket = digest_name_bucket(c->r->key, name, STORE_BUCKETS);
	unsigned char record[LOCKOUT_SIZE];
	int rc = c->calls->account_find(c->s, name, &out->account, c->f);

	if (rc != 0)
		return rc;
	if (login->account == NULL)
		out->account = 0;
	out->id = id;
	if (id < 0)
		out->id = out->account != 0
		    ? LOGIN_SLOT(out->account, login->claimed)
		    : bucket;
	rc = c->calls->attempt_get(c->s, out->id, record, sizeof(record), c->f);
	if (rc != 0)
		return rc;
	if (!lockout_get(&out->state, record))
		return fault_set(c->f, -EBADMSG, STORE_DAMAGED,
		    c->r->conf.registry, "attempt");
	lockout_settle(&out->state, c->now);
	return 0;
}

int
login_slot_put(struct change *c, const struct login_slot *slot)
{
	unsigned char record[LOCKOUT_SIZE];

	lockout_put(&slot->state, record);
	return c->calls->attempt_put(
	    c->s, slot->id, record, sizeof(record), c->f);
}

int
login_account_add(struct change *c, const char *name,
    const struct lockout *state, bool claimed, bool really, int64_t *account)
{
	static const struct lockout empty;
	unsigned char record[LOCKOUT_SIZE], none[LOCKOUT_SIZE];
	int64_t id = c->meta.next_account;
	int rc;

	rc = c->calls->account_add(c->s, id, name, c->r->key->id, really, c->f);
	lockout_put(state, record);
	lockout_put(&empty, none);
	if (rc == 0)
		rc = c->calls->attempt_add(c->s, LOGIN_SLOT(id, claimed),
		    record, sizeof(record), really, c->f);
	if (rc == 0)
		rc = c->calls->attempt_add(c->s, LOGIN_SLOT(id, !claimed), none,
		    sizeof(none), really, c->f);
	if (rc == 0 && really) {
		c->meta.next_account++;
		*account = id;
	}
	return rc;
}

static enum lockout_origin
origin_of(enum source_kind kind)
{
	switch (kind) {
	case SOURCE_LOCAL:
		return LOCKOUT_CONSOLE;
	case SOURCE_IPV4:
	case SOURCE_IPV6:
		return LOCKOUT_ADDRESS;
	case SOURCE_NAME:
	case SOURCE_ASKER:
	default:
		return LOCKOUT_ELSEWHERE;
	}
}

void
login_source(struct registry *r, const struct registry_login *login,
    struct login_source *out)
{
	struct source source;

	if (login->claimed)
		source_asker(login->asker, &source);
	else
		source_read(login->rhost, &source);
	digest_source(r->key, &source, out->id, &out->bucket, STORE_BUCKETS);
	out->origin = origin_of(source.kind);
}

enum login_door
login_door(const struct change *c, const struct registry_login *login,
    const struct lockout *state, const struct login_source *source)
{
	const struct account *account = login->account;
	struct lockout_limits limits;

	lockout_limits(
	    &c->r->conf, account != NULL && account->uid == 0, &limits);
	if (!lockout_closed(state, &limits, source->id, source->origin, c->now))
		return LOGIN_OPEN;
	return limits.letters ? LOGIN_LETTERS : LOGIN_SHUT;
}

int
login_event(struct change *c, const struct registry_login *login,
    const char *act, const char *outcome, int64_t code, bool refusal,
    int64_t *id)
{
	const bool named =
	    login->account != NULL || c->r->conf.log_unknown_users;
	const char *rhost = login->rhost;
	char asker[sizeof("uid 4294967295")] = "local";
	struct event_note note = {
	    .act = act,
	    .outcome = outcome,
	    .user = named ? name_of(login) : "",
	    .service = login->service,
	    .source = asker,
	    .by = login->ruser,
	    .code = code,
	};

	if (login->claimed)
		(void)snprintf(asker, sizeof(asker), "uid %lu",
		    (unsigned long)login->asker);
	else if (rhost != NULL && *rhost != '\0')
		note.source = rhost;
	return event_write(c, &note, refusal, id);
}
