/* grace - who said yes here lately */

#include "registry/grace.h"

#include <string.h>

#include "core/secret.h"
#include "host/network.h"

/*
 * A place: when, what it is, and that it was then and there. A time of 0: it is
 * free.
 */
#define STAMP 8
#define ID 12
#define SEAL 12
#define PLACE (STAMP + ID + SEAL)

_Static_assert(GRACE_PLACES *PLACE == STORE_GRACE_SIZE, "a record is full");
_Static_assert(ID <= MAC_SIZE && SEAL <= MAC_SIZE, "parts of digests");

static int64_t
stamp_get(const unsigned char *place)
{
	uint64_t v = 0;

	for (size_t i = 0; i < STAMP; i++)
		v = v << 8 | place[i];
	return (int64_t)v;
}

static void
stamp_put(int64_t at, unsigned char *place)
{
	for (size_t i = 0; i < STAMP; i++)
		place[i] = (unsigned char)((uint64_t)at >> (56 - 8 * i));
}

static const char *
text_of(const char *text)
{
	return text != NULL ? text : "";
}

/*
 * Whether such a login has a place. None of it is secret, and nothing of it is
 * the account's: what follows costs everybody the same. A host's name is what
 * whoever owns its address says it is.
 */
static bool
has_place(const struct registry_login *login)
{
	const bool far = *text_of(login->rhost) != '\0';
	const bool near =
	    *text_of(login->tty) != '\0' && *text_of(login->session) != '\0';
	struct network_address from;

	return !login->claimed && login->purpose == REGISTRY_FOR_LOGIN &&
	    (far ? network_address(login->rhost, &from) : near);
}

/*
 * An address by its bytes, and the scope it may have; every text with its NUL,
 * so that none runs into the next. A session is one of this boot: the next has
 * leaders with the same numbers.
 */
static void
place_of(
    struct change *c, const struct registry_login *login, unsigned char id[ID])
{
	const char *rhost = text_of(login->rhost);
	const bool far = *rhost != '\0';
	const char *texts[] = {
	    login->account != NULL ? login->account->name : login->user,
	    text_of(login->service),
	    rhost + strcspn(rhost, "%"),
	    far ? "" : text_of(login->tty),
	    far ? "" : text_of(login->session),
	    far ? "" : c->reading.boot,
	};
	struct mac_part parts[2 + sizeof(texts) / sizeof(texts[0])];
	unsigned char uid[STAMP], mac[MAC_SIZE];
	struct network_address from;

	(void)network_address(rhost, &from);
	stamp_put(
	    login->account != NULL ? (int64_t)login->account->uid : -1, uid);
	parts[0] = (struct mac_part){uid, sizeof(uid)};
	parts[1] = (struct mac_part){from.byte, from.n};
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		parts[i + 2] =
		    (struct mac_part){texts[i], strlen(texts[i]) + 1};
	mac_of(c->r->key->grace, parts, sizeof(parts) / sizeof(parts[0]), mac);
	c->r->macs++;
	memcpy(id, mac, ID);
}

/* Who can write the registry gives nobody another time, or another's. */
static void
seal_of(struct change *c, const unsigned char id[ID], int64_t at,
    unsigned char seal[SEAL])
{
	static const char purpose[] = "when";
	unsigned char when[STAMP], mac[MAC_SIZE];
	const struct mac_part parts[] = {
	    {purpose, sizeof(purpose)}, {when, sizeof(when)}, {id, ID}};

	stamp_put(at, when);
	mac_of(c->r->key->grace, parts, 3, mac);
	c->r->macs++;
	memcpy(seal, mac, SEAL);
}

static bool
is_place(const unsigned char *place, const unsigned char id[ID])
{
	return stamp_get(place) != 0 && secret_equal(place + STAMP, ID, id, ID);
}

