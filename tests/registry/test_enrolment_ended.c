/* test_enrolment_ended - what ends an enrolment between its proof and its end
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "registry/handle.h"
#include "registry/recovery.h"
#include "tests/core/clock_fake.h"
#include "tests/registry/device_room.h"

static const struct account alice = ROOM_ALICE, bob = ROOM_BOB;
static char proof[REGISTRY_CODE_SIZE];
static char sheet[2][REGISTRY_RECOVERY_SIZE];

/* A code for enrolling; its id. */
static int64_t
issue(struct room *room, unsigned uses)
{
	return room_issue_enrolling(room, &alice, uses, proof);
}

/* Up to the yes. */
static struct registry_login
prove_by(struct room *room, const char *answer)
{
	struct registry_login login = room_login("alice", &alice);

	login.rhost = "";
	login.service = "self:enroll";
	login.claimed = true;
	login.asker = 1000;
	login.purpose = REGISTRY_FOR_ENROLMENT;
	assert_int_equal(room_answer(room, &login, answer), REGISTRY_YES);
	assert_int_equal(registry_sent(room->r, &login, &room->f), 0);
	return login;
}

static struct registry_login
prove(struct room *room)
{
	return prove_by(room, proof);
}

/* What comes of it, and whether one more is there then. */
static int
finish(struct room *room, const struct registry_login *login, unsigned char key)
{
	unsigned char seed[20];
	struct credmint_otp otp = device_hotp();
	struct registry_enrolment e = device_asked(&alice, &otp);
	struct registry_authenticator out;
	const size_t before = device_list(room, "alice", NULL);
	int rc;

	memset(seed, key, sizeof(seed));
	otp.key = seed;
	otp.nkey = sizeof(seed);
	e.proof = login;
	rc = registry_enroll(room->r, &e, &out, &room->f);
	assert_int_equal(
	    device_list(room, "alice", NULL) - before, rc == 0 ? 1 : 0);
	return rc;
}

static void
ended(struct room *room, const struct registry_login *login)
{
	/* Equal events of one minute are one. */
	clock_fake_pass(61);
	assert_int_equal(finish(room, login, 0xe0), REGISTRY_NOT_LIVE);
	device_said(room, "enroll", "no: ended meanwhile");
}

/* ---- each of what ends it ---- */

static void
remove_all(struct room *room)
{
	unsigned n;

	assert_int_equal(registry_authenticator_remove_all(
			     room->r, "alice", "root", &n, &room->f),
	    0);
}

static void
remove_one(struct room *room)
{
	struct registry_authenticator last;

	(void)device_list(room, "alice", &last);
	assert_int_equal(registry_authenticator_remove(
			     room->r, "alice", last.id, "root", &room->f),
	    0);
}

static void
revoke_user(struct room *room)
{
	unsigned n;

	assert_int_equal(
	    registry_revoke_user(room->r, "alice", "root", &n, &room->f), 0);
}

static void
enroll_another(struct room *room)
{
	(void)device_number(room, &alice, 77);
}

static void
enroll_with_the_code(struct room *room)
{
	struct registry_login login = prove(room);

	assert_int_equal(finish(room, &login, 0x31), 0);
}

static void
enroll_another_uid(struct room *room)
{
	const struct account moved = room_account("alice", 2000);

	(void)device_number(room, &moved, 78);
}

static void
issue_sheet(struct room *room)
{
	assert_int_equal(registry_recovery_issue(
			     room->r, &alice, "root", 2, sheet, &room->f),
	    0);
}

static void
import_sheet(struct room *room)
{
	static const char *const paper[] = {"12345678"};

	assert_int_equal(registry_recovery_import(
			     room->r, &alice, "root", 1, paper, &room->f),
	    0);
}

static void
reset(struct room *room)
{
	(void)room_intend(room, &alice, "a hash");
}

static void
reset_and_confirm(struct room *room)
{
	(void)room_reset(room, &alice, "a hash");
}

static void
change_password(struct room *room)
{
	struct registry_login login = room_login("alice", &alice);

	assert_int_equal(registry_changing(room->r, &login, &room->f), 0);
	assert_int_equal(registry_changed(room->r, &login, &room->f), 0);
}

static void
test_r16_it_is_ended_by(void **state)
{
	static void (*const ends[])(struct room *) = {remove_all, remove_one,
	    revoke_user, enroll_another, enroll_with_the_code, issue_sheet,
	    import_sheet, reset, reset_and_confirm, change_password,
	    enroll_another_uid};
	struct room *room = *state;
	struct registry_login login, next;

	room->r->conf.deny_user = 0;
	(void)issue(room, 3);
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		(void)device_number(room, &alice, 1);
		(void)issue(room, 3);
		login = prove(room);
		ends[i](room);
		ended(room, &login);
		if (ends[i] == enroll_another_uid)
			break;
		/* The next one goes on from there. */
		(void)issue(room, 3);
		next = prove(room);
		assert_int_equal(
		    finish(room, &next, (unsigned char)(0x40 + i)), 0);
		ended(room, &login);
		remove_all(room);
	}
}

/* The one that it was proved with, whether uses of it are left or not. */
static void
test_r16_it_is_ended_by_revoking_its_code(void **state)
{
	struct room *room = *state;
	struct registry_login login;
	int64_t id;

	for (unsigned uses = 1; uses <= 2; uses++) {
		id = issue(room, uses);
		login = prove(room);
		assert_int_equal(registry_revoke(room->r, id, "root", &room->f),
		    uses == 1 ? REGISTRY_NOT_LIVE : 0);
		ended(room, &login);
	}
}

