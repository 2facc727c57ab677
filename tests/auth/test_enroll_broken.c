/*
 * test_enroll_broken - an enrolment that ends anywhere leaves nothing behind
 */

#include <errno.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/auth/enrolling.h"
#include "tests/core/clock_fake.h"

static struct wire_frame wish;

/* Nothing was kept, and the authenticator there was lets in. */
static void
assert_as_before(struct relay *r)
{
	char old[CREDMINT_OTP_SIZE];

	assert_int_equal(enrolling_kept, 0);
	assert_int_equal(enrolling_count(r, NULL), 1);
	clock_fake_pass(30);
	enrolling_old_code(0, old);
	r->host.asker = 0;
	assert_int_equal(relay_login(r, "alice", "sshd", "", old), WIRE_YES);
	r->host.asker = ALICE;
	clock_fake_pass(30);
}

static void
r16_closed_at_every_step_leaves_nothing(void **state)
{
	struct relay *r = *state;
	char proof[REGISTRY_CODE_SIZE], code[CREDMINT_OTP_SIZE];

	enrolling_wish(&wish);
	enrolling_old(r, 0, code);
	for (int step = 0; step < 7; step++) {
		enrolling_issue(r, proof);
		enrolling_hello(r, step == 0 ? NULL : "alice");
		if (step >= 2)
			relay_send(r, &wish);
		if (step >= 3)
			relay_expect(r, WIRE_ASK);
		if (step >= 4)
			relay_answer(r, proof);
		if (step >= 5)
			relay_expect(r, WIRE_SEED);
		if (step >= 6) {
			relay_expect(r, WIRE_ASK);
			relay_answer(r, "000000");
		}
		assert_int_not_equal(relay_close(r), 0);
		if (step >= 5)
			assert_non_null(strstr(r->log,
			    "no authenticator enrolled, closed, for alice"));
		assert_as_before(r);
	}
}

static void
r03_silence_ends_it(void **state)
{
	struct relay *r = *state;

	enrolling_hello(r, "alice");
	/* No wish: as long as for HELLO. */
	relay_expect_end(r);
	assert_int_equal(relay_close(r), -ETIMEDOUT);
	assert_int_equal(r->steps, 0);
}

static void
r16_three_wrong_codes_are_all(void **state)
{
	struct relay *r = *state;
	char proof[REGISTRY_CODE_SIZE], code[CREDMINT_OTP_SIZE];

	enrolling_old(r, 0, code);
	enrolling_issue(r, proof);
	enrolling_seed(r, proof, code);
	code[0] = code[0] == '9' ? '0' : (char)(code[0] + 1);
	relay_answer(r, code);
	relay_expect_prompt(r);
	relay_answer(r, "");
	relay_expect_prompt(r);
	relay_answer(r, "not a code at all");
	assert_int_equal(relay_finish(r), WIRE_NO);
	assert_non_null(
	    strstr(r->log, "no authenticator enrolled, no code of it was "));
	assert_as_before(r);
	/* The third may be the right one; and the code for it is still good. */
	enrolling_seed(r, proof, code);
	relay_answer(r, "x");
	relay_expect_prompt(r);
	relay_answer(r, "y");
	relay_expect_prompt(r);
	relay_answer(r, code);
	assert_int_equal(relay_finish(r), WIRE_YES);
	assert_int_equal(enrolling_count(r, NULL), 2);
}

static void
r18_registry_that_cannot_keep_it_is_no_yes(void **state)
{
	struct relay *r = *state;
	char proof[REGISTRY_CODE_SIZE], code[CREDMINT_OTP_SIZE];

	enrolling_old(r, 0, code);
	enrolling_issue(r, proof);
	enrolling_fault = -ENOSPC;
	enrolling_seed(r, proof, code);
	relay_answer(r, code);
	assert_int_equal(relay_finish(r), WIRE_UNAVAILABLE);
	assert_non_null(strstr(r->log, "no room today"));
	assert_int_equal(enrolling_kept, 1);
	enrolling_kept = 0;
	assert_as_before(r);
}

static void
r16_no_sandbox_no_enrolment(void **state)
{
	struct relay *r = *state;

	r->confine_error = -EPERM;
	enrolling_wish(&wish);
	enrolling_hello(r, "alice");
	relay_send(r, &wish);
	assert_int_equal(relay_finish(r), WIRE_UNAVAILABLE);
	assert_int_equal(r->steps, 0);
}

