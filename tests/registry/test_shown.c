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
#include "tests/secrets/otp_vectors.h"

static const struct account alice = ROOM_ALICE;

/* ---- the examples of the standards ---- */

static void
test_codes_of_rfc_6238_are_good_once(void **state)
{
	static const enum credmint_digest digests[] = {
	    CREDMINT_SHA1, CREDMINT_SHA256, CREDMINT_SHA512};
	struct room *room = *state;
	struct registry_login login = shown_begin(room, &alice);
	static struct shown s;

	for (size_t d = 0; d < 3; d++) {
		shown_make(&s, CREDMINT_TOTP, 0);
		s.otp.nkey = otp_timed_key[d];
		memcpy(s.key, OTP_VECTORS_SEED, s.otp.nkey);
		s.otp.digest = digests[d];
		s.otp.digits = 8;
		shown_enroll(room, &alice, &s, 0, 0);
	}
	for (size_t i = 0; i < OTP_TIMED; i++) {
		/* The host's clock counts, not the registry's. */
		clock_fake_set(
		    otp_timed[i].now, 2000 + 100 * (int64_t)i, ROOM_BOOT);
		for (size_t d = 0; d < 3; d++) {
			SAYS(&login, otp_timed[i].code[d], SHOWN_YES);
			SAYS(&login, otp_timed[i].code[d], USED);
		}
	}
}

static void
test_codes_of_rfc_4226_are_good_once(void **state)
{
	struct room *room = *state;
	struct registry_login login = shown_begin(room, &alice);
	static struct shown s;

	shown_make(&s, CREDMINT_HOTP, 0);
	memcpy(s.key, OTP_VECTORS_SEED, 20);
	shown_enroll(room, &alice, &s, 0, 0);
	for (size_t i = 0; i < OTP_COUNTED; i++) {
		SAYS(&login, otp_counted[i], SHOWN_YES);
		SAYS(&login, otp_counted[i], USED);
	}
	assert_int_equal(shown_row(room, &s).next, 10);
}

/* ---- TOTP ---- */

static void
test_window_is_so_many_steps_on_each_side(void **state)
{
	struct room *room = *state;
	struct registry_login login = shown_begin(room, &alice);
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
	struct registry_login login = shown_begin(room, &alice);
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
	struct registry_login login = shown_begin(room, &alice);
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
	struct registry_login login = shown_begin(room, &alice);
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
	struct registry_login login = shown_begin(room, &alice);
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
	struct registry_login login = shown_begin(room, &alice);
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
	struct registry_login login = shown_begin(room, &alice);
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
	struct registry_login login = shown_begin(room, &alice);
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
	struct registry_login login = shown_begin(room, &alice);
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
	struct registry_login login = shown_begin(room, &alice);
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
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