/* A sweep locks the password that was set and not changed in time. */
static void
test_r16_it_is_ended_by_a_lock(void **state)
{
	struct room *room = *state;
	struct registry_login login;
	int64_t id;

	(void)issue(room, 3);
	id = room_reset(room, &alice, "a hash");
	login = prove(room);
	assert_int_equal(registry_temporary_end(room->r, id,
			     REGISTRY_TEMPORARY_LOCKED, "root", &room->f),
	    0);
	ended(room, &login);
}

/* By whatever it was proved. */
static void
test_r16_proofs_of_a_sheet_end_with_it(void **state)
{
	struct room *room = *state;
	struct registry_login login;

	(void)issue(room, 1);
	issue_sheet(room);
	login = prove_by(room, sheet[0]);
	issue_sheet(room);
	ended(room, &login);
	login = prove_by(room, sheet[0]);
	remove_all(room);
	ended(room, &login);
}

/* What is no end of it, and what was one before it began. */
static void
test_r16_it_is_not_ended_by_others(void **state)
{
	struct room *room = *state;
	struct registry_login login, stranger;
	char code[REGISTRY_CODE_SIZE];
	int64_t id;

	(void)issue(room, 3);
	reset(room);
	remove_all(room);
	(void)issue(room, 3);
	login = prove(room);
	(void)device_number(room, &bob, 9);
	id = room_issue(room, &alice, code);
	assert_int_equal(registry_revoke(room->r, id, "root", &room->f), 0);
	assert_int_equal(registry_revoke(room->r, 4711, "root", &room->f), 2);
	(void)room_issue(room, &alice, code);
	stranger = room_login("alice", &alice);
	assert_int_equal(room_answer(room, &stranger, code), REGISTRY_YES);
	/* A stranger who is closed out ends nobody's. */
	for (int i = 0; i < 8; i++)
		(void)room_answer(room, &stranger, "BBBB-BBBB");
	assert_true(stranger.locked);
	assert_int_equal(finish(room, &login, 1), 0);
	/* Its own end is one of all that run beside it, itself included. */
	ended(room, &login);
}

static void
test_administrators_need_no_proof(void **state)
{
	struct room *room = *state;

	(void)issue(room, 3);
	remove_all(room);
	assert_int_equal(finish(room, NULL, 1), 0);
	revoke_user(room);
	assert_int_equal(finish(room, NULL, 2), 0);
}

/* Of this account, for this, and a yes. */
static void
test_r16_another_proof_is_none(void **state)
{
	struct room *room = *state;
	struct registry_login login, other;

	(void)issue(room, 3);
	login = prove(room);
	other = login;
	other.account = &bob;
	assert_int_equal(finish(room, &other, 1), -EINVAL);
	other = login;
	other.purpose = REGISTRY_FOR_LOGIN;
	assert_int_equal(finish(room, &other, 1), -EINVAL);
	other = login;
	other.said = false;
	assert_int_equal(finish(room, &other, 1), -EINVAL);
	other = login;
	other.account = NULL;
	assert_int_equal(finish(room, &other, 1), -EINVAL);
	assert_int_equal(finish(room, &login, 1), 0);
}

/* ---- what is refused changes nothing ---- */

static void
test_what_is_not_kept_leaves_another_uids(void **state)
{
	struct room *room = *state;
	const struct account moved = room_account("alice", 2000);
	struct credmint_otp otp = device_hotp();
	struct registry_enrolment e = device_asked(&moved, &otp);
	struct registry_authenticator out;
	int64_t id;

	id = device_enroll(room, &alice, &otp);
	issue_sheet(room);
	e.replace = 4711;
	assert_int_equal(
	    registry_enroll(room->r, &e, &out, &room->f), REGISTRY_NOT_FOUND);
	/* What another uid has cannot be replaced, it only goes. */
	e.replace = id;
	assert_int_equal(
	    registry_enroll(room->r, &e, &out, &room->f), REGISTRY_NOT_FOUND);
	assert_int_equal(device_list(room, "alice", &out), 1);
	assert_int_equal(out.uid, 1000);
	assert_true(device_beside(room, "alice")->enrolled);
	device_said(room, "recovery", "issued 2");
	/* The seed of a dead one is no seed of his. */
	e.replace = 0;
	assert_int_equal(registry_enroll(room->r, &e, &out, &room->f), 0);
	assert_int_equal(device_list(room, "alice", &out), 1);
	assert_int_equal(out.uid, 2000);
}

static void
test_what_is_not_kept_makes_no_account(void **state)
{
	struct room *room = *state;
	struct credmint_otp otp = device_hotp();
	struct registry_enrolment e;
	struct registry_authenticator out;
	struct registry_event event;
	const size_t before = room_events(room, &event);
	unsigned n;

	e = device_asked(&alice, &otp);
	e.replace = 7;
	assert_int_equal(
	    registry_enroll(room->r, &e, &out, &room->f), REGISTRY_NOT_FOUND);
	assert_int_equal(registry_authenticator_remove_all(
			     room->r, "alice", "root", &n, &room->f),
	    REGISTRY_NOT_FOUND);
	assert_int_equal(room_events(room, &event), before);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, room_setup, room_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_r16_it_is_ended_by),
	    TEST(test_r16_it_is_ended_by_revoking_its_code),
	    TEST(test_r16_it_is_ended_by_a_lock),
	    TEST(test_r16_proofs_of_a_sheet_end_with_it),
	    TEST(test_r16_it_is_not_ended_by_others),
	    TEST(test_administrators_need_no_proof),
	    TEST(test_r16_another_proof_is_none),
	    TEST(test_what_is_not_kept_leaves_another_uids),
	    TEST(test_what_is_not_kept_makes_no_account),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
