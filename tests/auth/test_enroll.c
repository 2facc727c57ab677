/*
 * test_enroll - who may enrol himself, by what, and what then counts
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/secret.h"
#include "registry/recovery.h"
#include "tests/auth/enrolling.h"
#include "tests/core/clock_fake.h"

/* A refusal, and of nothing but the first question and it. */
static void
refused(struct relay *r, const char *proof)
{
	enrolling_start(r, "alice");
	relay_answer(r, proof);
	assert_int_equal(relay_finish(r), WIRE_NO);
}

/* The next call reuses it. */
static const struct registry_event *
newest(struct relay *r)
{
	static struct registry_event event;

	event = relay_event(r);
	return &event;
}

/* Whether a text of SEED stands in the log or in an event. */
static void
assert_not_told(struct relay *r, const char *text)
{
	const struct registry_event *event = newest(r);

	assert_null(strstr(r->log, text));
	assert_null(memmem(event, sizeof(*event), text, strlen(text)));
}

static void
issue_sheet(struct relay *r, size_t n, char first[REGISTRY_RECOVERY_SIZE])
{
	struct account alice = {"alice", ALICE, ALICE};
	char(*codes)[REGISTRY_RECOVERY_SIZE];
	struct fault f = {""};

	codes = secret_map(n * sizeof(*codes), NULL);
	assert_non_null(codes);
	assert_int_equal(
	    registry_recovery_issue(r->admin, &alice, "test", n, codes, &f), 0);
	memcpy(first, codes[0], sizeof(*codes));
	secret_unmap(codes, n * sizeof(*codes));
}

static bool
is_enrolled(struct relay *r)
{
	struct account alice = {"alice", ALICE, ALICE};
	struct fault f = {""};
	char other[REGISTRY_NAME_SIZE];
	bool enrolled = false;

	assert_int_equal(
	    registry_enrolled(r->admin, &alice, &enrolled, other, &f), 0);
	return enrolled;
}

static void
assert_is_phone(struct relay *r)
{
	struct registry_authenticator new;
	char line[128];

	assert_int_equal(enrolling_count(r, &new), 1);
	assert_string_equal(new.user, "alice");
	assert_int_equal(new.uid, ALICE);
	assert_string_equal(new.name, "phone");
	assert_string_equal(new.by, "alice");
	assert_int_equal(new.digits, 6);
	assert_int_equal(new.step, 30);
	(void)snprintf(line, sizeof(line),
	    "<5>self:enroll: authenticator %d enrolled for alice from uid "
	    "20001\n",
	    (int)new.id);
	assert_non_null(strstr(r->log, line));
}

static void
r16_enrolment_code_enrols(void **state)
{
	struct relay *r = *state;
	char proof[REGISTRY_CODE_SIZE], code[CREDMINT_OTP_SIZE];
	char secret[WIRE_SECRET_MAX + 1];

	enrolling_issue(r, proof);
	assert_false(is_enrolled(r));
	enrolling_seed(r, proof, code);
	strcpy(secret, r->frame.u.seed.secret);
	assert_int_equal(strlen(secret), 32);
	assert_int_equal(
	    strncmp(r->frame.u.seed.uri, "otpauth://totp/", 15), 0);
	assert_non_null(strstr(r->frame.u.seed.uri, ":alice?secret="));
	assert_non_null(strstr(r->frame.u.seed.uri, secret));
	/* Nothing before a code of it was right. */
	assert_int_equal(enrolling_count(r, NULL), 0);
	assert_false(is_enrolled(r));
	relay_answer(r, code);
	assert_int_equal(relay_finish(r), WIRE_YES);
	assert_is_phone(r);
	assert_non_null(strstr(
	    r->log, "one-time code accepted for alice (to enroll) from uid"));
	assert_string_equal(newest(r)->act, "enroll");
	assert_not_told(r, secret);
	assert_not_told(r, proof);
	assert_true(is_enrolled(r));
	/* The code for it had three uses; they end with a success. */
	refused(r, proof);
	/* The code typed is spent. */
	r->host.asker = 0;
	assert_int_equal(relay_login(r, "alice", "sshd", "", code), WIRE_NO);
}

static void
r16_next_code_of_it_lets_in(void **state)
{
	struct relay *r = *state;
	char proof[REGISTRY_CODE_SIZE], code[CREDMINT_OTP_SIZE];
	char secret[WIRE_SECRET_MAX + 1];
	struct wire_frame wish;

	enrolling_issue(r, proof);
	enrolling_seed(r, proof, code);
	strcpy(secret, r->frame.u.seed.secret);
	relay_answer(r, code);
	assert_int_equal(relay_finish(r), WIRE_YES);
	clock_fake_pass(30);
	enrolling_wish(&wish);
	enrolling_code(secret, &wish, 0, code);
	r->host.asker = 0;
	assert_int_equal(relay_login(r, "alice", "sshd", "", code), WIRE_YES);
}

