/* test_shown - logins by what an authenticator shows */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "registry/handle.h"
#include "tests/core/clock_fake.h"
#include "tests/registry/shown.h"

#define USED "no: code used before"
#define WRONG "no: wrong"

#define SAYS(login, answer, outcome) \
	assert_string_equal(shown_outcome(room, login, answer), outcome)

static struct account alice;

static struct registry_login
begin(struct room *room)
{
	alice = room_account("alice", 1000);
	room->r->conf.deny = 0;
	room->r->conf.deny_user = 0;
	return room_login("alice", &alice);
}

/* ---- the examples of the standards ---- */

static const struct {
	int64_t wall;
	const char *code[3]; /* SHA-1, SHA-256, SHA-512 */
} rfc6238[] = {
    {59, {"94287082", "46119246", "90693936"}},
    {1111111109, {"07081804", "68084774", "25091201"}},
    {1111111111, {"14050471", "67062674", "99943326"}},
    {1234567890, {"89005924", "91819424", "93441116"}},
    {2000000000, {"69279037", "90698825", "38618901"}},
    {20000000000, {"65353130", "77737706", "47863826"}},
};

static void
test_codes_of_rfc_6238_are_good_once(void **state)
{
	static const enum credmint_digest digests[] = {
	    CREDMINT_SHA1, CREDMINT_SHA256, CREDMINT_SHA512};
	static const size_t sizes[] = {20, 32, 64};
	struct room *room = *state;
	struct registry_login login = begin(room);
	static struct shown s;

	for (size_t d = 0; d < 3; d++) {
		shown_make(&s, CREDMINT_TOTP, 0);
		for (size_t i = 0; i < sizes[d]; i++)
			s.key[i] = (unsigned char)('0' + (i + 1) % 10);
		s.otp.nkey = sizes[d];
		s.otp.digest = digests[d];
		s.otp.digits = 8;
		shown_enroll(room, &alice, &s, 0, 0);
	}
	for (size_t i = 0; i < sizeof(rfc6238) / sizeof(rfc6238[0]); i++) {
		/* The host's clock counts, not the registry's. */
		clock_fake_set(
		    rfc6238[i].wall, 2000 + 100 * (int64_t)i, ROOM_BOOT);
		for (size_t d = 0; d < 3; d++) {
			SAYS(&login, rfc6238[i].code[d], SHOWN_YES);
			SAYS(&login, rfc6238[i].code[d], USED);
		}
	}
}

static void
test_codes_of_rfc_4226_are_good_once(void **state)
{
	static const char *const codes[] = {"755224", "287082", "359152",
	    "969429", "338314", "254676", "287922", "162583", "399871",
	    "520489"};
	struct room *room = *state;
	struct registry_login login = begin(room);
	static struct shown s;

	shown_make(&s, CREDMINT_HOTP, 0);
	memcpy(s.key, "12345678901234567890", 20);
	shown_enroll(room, &alice, &s, 0, 0);
	for (size_t i = 0; i < 10; i++) {
		SAYS(&login, codes[i], SHOWN_YES);
		SAYS(&login, codes[i], USED);
	}
	assert_int_equal(shown_row(room, &s).next, 10);
}

/* ---- TOTP ---- */

static void
test_window_is_so_many_steps_on_each_side(void **state)
{
	struct room *room = *state;
	struct registry_login login = begin(room);
	static struct shown s;

	room->r->conf.totp_drift = 0;
	for (unsigned w = 0; w <= 20; w += 4) {
		room->r->conf.totp_window = w;
		shown_make(&s, CREDMINT_TOTP, (unsigned char)(w + 3));
		s.otp.step = 3600; /* all of it is asked within one */
		shown_enroll(room, &alice, &s, 0, 0);
		SAYS(&login, shown_now(&s, -(int64_t)w - 1), WRONG);
		SAYS(&login, shown_now(&s, (int64_t)w + 1), WRONG);
		SAYS(&login, shown_now(&s, -(int64_t)w), SHOWN_YES);
		SAYS(&login, shown_now(&s, (int64_t)w),
		    w == 0 ? USED : SHOWN_YES);
		/* All of them lie below it now. */
		for (int64_t at = -(int64_t)w; at <= (int64_t)w; at++)
			SAYS(&login, shown_now(&s, at), USED);
	}
}

