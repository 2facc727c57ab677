/*
 * test_no_oracle - whatever a refusal is for, the same is done
 *
 * Statements, commits, digests, syncs and writes of a whole refused login,
 * counted. What differs would tell who has an account, who has a code, and
 * what is wrong with the one that was typed.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cmocka.h>

#include "registry/decide.h"
#include "registry/handle.h"
#include "registry/recovery.h"
#include "tests/core/clock_fake.h"
#include "tests/registry/shown.h"
#include "tests/registry/syncs.h"

#define WRONG "BCDF-GHJK"

static unsigned long written;

/* Shown, so that SQLite finds this before the C library's. */
__attribute__((visibility("default"))) ssize_t
pwrite64(int fd, const void *data, size_t n, off_t at)
{
	written++;
	return syscall(SYS_pwrite64, fd, data, n, at);
}

struct cost {
	unsigned long statements, commits, macs, hmacs, syncs, writes;
	unsigned long last_writes; /* of the last one */
};

static struct cost
cost_now(const struct room *room)
{
	return (struct cost){
	    .statements = room->r->store->cost.statements,
	    .commits = room->r->store->cost.commits,
	    .macs = room->r->macs,
	    .hmacs = room->r->hmacs,
	    .syncs = syncs_seen(),
	    .writes = written,
	};
}

static struct cost
cost_since(const struct room *room, const struct cost *before)
{
	struct cost now = cost_now(room);

	now.statements -= before->statements;
	now.commits -= before->commits;
	now.macs -= before->macs;
	now.hmacs -= before->hmacs;
	now.syncs -= before->syncs;
	now.writes -= before->writes;
	return now;
}

static int
take_newer(const struct registry_event *e, void *arg)
{
	struct registry_event *newest = arg;

	if (e->last >= newest->last)
		*newest = *e;
	return 0;
}

/* Equal ones are one row, so the newest need not be the last. */
static struct registry_event
newest(struct room *room)
{
	const struct registry_filter all = {0};
	struct registry_event e = {0};

	assert_int_equal(
	    registry_events(room->r, &all, take_newer, &e, &room->f), 0);
	return e;
}

/* A refusal whose outcome says why, and its cost; the first is the measure. */
static void
refused_but_for_writes(struct room *room, const struct registry_login *like,
    const char *answer, const char *outcome, struct cost *cost)
{
	struct registry_login login = *like;
	struct cost before, one;

	/* The log starts anew for each, and no two are at the same time. */
	assert_int_equal(registry_checkpoint(room->r, &room->f), 0);
	clock_fake_pass(1);
	before = cost_now(room);
	assert_int_equal(room_answer(room, &login, answer), REGISTRY_NO);
	one = cost_since(room, &before);
	assert_string_equal(newest(room).outcome, outcome);
	if (cost->statements == 0)
		*cost = one;
	assert_int_equal(one.statements, cost->statements);
	assert_int_equal(one.commits, cost->commits);
	assert_int_equal(one.macs, cost->macs);
	assert_int_equal(one.hmacs, cost->hmacs);
	assert_int_equal(one.syncs, cost->syncs);
	cost->last_writes = one.writes;
}

static void
refused(struct room *room, const struct registry_login *login,
    const char *answer, const char *outcome, struct cost *cost)
{
	refused_but_for_writes(room, login, answer, outcome, cost);
	assert_int_equal(cost->last_writes, cost->writes);
}

struct terms {
	const char *service, *networks;
	int64_t not_before, ttl;
};

static int64_t
issue(struct room *room, const struct account *a, const struct terms *terms,
    char code[REGISTRY_CODE_SIZE])
{
	struct registry_issue what = {
	    .account = a,
	    .service = terms->service != NULL ? terms->service : "",
	    .networks = terms->networks,
	    .not_before = terms->not_before,
	    .ttl = terms->ttl != 0 ? terms->ttl : 900,
	    .uses = 1,
	    .by = "root",
	};
	struct registry_code out;

	assert_int_equal(
	    registry_issue(room->r, &what, code, &out, &room->f), 0);
	return out.id;
}