/*
 * What is said before a question is heard, too: a frame that is not read would
 * take it away when the other side closes.
 */
static void
r16_refusal_at_once_is_heard(void **state)
{
	static const struct {
		uid_t asker;
		const char *user, *conf;
		enum wire_verdict verdict;
	} rows[] = {
	    {ALICE, "alice", "no_such_key = 1\n", WIRE_UNAVAILABLE},
	    {ALICE, "nss-down", "", WIRE_UNAVAILABLE},
	    {ALICE, "bob", "", WIRE_NO},
	};
	struct relay *r = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct pollfd end = {.fd = -1};
		FILE *conf = fopen(r->conf_path, "ae");

		assert_non_null(conf);
		assert_true(fputs(rows[i].conf, conf) >= 0);
		assert_int_equal(fclose(conf), 0);
		r->host.asker = rows[i].asker;
		enrolling_wish(&wish);
		enrolling_hello(r, rows[i].user);
		relay_send(r, &wish);
		/* It has closed before anything is read here. */
		end.fd = r->sock;
		assert_int_equal(poll(&end, 1, 5000), 1);
		assert_int_equal(end.revents & POLLHUP, POLLHUP);
		assert_int_equal(relay_finish(r), rows[i].verdict);
		relay_configure(r, "");
	}
}

/* ---- frames out of their turn ---- */

static const enum wire_type types[] = {
    WIRE_HELLO,
    WIRE_SHOW,
    WIRE_ASK,
    WIRE_ANSWER,
    WIRE_FINISH,
    WIRE_WISH,
    WIRE_SEED,
};

static struct wire_frame
frame_of(enum wire_type type)
{
	struct wire_frame f = {.type = type};

	if (type == WIRE_WISH)
		return wish;
	if (type == WIRE_HELLO) {
		strcpy(f.u.hello.user, "alice");
		f.u.hello.options = WIRE_ENROLL;
	} else if (type == WIRE_SHOW) {
		f.u.show.style = WIRE_STYLE_INFO;
	} else if (type == WIRE_ASK) {
		f.u.show.style = WIRE_STYLE_HIDDEN;
	} else if (type == WIRE_FINISH) {
		f.u.finish.verdict = WIRE_YES;
	} else if (type == WIRE_SEED) {
		strcpy(f.u.seed.secret, "AAAAAAAAAAAAAAAA");
		strcpy(f.u.seed.uri, "otpauth://totp/x");
	}
	return f;
}

/* At each step every type that has not its turn there. */
static void
r16_no_frame_out_of_its_turn_opens_anything(void **state)
{
	struct relay *r = *state;
	char proof[REGISTRY_CODE_SIZE], code[CREDMINT_OTP_SIZE];

	enrolling_wish(&wish);
	enrolling_old(r, 0, code);
	enrolling_issue(r, proof);
	for (unsigned step = 0; step < 2; step++)
		for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
			struct wire_frame f = frame_of(types[i]);

			if (types[i] == (step == 0 ? WIRE_WISH : WIRE_ANSWER))
				continue;
			if (step == 0)
				enrolling_hello(r, "alice");
			else
				enrolling_start(r, "alice");
			relay_send(r, &f);
			relay_expect_end(r);
			assert_int_equal(relay_close(r), -EPROTO);
		}
	assert_as_before(r);
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		struct wire_frame f = frame_of(types[i]);

		if (types[i] == WIRE_ANSWER)
			continue;
		enrolling_issue(r, proof);
		enrolling_seed(r, proof, code);
		relay_send(r, &f);
		relay_expect_end(r);
		assert_int_equal(relay_close(r), -EPROTO);
	}
	assert_as_before(r);
}

static void
r16_answers_before_they_are_asked_for_count_as_given(void **state)
{
	struct relay *r = *state;
	char code[CREDMINT_OTP_SIZE];
	struct wire_frame answer = {.type = WIRE_ANSWER};

	enrolling_wish(&wish);
	enrolling_old(r, 0, code);
	/* Ahead of the question it is the answer to it, and the only one. */
	enrolling_hello(r, "alice");
	relay_send(r, &wish);
	strcpy(answer.u.answer.text, "wrong");
	answer.u.answer.n = 5;
	relay_send(r, &answer);
	relay_expect(r, WIRE_ASK);
	assert_int_equal(relay_finish(r), WIRE_NO);
	assert_as_before(r);
}

