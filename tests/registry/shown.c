/* shown - an authenticator of a test's own, and what it shows */

#include "tests/registry/shown.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "core/clock.h"
#include "registry/handle.h"
#include "tests/core/clock_fake.h"

void
shown_make(struct shown *s, unsigned type, unsigned char seed)
{
	memset(s, 0, sizeof(*s));
	for (size_t i = 0; i < sizeof(s->key); i++)
		s->key[i] = (unsigned char)(seed * 31 + i * 7 + i / 256);
	s->otp = (struct credmint_otp)CREDMINT_OTP_INIT;
	s->otp.type = type;
	s->otp.nkey = 20;
}

void
shown_enroll(struct room *room, const struct account *a, struct shown *s,
    int64_t next, int64_t drift)
{
	const struct registry_enrolment e = {
	    .account = a,
	    .name = "test",
	    .otp = &s->otp,
	    .next = next,
	    .drift = drift,
	    .by = "root",
	    /* Whose drift is taken as it is. */
	    .act = drift != 0 ? "import" : "enroll",
	};
	struct registry_authenticator out;

	s->otp.key = s->key;
	assert_int_equal(registry_enroll(room->r, &e, &out, &room->f), 0);
	s->id = out.id;
}

void
shown_totp(struct room *room, const struct account *a, struct shown *s)
{
	shown_make(s, CREDMINT_TOTP, 1);
	shown_enroll(room, a, s, 0, 0);
}

void
shown_hotp(struct room *room, const struct account *a, struct shown *s)
{
	shown_make(s, CREDMINT_HOTP, 2);
	shown_enroll(room, a, s, 0, 0);
}

const char *
shown_at(const struct shown *s, int64_t step)
{
	static char text[CREDMINT_OTP_SIZE];
	struct credmint_otp otp = s->otp;

	otp.key = s->key;
	assert_int_equal(
	    credmint_hotp(&otp, (uint64_t)step, text, sizeof(text)), 0);
	return text;
}

int64_t
shown_step(const struct shown *s)
{
	struct clock_reading now;

	assert_int_equal(clock_read(&now), 0);
	return now.wall / (s->otp.step != 0 ? s->otp.step : 30);
}

const char *
shown_now(const struct shown *s, int64_t ahead)
{
	return shown_at(s, shown_step(s) + ahead);
}

struct looking {
	int64_t id;
	struct registry_authenticator found;
};

static int
take(const struct registry_authenticator *a, void *arg)
{
	struct looking *l = arg;

	if (a->id == l->id)
		l->found = *a;
	return 0;
}

struct registry_authenticator
shown_row(struct room *room, const struct shown *s)
{
	struct looking l = {.id = s->id};

	assert_int_equal(
	    registry_authenticators(room->r, NULL, take, &l, &room->f), 0);
	assert_int_equal(l.found.id, s->id);
	return l.found;
}

static int
take_newer(const struct registry_event *e, void *arg)
{
	struct registry_event *newest = arg;

	/* Of answers; an enrolment that counts is none. */
	const bool answer = strncmp(e->outcome, "no: ", 4) == 0 ||
	    strcmp(e->outcome, SHOWN_YES) == 0;

	if (answer && e->last >= newest->last)
		*newest = *e;
	return 0;
}

const char *
shown_outcome(
    struct room *room, const struct registry_login *like, const char *answer)
{
	static struct registry_event newest;
	const struct registry_filter all = {0};
	struct registry_login login = *like;
	enum registry_verdict verdict;

	verdict = room_answer(room, &login, answer);
	clock_fake_pass(1);
	memset(&newest, 0, sizeof(newest));
	assert_int_equal(
	    registry_events(room->r, &all, take_newer, &newest, &room->f), 0);
	assert_int_equal(
	    verdict != REGISTRY_NO, strcmp(newest.outcome, SHOWN_YES) == 0);
	return newest.outcome;
}

struct registry_login
shown_begin(struct room *room, const struct account *a)
{
	room->r->conf.deny = 0;
	room->r->conf.deny_user = 0;
	return room_login(a->name, a);
}