/* Good until the next one: many in one frame are more than a stack has. */
static struct registry_login *
who(const char *user, const struct account *a)
{
	static struct registry_login login;

	login = room_login(user, a);
	return &login;
}

static struct registry_login *
claimed(const char *user, const struct account *a, uid_t asker)
{
	struct registry_login *login = who(user, a);

	login->service = "self:screen";
	login->claimed = true;
	login->asker = asker;
	return login;
}

static void
test_no_oracle_for_names(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct account bob = room_account("bob", 1001);
	struct account root = room_account("root", 0);
	static char long_name[257];
	char code[REGISTRY_CODE_SIZE];
	struct cost one = {0};

	issue(room, &alice, &(struct terms){0}, code);
	memset(long_name, 'n', sizeof(long_name));
	long_name[sizeof(long_name) - 1] = '\0';
	refused(room, who("alice", &alice), WRONG, "no: wrong", &one);
	assert_int_equal(one.macs, DECIDE_MACS);
	assert_int_equal(
	    one.hmacs, REGISTRY_AUTHENTICATORS_MAX * decide_looks(&room->conf));
	assert_int_equal(one.commits, 2);
	assert_int_equal(one.syncs, 2);
	assert_true(one.writes > 0);
	refused(room, who("bob", &bob), WRONG, "no: no live code", &one);
	refused(room, who("root", &root), WRONG, "no: no live code", &one);
	refused(room, who("mallory", NULL), WRONG, "no: unknown", &one);
	refused(room, who("", NULL), WRONG, "no: unknown", &one);
	refused(room, who(long_name, NULL), WRONG, "no: unknown", &one);
	/* A name that was an account's, and has codes yet. */
	refused(room, who("alice", NULL), code, "no: unknown", &one);
	refused(room, claimed("alice", &alice, 1000), WRONG, "no: wrong", &one);
	refused(
	    room, claimed("bob", &bob, 1001), WRONG, "no: no live code", &one);
	refused(
	    room, claimed("mallory", NULL, 1001), WRONG, "no: unknown", &one);
}

