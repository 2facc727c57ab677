/*
 * test_authenticator_check - codes that confirm an authenticator or set it
 * right: the vectors of RFC 4226 and RFC 6238, and what is refused
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/core/clock_fake.h"
#include "tests/registry/device_room.h"
#include "tests/secrets/otp_vectors.h"

static const struct account alice = ROOM_ALICE;
static int64_t next, drift;

static int
check(const struct credmint_otp *otp, const char *code, unsigned window,
    int64_t now, int64_t from)
{
	return registry_enroll_check(
	    otp, code, strlen(code), window, now, from, &next, &drift);
}

static void
test_rfc_4226(void **state)
{
	const struct credmint_otp otp = device_hotp();

	(void)state;
	for (int64_t i = 0; i < (int64_t)OTP_COUNTED; i++) {
		assert_int_equal(check(&otp, otp_counted[i], 0, 0, i), 0);
		assert_int_equal(next, i + 1);
		assert_int_equal(drift, 0);
		assert_int_equal(
		    check(&otp, otp_counted[i], 0, 0, i + 1), -EKEYREJECTED);
		assert_int_equal(next, 0);
	}
	assert_int_equal(check(&otp, otp_counted[9], 9, 0, 0), 0);
	assert_int_equal(next, 10);
	assert_int_equal(check(&otp, otp_counted[9], 8, 0, 0), -EKEYREJECTED);
	assert_int_equal(check(&otp, otp_counted[0], 100, 0, 1), -EKEYREJECTED);
}

static void
test_rfc_6238(void **state)
{
	struct credmint_otp otp = device_totp();

	(void)state;
	otp.key = OTP_VECTORS_SEED;
	otp.digits = 8;
	for (size_t i = 0; i < OTP_TIMED; i++)
		for (unsigned d = 0; d < 3; d++) {
			otp.digest = (enum credmint_digest)(CREDMINT_SHA1 + d);
			otp.nkey = otp_timed_key[d];
			assert_int_equal(check(&otp, otp_timed[i].code[d], 0,
					     otp_timed[i].now, 0),
			    0);
			assert_int_equal(next, otp_timed[i].now / 30 + 1);
			assert_int_equal(drift, 0);
		}
}

static void
test_a_window_says_the_drift(void **state)
{
	const struct credmint_otp otp = device_totp();
	char code[CREDMINT_OTP_SIZE];

	(void)state;
	for (int64_t off = -20; off <= 20; off++) {
		const unsigned far = (unsigned)(off < 0 ? -off : off);

		assert_int_equal(credmint_totp(&otp, ROOM_NOW + 30 * off, code,
				     sizeof(code)),
		    0);
		assert_int_equal(check(&otp, code, 20, ROOM_NOW, 0), 0);
		assert_int_equal(drift, off);
		assert_int_equal(next, ROOM_NOW / 30 + off + 1);
		assert_int_equal(check(&otp, code, far, ROOM_NOW, 0), 0);
		if (far > 0)
			assert_int_equal(
			    check(&otp, code, far - 1, ROOM_NOW, 0),
			    -EKEYREJECTED);
		/* Spent. */
		assert_int_equal(
		    check(&otp, code, 20, ROOM_NOW, ROOM_NOW / 30 + off + 1),
		    -EKEYREJECTED);
		assert_int_equal(
		    check(&otp, code, 20, ROOM_NOW, ROOM_NOW / 30 + off), 0);
	}
}

static void
test_how_it_is_typed_does_not_count(void **state)
{
	const struct credmint_otp otp = device_hotp();
	static const char *const good[] = {
	    "755224", "755 224", " 755-224\t", "7 5 5 2 2 4"};
	static const char *const bad[] = {"", "75522", "7552240", "755223",
	    "0755224", "BCDFGHJK", "75522a", "٧٥٥٢٢٤", "７５５２２４",
	    "+755224", "755224\n", "0x0b8618"};

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_int_equal(check(&otp, good[i], 0, 0, 0), 0);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(check(&otp, bad[i], 0, 0, 0), -EKEYREJECTED);
	/* A NUL ends nothing. */
	assert_int_equal(
	    registry_enroll_check(&otp, "755224\0", 7, 0, 0, 0, &next, &drift),
	    -EKEYREJECTED);
}

static void
test_what_nothing_can_be_checked_by_is_refused(void **state)
{
	struct credmint_otp otp = device_hotp();

	(void)state;
	assert_int_equal(check(&otp, "755224", 0, 0, -1), -EINVAL);
	assert_int_equal(check(&otp, "755224", 10000, 0, 0), -EINVAL);
	otp.nkey = 0;
	assert_int_equal(check(&otp, "755224", 0, 0, 0), -EINVAL);
	otp = device_totp();
	assert_int_equal(check(&otp, "755224", 101, 0, 0), -EINVAL);
	assert_int_equal(check(&otp, "755224", 1, -1, 0), -EINVAL);
}