/* Free the places of what lies in the future, or is long over. */
static bool
tidy(unsigned char record[STORE_GRACE_SIZE], int64_t now)
{
	bool changed = false;

	for (size_t i = 0; i < GRACE_PLACES; i++) {
		unsigned char *place = record + i * PLACE;
		const int64_t at = stamp_get(place);

		if (at == 0 || (at > 0 && at <= now && now - at <= GRACE_MAX))
			continue;
		memset(place, 0, PLACE);
		changed = true;
	}
	return changed;
}

/* Its own place, or a free one, or the oldest. */
static unsigned char *
place_for(unsigned char record[STORE_GRACE_SIZE], const unsigned char id[ID])
{
	unsigned char *best = record;

	for (size_t i = 0; i < GRACE_PLACES; i++) {
		unsigned char *place = record + i * PLACE;

		if (is_place(place, id))
			return place;
		if (stamp_get(place) < stamp_get(best))
			best = place;
	}
	return best;
}

int
grace_keep(struct change *c, const struct registry_login *login,
    int64_t account, const struct store_account *row, bool yes)
{
	const bool keep =
	    yes && c->now > 0 && login->grace > 0 && has_place(login);
	unsigned char record[STORE_GRACE_SIZE], id[ID], seal[SEAL], *place;

	memcpy(record, row->grace, sizeof(record));
	place_of(c, login, id);
	seal_of(c, id, c->now, seal);
	if (keep) {
		(void)tidy(record, c->now);
		place = place_for(record, id);
		stamp_put(c->now, place);
		memcpy(place + STAMP, id, ID);
		memcpy(place + STAMP + ID, seal, SEAL);
	}
	return c->calls->authenticators->account_grace(
	    c->s, account, record, keep, c->f);
}

int
grace_end(struct change *c, int64_t account, bool really)
{
	static const unsigned char none[STORE_GRACE_SIZE];

	return c->calls->authenticators->account_grace(
	    c->s, account, none, really, c->f);
}

struct asking {
	struct registry_login *login;
	bool granted;
};

/* One MAC, whether it has the place or not. */
static bool
holds(struct change *c, const unsigned char record[STORE_GRACE_SIZE],
    const unsigned char id[ID], int64_t span)
{
	const unsigned char *found = record;
	unsigned char seal[SEAL];
	int64_t at;

	for (size_t i = 0; i < GRACE_PLACES; i++)
		if (is_place(record + i * PLACE, id))
			found = record + i * PLACE;
	at = stamp_get(found);
	seal_of(c, id, at, seal);
	return is_place(found, id) &&
	    secret_equal(found + STAMP + ID, SEAL, seal, SEAL) &&
	    at <= c->now && c->now - at <= span;
}

static int
ask(struct change *c, void *arg)
{
	struct asking *a = arg;
	struct registry_login *login = a->login;
	struct login_source source;
	struct login_slot slot;
	struct store_account row;
	unsigned char id[ID];
	bool late, held;
	int rc = login_slot_get(c, login, -1, &slot);

	a->granted = false;
	if (rc == 0)
		rc = c->calls->authenticators->account_get(
		    c->s, slot.account, &row, c->f);
	if (rc != 0)
		return rc;
	login_source(c->r, login, &source);
	place_of(c, login, id);
	late = tidy(row.grace, c->now);
	held = holds(c, row.grace, id, login->grace);
	rc = c->calls->authenticators->account_grace(
	    c->s, slot.account, row.grace, late, c->f);
	if (rc != 0 || login->account == NULL ||
	    login_door(c, login, &slot.state, &source) == LOGIN_SHUT || !held ||
	    login->grace <= 0)
		return rc;
	a->granted = true;
	return login_event(
	    c, login, LOGIN_ACT(login), "yes: grace", 0, false, NULL);
}

/* It uses nothing up, so it need not be on disk: no sync. */
int
registry_grace(struct registry *r, struct registry_login *login, bool *granted,
    struct fault *f)
{
	struct asking a = {.login = login};
	int rc;

	*granted = false;
	if (!has_place(login))
		return 0;
	rc = change_run(r, STORE_LAZY, ask, &a, f);
	*granted = rc == 0 && a.granted;
	return rc;
}
