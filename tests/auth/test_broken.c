/*
 * test_broken - logins that break off, and logins nothing can decide
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cmocka.h>

#include "host/run.h"
#include "tests/auth/relay.h"
#include "tests/core/clock_fake.h"

int __wrap_run_receive(int sock, void *data, size_t size, int64_t deadline);
int __real_run_receive(int sock, void *data, size_t size, int64_t deadline);
int __wrap_run_send(int sock, const void *data, size_t n, int64_t deadline);
int __real_run_send(int sock, const void *data, size_t n, int64_t deadline);

/* What the served thread lives through, not the test's own. */
static struct relay *watched;
static int64_t patience;    /* milliseconds it meant to wait for an answer */
static bool answer_late;    /* the time for an answer has passed */
static enum wire_type lost; /* a frame of this type cannot leave */

static bool
is_served(int sock)
{
	return watched != NULL && sock == watched->other;
}

int
__wrap_run_receive(int sock, void *data, size_t size, int64_t deadline)
{
	if (is_served(sock)) {
		patience = deadline - run_clock_ms();
		if (answer_late && patience > AUTH_HELLO_MS)
			return -ETIMEDOUT;
	}
	return __real_run_receive(sock, data, size, deadline);
}

int
__wrap_run_send(int sock, const void *data, size_t n, int64_t deadline)
{
	const unsigned char *bytes = data;

	if (is_served(sock) && lost != WIRE_NOTHING && bytes[1] == lost)
		return -EPIPE;
	return __real_run_send(sock, data, n, deadline);
}

static int
setup(void **state)
{
	if (relay_setup(state) != 0)
		return -1;
	watched = *state;
	answer_late = false;
	lost = WIRE_NOTHING;
	return 0;
}

/* The verdict of a login that must get no further than HELLO. */
static enum wire_verdict
undecided(struct relay *r, const char *user)
{
	relay_start(r, user, "sshd", "192.0.2.1");
	return relay_finish(r);
}

static void
test_closed_before_hello_is_no_login(void **state)
{
	struct relay *r = *state;

	relay_start(r, NULL, NULL, NULL);
	assert_int_equal(relay_close(r), -EPIPE);
	assert_string_equal(r->log, "");
}

static void
test_r03_hello_must_come_within_two_seconds(void **state)
{
	struct relay *r = *state;
	int64_t before = run_clock_ms();

	relay_start(r, NULL, NULL, NULL);
	assert_int_equal(pthread_join(r->thread, NULL), 0);
	assert_int_equal(close(r->sock), 0);
	assert_int_equal(r->served, -ETIMEDOUT);
	assert_in_range(run_clock_ms() - before, 1900, 4000);
}

static void
test_odd_first_frame_is_no_login(void **state)
{
	struct relay *r = *state;

	relay_start(r, NULL, NULL, NULL);
	relay_send_bytes(r, "hello", 5);
	assert_int_equal(relay_close(r), -EPROTO);
	relay_start(r, NULL, NULL, NULL);
	relay_answer(r, "BCDF-GHJK");
	assert_int_equal(relay_close(r), -EPROTO);
}

static void
test_closed_at_the_prompt_is_written_down(void **state)
{
	struct relay *r = *state;
	struct registry_event event;

	relay_start(r, "alice", "sshd", "192.0.2.1");
	relay_expect_prompt(r);
	assert_int_equal(relay_close(r), -EPIPE);
	event = relay_event(r);
	assert_string_equal(event.act, "login");
	assert_string_equal(event.user, "alice");
	assert_non_null(strstr(event.outcome, "closed"));
	assert_string_equal(r->log,
	    "<5>sshd: no one-time code given, closed; logname= tty=ssh "
	    "rhost=192.0.2.1  user=alice\n");
}

static void
test_r03_answer_must_come_within_two_minutes(void **state)
{
	struct relay *r = *state;

	answer_late = true;
	relay_start(r, "alice", "sshd", "");
	relay_expect_prompt(r);
	assert_int_equal(relay_close(r), -ETIMEDOUT);
	assert_in_range(patience, 119000, 120000);
	assert_non_null(strstr(relay_event(r).outcome, "timed out"));
}

/* After the prompt: bytes that are no answer. Nothing is compared. */
static void
expect_not_understood(struct relay *r, const void *bytes, size_t n)
{
	relay_start(r, "alice", "sshd", "");
	relay_expect_prompt(r);
	relay_send_bytes(r, bytes, n);
	assert_int_equal(relay_close(r), -EPROTO);
	assert_non_null(strstr(relay_event(r).outcome, "not understood"));
}

static void
test_odd_answer_ends_the_login(void **state)
{
	static const unsigned char short_one[] = {1, WIRE_ANSWER, 0, 9, 'B'};
	static const unsigned char version[] = {2, WIRE_ANSWER, 0, 0};
	unsigned char *large = calloc(1, WIRE_FRAME_MAX + 1);

	assert_non_null(large);
	expect_not_understood(*state, short_one, sizeof(short_one));
	expect_not_understood(*state, version, sizeof(version));
	/* An answer beyond the limit, and a datagram beyond any frame's. */
	large[0] = WIRE_VERSION;
	large[1] = WIRE_ANSWER;
	large[2] = (WIRE_ANSWER_MAX + 1) >> 8;
	large[3] = (WIRE_ANSWER_MAX + 1) & 0xff;
	memset(large + 4, 'B', WIRE_FRAME_MAX - 4);
	expect_not_understood(*state, large, WIRE_ANSWER_MAX + 5);
	expect_not_understood(*state, large, WIRE_FRAME_MAX + 1);
	free(large);
}

