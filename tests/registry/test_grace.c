/* test_grace - who said yes here lately */

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
#include "registry/store_authenticator.h"
#include "tests/core/clock_fake.h"
#include "tests/registry/grace_room.h"
#include "tests/registry/shown.h"

static const struct account alice = ROOM_ALICE, bob = ROOM_BOB;

static void
test_r23_grace_is_for_the_same_user_service_and_place(void **state)
{
	struct room *room = *state;
	struct registry_login login = grace_login(&alice), other;
	struct account moved = room_account("alice", 2000);

	assert_false(grace_granted(room, login));
	grace_say_yes(room, login);
	assert_true(grace_granted(room, login));
	other = login;
	other.service = "sudo";
	assert_false(grace_granted(room, other));
	other = login;
	other.rhost = "192.0.2.2";
	assert_false(grace_granted(room, other));
	other.rhost = "";
	other.session = "17.4711";
	assert_false(grace_granted(room, other));
	other = login;
	other.user = "bob";
	other.account = &bob;
	assert_false(grace_granted(room, other));
	other = login;
	other.account = &moved;
	assert_false(grace_granted(room, other));
	other.account = NULL;
	assert_false(grace_granted(room, other));
	/* From the same host, whatever the tty. */
	other = login;
	other.tty = "pts/3";
	assert_true(grace_granted(room, other));
}

static void
test_r23_grace_at_this_host_is_of_one_session_of_one_tty(void **state)
{
	struct room *room = *state;
	struct registry_login login = grace_login(&alice), other;

	login.rhost = "";
	login.service = "sudo";
	login.tty = "/dev/pts/0";
	grace_say_yes(room, login);
	/* Nobody knows which session that was. */
	assert_false(grace_granted(room, login));
	login.session = "";
	grace_say_yes(room, login);
	assert_false(grace_granted(room, login));
	login.session = "812.90210";
	grace_say_yes(room, login);
	assert_true(grace_granted(room, login));
	other = login;
	other.session = "812.90211";
	assert_false(grace_granted(room, other));
	other = login;
	other.tty = "/dev/pts/1";
	assert_false(grace_granted(room, other));
	other.tty = "";
	assert_false(grace_granted(room, other));
	other.rhost = "/dev/pts/0";
	assert_false(grace_granted(room, other));
	/* The next boot has a session of that number, too. */
	clock_fake_set(ROOM_NOW + 60, 60, "the next boot");
	assert_false(grace_granted(room, login));
}

static void
test_r23_grace_lasts_so_long_and_is_not_prolonged(void **state)
{
	struct room *room = *state;
	struct registry_login login = grace_login(&alice), shorter;

	grace_say_yes(room, login);
	clock_fake_pass(GRACE_SPAN / 2);
	assert_true(grace_granted(room, login));
	clock_fake_pass(GRACE_SPAN / 2);
	assert_true(grace_granted(room, login));
	shorter = login;
	shorter.grace = GRACE_SPAN - 1;
	assert_false(grace_granted(room, shorter));
	shorter.grace = 0;
	assert_false(grace_granted(room, shorter));
	clock_fake_pass(1);
	assert_false(grace_granted(room, login));
	grace_say_yes(room, login);
	assert_true(grace_granted(room, login));
}

