/*
 * test_grace - a login with a code is enough for a while
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/auth/enrolled.h"
#include "tests/auth/relay.h"
#include "tests/core/clock_fake.h"

#define WRONG "BBBB-BBBB"
#define HOUR 3600
#define GRACE "grace = 8h\n"

static const struct place {
	const char *user, *service, *rhost, *tty, *session;
} at_sshd = {"alice", "sshd", "192.0.2.1", "ssh", ""},
  at_tty = {"alice", "sudo", "", "/dev/pts/1", "4711.1234"};

static void
arrive(struct relay *r, const struct place *at)
{
	r->tty = at->tty;
	r->session = at->session;
	relay_start(r, at->user, at->service, at->rhost);
}

/* A full yes, here and now. */
static void
log_in(struct relay *r, const struct place *at)
{
	char code[REGISTRY_CODE_SIZE];

	relay_issue(r, at->user, "", 900, code, NULL);
	arrive(r, at);
	relay_expect(r, WIRE_ASK);
	relay_answer(r, code);
	assert_int_equal(relay_finish(r), WIRE_YES);
}

static void
assert_passes(struct relay *r, const struct place *at)
{
	arrive(r, at);
	assert_int_equal(relay_finish(r), WIRE_YES);
}

/* Asked, and went away. */
static void
assert_stopped(struct relay *r, const struct place *at)
{
	arrive(r, at);
	relay_expect(r, WIRE_ASK);
	assert_int_equal(relay_close(r), -EPIPE);
}

static void
r23_full_yes_is_enough_for_a_while(void **state)
{
	struct relay *r = *state;

	relay_configure(r, GRACE);
	assert_stopped(r, &at_sshd);
	log_in(r, &at_sshd);
	assert_passes(r, &at_sshd);
	assert_string_equal(r->log,
	    "<5>sshd: within the grace period, not asked: alice from "
	    "192.0.2.1\n");
	assert_string_equal(relay_event(r).outcome, "yes: grace");
	log_in(r, &at_tty);
	assert_passes(r, &at_tty);
	assert_string_equal(r->log,
	    "<5>sudo: within the grace period, not asked: alice from local\n");
	clock_fake_pass(8 * HOUR);
	assert_passes(r, &at_sshd);
	clock_fake_pass(1);
	/* A yes without a code makes it no longer. */
	assert_stopped(r, &at_sshd);
	assert_stopped(r, &at_tty);
}

static void
r23_another_user_place_or_service_is_asked(void **state)
{
	static const struct place others[] = {
	    {"bob", "sshd", "192.0.2.1", "ssh", ""},
	    {"alice", "login", "192.0.2.1", "ssh", ""},
	    {"alice", "sshd", "192.0.2.2", "ssh", ""},
	    {"alice", "sshd", "", "ssh", ""},
	    {"alice", "sshd", "", "ssh", "4711.1234"},
	    {"bob", "sudo", "", "/dev/pts/1", "4711.1234"},
	    {"alice", "su", "", "/dev/pts/1", "4711.1234"},
	    {"alice", "sudo", "", "/dev/pts/2", "4711.1234"},
	    {"alice", "sudo", "", "/dev/pts/1", "4711.1235"},
	    {"alice", "sudo", "", "/dev/pts/1", "4712.1234"},
	    {"alice", "sudo", "", "/dev/pts/1", ""},
	    {"alice", "sudo", "", "", "4711.1234"},
	    {"alice", "sudo", "192.0.2.1", "/dev/pts/1", "4711.1234"},
	    {"nobody-here", "sudo", "", "/dev/pts/1", "4711.1234"},
	};
	struct relay *r = *state;

	relay_configure(r, GRACE);
	log_in(r, &at_sshd);
	log_in(r, &at_tty);
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		assert_stopped(r, &others[i]);
	assert_passes(r, &at_sshd);
	assert_passes(r, &at_tty);
}

/* Neither gives nor has one; a session that is not known is none. */
static void
r23_claims_and_unknown_sessions_have_none(void **state)
{
	static const struct place nowhere[] = {
	    {"alice", "sudo", "", "/dev/pts/1", ""},
	    {"alice", "sudo", "", "", "4711.1234"},
	    {"alice", "cron", "", "", ""},
	};
	struct relay *r = *state;

	relay_configure(r, GRACE);
	for (size_t i = 0; i < sizeof(nowhere) / sizeof(*nowhere); i++) {
		log_in(r, &nowhere[i]);
		assert_stopped(r, &nowhere[i]);
	}
	r->host.asker = relay_account("alice").uid;
	log_in(r, &at_tty);
	assert_stopped(r, &at_tty);
	r->host.asker = 0;
	assert_stopped(r, &at_tty);
	log_in(r, &at_tty);
	r->host.asker = relay_account("alice").uid;
	assert_stopped(r, &at_tty);
}

static void
r23_a_refusal_gives_none(void **state)
{
	struct relay *r = *state;

	relay_configure(r, GRACE);
	arrive(r, &at_tty);
	relay_expect(r, WIRE_ASK);
	relay_answer(r, WRONG);
	assert_int_equal(relay_finish(r), WIRE_NO);
	assert_stopped(r, &at_tty);
}

