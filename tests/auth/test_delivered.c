/*
 * test_delivered - conversations with codes minted at login
 */

#include <errno.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/auth/relay.h"
#include "tests/core/clock_fake.h"

static const char words[] =
    "If this account can receive codes, one is on its way.";

static int
setup(void **state)
{
	if (relay_setup(state) != 0)
		return -1;
	relay_configure(*state, "delivery_program = /bin/true\n");
	return 0;
}

/* Start a login and take the code that was handed over for it. */
static void
start(struct relay *r, const char *user, struct wire_frame *letter)
{
	relay_start(r, user, "sshd", "192.0.2.1");
	relay_expect(r, WIRE_SHOW);
	assert_int_equal(r->frame.u.show.style, WIRE_STYLE_INFO);
	assert_string_equal(r->frame.u.show.text, words);
	relay_expect(r, WIRE_ASK);
	assert_true(relay_letter(r, letter));
}

static void
resend(struct relay *r, const char *word)
{
	relay_answer(r, word);
	relay_expect(r, WIRE_SHOW);
	assert_string_equal(r->frame.u.show.text, words);
	relay_expect(r, WIRE_ASK);
}

static void
test_r12_delivered_code_is_accepted_once(void **state)
{
	struct relay *r = *state;
	struct wire_frame letter;

	start(r, "alice", &letter);
	assert_int_equal(r->settled, 1);
	assert_string_equal(letter.u.deliver.user, "alice");
	assert_string_equal(letter.u.deliver.service, "sshd");
	assert_string_equal(letter.u.deliver.source, "192.0.2.1");
	assert_string_equal(letter.u.deliver.conf, r->conf_path);
	relay_answer(r, letter.u.deliver.code);
	assert_int_equal(relay_finish(r), WIRE_YES);
	assert_null(strstr(r->log, letter.u.deliver.code));
	assert_int_equal(
	    relay_login(r, "alice", "sshd", "192.0.2.1", letter.u.deliver.code),
	    WIRE_NO);
}

static void
test_r12_delivered_code_of_another_conversation_is_refused(void **state)
{
	struct relay *r = *state;
	struct wire_frame letter;

	start(r, "alice", &letter);
	assert_int_equal(relay_close(r), -EPIPE);
	assert_int_equal(
	    relay_login(r, "alice", "sshd", "192.0.2.1", letter.u.deliver.code),
	    WIRE_NO);
}

static void
test_r12_resend_kills_the_code_before_it(void **state)
{
	struct relay *r = *state;
	struct wire_frame old, new;

	start(r, "alice", &old);
	resend(r, "resend");
	assert_true(relay_letter(r, &new));
	relay_answer(r, old.u.deliver.code);
	assert_int_equal(relay_finish(r), WIRE_NO);
}

static void
test_r12_code_sent_again_is_accepted(void **state)
{
	struct relay *r = *state;
	struct wire_frame old, new;

	start(r, "alice", &old);
	resend(r, "ReSend");
	assert_true(relay_letter(r, &new));
	assert_string_not_equal(old.u.deliver.code, new.u.deliver.code);
	relay_answer(r, new.u.deliver.code);
	assert_int_equal(relay_finish(r), WIRE_YES);
	assert_int_equal(r->settled, 1);
}

/* Said twice, before the first was judged: one yes, and nobody hears another.
 */
static void
test_r12_code_said_twice_in_its_conversation_is_one_yes(void **state)
{
	struct relay *r = *state;
	static struct wire_frame letter;
	struct pollfd end = {.events = POLLIN};

	start(r, "alice", &letter);
	relay_answer(r, letter.u.deliver.code);
	relay_answer(r, letter.u.deliver.code);
	end.fd = r->sock;
	/* What is left unread resets the connection, at times before FINISH. */
	assert_int_equal(poll(&end, 1, 10000), 1);
	assert_int_equal(relay_close(r), 0);
	assert_string_equal(relay_event(r).outcome, "yes");
	assert_int_equal(relay_event(r).count, 1);
}

static void
test_fourth_resend_is_a_wrong_answer(void **state)
{
	struct relay *r = *state;
	struct wire_frame letter;

	start(r, "alice", &letter);
	resend(r, "resend");
	resend(r, "RESEND");
	resend(r, "resend");
	relay_answer(r, "resend");
	assert_int_equal(relay_finish(r), WIRE_NO);
}

static void
test_resend_is_a_wrong_answer_without_delivery(void **state)
{
	struct relay *r = *state;

	relay_configure(r, "");
	assert_int_equal(
	    relay_login(r, "alice", "sshd", "", "resend"), WIRE_NO);
	assert_non_null(strstr(r->log, "one-time code refused"));
}

static void
test_r12_unknown_name_sees_the_same_and_nothing_is_sent(void **state)
{
	struct relay *r = *state;
	struct wire_frame letter;

	relay_start(r, "nobody-here", "sshd", "");
	relay_expect(r, WIRE_SHOW);
	assert_string_equal(r->frame.u.show.text, words);
	relay_expect(r, WIRE_ASK);
	resend(r, "resend");
	relay_answer(r, "");
	assert_int_equal(relay_finish(r), WIRE_NO);
	assert_false(relay_letter(r, &letter));
}