static void
r16_bytes_that_are_no_frame_end_it(void **state)
{
	static unsigned char huge[WIRE_FRAME_MAX + 100];
	struct relay *r = *state;
	char code[CREDMINT_OTP_SIZE];

	enrolling_wish(&wish);
	enrolling_old(r, 0, code);
	memset(huge, 'A', sizeof(huge));
	huge[0] = 1;
	huge[1] = WIRE_ANSWER;
	for (size_t n = 1; n <= sizeof(huge); n *= 3) {
		enrolling_start(r, "alice");
		relay_send_bytes(r, huge, n);
		relay_expect_end(r);
		assert_int_equal(relay_close(r), -EPROTO);
	}
	enrolling_start(r, "alice");
	relay_send_bytes(r, huge, sizeof(huge));
	relay_expect_end(r);
	assert_int_equal(relay_close(r), -EPROTO);
	assert_as_before(r);
}

static void
r16_names_that_could_not_be_kept_are_no_wish(void **state)
{
	static const char *const names[] = {
	    "a\nb", "\x1b[2J", "a\\033", "\xc3\xa9"};
	struct relay *r = *state;
	char code[CREDMINT_OTP_SIZE];

	enrolling_old(r, 0, code);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		enrolling_wish(&wish);
		strcpy(wish.u.wish.name, names[i]);
		enrolling_hello(r, "alice");
		relay_send(r, &wish);
		relay_expect_end(r);
		assert_int_equal(relay_close(r), -EPROTO);
		assert_int_equal(r->confined, 0);
	}
	assert_as_before(r);
}

/* What the administrator does while the person is at the last question. */
static void
r16_ended_meanwhile_is_told_and_keeps_nothing(void **state)
{
	struct relay *r = *state;
	char proof[REGISTRY_CODE_SIZE], code[CREDMINT_OTP_SIZE];
	struct fault f = {""};
	unsigned n;

	for (int removed = 0; removed < 2; removed++) {
		enrolling_issue(r, proof);
		enrolling_seed(r, proof, code);
		if (removed)
			assert_int_equal(registry_authenticator_remove_all(
					     r->admin, "alice", "test", &n, &f),
			    0);
		else
			assert_int_equal(registry_revoke_user(
					     r->admin, "alice", "test", &n, &f),
			    0);
		relay_answer(r, code);
		relay_expect(r, WIRE_SHOW);
		assert_string_equal(r->frame.u.show.text,
		    "This enrolment has been ended; ask your administrator.");
		assert_int_equal(relay_finish(r), WIRE_NO);
		assert_int_equal(enrolling_kept, removed + 1);
		assert_int_equal(enrolling_count(r, NULL), 0);
		assert_non_null(strstr(r->log,
		    "no authenticator enrolled, it was ended "
		    "meanwhile, for alice from uid 20001"));
		assert_string_equal(
		    relay_event(r).outcome, "no: ended meanwhile");
		clock_fake_pass(61);
	}
	enrolling_issue(r, proof);
	assert_int_equal(enrolling_all(r, proof), WIRE_YES);
}

#define TEST(t) \
	cmocka_unit_test_setup_teardown(t, enrolling_setup, relay_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(r16_closed_at_every_step_leaves_nothing),
	    TEST(r03_silence_ends_it),
	    TEST(r16_three_wrong_codes_are_all),
	    TEST(r18_registry_that_cannot_keep_it_is_no_yes),
	    TEST(r16_no_sandbox_no_enrolment),
	    TEST(r16_refusal_at_once_is_heard),
	    TEST(r16_no_frame_out_of_its_turn_opens_anything),
	    TEST(r16_answers_before_they_are_asked_for_count_as_given),
	    TEST(r16_bytes_that_are_no_frame_end_it),
	    TEST(r16_names_that_could_not_be_kept_are_no_wish),
	    TEST(r16_ended_meanwhile_is_told_and_keeps_nothing),
	};

	clock_fake_set(1700000000, 1000, "a boot");
	return cmocka_run_group_tests_name("enroll broken", tests, NULL, NULL);
}