static int
resync(struct room *room, int64_t id, const char *one, const char *two)
{
	return registry_authenticator_resync(room->r, "alice", id, one,
	    strlen(one), two, strlen(two), "root", &room->f);
}

static struct registry_authenticator
only(struct room *room)
{
	struct registry_authenticator a;

	assert_int_equal(device_list(room, "alice", &a), 1);
	return a;
}

/* The vectors again; next is 1 to begin with. */
static void
test_hotp_is_set_right_by_two_codes(void **state)
{
	struct room *room = *state;
	const struct credmint_otp otp = device_hotp();
	int64_t id = device_enroll(room, &alice, &otp);

	device_grace(room, "alice");
	/* Not below next, not apart, not the other way round, not one twice. */
	assert_int_equal(
	    resync(room, id, otp_counted[0], otp_counted[1]), -EKEYREJECTED);
	assert_int_equal(
	    resync(room, id, otp_counted[2], otp_counted[4]), -EKEYREJECTED);
	assert_int_equal(
	    resync(room, id, otp_counted[4], otp_counted[3]), -EKEYREJECTED);
	assert_int_equal(
	    resync(room, id, otp_counted[4], otp_counted[4]), -EKEYREJECTED);
	assert_int_equal(resync(room, id, "", ""), -EKEYREJECTED);
	assert_int_equal(only(room).next, 1);
	assert_true(device_has_grace(room, "alice"));
	device_said(room, "resync", "no: wrong");
	assert_int_equal(resync(room, id, otp_counted[7], " 399-871"), 0);
	device_said(room, "resync", "set");
	assert_int_equal(only(room).next, 9);
	assert_int_equal(only(room).drift, 0);
	assert_int_equal(only(room).used, 0);
	assert_false(device_has_grace(room, "alice"));
	assert_int_equal(
	    resync(room, id, otp_counted[7], otp_counted[8]), -EKEYREJECTED);
	assert_int_equal(resync(room, id + 1, otp_counted[7], otp_counted[8]),
	    REGISTRY_NOT_FOUND);
	assert_int_equal(
	    registry_authenticator_resync(room->r, "bob", id, otp_counted[9], 6,
		otp_counted[9], 6, "root", &room->f),
	    REGISTRY_NOT_FOUND);
}

static int
resync_at(struct room *room, const struct credmint_otp *otp, int64_t id,
    int64_t counter)
{
	char one[CREDMINT_OTP_SIZE], two[CREDMINT_OTP_SIZE];

	assert_int_equal(
	    credmint_hotp(otp, (uint64_t)counter, one, sizeof(one)), 0);
	assert_int_equal(
	    credmint_hotp(otp, (uint64_t)counter + 1, two, sizeof(two)), 0);
	return resync(room, id, one, two);
}

static void
test_hotp_is_looked_for_1000_ahead(void **state)
{
	struct room *room = *state;
	struct credmint_otp otp = device_hotp();
	int64_t id;

	otp.digits = 8;
	id = device_enroll(room, &alice, &otp);
	assert_int_equal(
	    resync_at(room, &otp, id, 1 + REGISTRY_RESYNC_SPAN + 1),
	    -EKEYREJECTED);
	assert_int_equal(
	    resync_at(room, &otp, id, 1 + REGISTRY_RESYNC_SPAN), 0);
	assert_int_equal(only(room).next, REGISTRY_RESYNC_SPAN + 3);
}

static void
test_totp_is_looked_for_1000_around_now(void **state)
{
	static const int64_t far[] = {-1001, 1000, 1001, 5000};
	static const int64_t near[] = {-1000, -3, 0, 999};
	const int64_t here = ROOM_NOW / 30;
	struct room *room = *state;
	struct credmint_otp otp = device_totp();
	int64_t id;

	otp.digits = 8;
	id = device_enroll(room, &alice, &otp);
	for (size_t i = 0; i < sizeof(far) / sizeof(far[0]); i++)
		assert_int_equal(
		    resync_at(room, &otp, id, here + far[i]), -EKEYREJECTED);
	assert_int_equal(only(room).next, 1);
	for (size_t i = 0; i < sizeof(near) / sizeof(near[0]); i++) {
		assert_int_equal(resync_at(room, &otp, id, here + near[i]), 0);
		assert_int_equal(only(room).next, here + near[i] + 2);
		assert_int_equal(only(room).drift, near[i] + 1);
		assert_int_equal(
		    resync_at(room, &otp, id, here + near[i]), -EKEYREJECTED);
	}
	/* All that is near is spent: what is not near stays refused. */
	assert_int_equal(resync_at(room, &otp, id, here + 1001), -EKEYREJECTED);
}

