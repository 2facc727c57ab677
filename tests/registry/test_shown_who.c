/* test_shown_who - whose authenticator, of what kind, and what of failures */

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

static const struct account alice = ROOM_ALICE;

static void
test_one_of_eight_of_any_kind(void **state)
{
	static const enum credmint_digest digests[] = {
	    CREDMINT_SHA1, CREDMINT_SHA256, CREDMINT_SHA512};
	static const size_t sizes[] = {10, 20, 33, 64, 65, 128, 129, 1024};
	struct room *room = *state;
	struct registry_login login = shown_begin(room, &alice);
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
	struct registry_login login = shown_begin(room, &alice);
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
	struct registry_login login = shown_begin(room, &alice), late[4];
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
	struct registry_login login = shown_begin(room, &alice);
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
	struct registry_login login = shown_begin(room, &alice), other;
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
	struct registry_login login = shown_begin(room, &alice), his;
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
	struct registry_login login = shown_begin(room, &alice);
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
	struct registry_login login = shown_begin(room, &alice);
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