static void
test_earlier_step_than_the_last_is_spent_though_unseen(void **state)
{
	struct room *room = *state;
	struct registry_login login = begin(room);
	static struct shown s;

	room->r->conf.totp_drift = 0;
	shown_totp(room, &alice, &s);
	SAYS(&login, shown_now(&s, 1), SHOWN_YES);
	SAYS(&login, shown_now(&s, 0), USED);
	SAYS(&login, shown_now(&s, -1), USED);
	assert_int_equal(shown_row(room, &s).next, shown_step(&s) + 2);
}

/* What two peers take again: used, later codes used, the clock set back. */
static void
test_clock_set_back_revives_no_code(void **state)
{
	struct room *room = *state;
	struct registry_login login = begin(room);
	static struct shown s;
	char first[CREDMINT_OTP_SIZE], later[CREDMINT_OTP_SIZE];

	shown_totp(room, &alice, &s);
	(void)snprintf(first, sizeof(first), "%s", shown_now(&s, 0));
	SAYS(&login, first, SHOWN_YES);
	clock_fake_set(ROOM_NOW + 1800, 2800, ROOM_BOOT);
	(void)snprintf(later, sizeof(later), "%s", shown_now(&s, 0));
	SAYS(&login, later, SHOWN_YES);
	clock_fake_set(ROOM_NOW, 2900, ROOM_BOOT);
	SAYS(&login, first, USED);
	/* Those between were never used, and are spent all the same. */
	clock_fake_set(ROOM_NOW + 900, 3000, ROOM_BOOT);
	SAYS(&login, shown_now(&s, 0), USED);
	clock_fake_set(ROOM_NOW + 1800, 3100, ROOM_BOOT);
	SAYS(&login, later, USED);
	/* Over a boot as well. */
	clock_fake_set(ROOM_NOW, 10, "99999999-2222-3333-4444-555555555555");
	SAYS(&login, first, USED);
}

static void
test_drift_is_learned_step_by_step(void **state)
{
	struct room *room = *state;
	struct registry_login login = begin(room);
	static struct shown s;

	shown_totp(room, &alice, &s);
	/* An app whose clock goes too fast, up to what is learned. */
	for (int64_t drift = 1; drift <= 10; drift++) {
		clock_fake_pass(600);
		SAYS(&login, shown_now(&s, drift), SHOWN_YES);
		assert_int_equal(shown_row(room, &s).drift, drift);
	}
	clock_fake_pass(600);
	SAYS(&login, shown_now(&s, 11), SHOWN_YES);
	assert_int_equal(shown_row(room, &s).drift, 10);
	clock_fake_pass(600);
	SAYS(&login, shown_now(&s, 12), WRONG);
	clock_fake_pass(600);
	SAYS(&login, shown_now(&s, 8), WRONG);
	SAYS(&login, shown_now(&s, 9), SHOWN_YES);
	assert_int_equal(shown_row(room, &s).drift, 9);
	/* And one that goes too slow. */
	shown_make(&s, CREDMINT_TOTP, 9);
	shown_enroll(room, &alice, &s, 0, -9);
	clock_fake_pass(600);
	SAYS(&login, shown_now(&s, -10), SHOWN_YES);
	clock_fake_pass(600);
	SAYS(&login, shown_now(&s, -11), SHOWN_YES);
	assert_int_equal(shown_row(room, &s).drift, -10);
}

static void
test_drift_is_not_learned_when_that_is_off(void **state)
{
	struct room *room = *state;
	struct registry_login login = begin(room);
	static struct shown s;

	room->r->conf.totp_drift = 0;
	shown_make(&s, CREDMINT_TOTP, 4);
	shown_enroll(room, &alice, &s, 0, 5);
	SAYS(&login, shown_now(&s, 4), SHOWN_YES);
	assert_int_equal(shown_row(room, &s).drift, 5);
	SAYS(&login, shown_now(&s, 6), SHOWN_YES);
	assert_int_equal(shown_row(room, &s).drift, 5);
}