static void
r16_code_of_an_authenticator_enrols_once(void **state)
{
	struct relay *r = *state;
	char old[CREDMINT_OTP_SIZE], again[CREDMINT_OTP_SIZE];

	enrolling_old(r, 0, old);
	strcpy(again, old);
	assert_int_equal(enrolling_all(r, old), WIRE_YES);
	assert_int_equal(enrolling_count(r, NULL), 2);
	refused(r, again);
	assert_int_equal(enrolling_count(r, NULL), 2);
	/* And the old one goes on. */
	clock_fake_pass(30);
	enrolling_old_code(0, old);
	r->host.asker = 0;
	assert_int_equal(relay_login(r, "alice", "sshd", "", old), WIRE_YES);
}

static void
r16_recovery_code_enrols_once(void **state)
{
	struct relay *r = *state;
	char code[REGISTRY_RECOVERY_SIZE], typed[CREDMINT_OTP_SIZE];
	struct wire_frame wish;

	issue_sheet(r, 4, code);
	enrolling_start(r, "alice");
	relay_answer(r, code);
	relay_expect(r, WIRE_SHOW);
	assert_string_equal(r->frame.u.show.text, "3 recovery codes are left.");
	relay_expect(r, WIRE_SEED);
	enrolling_wish(&wish);
	enrolling_code(r->frame.u.seed.secret, &wish, 0, typed);
	relay_expect(r, WIRE_ASK);
	relay_answer(r, typed);
	assert_int_equal(relay_finish(r), WIRE_YES);
	refused(r, code);
	assert_int_equal(enrolling_count(r, NULL), 1);
}

static void
r16_other_codes_and_passwords_do_not_do(void **state)
{
	struct relay *r = *state;
	char code[REGISTRY_CODE_SIZE], for_it[REGISTRY_CODE_SIZE];

	relay_issue(r, "alice", "", 900, code, NULL);
	refused(r, code);
	refused(r, "correct horse battery staple");
	refused(r, "");
	r->must_change = true;
	relay_issue(r, "alice", "", 900, code, NULL);
	refused(r, code);
	assert_int_equal(enrolling_count(r, NULL), 0);
	/* Nor the other way round. */
	enrolling_issue(r, for_it);
	r->host.asker = 0;
	assert_int_equal(relay_login(r, "alice", "sshd", "", for_it), WIRE_NO);
	assert_string_equal(newest(r)->outcome, "no: for enrolment");
}

/* Not even a question. */
static void
at_once(struct relay *r, uid_t asker, const char *user)
{
	struct wire_frame wish;

	r->host.asker = asker;
	enrolling_hello(r, user);
	enrolling_wish(&wish);
	relay_send(r, &wish);
	assert_int_equal(relay_finish(r), WIRE_NO);
	assert_int_equal(r->nseen, 8);
	assert_int_equal(r->steps, 0);
	assert_non_null(strstr(r->log, "asked about another's account"));
	assert_non_null(strstr(r->log, "<5>self:enroll: "));
}

static void
r05_nobody_enrols_another(void **state)
{
	struct relay *r = *state;

	relay_configure(r, "trusted_askers = 33\n");
	at_once(r, BOB, "alice");
	at_once(r, 33, "alice");
	at_once(r, 33, "root");
	at_once(r, 0, "alice");
	at_once(r, ALICE, "root");
	at_once(r, ALICE, "nobody-here");
	at_once(r, ALICE, "ALICE");
	at_once(r, 33, "nobody-here");
	assert_int_equal(r->settled, 0);
	assert_int_equal(r->confined, 0);
	/* Root may, about root. */
	r->host.asker = 0;
	enrolling_start(r, "root");
	relay_answer(r, WRONG);
	assert_int_equal(relay_finish(r), WIRE_NO);
}

static void
r05_failures_of_it_lock_it_and_nothing_of_roots(void **state)
{
	struct relay *r = *state;
	char code[REGISTRY_CODE_SIZE], proof[REGISTRY_CODE_SIZE];
	static unsigned char seen[sizeof(r->seen)];
	size_t nseen;

	relay_configure(r, "deny = 2\neven_deny_root = yes\n");
	enrolling_issue(r, proof);
	refused(r, WRONG);
	assert_string_equal(r->log,
	    "<5>self:enroll: one-time code refused; authentication failure; "
	    "logname= uid=20001 euid=20001 tty= ruser= rhost=  user=alice\n");
	nseen = r->nseen;
	memcpy(seen, r->seen, nseen);
	refused(r, WRONG);
	/* Locked: a right one looks as a wrong one does. */
	refused(r, proof);
	assert_non_null(strstr(r->log, "refused, locked"));
	assert_int_equal(r->nseen, nseen);
	assert_memory_equal(r->seen, seen, nseen);
	relay_issue(r, "alice", "", 900, code, NULL);
	/* They count with what her own programs ask. */
	assert_int_equal(
	    relay_login(r, "alice", "xscreensaver", "", code), WIRE_NO);
	assert_non_null(strstr(r->log, "refused, locked"));
	r->host.asker = 0;
	assert_int_equal(relay_login(r, "alice", "sshd", "", code), WIRE_YES);
	/* Nor do root's own failures count for root's programs. */
	relay_issue(r, "root", "", 900, code, NULL);
	for (int i = 0; i < 3; i++) {
		enrolling_start(r, "root");
		relay_answer(r, WRONG);
		assert_int_equal(relay_finish(r), WIRE_NO);
	}
	assert_int_equal(relay_login(r, "root", "sshd", "", code), WIRE_YES);
}