/* Of whom can write the registry: no byte of it makes it last. */
static void
test_r23_no_byte_prolongs_a_grace(void **state)
{
	struct room *room = *state;
	struct registry_login login = grace_login(&alice);
	struct store *s = room->r->store;
	struct store_account row;
	int64_t id;

	grace_say_yes(room, login);
	clock_fake_pass(GRACE_SPAN + 3600);
	assert_int_equal(s->calls->account_find(s, "alice", &id, &room->f), 0);
	assert_int_equal(
	    s->calls->authenticators->account_get(s, id, &row, &room->f), 0);
	for (size_t i = 0; i < 2 * 8; i++) {
		struct store_account other = row;
		const int64_t now = ROOM_NOW + GRACE_SPAN + 3600;

		/* The stamp's bytes are the present's, one or all up to it. */
		for (size_t k = i < 8 ? i : 0; k <= i % 8; k++)
			other.grace[k] =
			    (unsigned char)((uint64_t)now >> (56 - 8 * k));
		if (i == 6 && other.grace[6] == row.grace[6])
			other.grace[6]++;
		assert_int_equal(
		    s->calls->begin(s, STORE_DURABLE, &room->f), 0);
		assert_int_equal(s->calls->authenticators->account_grace(
				     s, id, other.grace, true, &room->f),
		    0);
		assert_int_equal(s->calls->commit(s, &room->f), 0);
		assert_false(grace_granted(room, login));
	}
}

/* What one peer takes for endless. */
static void
test_r23_stamp_in_the_future_is_no_grace(void **state)
{
	struct room *room = *state;
	struct registry_login login = grace_login(&alice);
	unsigned killed;

	clock_fake_set(ROOM_NOW + 7200, 1100, ROOM_BOOT);
	grace_say_yes(room, login);
	clock_fake_set(ROOM_NOW, 1200, ROOM_BOOT);
	assert_true(
	    registry_clock_reset(room->r, "root", &killed, &room->f) >= 0);
	assert_false(grace_granted(room, login));
	/* Nor is it one when that time comes. */
	clock_fake_set(ROOM_NOW + 7200, 8400, ROOM_BOOT);
	assert_false(grace_granted(room, login));
}

static void
test_r05_claimed_login_has_no_grace(void **state)
{
	struct room *room = *state;
	struct registry_login login = grace_login(&alice), own = login;

	own.claimed = true;
	own.asker = 1000;
	grace_say_yes(room, own);
	assert_false(grace_granted(room, own));
	assert_false(grace_granted(room, login));
	grace_say_yes(room, login);
	assert_false(grace_granted(room, own));
	assert_true(grace_granted(room, login));
}

static void
test_enrolment_and_refusals_give_none(void **state)
{
	struct room *room = *state;
	struct registry_login login = grace_login(&alice), enrol = login;
	static struct shown s;

	shown_hotp(room, &alice, &s);
	enrol.purpose = REGISTRY_FOR_ENROLMENT;
	assert_int_equal(
	    room_answer(room, &enrol, shown_at(&s, 0)), REGISTRY_YES);
	assert_false(grace_granted(room, enrol));
	assert_false(grace_granted(room, login));
	assert_int_equal(
	    room_answer(room, &login, shown_at(&s, 0)), REGISTRY_NO);
	assert_false(grace_granted(room, login));
	assert_int_equal(
	    room_answer(room, &login, shown_at(&s, 1)), REGISTRY_YES);
	assert_true(grace_granted(room, login));
}

/* ---- what ends it ---- */

static int64_t temporary;

static void
end_by_reset(struct room *room)
{
	temporary = room_intend(room, &alice, "a hash");
}

static void
end_by_confirmed_reset(struct room *room)
{
	assert_int_equal(
	    registry_reset_confirm(room->r, temporary, "root", &room->f), 0);
}

static void
end_by_change(struct room *room)
{
	struct registry_login login = room_login("alice", &alice);

	assert_int_equal(registry_changed(room->r, &login, &room->f), 0);
}

static void
end_by_enrolment(struct room *room)
{
	static struct shown s;

	shown_hotp(room, &alice, &s);
}

static struct shown phone;

static void
end_by_resync(struct room *room)
{
	char one[CREDMINT_OTP_SIZE], two[CREDMINT_OTP_SIZE];

	strcpy(one, shown_at(&phone, 20));
	strcpy(two, shown_at(&phone, 21));
	assert_int_equal(
	    registry_authenticator_resync(room->r, "alice", phone.id, one,
		strlen(one), two, strlen(two), "root", &room->f),
	    0);
}