/* What one peer takes: used codes in a row, hours later, teach it a skew. */
static void
test_used_codes_teach_nothing(void **state)
{
	struct room *room = *state;
	struct registry_login login = begin(room);
	static struct shown s;
	char seen[6][CREDMINT_OTP_SIZE];

	room->r->conf.totp_window = 20;
	room->r->conf.totp_drift = 100;
	shown_totp(room, &alice, &s);
	for (size_t i = 0; i < 6; i++) {
		clock_fake_set(ROOM_NOW + 30 * (int64_t)i,
		    1000 + 30 * (int64_t)i, ROOM_BOOT);
		(void)snprintf(
		    seen[i], sizeof(seen[i]), "%s", shown_now(&s, 0));
		if (i < 3)
			SAYS(&login, seen[i], SHOWN_YES);
	}
	/* Within the window: the used ones are no, and move nothing. */
	clock_fake_set(ROOM_NOW + 10 * 30, 1300, ROOM_BOOT);
	for (int round = 0; round < 2; round++)
		for (size_t i = 0; i < 3; i++)
			SAYS(&login, seen[i], USED);
	assert_int_equal(shown_row(room, &s).drift, 0);
	/* Ten hours later nothing of it is known any more. */
	clock_fake_set(ROOM_NOW + 36000, 37000, ROOM_BOOT);
	for (int round = 0; round < 2; round++)
		for (size_t i = 0; i < 6; i++)
			SAYS(&login, seen[i], i == 2 ? USED : WRONG);
	assert_int_equal(shown_row(room, &s).drift, 0);
	assert_int_equal(shown_row(room, &s).next, (int64_t)ROOM_NOW / 30 + 3);
}

static void
test_drift_of_a_resync_stays_and_never_grows(void **state)
{
	struct room *room = *state;
	struct registry_login login = begin(room);
	static struct shown s;

	shown_make(&s, CREDMINT_TOTP, 5);
	shown_enroll(room, &alice, &s, 0, 50);
	SAYS(&login, shown_now(&s, 0), WRONG);
	SAYS(&login, shown_now(&s, 50), SHOWN_YES);
	assert_int_equal(shown_row(room, &s).drift, 50);
	SAYS(&login, shown_now(&s, 51), SHOWN_YES);
	assert_int_equal(shown_row(room, &s).drift, 50);
	clock_fake_pass(600);
	SAYS(&login, shown_now(&s, 49), SHOWN_YES);
	assert_int_equal(shown_row(room, &s).drift, 49);
	clock_fake_pass(600);
	SAYS(&login, shown_now(&s, 51), WRONG);
	SAYS(&login, shown_now(&s, 50), SHOWN_YES);
	assert_int_equal(shown_row(room, &s).drift, 49);
}

static void
test_steps_are_as_long_as_they_were_enrolled(void **state)
{
	static const uint32_t steps[] = {1, 10, 60, 3600};
	struct room *room = *state;
	struct registry_login login = begin(room);
	static struct shown s;

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		shown_make(&s, CREDMINT_TOTP, (unsigned char)(20 + i));
		s.otp.step = steps[i];
		shown_enroll(room, &alice, &s, 0, 0);
		SAYS(&login, shown_now(&s, 0), SHOWN_YES);
		assert_int_equal(shown_row(room, &s).next,
		    shown_step(&s) + (steps[i] == 1 ? 0 : 1));
	}
}

static void
test_clock_at_its_beginning(void **state)
{
	struct room *room = *state;
	struct registry_login login = begin(room);
	static struct shown s;

	shown_totp(room, &alice, &s);
	clock_fake_set(-100, 2000, ROOM_BOOT);
	SAYS(&login, shown_at(&s, 5), WRONG);
	SAYS(&login, shown_at(&s, 0), SHOWN_YES);
	SAYS(&login, shown_at(&s, 0), USED);
	SAYS(&login, shown_at(&s, 1), SHOWN_YES);
}

/* ---- HOTP ---- */

static void
test_hotp_looks_ahead_and_never_back(void **state)
{
	struct room *room = *state;
	struct registry_login login = begin(room);
	static struct shown s;

	shown_hotp(room, &alice, &s);
	SAYS(&login, shown_at(&s, 11), WRONG);
	SAYS(&login, shown_at(&s, 10), SHOWN_YES);
	assert_int_equal(shown_row(room, &s).next, 11);
	SAYS(&login, shown_at(&s, 10), USED);
	for (int64_t i = 0; i < 10; i++)
		SAYS(&login, shown_at(&s, i), WRONG);
	SAYS(&login, shown_at(&s, 11), SHOWN_YES);
	room->r->conf.hotp_window = 0;
	SAYS(&login, shown_at(&s, 13), WRONG);
	SAYS(&login, shown_at(&s, 12), SHOWN_YES);
	room->r->conf.hotp_window = 100;
	SAYS(&login, shown_at(&s, 114), WRONG);
	SAYS(&login, shown_at(&s, 113), SHOWN_YES);
	assert_int_equal(shown_row(room, &s).drift, 0);
}

/* ---- either ---- */