static void
test_r12_expired_delivered_code_is_refused(void **state)
{
	struct relay *r = *state;
	struct wire_frame letter;

	start(r, "alice", &letter);
	clock_fake_pass(601);
	relay_answer(r, letter.u.deliver.code);
	assert_int_equal(relay_finish(r), WIRE_NO);
}

static void
test_r12_issued_code_is_accepted_where_codes_are_delivered(void **state)
{
	struct relay *r = *state;
	struct wire_frame letter;
	char code[REGISTRY_CODE_SIZE];

	relay_issue(r, "alice", "", 900, code, NULL);
	start(r, "alice", &letter);
	relay_answer(r, code);
	assert_int_equal(relay_finish(r), WIRE_YES);
}

/* Logins nobody answers, from hosts of their own; how many codes were sent. */
static unsigned
sent_in(struct relay *r, unsigned logins, const char *user, bool one_source)
{
	struct wire_frame letter;
	unsigned sent = 0;
	char rhost[32];

	for (unsigned i = 0; i < logins; i++) {
		(void)snprintf(
		    rhost, sizeof(rhost), "192.0.2.%u", one_source ? 1 : i + 1);
		relay_start(r, user, "sshd", rhost);
		relay_expect(r, WIRE_SHOW);
		assert_string_equal(r->frame.u.show.text, words);
		relay_expect(r, WIRE_ASK);
		sent += relay_letter(r, &letter);
		assert_int_equal(relay_close(r), -EPIPE);
	}
	return sent;
}

static void
test_r12_three_are_pending_at_most(void **state)
{
	assert_int_equal(sent_in(*state, 5, "alice", false), 3);
}

static void
test_r12_five_an_hour_for_an_account_at_most(void **state)
{
	unsigned sent = sent_in(*state, 3, "alice", false);

	/* The first three are dead by now, and the hour is not over. */
	clock_fake_pass(900);
	sent += sent_in(*state, 4, "alice", false);
	assert_int_equal(sent, 5);
	clock_fake_pass(3600);
	assert_int_equal(sent_in(*state, 1, "alice", false), 1);
}

static void
test_r12_twenty_an_hour_from_a_source_at_most(void **state)
{
	char user[] = "user0";
	unsigned sent = 0;

	for (; user[4] < '8'; user[4]++)
		sent += sent_in(*state, 3, user, true);
	assert_int_equal(sent, 20);
	assert_int_equal(sent_in(*state, 1, "user9", true), 0);
	clock_fake_pass(3601);
	assert_int_equal(sent_in(*state, 1, "user9", true), 1);
}

static void
test_r11_login_goes_on_when_delivery_cannot_be_started(void **state)
{
	struct relay *r = *state;
	struct wire_frame letter;
	char code[REGISTRY_CODE_SIZE];

	relay_issue(r, "alice", "", 900, code, NULL);
	r->settle_error = -EAGAIN;
	relay_start(r, "alice", "sshd", "");
	relay_expect(r, WIRE_SHOW);
	relay_expect(r, WIRE_ASK);
	assert_false(relay_letter(r, &letter));
	relay_answer(r, code);
	assert_int_equal(relay_finish(r), WIRE_YES);
	assert_non_null(strstr(r->log, "<3>sshd: no deliverer today\n"));
}

static void
test_r11_login_goes_on_when_a_code_cannot_be_handed_over(void **state)
{
	struct relay *r = *state;
	char code[REGISTRY_CODE_SIZE];

	relay_issue(r, "alice", "", 900, code, NULL);
	r->deliver_error = -EPIPE;
	relay_start(r, "alice", "sshd", "");
	relay_expect_prompt(r);
	relay_answer(r, code);
	assert_int_equal(relay_finish(r), WIRE_YES);
	assert_non_null(strstr(r->log, "could not be handed"));
}

#define DELIVERED_TEST(name) \
	cmocka_unit_test_setup_teardown(name, setup, relay_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    DELIVERED_TEST(test_r12_delivered_code_is_accepted_once),
	    DELIVERED_TEST(
		test_r12_delivered_code_of_another_conversation_is_refused),
	    DELIVERED_TEST(test_r12_resend_kills_the_code_before_it),
	    DELIVERED_TEST(test_r12_code_sent_again_is_accepted),
	    DELIVERED_TEST(
		test_r12_code_said_twice_in_its_conversation_is_one_yes),
	    DELIVERED_TEST(test_fourth_resend_is_a_wrong_answer),
	    DELIVERED_TEST(test_resend_is_a_wrong_answer_without_delivery),
	    DELIVERED_TEST(
		test_r12_unknown_name_sees_the_same_and_nothing_is_sent),
	    DELIVERED_TEST(test_r12_expired_delivered_code_is_refused),
	    DELIVERED_TEST(
		test_r12_issued_code_is_accepted_where_codes_are_delivered),
	    DELIVERED_TEST(test_r12_three_are_pending_at_most),
	    DELIVERED_TEST(test_r12_five_an_hour_for_an_account_at_most),
	    DELIVERED_TEST(test_r12_twenty_an_hour_from_a_source_at_most),
	    DELIVERED_TEST(
		test_r11_login_goes_on_when_delivery_cannot_be_started),
	    DELIVERED_TEST(
		test_r11_login_goes_on_when_a_code_cannot_be_handed_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