static void
test_hello_instead_of_an_answer_ends_the_login(void **state)
{
	struct relay *r = *state;
	struct wire_frame hello = {.type = WIRE_HELLO};

	strcpy(hello.u.hello.user, "alice");
	strcpy(hello.u.hello.service, "sshd");
	relay_start(r, "alice", "sshd", "");
	relay_expect_prompt(r);
	relay_send(r, &hello);
	assert_int_equal(relay_close(r), -EPROTO);
}

static void
test_longest_answer_is_a_wrong_one(void **state)
{
	struct relay *r = *state;
	char answer[WIRE_ANSWER_MAX + 1];

	memset(answer, 'B', WIRE_ANSWER_MAX);
	answer[WIRE_ANSWER_MAX] = '\0';
	assert_int_equal(relay_login(r, "alice", "sshd", "", answer), WIRE_NO);
}

static void
test_r18_yes_that_did_not_leave_is_used_not_delivered(void **state)
{
	struct relay *r = *state;
	char code[REGISTRY_CODE_SIZE];

	relay_issue(r, "alice", "", 900, code, NULL);
	lost = WIRE_FINISH;
	relay_start(r, "alice", "sshd", "");
	relay_expect_prompt(r);
	relay_answer(r, code);
	assert_int_equal(relay_close(r), -EPIPE);
	assert_string_equal(relay_event(r).outcome, "used, not delivered");
	assert_non_null(strstr(r->log, "the yes could not be sent"));
	lost = WIRE_NOTHING;
	assert_int_equal(relay_login(r, "alice", "sshd", "", code), WIRE_NO);
}

static void
test_r12_nothing_is_sent_in_a_login_that_has_gone(void **state)
{
	struct relay *r = *state;
	struct wire_frame letter;

	relay_configure(r, "delivery_program = /bin/true\n");
	lost = WIRE_ASK;
	relay_start(r, "alice", "sshd", "");
	relay_expect(r, WIRE_SHOW);
	assert_int_equal(relay_close(r), -EPIPE);
	assert_false(relay_letter(r, &letter));
}

static void
test_nss_that_cannot_tell_is_no_absence(void **state)
{
	struct relay *r = *state;

	assert_int_equal(undecided(r, "nss-down"), WIRE_UNAVAILABLE);
	assert_non_null(strstr(r->log, "the directory does not answer"));
}

static void
test_registry_that_is_missing_is_a_fault(void **state)
{
	struct relay *r = *state;
	char path[64];

	(void)snprintf(path, sizeof(path), "%s/registry.db", r->dir);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(undecided(r, "alice"), WIRE_UNAVAILABLE);
	assert_memory_equal(r->log, "<3>sshd: ", 9);
	assert_non_null(strstr(r->log, path));
	assert_int_equal(access(path, F_OK), -1);
}

static void
test_wrong_key_is_a_fault(void **state)
{
	struct relay *r = *state;
	struct fault f = {""};

	assert_int_equal(unlink(r->conf.key), 0);
	assert_int_equal(registry_key_make(r->conf.key, getgid(), &f), 0);
	assert_int_equal(undecided(r, "alice"), WIRE_UNAVAILABLE);
	assert_non_null(strstr(r->log, "key"));
}

static void
test_missing_key_is_a_fault(void **state)
{
	struct relay *r = *state;

	assert_int_equal(unlink(r->conf.key), 0);
	assert_int_equal(undecided(r, "alice"), WIRE_UNAVAILABLE);
	assert_non_null(strstr(r->log, r->conf.key));
}

static void
test_broken_configuration_is_a_fault(void **state)
{
	struct relay *r = *state;
	FILE *file = fopen(r->conf_path, "ae");

	assert_non_null(file);
	fputs("deny = 3abc\n", file);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(undecided(r, "alice"), WIRE_UNAVAILABLE);
	assert_non_null(strstr(r->log, r->conf_path));
}

static void
test_clock_that_cannot_be_read_is_a_fault_and_spends_nothing(void **state)
{
	struct relay *r = *state;
	char code[REGISTRY_CODE_SIZE];

	relay_issue(r, "alice", "", 900, code, NULL);
	relay_start(r, "alice", "sshd", "");
	relay_expect_prompt(r);
	clock_fake_fail(-EIO);
	relay_answer(r, code);
	assert_int_equal(relay_finish(r), WIRE_UNAVAILABLE);
	clock_fake_fail(0);
	assert_int_equal(relay_login(r, "alice", "sshd", "", code), WIRE_YES);
}

#define BROKEN_TEST(name) \
	cmocka_unit_test_setup_teardown(name, setup, relay_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    BROKEN_TEST(test_closed_before_hello_is_no_login),
	    BROKEN_TEST(test_r03_hello_must_come_within_two_seconds),
	    BROKEN_TEST(test_odd_first_frame_is_no_login),
	    BROKEN_TEST(test_closed_at_the_prompt_is_written_down),
	    BROKEN_TEST(test_r03_answer_must_come_within_two_minutes),
	    BROKEN_TEST(test_odd_answer_ends_the_login),
	    BROKEN_TEST(test_hello_instead_of_an_answer_ends_the_login),
	    BROKEN_TEST(test_longest_answer_is_a_wrong_one),
	    BROKEN_TEST(test_r18_yes_that_did_not_leave_is_used_not_delivered),
	    BROKEN_TEST(test_r12_nothing_is_sent_in_a_login_that_has_gone),
	    BROKEN_TEST(test_nss_that_cannot_tell_is_no_absence),
	    BROKEN_TEST(test_registry_that_is_missing_is_a_fault),
	    BROKEN_TEST(test_wrong_key_is_a_fault),
	    BROKEN_TEST(test_missing_key_is_a_fault),
	    BROKEN_TEST(test_broken_configuration_is_a_fault),
	    BROKEN_TEST(
		test_clock_that_cannot_be_read_is_a_fault_and_spends_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
