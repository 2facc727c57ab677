/*
 * test_stage - the account and password stages, and codes that lead to a new
 * password
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/auth/relay.h"
#include "tests/core/clock_fake.h"

#define ALICE 20001
#define BOB 20002
#define DAY (24LL * 60 * 60)
#define HASH "$y$j9T$F5Jx5fExrKuPp53xLKQ..1$X3DX6M94c7o.9agCG9G317fhZg9SqC"

/* The next call reuses it. */
static const struct registry_event *
newest(struct relay *r)
{
	static struct registry_event event;

	event = relay_event(r);
	return &event;
}

/* A call: no question comes, only its verdict. */
static enum wire_verdict
call(struct relay *r, const char *user, uint32_t option)
{
	r->options = option;
	relay_start(r, user, "login", "");
	r->options = 0;
	return relay_finish(r);
}

static void
reset(struct relay *r, const char *user, uid_t uid)
{
	struct account account = {.uid = uid, .gid = uid};
	struct registry_temporary out;
	struct fault f = {""};

	strcpy(account.name, user);
	assert_int_equal(registry_reset_intend(
			     r->admin, &account, HASH, DAY, "root", &out, &f),
	    0);
	assert_int_equal(
	    registry_reset_confirm(r->admin, out.id, "root", &f), 0);
}

static void
issue(struct relay *r, const char *user, uid_t uid, unsigned uses,
    char code[REGISTRY_CODE_SIZE])
{
	struct account account = {.uid = uid, .gid = uid};
	struct registry_issue what = {
	    .account = &account,
	    .service = "",
	    .ttl = 900,
	    .uses = uses,
	    .must_change = true,
	    .by = "root",
	};
	struct registry_code out;
	struct fault f = {""};

	strcpy(account.name, user);
	assert_int_equal(registry_issue(r->admin, &what, code, &out, &f), 0);
}

/* ---- the account stage ---- */

static void
r14_in_time_leads_to_a_new_password(void **state)
{
	struct relay *r = *state;

	reset(r, "alice", ALICE);
	assert_int_equal(call(r, "alice", WIRE_ACCOUNT), WIRE_CHANGE);
	assert_string_equal(newest(r)->outcome, "yes: must change");
	assert_string_equal(newest(r)->user, "alice");
	assert_string_equal(newest(r)->service, "login");
	assert_non_null(strstr(r->log,
	    "<5>login: temporary password in time, a new one must follow; "
	    "logname= tty=ssh rhost=  user=alice\n"));
	/* As often as there is time. */
	clock_fake_pass(DAY - 1);
	assert_int_equal(call(r, "alice", WIRE_ACCOUNT), WIRE_CHANGE);
}

static void
r14_too_late_is_late_at_that_second(void **state)
{
	struct relay *r = *state;

	reset(r, "alice", ALICE);
	clock_fake_pass(DAY);
	assert_int_equal(call(r, "alice", WIRE_ACCOUNT), WIRE_LATE);
	assert_string_equal(
	    newest(r)->outcome, "no: temporary password too late");
	assert_non_null(strstr(r->log,
	    "temporary password too late (run credmint sweep if the "
	    "password was changed since); logname="));
	/* A filter that counts wrong answers has nothing to count. */
	assert_null(strstr(r->log, "authentication failure"));
	clock_fake_pass(-DAY / 2);
	assert_int_equal(call(r, "alice", WIRE_ACCOUNT), WIRE_LATE);
}

static void
r14_of_others_nothing_is_known(void **state)
{
	struct relay *r = *state;

	reset(r, "alice", ALICE);
	assert_int_equal(call(r, "bob", WIRE_ACCOUNT), WIRE_ABSENT);
	assert_int_equal(call(r, "root", WIRE_ACCOUNT), WIRE_ABSENT);
	assert_int_equal(call(r, "nobody-here", WIRE_ACCOUNT), WIRE_ABSENT);
	assert_string_equal(r->log, "");
	assert_string_equal(newest(r)->act, "reset");
}