static void
test_one_of_eight_of_any_kind(void **state)
{
	static const enum credmint_digest digests[] = {
	    CREDMINT_SHA1, CREDMINT_SHA256, CREDMINT_SHA512};
	static const size_t sizes[] = {10, 20, 33, 64, 65, 128, 129, 1024};
	struct room *room = *state;
	struct registry_login login = begin(room);
	static struct shown s[REGISTRY_AUTHENTICATORS_MAX];
	char spaced[16];

	for (size_t i = 0; i < REGISTRY_AUTHENTICATORS_MAX; i++) {
		shown_make(&s[i], i % 2 == 0 ? CREDMINT_TOTP : CREDMINT_HOTP,
		    (unsigned char)(40 + i));
		s[i].otp.nkey = sizes[i];
		s[i].otp.digest = digests[i % 3];
		s[i].otp.digits = 6 + (unsigned)i % 3;
		shown_enroll(room, &alice, &s[i], i % 2 == 0 ? 0 : 7, 0);
	}
	for (size_t i = REGISTRY_AUTHENTICATORS_MAX; i-- > 0;) {
		const char *code =
		    i % 2 == 0 ? shown_now(&s[i], 0) : shown_at(&s[i], 7);

		(void)snprintf(
		    spaced, sizeof(spaced), " %.3s-%s", code, code + 3);
		SAYS(&login, spaced, SHOWN_YES);
		SAYS(&login, spaced, USED);
	}
	for (size_t i = 0; i < REGISTRY_AUTHENTICATORS_MAX; i++)
		assert_true(shown_row(room, &s[i]).used >= ROOM_NOW);
}

static void
test_yes_says_what_it_came_by(void **state)
{
	struct room *room = *state;
	struct registry_login login = begin(room);
	struct registry_event last;
	static struct shown s;

	shown_hotp(room, &alice, &s);
	assert_int_equal(
	    room_answer(room, &login, shown_at(&s, 0)), REGISTRY_YES);
	assert_int_equal(login.used, REGISTRY_USED_AUTHENTICATOR);
	assert_int_equal(login.recovery_left, 0);
	(void)room_events(room, &last);
	assert_int_equal(last.code, s.id);
	assert_string_equal(last.act, "login");
	assert_int_equal(registry_sent(room->r, &login, &room->f), 0);
	assert_string_equal(room_outcome(room), "yes");
	assert_int_equal(
	    room_answer(room, &login, shown_at(&s, 0)), REGISTRY_NO);
	assert_int_equal(login.used, REGISTRY_USED_NONE);
}

/* One that another session has spent since is no, and is not counted. */
static void
test_r09_used_meanwhile_is_not_counted_and_used_before_is(void **state)
{
	struct room *room = *state;
	struct registry_login login = begin(room), late[4];
	enum registry_verdict verdict;
	static struct shown s[2];

	room->r->conf.deny = 5;
	shown_totp(room, &alice, &s[0]);
	shown_hotp(room, &alice, &s[1]);
	for (size_t i = 0; i < 2; i++) {
		const char *code =
		    i == 0 ? shown_now(&s[0], 0) : shown_at(&s[1], 2);

		for (size_t k = 0; k < 4; k++) {
			late[k] = login;
			assert_int_equal(
			    registry_attempt(room->r, &late[k], &room->f), 0);
		}
		for (size_t k = 0; k < 4; k++) {
			assert_int_equal(
			    registry_decide(room->r, &late[k], code,
				strlen(code), &verdict, &room->f),
			    0);
			assert_int_equal(
			    verdict, k == 0 ? REGISTRY_YES : REGISTRY_NO);
			assert_string_equal(room_outcome(room),
			    k == 0 ? SHOWN_YES : "no: used meanwhile");
		}
		/* Nothing of it counts: four more failures close nothing. */
		for (size_t k = 0; k < 4; k++)
			SAYS(&login, code, USED);
		SAYS(&login, shown_at(&s[1], 1 + 2 * (int64_t)i), SHOWN_YES);
	}
	for (size_t k = 0; k < 5; k++)
		SAYS(&login, shown_at(&s[1], 3), USED);
	SAYS(&login, shown_at(&s[1], 4), "no: locked");
}

static void
test_locked_right_code_is_no_and_spends_nothing(void **state)
{
	struct room *room = *state;
	struct registry_login login = begin(room);
	static struct shown s;

	room->r->conf.deny = 5;
	shown_hotp(room, &alice, &s);
	for (size_t i = 0; i < 5; i++)
		SAYS(&login, "000000", WRONG);
	SAYS(&login, shown_at(&s, 0), "no: locked");
	assert_int_equal(shown_row(room, &s).next, 0);
	clock_fake_pass(601);
	SAYS(&login, shown_at(&s, 0), SHOWN_YES);
}