static void
r23_configuration_says_for_whom_and_how_long(void **state)
{
	struct relay *r = *state;

	relay_configure(r, "");
	log_in(r, &at_tty);
	assert_stopped(r, &at_tty);
	/* One of before it was configured is none. */
	relay_configure(r, GRACE);
	assert_stopped(r, &at_tty);
	log_in(r, &at_tty);
	clock_fake_pass(HOUR);
	relay_configure(r, GRACE "[login sudo]\ngrace = 30m\n");
	assert_stopped(r, &at_tty);
	relay_configure(r, GRACE "[login @staff]\ngrace =\n");
	assert_stopped(r, &at_tty);
	relay_configure(r, "[login sudo @staff]\ngrace = 2h\n");
	assert_passes(r, &at_tty);
	relay_configure(r, "[login su]\ngrace = 2h\n");
	assert_stopped(r, &at_tty);
	relay_configure(r, GRACE);
	assert_passes(r, &at_tty);
}

static void
r23_clock_set_back_gives_none(void **state)
{
	struct relay *r = *state;

	relay_configure(r, GRACE);
	log_in(r, &at_tty);
	clock_fake_set(1767225600 - 2 * 86400, 3600 + 7 * HOUR,
	    "00000000-0000-0000-0000-000000000001");
	assert_passes(r, &at_tty);
	/* The registry's time goes on. */
	clock_fake_set(1767225600 - 2 * 86400, 3600 + 9 * HOUR,
	    "00000000-0000-0000-0000-000000000001");
	assert_stopped(r, &at_tty);
}

static void
r23_forward_pass_is_a_fault_of_the_configuration(void **state)
{
	static const char *const wrong[] = {
	    GRACE,
	    "[login sshd]\n" GRACE,
	    "[login @staff]\n" GRACE,
	    "[login sshd @staff]\n" GRACE,
	    GRACE "[login su]\ngrace =\n",
	    GRACE "[login sshd @staff]\ngrace =\n",
	};
	static const char *const right[] = {
	    "",
	    "[login su]\n" GRACE,
	    "[login su @staff]\n" GRACE,
	    GRACE "[login sshd]\ngrace =\n",
	    "[login @staff]\n" GRACE "[login sshd @staff]\ngrace =\n",
	};
	static const char *const users[] = {"alice", "bob", "nobody-here"};
	struct relay *r = *state;

	r->options = WIRE_FORWARD;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		relay_configure(r, wrong[i]);
		for (size_t k = 0; k < 3; k++) {
			relay_start(r, users[k], "sshd", "192.0.2.1");
			assert_int_equal(relay_finish(r), WIRE_UNAVAILABLE);
			assert_non_null(strstr(r->log, "forward_pass"));
			assert_non_null(strstr(r->log, "remove \"grace\" in"));
		}
	}
	for (size_t i = 0; i < sizeof(right) / sizeof(*right); i++) {
		relay_configure(r, right[i]);
		assert_stopped(r, &at_sshd);
	}
	/* Others than root have no grace at all. */
	relay_configure(r, GRACE);
	r->host.asker = relay_account("alice").uid;
	assert_stopped(r, &at_tty);
}

/* Groups that have no way in common let nobody in, not even so. */
static void
r23_no_way_in_is_no_grace(void **state)
{
	struct relay *r = *state;

	relay_configure(r, GRACE);
	log_in(r, &at_sshd);
	assert_passes(r, &at_sshd);
	relay_configure(r,
	    GRACE "[login @staff]\nways = authenticator\n"
		  "[login @ops]\nways = issued\n");
	assert_stopped(r, &at_sshd);
	relay_configure(r, GRACE);
	assert_passes(r, &at_sshd);
}

static void
r23_names_of_hosts_are_no_place(void **state)
{
	static const struct place named = {
	    "alice", "sshd", "client.example", "ssh", "4711.1234"};
	static const struct place mapped = {
	    "alice", "sshd", "::ffff:192.0.2.1", "ssh", ""};
	struct relay *r = *state;

	relay_configure(r, GRACE);
	log_in(r, &named);
	assert_stopped(r, &named);
	log_in(r, &at_sshd);
	assert_passes(r, &mapped);
}

#define GRACE_TEST(name) \
	cmocka_unit_test_setup_teardown(name, enrolled_setup, relay_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    GRACE_TEST(r23_full_yes_is_enough_for_a_while),
	    GRACE_TEST(r23_another_user_place_or_service_is_asked),
	    GRACE_TEST(r23_claims_and_unknown_sessions_have_none),
	    GRACE_TEST(r23_a_refusal_gives_none),
	    GRACE_TEST(r23_configuration_says_for_whom_and_how_long),
	    GRACE_TEST(r23_clock_set_back_gives_none),
	    GRACE_TEST(r23_forward_pass_is_a_fault_of_the_configuration),
	    GRACE_TEST(r23_no_way_in_is_no_grace),
	    GRACE_TEST(r23_names_of_hosts_are_no_place),
	};

	return cmocka_run_group_tests_name("grace", tests, NULL, NULL);
}