static void
end_by_removal(struct room *room)
{
	assert_int_equal(registry_authenticator_remove(
			     room->r, "alice", phone.id, "root", &room->f),
	    0);
}

static void
end_by_removal_of_all(struct room *room)
{
	unsigned n;

	assert_int_equal(registry_authenticator_remove_all(
			     room->r, "alice", "root", &n, &room->f),
	    0);
}

static void
end_by_sheet(struct room *room)
{
	static char code[1][REGISTRY_RECOVERY_SIZE];

	assert_int_equal(
	    registry_recovery_issue(room->r, &alice, "root", 1, code, &room->f),
	    0);
}

/* Of one source: it closes that one, and ends what all were given. */
static void
end_by_lockout(struct room *room)
{
	struct registry_login stranger = room_login("alice", &alice);

	stranger.rhost = "203.0.113.9";
	for (int i = 0; i < 5; i++)
		assert_int_equal(
		    room_answer(room, &stranger, "no"), REGISTRY_NO);
}

static void
test_r23_grace_ends_by_what_changes_the_account(void **state)
{
	static void (*const ends[])(struct room *) = {end_by_reset,
	    end_by_confirmed_reset, end_by_change, end_by_enrolment,
	    end_by_resync, end_by_removal, end_by_sheet, end_by_lockout,
	    end_by_removal_of_all};
	struct room *room = *state;
	struct registry_login login = grace_login(&alice), his = login,
			      near = login;

	his.user = "bob";
	his.account = &bob;
	near.rhost = "";
	near.session = "1.2";
	shown_make(&phone, CREDMINT_HOTP, 7);
	shown_enroll(room, &alice, &phone, 0, 0);
	grace_say_yes(room, his);
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		grace_say_yes(room, login);
		grace_say_yes(room, near);
		assert_true(grace_granted(room, login));
		assert_true(grace_granted(room, near));
		ends[i](room);
		assert_false(grace_granted(room, login));
		assert_false(grace_granted(room, near));
		/* Nobody else's. */
		assert_true(grace_granted(room, his));
	}
}

static void
test_r23_locked_login_has_none(void **state)
{
	struct room *room = *state;
	struct registry_login login = grace_login(&alice);

	for (int i = 0; i < 4; i++)
		assert_int_equal(room_answer(room, &login, "no"), REGISTRY_NO);
	assert_false(grace_granted(room, login));
	grace_say_yes(room, login);
	assert_true(grace_granted(room, login));
	for (int i = 0; i < 4; i++)
		assert_int_equal(room_answer(room, &login, "no"), REGISTRY_NO);
	assert_true(grace_granted(room, login));
	assert_int_equal(room_answer(room, &login, "no"), REGISTRY_NO);
	assert_false(grace_granted(room, login));
	/* Nor when it is open again. */
	clock_fake_pass(601);
	assert_false(grace_granted(room, login));
}

static void
test_fault_is_no_grace(void **state)
{
	struct room *room = *state;
	struct registry_login login = grace_login(&alice);
	bool yes = true;

	grace_say_yes(room, login);
	clock_fake_fail(-EIO);
	assert_int_equal(registry_grace(room->r, &login, &yes, &room->f), -EIO);
	assert_false(yes);
	clock_fake_fail(0);
	assert_true(grace_granted(room, login));
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, room_setup, room_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_r23_grace_is_for_the_same_user_service_and_place),
	    TEST(test_r23_grace_at_this_host_is_of_one_session_of_one_tty),
	    TEST(test_r23_grace_lasts_so_long_and_is_not_prolonged),
	    TEST(test_r23_no_byte_prolongs_a_grace),
	    TEST(test_r23_stamp_in_the_future_is_no_grace),
	    TEST(test_r05_claimed_login_has_no_grace),
	    TEST(test_enrolment_and_refusals_give_none),
	    TEST(test_r23_grace_ends_by_what_changes_the_account),
	    TEST(test_r23_locked_login_has_none),
	    TEST(test_fault_is_no_grace),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
