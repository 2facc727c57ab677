/* device_room - authenticators and recovery codes of a test's registry */

#include "tests/registry/device_room.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <sqlite3.h>

#include <cmocka.h>

#include "registry/handle.h"

struct credmint_otp
device_totp(void)
{
	struct credmint_otp otp = CREDMINT_OTP_INIT;

	otp.key = DEVICE_SEED;
	otp.nkey = strlen(DEVICE_SEED);
	return otp;
}

struct credmint_otp
device_hotp(void)
{
	struct credmint_otp otp = device_totp();

	otp.type = CREDMINT_HOTP;
	return otp;
}

struct registry_enrolment
device_asked(const struct account *a, const struct credmint_otp *otp)
{
	return (struct registry_enrolment){.account = a,
	    .name = "phone",
	    .otp = otp,
	    .next = 1,
	    .by = "root",
	    .act = "enroll"};
}

int64_t
device_enroll(
    struct room *room, const struct account *a, const struct credmint_otp *otp)
{
	const struct registry_enrolment e = device_asked(a, otp);
	struct registry_authenticator out;

	assert_int_equal(registry_enroll(room->r, &e, &out, &room->f), 0);
	assert_true(out.id > 0);
	return out.id;
}

int64_t
device_number(struct room *room, const struct account *a, int number)
{
	struct credmint_otp otp = device_totp();
	unsigned char seed[20];

	memset(seed, number, sizeof(seed));
	otp.key = seed;
	return device_enroll(room, a, &otp);
}

struct listed {
	size_t n;
	struct registry_authenticator *last;
};

static int
take(const struct registry_authenticator *a, void *arg)
{
	struct listed *l = arg;

	l->n++;
	if (l->last != NULL)
		*l->last = *a;
	return 0;
}

size_t
device_list(
    struct room *room, const char *user, struct registry_authenticator *last)
{
	struct listed l = {0, last};

	assert_int_equal(
	    registry_authenticators(room->r, user, take, &l, &room->f), 0);
	return l.n;
}

static int64_t
account_of(struct room *room, const char *name)
{
	int64_t id;

	assert_int_equal(room->r->store->calls->account_find(
			     room->r->store, name, &id, &room->f),
	    0);
	return id;
}

const struct store_account *
device_beside(struct room *room, const char *name)
{
	static struct store_account row;
	struct store *s = room->r->store;

	assert_int_equal(s->calls->authenticators->account_get(
			     s, account_of(room, name), &row, &room->f),
	    0);
	return &row;
}

void
device_grace(struct room *room, const char *name)
{
	unsigned char grace[STORE_GRACE_SIZE];
	struct store *s = room->r->store;

	memset(grace, 0x33, sizeof(grace));
	assert_int_equal(s->calls->begin(s, STORE_DURABLE, &room->f), 0);
	assert_int_equal(s->calls->authenticators->account_grace(
			     s, account_of(room, name), grace, true, &room->f),
	    0);
	assert_int_equal(s->calls->commit(s, &room->f), 0);
	assert_true(device_has_grace(room, name));
}

bool
device_has_grace(struct room *room, const char *name)
{
	static const unsigned char none[STORE_GRACE_SIZE];

	return memcmp(device_beside(room, name)->grace, none, sizeof(none)) !=
	    0;
}

void
device_sql(struct room *room, const char *sql)
{
	sqlite3 *db;

	registry_close(room->r);
	room->r = NULL;
	assert_int_equal(sqlite3_open(room->conf.registry, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	room_reopen(room);
}

void
device_said(struct room *room, const char *act, const char *outcome)
{
	struct registry_event last;

	(void)room_events(room, &last);
	assert_string_equal(last.act, act);
	assert_string_equal(last.outcome, outcome);
}
