/* test_network - codes bound to networks and to a time */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/core/clock_fake.h"
#include "tests/registry/room.h"

static struct registry_code
issue(struct room *room, const struct account *a, const char *networks,
    int64_t not_before, char code[REGISTRY_CODE_SIZE])
{
	struct registry_issue what = {.account = a,
	    .service = "",
	    .networks = networks,
	    .not_before = not_before,
	    .ttl = 900,
	    .uses = 1,
	    .by = "root"};
	struct registry_code out;

	assert_int_equal(
	    registry_issue(room->r, &what, code, &out, &room->f), 0);
	return out;
}

static enum registry_verdict
try_from(struct room *room, const struct account *a, const char *rhost,
    const char *code)
{
	struct registry_login login = room_login(a->name, a);

	login.rhost = rhost;
	return room_answer(room, &login, code);
}

static void
test_r10_bound_code_is_good_in_its_networks_only(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	static const char *const wrong[] = {
	    "203.0.113.1", "", "host.example.org", "::1"};
	char code[REGISTRY_CODE_SIZE];
	struct registry_code out;

	out = issue(room, &alice, "::ffff:10.0.0.0/104,192.0.2.7", 0, code);
	assert_string_equal(out.networks, "10.0.0.0/8,192.0.2.7");
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(
		    try_from(room, &alice, wrong[i], code), REGISTRY_NO);
		assert_string_equal(room_outcome(room), "no: other network");
	}
	assert_int_equal(room_codes(room, "alice"), 1);
	assert_int_equal(
	    try_from(room, &alice, "::ffff:10.1.2.3", code), REGISTRY_YES);
	assert_int_equal(try_from(room, &alice, "10.1.2.3", code), REGISTRY_NO);
}

/* It is counted: who has a code and is elsewhere is no less a stranger. */
static void
test_r09_right_code_from_elsewhere_counts_as_a_failure(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	char code[REGISTRY_CODE_SIZE], any[REGISTRY_CODE_SIZE];

	issue(room, &alice, "10.0.0.0/8", 0, code);
	room_issue(room, &alice, any);
	for (int i = 0; i < 5; i++)
		assert_int_equal(
		    try_from(room, &alice, "192.0.2.1", code), REGISTRY_NO);
	assert_int_equal(try_from(room, &alice, "192.0.2.1", any), REGISTRY_NO);
	assert_string_equal(room_outcome(room), "no: locked");
	assert_int_equal(
	    try_from(room, &alice, "10.1.1.1", code), REGISTRY_YES);
}

static void
test_r05_bound_code_is_not_evaluated_for_a_claimed_login(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_login login = room_login("alice", &alice);
	char code[REGISTRY_CODE_SIZE];

	issue(room, &alice, "0.0.0.0/0,::/0", 0, code);
	login.claimed = true;
	login.asker = 1000;
	login.rhost = "10.0.0.1";
	/* No different from any other wrong answer, also in the log. */
	assert_int_equal(room_answer(room, &login, "BCDF-GHJK"), REGISTRY_NO);
	assert_string_equal(room_outcome(room), "no: wrong");
	assert_int_equal(room_answer(room, &login, code), REGISTRY_NO);
	assert_string_equal(room_outcome(room), "no: wrong");
	assert_int_equal(
	    try_from(room, &alice, "10.0.0.1", code), REGISTRY_YES);
	/* Nor does it learn that it was used up meanwhile, or has expired. */
	assert_int_equal(registry_attempt(room->r, &login, &room->f), 0);
	issue(room, &alice, "0.0.0.0/0", 0, code);
	clock_fake_pass(901);
	assert_int_equal(room_answer(room, &login, code), REGISTRY_NO);
	assert_string_equal(room_outcome(room), "no: wrong");
}