/* An outage must revive no dead password: it is never "not known". */
static void
r14_what_cannot_be_told_is_unavailable(void **state)
{
	struct relay *r = *state;
	char path[96];

	reset(r, "alice", ALICE);
	assert_int_equal(call(r, "nss-down", WIRE_ACCOUNT), WIRE_UNAVAILABLE);
	r->confine_error = -EPERM;
	assert_int_equal(call(r, "alice", WIRE_ACCOUNT), WIRE_UNAVAILABLE);
	assert_int_equal(call(r, "bob", WIRE_CHANGED), WIRE_UNAVAILABLE);
	r->confine_error = 0;
	(void)snprintf(path, sizeof(path), "%s/key", r->dir);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(call(r, "alice", WIRE_ACCOUNT), WIRE_UNAVAILABLE);
	assert_int_equal(call(r, "bob", WIRE_ACCOUNT), WIRE_UNAVAILABLE);
	assert_int_equal(call(r, "alice", WIRE_CHANGED), WIRE_UNAVAILABLE);
	assert_non_null(strstr(r->log, "there is no key"));
	assert_string_equal(newest(r)->act, "reset");
}

static void
r14_calls_are_roots_alone(void **state)
{
	static const uid_t askers[] = {ALICE, BOB, 4711};
	struct relay *r = *state;
	char code[REGISTRY_CODE_SIZE], lines[64];

	reset(r, "alice", ALICE);
	issue(r, "alice", ALICE, 3, code);
	(void)snprintf(lines, sizeof(lines), "trusted_askers = %d\n", BOB);
	relay_configure(r, lines);
	for (size_t i = 0; i < sizeof(askers) / sizeof(*askers); i++) {
		r->host.asker = askers[i];
		assert_int_equal(call(r, "alice", WIRE_ACCOUNT), WIRE_NO);
		assert_int_equal(call(r, "alice", WIRE_CHANGED), WIRE_NO);
		assert_int_equal(call(r, "alice", WIRE_CHANGING), WIRE_NO);
		assert_int_equal(call(r, "alice", WIRE_UNCHANGED), WIRE_NO);
		assert_non_null(strstr(r->log, "asked what only root may ask"));
		assert_null(strstr(r->log, "alice"));
	}
	/* Nothing was looked up, opened or written. */
	assert_int_equal(r->confined, 0);
	assert_int_equal(r->steps, 0);
	assert_string_equal(newest(r)->act, "issue");
	r->host.asker = 0;
	assert_int_equal(
	    relay_login(r, "alice", "sshd", "", code), WIRE_CHANGE);
}

/* Nobody is asked, no code is minted, no deliverer started. */
static void
r14_calls_deliver_nothing(void **state)
{
	static struct wire_frame letter;
	struct relay *r = *state;

	relay_configure(r, "delivery_program = /bin/true\n");
	reset(r, "alice", ALICE);
	assert_int_equal(call(r, "alice", WIRE_ACCOUNT), WIRE_CHANGE);
	assert_int_equal(call(r, "alice", WIRE_CHANGED), WIRE_YES);
	assert_int_equal(r->settled, 0);
	assert_int_equal(r->confined, 2);
	assert_false(relay_letter(r, &letter));
}

/* ---- codes that lead to a new password ---- */

static void
r15_must_change_code_finishes_with_change(void **state)
{
	struct relay *r = *state;
	char code[REGISTRY_CODE_SIZE];

	issue(r, "alice", ALICE, 3, code);
	assert_int_equal(
	    relay_login(r, "alice", "sshd", "192.0.2.1", code), WIRE_CHANGE);
	assert_non_null(strstr(r->log,
	    "sshd: one-time code accepted for alice (issued) from 192.0.2.1, a new "
	    "password must follow\n"));
	assert_string_equal(newest(r)->outcome, "yes");
	assert_int_equal(
	    relay_login(r, "alice", "sshd", "192.0.2.1", "BBBB-BBBB"), WIRE_NO);
}

static void
r15_first_answer_leads_there_as_well(void **state)
{
	static const uint32_t options[] = {WIRE_TRY_FIRST, WIRE_USE_FIRST};
	struct relay *r = *state;
	char code[REGISTRY_CODE_SIZE];

	issue(r, "alice", ALICE, 3, code);
	for (size_t i = 0; i < 2; i++) {
		r->options = options[i];
		relay_start(r, "alice", "sshd", "192.0.2.1");
		relay_expect(r, WIRE_ASK);
		assert_int_equal(r->frame.u.show.style, WIRE_STYLE_FIRST);
		relay_answer(r, code);
		assert_int_equal(relay_finish(r), WIRE_CHANGE);
		assert_null(strstr(r->log, "refused"));
	}
}

