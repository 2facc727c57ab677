/* test_counter_last - the last counters there are, and the end of them */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/registry/device_room.h"
#include "tests/registry/shown.h"

static const struct account alice = ROOM_ALICE;

static enum registry_verdict
at(struct room *room, const struct shown *s, int64_t counter)
{
	struct registry_login login = room_login("alice", &alice);

	return room_answer(room, &login, shown_at(s, counter));
}

/* Every one but the very last, behind which there is no next one. */
static void
test_the_very_last_counter_is_never_good(void **state)
{
	struct room *room = *state;
	struct shown s;

	shown_make(&s, CREDMINT_HOTP, 3);
	shown_enroll(room, &alice, &s, INT64_MAX - 3, 0);
	for (int64_t i = INT64_MAX - 3; i < INT64_MAX; i++) {
		assert_int_equal(at(room, &s, i), REGISTRY_YES);
		assert_int_equal(at(room, &s, i), REGISTRY_NO);
	}
	assert_int_equal(shown_row(room, &s).next, INT64_MAX);
	assert_int_equal(at(room, &s, INT64_MAX), REGISTRY_NO);
	assert_int_equal(at(room, &s, 0), REGISTRY_NO);
	assert_int_equal(shown_row(room, &s).next, INT64_MAX);
}

static void
test_none_is_enrolled_that_has_no_next_one(void **state)
{
	struct room *room = *state;
	struct credmint_otp otp = device_hotp();
	struct registry_enrolment e = device_asked(&alice, &otp);
	struct registry_authenticator out;
	int64_t next, drift;
	struct shown s;

	e.next = INT64_MAX;
	assert_int_equal(registry_enroll(room->r, &e, &out, &room->f), -EINVAL);
	e.next = INT64_MAX - 1;
	assert_int_equal(registry_enroll(room->r, &e, &out, &room->f), 0);
	/* What was confirmed can be kept. */
	shown_make(&s, CREDMINT_HOTP, 4);
	s.otp.key = s.key;
	assert_int_equal(
	    registry_enroll_check(&s.otp, shown_at(&s, INT64_MAX - 2), 6, 5, 0,
		INT64_MAX - 4, &next, &drift),
	    0);
	assert_int_equal(next, INT64_MAX - 1);
	assert_int_equal(
	    registry_enroll_check(&s.otp, shown_at(&s, INT64_MAX - 1), 6, 5, 0,
		INT64_MAX - 4, &next, &drift),
	    -EKEYREJECTED);
}

#define TEST(t) cmocka_unit_test_setup_teardown(t, room_setup, room_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_the_very_last_counter_is_never_good),
	    TEST(test_none_is_enrolled_that_has_no_next_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