static void
test_code_before_its_time_is_refused_counted_and_stays(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	char code[REGISTRY_CODE_SIZE];
	struct registry_code out;

	out = issue(room, &alice, "", ROOM_NOW + 3600, code);
	assert_int_equal(out.not_before, ROOM_NOW + 3600);
	assert_int_equal(out.expires, ROOM_NOW + 3600 + 900);
	clock_fake_pass(3599);
	for (int i = 0; i < 5; i++) {
		assert_int_equal(room_try(room, &alice, code), REGISTRY_NO);
		assert_string_equal(room_outcome(room), "no: not yet");
	}
	assert_int_equal(room_codes(room, "alice"), 1);
	clock_fake_pass(1);
	assert_int_equal(room_try(room, &alice, code), REGISTRY_NO);
	assert_string_equal(room_outcome(room), "no: locked");
	assert_int_equal(
	    try_from(room, &alice, "203.0.113.1", code), REGISTRY_YES);
}

static void
test_code_ends_its_life_after_its_beginning(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	char code[REGISTRY_CODE_SIZE];

	issue(room, &alice, "", ROOM_NOW + 3600, code);
	clock_fake_pass(3600 + 899);
	assert_int_equal(room_codes(room, "alice"), 1);
	clock_fake_pass(1);
	assert_int_equal(room_codes(room, "alice"), 0);
	assert_int_equal(room_try(room, &alice, code), REGISTRY_NO);
	assert_string_equal(room_outcome(room), "no: expired");
}

static void
test_beginning_that_has_passed_is_now(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	char code[REGISTRY_CODE_SIZE];
	struct registry_code out;

	out = issue(room, &alice, NULL, ROOM_NOW - 60, code);
	assert_int_equal(out.not_before, 0);
	assert_int_equal(out.expires, ROOM_NOW + 900);
	assert_int_equal(room_try(room, &alice, code), REGISTRY_YES);
}

static void
test_networks_and_times_that_cannot_be_are_refused(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_issue what = {.account = &alice,
	    .service = "",
	    .networks = "10.0.0.1/8",
	    .ttl = 900,
	    .uses = 1,
	    .by = "root"};
	char code[REGISTRY_CODE_SIZE];
	struct registry_code out;

	assert_int_equal(
	    registry_issue(room->r, &what, code, &out, &room->f), -EINVAL);
	assert_non_null(strstr(room->f.text, "10.0.0.0/8"));
	what.networks = "";
	what.not_before = ROOM_NOW + REGISTRY_TTL_MAX - 899;
	assert_int_equal(
	    registry_issue(room->r, &what, code, &out, &room->f), -EINVAL);
	what.not_before = INT64_MAX;
	assert_int_equal(
	    registry_issue(room->r, &what, code, &out, &room->f), -EINVAL);
	assert_string_equal(code, "");
	assert_int_equal(room_codes(room, NULL), 0);
	what.not_before = ROOM_NOW + REGISTRY_TTL_MAX - 900;
	assert_int_equal(
	    registry_issue(room->r, &what, code, &out, &room->f), 0);
	assert_int_equal(out.expires, ROOM_NOW + REGISTRY_TTL_MAX);
}

/* What is shown of a code is what was asked for. */
static int
take(const struct registry_code *code, void *arg)
{
	memcpy(arg, code, sizeof(*code));
	return 0;
}

static void
test_list_tells_networks_and_beginning(void **state)
{
	struct room *room = *state;
	struct account alice = room_account("alice", 1000);
	struct registry_code out;
	char code[REGISTRY_CODE_SIZE];

	issue(room, &alice, "10.0.0.0/8,::1", ROOM_NOW + 60, code);
	memset(&out, 0, sizeof(out));
	assert_int_equal(
	    registry_list(room->r, "alice", take, &out, &room->f), 0);
	assert_string_equal(out.networks, "10.0.0.0/8,::1");
	assert_int_equal(out.not_before, ROOM_NOW + 60);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, room_setup, room_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_r10_bound_code_is_good_in_its_networks_only),
	    TEST(test_r09_right_code_from_elsewhere_counts_as_a_failure),
	    TEST(test_r05_bound_code_is_not_evaluated_for_a_claimed_login),
	    TEST(test_code_before_its_time_is_refused_counted_and_stays),
	    TEST(test_code_ends_its_life_after_its_beginning),
	    TEST(test_beginning_that_has_passed_is_now),
	    TEST(test_networks_and_times_that_cannot_be_are_refused),
	    TEST(test_list_tells_networks_and_beginning),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