static void
test_no_oracle_for_answers(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_login login = room_login("alice", &alice);
	char code[REGISTRY_CODE_SIZE], text[513];
	struct cost one = {0};

	memset(text, 'B', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	issue(room, &alice, &(struct terms){0}, code);
	refused(room, &login, WRONG, "no: wrong", &one);
	refused(room, &login, "", "no: wrong", &one);
	refused(room, &login, "1234-5678", "no: wrong", &one);
	/* Another source: five failures would close this one. */
	login.rhost = "192.0.2.2";
	refused(room, &login, "password", "no: wrong", &one);
	refused(room, &login, text, "no: wrong", &one);
	/* All but the last letter. */
	code[8] = code[8] == 'B' ? 'C' : 'B';
	refused(room, &login, code, "no: wrong", &one);
}

/*
 * A record that is found dead is marked so: that is written for who has the
 * right code alone.
 */
static void
test_no_oracle_for_right_codes_that_are_no_good(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_login login = room_login("alice", &alice);
	char code[REGISTRY_CODE_SIZE], used[REGISTRY_CODE_SIZE];
	struct registry_login other;
	struct cost one = {0};
	struct account moved = room_account("alice", 2000);
	int64_t id;

	refused_but_for_writes(room, &login, WRONG, "no: no live code", &one);
	issue(room, &alice, &(struct terms){.service = "sudo"}, code);
	refused_but_for_writes(room, &login, code, "no: other service", &one);
	issue(room, &alice, &(struct terms){.networks = "10.0.0.0/8"}, code);
	refused_but_for_writes(room, &login, code, "no: other network", &one);
	refused_but_for_writes(
	    room, claimed("alice", &alice, 1000), code, "no: wrong", &one);
	issue(
	    room, &alice, &(struct terms){.not_before = ROOM_NOW + 600}, code);
	login.rhost = "192.0.2.3";
	refused_but_for_writes(room, &login, code, "no: not yet", &one);
	issue(room, &alice, &(struct terms){.ttl = 60}, code);
	issue(room, &alice, &(struct terms){0}, used);
	other = login;
	assert_int_equal(room_answer(room, &other, used), REGISTRY_YES);
	refused_but_for_writes(room, &login, used, "no: wrong", &one);
	id = issue(room, &alice, &(struct terms){0}, used);
	assert_int_equal(registry_revoke(room->r, id, "root", &room->f), 0);
	refused_but_for_writes(room, &login, used, "no: wrong", &one);
	clock_fake_pass(61);
	login.rhost = "192.0.2.4";
	refused_but_for_writes(room, &login, code, "no: expired", &one);
	refused_but_for_writes(room, &login, code, "no: wrong", &one);
	issue(room, &moved, &(struct terms){0}, code);
	refused_but_for_writes(room, &login, code, "no: uid changed", &one);
}

static void
test_no_oracle_for_who_is_locked(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct account bob = room_account("bob", 1001);
	char code[REGISTRY_CODE_SIZE];
	struct cost one = {0};

	issue(room, &alice, &(struct terms){0}, code);
	refused(room, who("bob", &bob), WRONG, "no: no live code", &one);
	for (int i = 0; i < 5; i++)
		refused(room, who("alice", &alice), WRONG, "no: wrong", &one);
	for (int i = 0; i < 3; i++)
		refused(room, who("alice", &alice), code, "no: locked", &one);
	refused(room, who("alice", &alice), "", "no: locked", &one);
	for (int i = 0; i < 7; i++)
		refused(room, who("mallory", NULL), WRONG, "no: unknown", &one);
	for (int i = 0; i < 5; i++)
		refused(room, claimed("alice", &alice, 1000), WRONG,
		    "no: wrong", &one);
	refused(room, claimed("alice", &alice, 1000), code, "no: locked", &one);
}

/* Up to sixteen codes, and records of many that are dead. */
static void
test_no_oracle_for_how_many_codes(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_login login = room_login("alice", &alice);
	char code[REGISTRY_CODE_SIZE];
	struct cost one = {0};

	room->r->conf.deny = 0;
	room->r->conf.deny_user = 0;
	refused(room, &login, WRONG, "no: no live code", &one);
	for (int i = 0; i < REGISTRY_CODES_MAX; i++) {
		issue(room, &alice, &(struct terms){0}, code);
		clock_fake_pass(1);
		refused(room, &login, WRONG, "no: wrong", &one);
	}
}

/* Up to eight of them, of every kind, and a sheet, whatever is typed. */
static void
test_no_oracle_for_what_is_enrolled(void **state)
{
	static char sheet[3][REGISTRY_RECOVERY_SIZE];
	static const enum credmint_digest digests[] = {
	    CREDMINT_SHA1, CREDMINT_SHA256, CREDMINT_SHA512};
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct account bob = room_account("bob", 1001);
	struct registry_login login = room_login("alice", &alice);
	static struct shown s;
	struct cost one = {0};

	room->r->conf.deny = 0;
	room->r->conf.deny_user = 0;
	refused(room, who("mallory", NULL), "123456", "no: unknown", &one);
	assert_int_equal(one.macs, DECIDE_MACS);
	assert_int_equal(
	    one.hmacs, REGISTRY_AUTHENTICATORS_MAX * decide_looks(&room->conf));
	for (unsigned i = 0; i < REGISTRY_AUTHENTICATORS_MAX; i++) {
		shown_make(&s, i % 2 == 0 ? CREDMINT_TOTP : CREDMINT_HOTP,
		    (unsigned char)(i + 1));
		s.otp.digest = digests[i % 3];
		s.otp.digits = 6 + i % 3;
		s.otp.nkey = i == 7 ? CREDMINT_OTP_KEY_MAX : 20;
		shown_enroll(room, &alice, &s, 0, 0);
		refused(room, &login, "000000", "no: wrong", &one);
		refused(room, &login, "0000000", "no: wrong", &one);
		refused(room, &login, "00000000", "no: wrong", &one);
	}
	assert_int_equal(registry_recovery_issue(
			     room->r, &alice, "root", 3, sheet, &room->f),
	    0);
	refused(room, &login, "BBBB-BBBB-BBBB", "no: wrong", &one);
	refused(room, &login, "password", "no: wrong", &one);
	login.ways = (struct conf_ways){1, {CONF_WAY_ISSUED}};
	refused(room, &login, "000000", "no: wrong", &one);
	refused(room, &login, sheet[0], "no: way not allowed", &one);
	refused(room, &login, shown_at(&s, 0), "no: way not allowed", &one);
	refused(room, who("bob", &bob), "123456", "no: no live code", &one);
	refused(
	    room, claimed("alice", &alice, 1000), "123456", "no: wrong", &one);
	login = room_login("alice", &alice);
	login.purpose = REGISTRY_FOR_ENROLMENT;
	refused(room, &login, "123456", "no: wrong", &one);
}

static void
test_no_oracle_for_right_ones_that_are_no_good(void **state)
{
	static char sheet[3][REGISTRY_RECOVERY_SIZE];
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct account moved = room_account("alice", 2000);
	struct registry_login login = room_login("alice", &alice), yes;
	static struct shown s;
	struct cost one = {0};

	refused(room, who("mallory", NULL), "123456", "no: unknown", &one);
	shown_hotp(room, &alice, &s);
	assert_int_equal(registry_recovery_issue(
			     room->r, &alice, "root", 3, sheet, &room->f),
	    0);
	yes = login;
	assert_int_equal(
	    room_answer(room, &yes, shown_at(&s, 0)), REGISTRY_YES);
	assert_int_equal(room_answer(room, &yes, sheet[0]), REGISTRY_YES);
	refused(room, &login, shown_at(&s, 0), "no: code used before", &one);
	refused(room, &login, sheet[0], "no: code used before", &one);
	login.account = &moved;
	refused(room, &login, shown_at(&s, 1), "no: uid changed", &one);
	login.account = &alice;
	login.rhost = "192.0.2.7";
	for (int i = 0; i < 5; i++)
		refused(room, &login, "000000", "no: wrong", &one);
	refused(room, &login, shown_at(&s, 1), "no: locked", &one);
	refused(room, &login, sheet[1], "no: locked", &one);
	refused(room, &login, "000000", "no: locked", &one);
	login.rhost = "192.0.2.8";
	assert_int_equal(
	    room_answer(room, &login, shown_at(&s, 1)), REGISTRY_YES);
}

/* Asked for grace: the same whoever it is, and whatever there is. */
static void
test_no_oracle_by_grace(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct account bob = room_account("bob", 1001);
	struct registry_login login[] = {room_login("mallory", NULL),
	    room_login("bob", &bob), room_login("alice", &alice),
	    room_login("alice", &alice)};
	struct cost before, one, first = {0};
	char code[REGISTRY_CODE_SIZE];
	bool granted;

	issue(room, &alice, &(struct terms){0}, code);
	login[3].rhost = "192.0.2.77";
	for (size_t i = 0; i < 4; i++) {
		login[i].grace = 600;
		if (i == 3)
			assert_int_equal(
			    room_answer(room, &login[2], code), REGISTRY_YES);
		before = cost_now(room);
		assert_int_equal(
		    registry_grace(room->r, &login[i], &granted, &room->f), 0);
		one = cost_since(room, &before);
		assert_false(granted);
		if (i == 0)
			first = one;
		assert_int_equal(one.statements, first.statements);
		assert_int_equal(one.commits, first.commits);
		assert_int_equal(one.macs, first.macs);
		assert_int_equal(one.syncs, 0);
	}
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, room_setup, room_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_no_oracle_for_names),
	    TEST(test_no_oracle_for_answers),
	    TEST(test_no_oracle_for_right_codes_that_are_no_good),
	    TEST(test_no_oracle_for_who_is_locked),
	    TEST(test_no_oracle_for_how_many_codes),
	    TEST(test_no_oracle_for_what_is_enrolled),
	    TEST(test_no_oracle_for_right_ones_that_are_no_good),
	    TEST(test_no_oracle_by_grace),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
