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
#include "tests/auth/place.h"
#include "tests/core/clock_fake.h"

#define HOUR 3600

static void
r23_full_yes_is_enough_for_a_while(void **state)
{
	struct relay *r = *state;

	relay_configure(r, GRACE);
	place_stopped(r, &place_sshd);
	place_log_in(r, &place_sshd);
	place_passes(r, &place_sshd);
	assert_string_equal(r->log,
	    "<5>sshd: within the grace period, not asked: alice from "
	    "192.0.2.1\n");
	assert_string_equal(relay_event(r).outcome, "yes: grace");
	place_log_in(r, &place_tty);
	place_passes(r, &place_tty);
	assert_string_equal(r->log,
	    "<5>sudo: within the grace period, not asked: alice from local\n");
	clock_fake_pass(8 * HOUR);
	place_passes(r, &place_sshd);
	clock_fake_pass(1);
	/* A yes without a code makes it no longer. */
	place_stopped(r, &place_sshd);
	place_stopped(r, &place_tty);
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
	place_log_in(r, &place_sshd);
	place_log_in(r, &place_tty);
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		place_stopped(r, &others[i]);
	place_passes(r, &place_sshd);
	place_passes(r, &place_tty);
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
		place_log_in(r, &nowhere[i]);
		place_stopped(r, &nowhere[i]);
	}
	r->host.asker = relay_account("alice").uid;
	place_log_in(r, &place_tty);
	place_stopped(r, &place_tty);
	r->host.asker = 0;
	place_stopped(r, &place_tty);
	place_log_in(r, &place_tty);
	r->host.asker = relay_account("alice").uid;
	place_stopped(r, &place_tty);
}

static void
r23_a_refusal_gives_none(void **state)
{
	struct relay *r = *state;

	relay_configure(r, GRACE);
	place_arrive(r, &place_tty);
	relay_expect(r, WIRE_ASK);
	relay_answer(r, WRONG);
	assert_int_equal(relay_finish(r), WIRE_NO);
	place_stopped(r, &place_tty);
}

static void
r23_configuration_says_for_whom_and_how_long(void **state)
{
	struct relay *r = *state;

	relay_configure(r, "");
	place_log_in(r, &place_tty);
	place_stopped(r, &place_tty);
	/* One of before it was configured is none. */
	relay_configure(r, GRACE);
	place_stopped(r, &place_tty);
	place_log_in(r, &place_tty);
	clock_fake_pass(HOUR);
	relay_configure(r, GRACE "[login sudo]\ngrace = 30m\n");
	place_stopped(r, &place_tty);
	relay_configure(r, GRACE "[login @staff]\ngrace =\n");
	place_stopped(r, &place_tty);
	relay_configure(r, "[login sudo @staff]\ngrace = 2h\n");
	place_passes(r, &place_tty);
	relay_configure(r, "[login su]\ngrace = 2h\n");
	place_stopped(r, &place_tty);
	relay_configure(r, GRACE);
	place_passes(r, &place_tty);
}

static void
r23_clock_set_back_gives_none(void **state)
{
	struct relay *r = *state;

	relay_configure(r, GRACE);
	place_log_in(r, &place_tty);
	clock_fake_set(1767225600 - 2 * 86400, 3600 + 7 * HOUR,
	    "00000000-0000-0000-0000-000000000001");
	place_passes(r, &place_tty);
	/* The registry's time goes on. */
	clock_fake_set(1767225600 - 2 * 86400, 3600 + 9 * HOUR,
	    "00000000-0000-0000-0000-000000000001");
	place_stopped(r, &place_tty);
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
		place_stopped(r, &place_sshd);
	}
	/* Others than root have no grace at all. */
	relay_configure(r, GRACE);
	r->host.asker = relay_account("alice").uid;
	place_stopped(r, &place_tty);
}

static int
count_grace(const struct registry_event *event, void *arg)
{
	*(unsigned *)arg += strcmp(event->outcome, "yes: grace") == 0;
	return 0;
}

/* Events of logins that the registry let in so. */
static unsigned
graces(struct relay *r)
{
	struct registry_filter all = {NULL, 0, 0};
	struct fault f = {""};
	unsigned n = 0;

	assert_int_equal(
	    registry_events(r->admin, &all, count_grace, &n, &f), 0);
	return n;
}

/*
 * Groups that have no way in common let nobody in, not even so, and the log
 * says no yes of them.
 */
static void
r23_no_way_in_is_no_grace(void **state)
{
	struct relay *r = *state;
	unsigned before;

	relay_configure(r, GRACE);
	place_log_in(r, &place_sshd);
	place_passes(r, &place_sshd);
	before = graces(r);
	assert_true(before > 0);
	clock_fake_pass(120);
	relay_configure(r,
	    GRACE "[login @staff]\nways = authenticator\n"
		  "[login @ops]\nways = issued\n");
	place_stopped(r, &place_sshd);
	assert_int_equal(graces(r), before);
	relay_configure(r, GRACE);
	place_passes(r, &place_sshd);
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
	place_log_in(r, &named);
	place_stopped(r, &named);
	place_log_in(r, &place_sshd);
	place_passes(r, &mapped);
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