static void
test_r20_another_uid_is_dead(void **state)
{
	struct room *room = *state;
	struct registry_login login = begin(room), other;
	struct account moved = room_account("alice", 2000);
	static struct shown s;

	shown_hotp(room, &alice, &s);
	other = room_login("alice", &moved);
	SAYS(&other, shown_at(&s, 0), "no: uid changed");
	assert_int_equal(shown_row(room, &s).next, 0);
	SAYS(&login, shown_at(&s, 0), SHOWN_YES);
	SAYS(&other, shown_at(&s, 0), "no: uid changed");
}

static void
test_another_account_s_is_no(void **state)
{
	struct room *room = *state;
	struct account bob = room_account("bob", 1001);
	struct registry_login login = begin(room), his;
	static struct shown s;

	shown_hotp(room, &alice, &s);
	his = room_login("bob", &bob);
	SAYS(&his, shown_at(&s, 0), "no: no live code");
	his = room_login("alice", NULL);
	SAYS(&his, shown_at(&s, 0), "no: unknown");
	SAYS(&login, shown_at(&s, 0), SHOWN_YES);
}

static void
test_r05_claimed_login_takes_it(void **state)
{
	struct room *room = *state;
	struct registry_login login = begin(room);
	static struct shown s;

	login.claimed = true;
	login.asker = 1000;
	login.service = "self:xlock";
	shown_hotp(room, &alice, &s);
	SAYS(&login, shown_at(&s, 0), SHOWN_YES);
	SAYS(&login, shown_at(&s, 0), USED);
}

/* Digits that are not ASCII's, and what is nearly a code. */
static void
test_other_digits_are_no_code(void **state)
{
	static const char *const zeros[] = {"\331\240", "\333\260",
	    "\340\245\246", "\357\274\220", "\360\235\237\216"};
	struct room *room = *state;
	struct registry_login login = begin(room);
	static struct shown s;
	char text[64];

	shown_hotp(room, &alice, &s);
	for (size_t i = 0; i < sizeof(zeros) / sizeof(zeros[0]); i++) {
		const char *code = shown_at(&s, 0);
		size_t n = strlen(zeros[i]), at = 0;

		for (size_t k = 0; k < 6; k++) {
			memcpy(text + at, zeros[i], n);
			at += n;
			text[at - 1] = (char)(text[at - 1] + (code[k] - '0'));
		}
		text[at] = '\0';
		SAYS(&login, text, WRONG);
	}
	(void)snprintf(text, sizeof(text), "%s0", shown_at(&s, 0));
	SAYS(&login, text, WRONG);
	(void)snprintf(text, sizeof(text), "%.5s", shown_at(&s, 0));
	SAYS(&login, text, WRONG);
	(void)snprintf(text, sizeof(text), "0%s", shown_at(&s, 0));
	SAYS(&login, text, WRONG);
	SAYS(&login, shown_at(&s, 0), SHOWN_YES);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, room_setup, room_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_codes_of_rfc_6238_are_good_once),
	    TEST(test_codes_of_rfc_4226_are_good_once),
	    TEST(test_window_is_so_many_steps_on_each_side),
	    TEST(test_earlier_step_than_the_last_is_spent_though_unseen),
	    TEST(test_clock_set_back_revives_no_code),
	    TEST(test_drift_is_learned_step_by_step),
	    TEST(test_drift_is_not_learned_when_that_is_off),
	    TEST(test_used_codes_teach_nothing),
	    TEST(test_drift_of_a_resync_stays_and_never_grows),
	    TEST(test_steps_are_as_long_as_they_were_enrolled),
	    TEST(test_clock_at_its_beginning),
	    TEST(test_hotp_looks_ahead_and_never_back),
	    TEST(test_one_of_eight_of_any_kind),
	    TEST(test_yes_says_what_it_came_by),
	    TEST(test_r09_used_meanwhile_is_not_counted_and_used_before_is),
	    TEST(test_locked_right_code_is_no_and_spends_nothing),
	    TEST(test_r20_another_uid_is_dead),
	    TEST(test_another_account_s_is_no),
	    TEST(test_r05_claimed_login_takes_it),
	    TEST(test_other_digits_are_no_code),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