static void
r16_the_configuration_says_which_codes(void **state)
{
	struct relay *r = *state;
	char old[CREDMINT_OTP_SIZE], proof[REGISTRY_CODE_SIZE];
	char code[REGISTRY_RECOVERY_SIZE];

	relay_configure(r, "[login self:enroll]\nways = recovery\n");
	enrolling_old(r, 0, old);
	issue_sheet(r, 2, code);
	refused(r, old);
	enrolling_start(r, "alice");
	relay_answer(r, code);
	relay_expect(r, WIRE_SHOW);
	assert_string_equal(
	    r->frame.u.show.text, "1 recovery code is left; ask for new ones.");
	relay_expect(r, WIRE_SEED);
	(void)relay_close(r);
	enrolling_issue(r, proof);
	assert_int_equal(enrolling_all(r, proof), WIRE_YES);
	/* What is claimed to be the service is none. */
	relay_configure(r,
	    "ways = issued\n"
	    "[login self:xscreensaver]\nways = authenticator recovery\n");
	clock_fake_pass(60);
	enrolling_old_code(0, old);
	refused(r, old);
}

static void
r16_every_kind_is_made_as_wished(void **state)
{
	static const size_t letters[] = {0, 32, 52, 103};
	struct relay *r = *state;
	char proof[REGISTRY_CODE_SIZE], code[CREDMINT_OTP_SIZE];
	struct registry_authenticator new;
	struct wire_frame wish;

	for (unsigned i = 0; i < 6; i++) {
		enrolling_issue(r, proof);
		enrolling_wish(&wish);
		wish.u.wish.type = i % 2 == 0 ? CREDMINT_HOTP : CREDMINT_TOTP;
		wish.u.wish.digest = 1 + i % 3;
		wish.u.wish.digits = 6 + i % 3;
		wish.u.wish.step = i % 2 == 0 ? 0 : 60;
		enrolling_hello(r, "alice");
		relay_send(r, &wish);
		relay_expect(r, WIRE_ASK);
		relay_answer(r, proof);
		relay_expect(r, WIRE_SEED);
		assert_int_equal(strlen(r->frame.u.seed.secret),
		    letters[wish.u.wish.digest]);
		enrolling_code(r->frame.u.seed.secret, &wish, 0, code);
		relay_expect(r, WIRE_ASK);
		relay_answer(r, code);
		assert_int_equal(relay_finish(r), WIRE_YES);
		assert_int_equal(enrolling_count(r, &new), i + 1);
		assert_int_equal(new.type, wish.u.wish.type);
		assert_int_equal(new.digest, wish.u.wish.digest);
		assert_int_equal(new.digits, wish.u.wish.digits);
		if (new.type == CREDMINT_HOTP)
			assert_int_equal(new.next, 1);
	}
}

static void
r16_eight_are_all(void **state)
{
	struct relay *r = *state;
	char proof[REGISTRY_CODE_SIZE];

	for (unsigned i = 0; i < REGISTRY_AUTHENTICATORS_MAX; i++) {
		enrolling_issue(r, proof);
		assert_int_equal(enrolling_all(r, proof), WIRE_YES);
	}
	enrolling_issue(r, proof);
	enrolling_start(r, "alice");
	relay_answer(r, proof);
	relay_expect(r, WIRE_SHOW);
	assert_non_null(strstr(r->frame.u.show.text, "ask your administrator"));
	assert_int_equal(relay_finish(r), WIRE_NO);
	assert_int_equal(enrolling_count(r, NULL), REGISTRY_AUTHENTICATORS_MAX);
}

#define TEST(t) \
	cmocka_unit_test_setup_teardown(t, enrolling_setup, relay_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(r16_enrolment_code_enrols),
	    TEST(r16_next_code_of_it_lets_in),
	    TEST(r16_code_of_an_authenticator_enrols_once),
	    TEST(r16_recovery_code_enrols_once),
	    TEST(r16_other_codes_and_passwords_do_not_do),
	    TEST(r05_nobody_enrols_another),
	    TEST(r05_failures_of_it_lock_it_and_nothing_of_roots),
	    TEST(r16_the_configuration_says_which_codes),
	    TEST(r16_every_kind_is_made_as_wished),
	    TEST(r16_eight_are_all),
	};

	clock_fake_set(1700000000, 1000, "a boot");
	return cmocka_run_group_tests_name("enroll", tests, NULL, NULL);
}