/* An app whose codes were used up to a time that is to come. */
static void
test_when_codes_are_good_again(void **state)
{
	const int64_t here = ROOM_NOW / 30;
	struct registry_authenticator a = {
	    .type = CREDMINT_TOTP, .step = 30, .next = here};

	(void)state;
	assert_int_equal(registry_authenticator_good_from(&a, 1, ROOM_NOW), 0);
	a.next = here + 2;
	assert_int_equal(registry_authenticator_good_from(&a, 1, ROOM_NOW), 0);
	a.next = here + 3;
	assert_int_equal(
	    registry_authenticator_good_from(&a, 1, ROOM_NOW), (here + 3) * 30);
	assert_int_equal(registry_authenticator_good_from(&a, 2, ROOM_NOW), 0);
	/* One that is ahead itself shows them sooner. */
	a.next = here + 966;
	a.drift = 965;
	assert_int_equal(registry_authenticator_good_from(&a, 1, ROOM_NOW), 0);
	a.drift = 0;
	assert_int_equal(registry_authenticator_good_from(&a, 1, ROOM_NOW),
	    (here + 966) * 30);
	a.next = INT64_MAX;
	a.drift = -1000000;
	assert_int_equal(
	    registry_authenticator_good_from(&a, 1, ROOM_NOW), INT64_MAX);
	a.next = INT64_C(1) << 62;
	assert_int_equal(
	    registry_authenticator_good_from(&a, 1, ROOM_NOW), INT64_MAX);
	a.damaged = true;
	assert_int_equal(registry_authenticator_good_from(&a, 1, ROOM_NOW), 0);
	a = (struct registry_authenticator){
	    .type = CREDMINT_HOTP, .next = INT64_MAX};
	assert_int_equal(registry_authenticator_good_from(&a, 1, ROOM_NOW), 0);
}

static void
says(const struct room *room, const char *text)
{
	if (strstr(room->f.text, text) == NULL)
		fail_msg("\"%s\" in \"%s\"", text, room->f.text);
}

/* The clock was set back, or a device begins anew: that is said. */
static void
test_resync_says_what_is_behind(void **state)
{
	const int64_t here = ROOM_NOW / 30;
	struct room *room = *state;
	struct credmint_otp otp = device_totp();
	int64_t id;

	otp.digits = 8;
	id = device_enroll(room, &alice, &otp);
	assert_int_equal(resync_at(room, &otp, id, here + 966), 0);
	assert_int_equal(resync_at(room, &otp, id, here - 1), -EKEYEXPIRED);
	device_said(room, "resync", "no: code used before");
	/* 968 steps of 30 seconds: eight hours and four minutes. */
	says(room,
	    "good again from 2026-01-01T08:04:00Z on; to have it good "
	    "before, enroll a new secret with --replace");
	assert_int_equal(only(room).next, here + 968);
	assert_int_equal(only(room).drift, 967);
	/* What it showed just now is but to be waited for. */
	assert_int_equal(resync_at(room, &otp, id, here + 966), -EKEYREJECTED);
	clock_fake_pass(967 * 30);
	assert_int_equal(resync_at(room, &otp, id, here + 966), -EKEYREJECTED);
	clock_fake_pass(2 * 30);
	assert_int_equal(resync_at(room, &otp, id, here + 968), 0);
	/* Years ahead, as a file may say. */
	device_sql(room, "UPDATE authenticator SET next = next + 100000000");
	assert_int_equal(resync_at(room, &otp, id, here + 968), -EKEYEXPIRED);
	says(room, "good again from 2121-");
	assert_int_equal(resync_at(room, &otp, id, here + 5000), -EKEYREJECTED);
}

static void
test_resync_says_how_many_presses_are_behind(void **state)
{
	struct room *room = *state;
	struct credmint_otp otp = device_hotp();
	int64_t id;

	otp.digits = 8;
	id = device_enroll(room, &alice, &otp);
	assert_int_equal(resync_at(room, &otp, id, 500), 0);
	assert_int_equal(resync_at(room, &otp, id, 2), -EKEYEXPIRED);
	says(room,
	    "its next 498 are not good; to have it good at once, enroll "
	    "a new secret with --replace");
	assert_int_equal(only(room).next, 502);
	assert_int_equal(resync_at(room, &otp, id, 498), -EKEYREJECTED);
	assert_int_equal(resync_at(room, &otp, id, 502), 0);
}

#define TEST(t) cmocka_unit_test_setup_teardown(t, room_setup, room_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_rfc_4226),
	    cmocka_unit_test(test_rfc_6238),
	    cmocka_unit_test(test_a_window_says_the_drift),
	    cmocka_unit_test(test_how_it_is_typed_does_not_count),
	    cmocka_unit_test(test_what_nothing_can_be_checked_by_is_refused),
	    TEST(test_hotp_is_set_right_by_two_codes),
	    TEST(test_hotp_is_looked_for_1000_ahead),
	    TEST(test_totp_is_looked_for_1000_around_now),
	    cmocka_unit_test(test_when_codes_are_good_again),
	    TEST(test_resync_says_what_is_behind),
	    TEST(test_resync_says_how_many_presses_are_behind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
