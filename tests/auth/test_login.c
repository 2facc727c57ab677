/*
 * test_login - whole conversations with issued codes, frame by frame
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/auth/relay.h"
#include "tests/core/clock_fake.h"

static void
test_issued_code_is_accepted(void **state)
{
	struct relay *r = *state;
	char code[REGISTRY_CODE_SIZE];

	relay_issue(r, "alice", "", 900, code, NULL);
	relay_start(r, "alice", "sshd", "192.0.2.1");
	relay_expect(r, WIRE_ASK);
	assert_int_equal(r->frame.u.show.style, WIRE_STYLE_HIDDEN);
	assert_string_equal(r->frame.u.show.text, "One-time code: ");
	relay_answer(r, code);
	assert_int_equal(relay_finish(r), WIRE_YES);
	assert_string_equal(r->log,
	    "<5>sshd: one-time code accepted for alice (issued) from 192.0.2.1\n");
	assert_string_equal(relay_event(r).outcome, "yes");
}

static void
test_code_is_refused_on_second_use(void **state)
{
	struct relay *r = *state;
	char code[REGISTRY_CODE_SIZE];

	relay_issue(r, "alice", "", 900, code, NULL);
	assert_int_equal(relay_login(r, "alice", "sshd", "", code), WIRE_YES);
	assert_int_equal(relay_login(r, "alice", "sshd", "", code), WIRE_NO);
}

static void
test_wrong_code_is_refused_and_logged_with_the_usual_tail(void **state)
{
	struct relay *r = *state;
	char code[REGISTRY_CODE_SIZE];

	relay_issue(r, "alice", "", 900, code, NULL);
	assert_int_equal(
	    relay_login(r, "alice", "sshd", "192.0.2.1", WRONG), WIRE_NO);
	assert_string_equal(r->log,
	    "<5>sshd: one-time code refused; authentication failure; "
	    "logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.1  "
	    "user=alice\n");
	assert_null(strstr(r->log, WRONG));
	assert_int_equal(relay_login(r, "alice", "sshd", "", code), WIRE_YES);
}

static void
test_expired_code_is_refused(void **state)
{
	struct relay *r = *state;
	char code[REGISTRY_CODE_SIZE];

	relay_issue(r, "alice", "", 900, code, NULL);
	clock_fake_pass(901);
	assert_int_equal(relay_login(r, "alice", "sshd", "", code), WIRE_NO);
	clock_fake_pass(-901);
	assert_int_equal(relay_login(r, "alice", "sshd", "", code), WIRE_NO);
}

static void
test_code_of_another_service_is_refused_and_stays_good(void **state)
{
	struct relay *r = *state;
	char code[REGISTRY_CODE_SIZE];

	relay_issue(r, "alice", "sudo", 900, code, NULL);
	assert_int_equal(relay_login(r, "alice", "sshd", "", code), WIRE_NO);
	assert_int_equal(relay_login(r, "alice", "sudo", "", code), WIRE_YES);
}

static void
test_code_of_another_user_is_refused(void **state)
{
	struct relay *r = *state;
	char code[REGISTRY_CODE_SIZE];

	relay_issue(r, "alice", "", 900, code, NULL);
	assert_int_equal(relay_login(r, "bob", "sshd", "", code), WIRE_NO);
	assert_int_equal(relay_login(r, "alice", "sshd", "", code), WIRE_YES);
}

static void
test_revoked_code_is_refused(void **state)
{
	struct relay *r = *state;
	struct registry_code record;
	struct fault f;
	char code[REGISTRY_CODE_SIZE];

	relay_issue(r, "alice", "", 900, code, &record);
	assert_int_equal(registry_revoke(r->admin, record.id, "test", &f), 0);
	assert_int_equal(relay_login(r, "alice", "sshd", "", code), WIRE_NO);
}

static void
test_r09_empty_answer_is_refused_and_counted(void **state)
{
	struct relay *r = *state;
	char code[REGISTRY_CODE_SIZE];

	relay_configure(r, "deny = 2\n");
	relay_issue(r, "alice", "", 900, code, NULL);
	assert_int_equal(relay_login(r, "alice", "sshd", "", ""), WIRE_NO);
	assert_int_equal(relay_login(r, "alice", "sshd", "", ""), WIRE_NO);
	assert_int_equal(relay_login(r, "alice", "sshd", "", code), WIRE_NO);
}

static void
test_r10_locked_source_refuses_the_right_code_and_another_takes_it(void **state)
{
	struct relay *r = *state;
	char code[REGISTRY_CODE_SIZE];

	relay_issue(r, "alice", "", 900, code, NULL);
	for (int i = 0; i < 5; i++)
		assert_int_equal(
		    relay_login(r, "alice", "sshd", "192.0.2.1", WRONG),
		    WIRE_NO);
	assert_int_equal(
	    relay_login(r, "alice", "sshd", "192.0.2.1", code), WIRE_NO);
	assert_non_null(strstr(r->log, "one-time code refused, locked; "));
	assert_int_equal(
	    relay_login(r, "alice", "sshd", "192.0.2.2", code), WIRE_YES);
}

static void
test_r08_unknown_name_is_refused_and_not_logged(void **state)
{
	struct relay *r = *state;

	assert_int_equal(
	    relay_login(r, "my-pass-word", "sshd", "", WRONG), WIRE_NO);
	assert_non_null(strstr(r->log, "  user=unknown\n"));
	assert_null(strstr(r->log, "my-pass-word"));
	assert_string_equal(relay_event(r).user, "");
}

static void
test_unknown_name_is_logged_when_the_configuration_says_so(void **state)
{
	struct relay *r = *state;

	relay_configure(r, "log_unknown_users = yes\n");
	assert_int_equal(
	    relay_login(r, "mallory user=bob", "sshd", "", WRONG), WIRE_NO);
	assert_non_null(strstr(r->log, "  user=mallory\\040user=bob\n"));
}

static void
test_r05_strangers_text_in_the_log_is_encoded(void **state)
{
	struct relay *r = *state;

	assert_int_equal(
	    relay_login(r, "alice", "sshd", "x\n rhost=y", WRONG), WIRE_NO);
	assert_non_null(strstr(r->log, " rhost=x\\012\\040rhost=y  user="));
	assert_ptr_equal(strchr(r->log, '\n'), r->log + strlen(r->log) - 1);
}

/* The frames of one refused login, to compare with another's. */
static size_t
frames_of(struct relay *r, const char *user, const char *rhost,
    const char *answer, unsigned char **frames)
{
	assert_int_equal(relay_login(r, user, "sshd", rhost, answer), WIRE_NO);
	*frames = malloc(r->nseen);
	assert_non_null(*frames);
	memcpy(*frames, r->seen, r->nseen);
	return r->nseen;
}