static void
r15_all_uses_are_dead_once_a_change_succeeds(void **state)
{
	struct relay *r = *state;
	char code[REGISTRY_CODE_SIZE], his[REGISTRY_CODE_SIZE];
	char plain[REGISTRY_CODE_SIZE];

	issue(r, "alice", ALICE, 3, code);
	issue(r, "bob", BOB, 3, his);
	relay_issue(r, "alice", "", 900, plain, NULL);
	assert_int_equal(
	    relay_login(r, "alice", "sshd", "192.0.2.1", code), WIRE_CHANGE);
	assert_int_equal(call(r, "alice", WIRE_CHANGED), WIRE_YES);
	assert_string_equal(newest(r)->act, "change");
	assert_string_equal(newest(r)->outcome, "yes");
	assert_non_null(strstr(r->log, "new password, its codes have ended"));
	assert_int_equal(
	    relay_login(r, "alice", "sshd", "192.0.2.1", code), WIRE_NO);
	assert_int_equal(
	    relay_login(r, "alice", "sshd", "192.0.2.1", plain), WIRE_YES);
	assert_int_equal(
	    relay_login(r, "bob", "sshd", "192.0.2.1", his), WIRE_CHANGE);
}

static void
r15_codes_wait_while_a_password_is_set(void **state)
{
	struct relay *r = *state;
	char code[REGISTRY_CODE_SIZE], his[REGISTRY_CODE_SIZE];

	issue(r, "alice", ALICE, 3, code);
	issue(r, "bob", BOB, 3, his);
	assert_int_equal(
	    relay_login(r, "alice", "sshd", "192.0.2.1", code), WIRE_CHANGE);
	assert_int_equal(call(r, "alice", WIRE_CHANGING), WIRE_YES);
	assert_string_equal(newest(r)->act, "change");
	assert_string_equal(newest(r)->outcome, "begun");
	assert_non_null(strstr(r->log,
	    "<5>login: a new password is being set, its codes wait; logname= "
	    "tty=ssh rhost=  user=alice\n"));
	assert_int_equal(
	    relay_login(r, "alice", "sshd", "192.0.2.1", code), WIRE_NO);
	assert_int_equal(
	    relay_login(r, "bob", "sshd", "192.0.2.1", his), WIRE_CHANGE);
	assert_int_equal(call(r, "alice", WIRE_UNCHANGED), WIRE_YES);
	assert_string_equal(newest(r)->outcome, "no: nothing was set");
	assert_non_null(strstr(
	    r->log, "login: no new password, its codes are good again; "));
	assert_int_equal(
	    relay_login(r, "alice", "sshd", "192.0.2.1", code), WIRE_CHANGE);
	assert_int_equal(call(r, "alice", WIRE_CHANGING), WIRE_YES);
	assert_int_equal(call(r, "alice", WIRE_CHANGED), WIRE_YES);
	assert_int_equal(call(r, "alice", WIRE_UNCHANGED), WIRE_YES);
	assert_int_equal(
	    relay_login(r, "alice", "sshd", "192.0.2.1", code), WIRE_NO);
}

static void
r15_change_of_nobody_is_not_told_as_done(void **state)
{
	static const enum wire_option calls[] = {
	    WIRE_CHANGING, WIRE_UNCHANGED, WIRE_CHANGED};
	struct relay *r = *state;

	for (size_t i = 0; i < sizeof(calls) / sizeof(*calls); i++) {
		assert_int_equal(
		    call(r, "nobody-here", calls[i]), WIRE_UNAVAILABLE);
		assert_int_equal(
		    call(r, "nss-down", calls[i]), WIRE_UNAVAILABLE);
	}
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, relay_setup, relay_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(r14_in_time_leads_to_a_new_password),
	    TEST(r14_too_late_is_late_at_that_second),
	    TEST(r14_of_others_nothing_is_known),
	    TEST(r14_what_cannot_be_told_is_unavailable),
	    TEST(r14_calls_are_roots_alone),
	    TEST(r14_calls_deliver_nothing),
	    TEST(r15_must_change_code_finishes_with_change),
	    TEST(r15_first_answer_leads_there_as_well),
	    TEST(r15_all_uses_are_dead_once_a_change_succeeds),
	    TEST(r15_codes_wait_while_a_password_is_set),
	    TEST(r15_change_of_nobody_is_not_told_as_done),
	};

	return cmocka_run_group_tests_name("stage", tests, NULL, NULL);
}
