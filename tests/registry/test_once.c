/* test_once - an answer is good once, also where it is the code of more */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "registry/recovery.h"
#include "tests/registry/device_room.h"
#include "tests/registry/shown.h"

static const struct account alice = ROOM_ALICE;

/* One of a seed that depends on a number. */
static void
make(struct shown *s, unsigned type, unsigned number)
{
	shown_make(s, type, 1);
	s->key[0] = (unsigned char)number;
	s->key[1] = (unsigned char)(number >> 8);
	s->key[2] = (unsigned char)(number >> 16);
}

static int64_t
step_now(void)
{
	return ROOM_NOW / 30;
}

/* Two authenticators that show the same now, and not the step after. */
#define SHOW_SAME_A 1619u
#define SHOW_SAME_B 2037u

static void
test_a_code_of_two_authenticators_is_good_once(void **state)
{
	struct room *room = *state;
	struct registry_login login = shown_begin(room, &alice);
	static struct shown a, b;
	char code[CREDMINT_OTP_SIZE];

	make(&a, CREDMINT_TOTP, SHOW_SAME_A);
	make(&b, CREDMINT_TOTP, SHOW_SAME_B);
	memcpy(code, shown_at(&a, step_now()), sizeof(code));
	assert_string_equal(code, shown_at(&b, step_now()));
	shown_enroll(room, &alice, &a, 0, 0);
	shown_enroll(room, &alice, &b, 0, 0);
	SAYS(&login, code, SHOWN_YES);
	SAYS(&login, code, USED);
	/* Which of them it was nobody knows: neither learns from it. */
	assert_int_equal(shown_row(room, &a).next, step_now() + 1);
	assert_int_equal(shown_row(room, &b).next, step_now() + 1);
	assert_int_equal(shown_row(room, &b).drift, 0);
	SAYS(&login, shown_at(&a, step_now() + 1), SHOWN_YES);
	SAYS(&login, shown_at(&b, step_now() + 1), SHOWN_YES);
}

/* Counters of one seed, no more than the look-ahead apart. */
#define COUNTER 24459
#define COUNTER_AGAIN 24461

static void
test_a_code_of_two_counters_is_good_once(void **state)
{
	struct room *room = *state;
	struct registry_login login = shown_begin(room, &alice);
	static struct shown s;
	char code[CREDMINT_OTP_SIZE];

	make(&s, CREDMINT_HOTP, 0);
	memcpy(code, shown_at(&s, COUNTER), sizeof(code));
	assert_string_equal(code, shown_at(&s, COUNTER_AGAIN));
	assert_in_range(COUNTER_AGAIN - COUNTER, 1, 10);
	shown_enroll(room, &alice, &s, COUNTER, 0);
	SAYS(&login, code, SHOWN_YES);
	SAYS(&login, code, USED);
	assert_int_equal(shown_row(room, &s).next, COUNTER_AGAIN + 1);
	SAYS(&login, shown_at(&s, COUNTER_AGAIN + 1), SHOWN_YES);
}

static void
test_the_code_of_an_enrolment_is_good_once(void **state)
{
	int64_t next = 0, drift = 0;
	static struct shown s;

	(void)state;
	make(&s, CREDMINT_HOTP, 0);
	s.otp.key = s.key;
	assert_int_equal(registry_enroll_check(&s.otp, shown_at(&s, COUNTER), 6,
			     10, ROOM_NOW, COUNTER, &next, &drift),
	    0);
	assert_int_equal(next, COUNTER_AGAIN + 1);
}

/* What lets in by one way is no good by another either. */
static void
test_a_code_of_two_ways_is_good_once(void **state)
{
	struct room *room = *state;
	struct registry_login login = shown_begin(room, &alice);
	static struct shown a, b;
	char code[CREDMINT_OTP_SIZE];
	const char *sheet[] = {code};

	shown_make(&a, CREDMINT_TOTP, 1);
	shown_make(&b, CREDMINT_HOTP, 2);
	a.otp.digits = b.otp.digits = 8;
	shown_enroll(room, &alice, &a, 0, 0);
	shown_enroll(room, &alice, &b, 5, 0);
	memcpy(code, shown_now(&a, 0), sizeof(code));
	assert_int_equal(registry_recovery_import(
			     room->r, &alice, "root", 1, sheet, &room->f),
	    0);
	SAYS(&login, code, SHOWN_YES);
	SAYS(&login, code, USED);
	memcpy(code, shown_at(&b, 6), sizeof(code));
	assert_int_equal(registry_recovery_import(
			     room->r, &alice, "root", 1, sheet, &room->f),
	    0);
	login.ways.n = 1;
	login.ways.way[0] = CONF_WAY_RECOVERY;
	SAYS(&login, code, SHOWN_YES);
	assert_int_equal(shown_row(room, &b).next, 7);
	login.ways.way[0] = CONF_WAY_AUTHENTICATOR;
	SAYS(&login, code, USED);
}

#define TEST(t) cmocka_unit_test_setup_teardown(t, room_setup, room_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_a_code_of_two_authenticators_is_good_once),
	    TEST(test_a_code_of_two_counters_is_good_once),
	    TEST(test_the_code_of_an_enrolment_is_good_once),
	    TEST(test_a_code_of_two_ways_is_good_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