static void
expect_same(struct relay *r, const unsigned char *first, size_t n,
    const char *user, const char *rhost, const char *answer)
{
	unsigned char *frames;
	size_t got = frames_of(r, user, rhost, answer, &frames);

	assert_int_equal(got, n);
	assert_memory_equal(first, frames, n);
	free(frames);
}

/* Unknown, not enrolled, wrong, used, expired and locked, byte for byte. */
static void
refusals_are_the_same(struct relay *r)
{
	char used[REGISTRY_CODE_SIZE], old[REGISTRY_CODE_SIZE];
	unsigned char *first;
	size_t n;

	n = frames_of(r, "nobody-here", "192.0.2.1", WRONG, &first);
	expect_same(r, first, n, "bob", "192.0.2.1", WRONG);
	relay_issue(r, "alice", "", 900, used, NULL);
	relay_issue(r, "alice", "", 60, old, NULL);
	expect_same(r, first, n, "alice", "192.0.2.2", WRONG);
	clock_fake_pass(61);
	expect_same(r, first, n, "alice", "192.0.2.3", old);
	assert_int_equal(
	    relay_login(r, "alice", "sshd", "192.0.2.4", used), WIRE_YES);
	expect_same(r, first, n, "alice", "192.0.2.4", used);
	for (int i = 0; i < 5; i++)
		expect_same(r, first, n, "alice", "192.0.2.5", WRONG);
	relay_issue(r, "alice", "", 900, used, NULL);
	expect_same(r, first, n, "alice", "192.0.2.5", used);
	assert_non_null(strstr(r->log, "locked"));
	expect_same(r, first, n, "", "192.0.2.6", "");
	free(first);
}

static void
test_every_refusal_shows_the_same_frames(void **state)
{
	refusals_are_the_same(*state);
}

static void
test_r12_every_refusal_shows_the_same_frames_with_delivery(void **state)
{
	relay_configure(*state, "delivery_program = /bin/true\n");
	refusals_are_the_same(*state);
}

static void
test_r02_nothing_is_locked_while_an_answer_is_awaited(void **state)
{
	struct relay *r = *state;
	char code[REGISTRY_CODE_SIZE], other[REGISTRY_CODE_SIZE];

	relay_configure(r, "delivery_program = /bin/true\n");
	relay_issue(r, "alice", "", 900, code, NULL);
	relay_start(r, "alice", "sshd", "");
	relay_expect_prompt(r);
	relay_issue(r, "bob", "", 900, other, NULL);
	relay_answer(r, code);
	assert_int_equal(relay_finish(r), WIRE_YES);
}

static void
test_r20_another_uid_is_dead(void **state)
{
	struct relay *r = *state;
	struct account before = {"alice", 4711, 4711};
	struct registry_issue what = {
	    .account = &before,
	    .service = "",
	    .ttl = 900,
	    .uses = 1,
	    .by = "test",
	};
	struct registry_code record;
	struct fault f;
	char code[REGISTRY_CODE_SIZE];

	assert_int_equal(registry_issue(r->admin, &what, code, &record, &f), 0);
	assert_int_equal(relay_login(r, "alice", "sshd", "", code), WIRE_NO);
}

#define LOGIN_TEST(name) \
	cmocka_unit_test_setup_teardown(name, relay_setup, relay_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    LOGIN_TEST(test_issued_code_is_accepted),
	    LOGIN_TEST(test_code_is_refused_on_second_use),
	    LOGIN_TEST(
		test_wrong_code_is_refused_and_logged_with_the_usual_tail),
	    LOGIN_TEST(test_expired_code_is_refused),
	    LOGIN_TEST(test_code_of_another_service_is_refused_and_stays_good),
	    LOGIN_TEST(test_code_of_another_user_is_refused),
	    LOGIN_TEST(test_revoked_code_is_refused),
	    LOGIN_TEST(test_r09_empty_answer_is_refused_and_counted),
	    LOGIN_TEST(
		test_r10_locked_source_refuses_the_right_code_and_another_takes_it),
	    LOGIN_TEST(test_r08_unknown_name_is_refused_and_not_logged),
	    LOGIN_TEST(
		test_unknown_name_is_logged_when_the_configuration_says_so),
	    LOGIN_TEST(test_r05_strangers_text_in_the_log_is_encoded),
	    LOGIN_TEST(test_every_refusal_shows_the_same_frames),
	    LOGIN_TEST(
		test_r12_every_refusal_shows_the_same_frames_with_delivery),
	    LOGIN_TEST(test_r02_nothing_is_locked_while_an_answer_is_awaited),
	    LOGIN_TEST(test_r20_another_uid_is_dead),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
