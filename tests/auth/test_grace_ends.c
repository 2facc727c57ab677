/*
 * test_grace_ends - what ends it that a login with a code is enough for a while
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "registry/authenticator.h"
#include "registry/recovery.h"
#include "registry/temporary.h"
#include "tests/auth/enrolled.h"
#include "tests/auth/place.h"
#include "tests/core/clock_fake.h"

static void
by_lockout(struct relay *r, int64_t id)
{
	(void)id;
	for (int i = 0; i < 5; i++)
		(void)relay_login(r, "alice", "su", "", WRONG);
}

static void
by_reset(struct relay *r, int64_t id)
{
	const struct account account = relay_account("alice");
	struct registry_temporary out;
	struct fault f = {""};

	(void)id;
	assert_int_equal(registry_reset_intend(r->admin, &account,
			     "$6$salt$hash", 900, "test", &out, &f),
	    0);
	assert_int_equal(
	    registry_reset_confirm(r->admin, out.id, "test", &f), 0);
}

static int64_t
temporary(struct relay *r, enum registry_temporary_end end)
{
	const struct account account = relay_account("alice");
	struct registry_temporary out;
	struct fault f = {""};

	assert_int_equal(registry_reset_intend(r->admin, &account,
			     "$6$salt$hash", 900, "test", &out, &f),
	    0);
	assert_int_equal(
	    registry_reset_confirm(r->admin, out.id, "test", &f), 0);
	place_log_in(r, &place_sshd);
	place_log_in(r, &place_tty);
	place_passes(r, &place_tty);
	assert_int_equal(
	    registry_temporary_end(r->admin, out.id, end, "test", &f), 0);
	return out.id;
}

static void
by_lock_of_sweep(struct relay *r, int64_t id)
{
	(void)id;
	(void)temporary(r, REGISTRY_TEMPORARY_LOCKED);
}

static void
by_change(struct relay *r, int64_t id)
{
	(void)id;
	r->options = WIRE_CHANGED;
	relay_start(r, "alice", "passwd", "");
	assert_int_equal(relay_finish(r), WIRE_YES);
	r->options = 0;
}

static void
by_enrolment(struct relay *r, int64_t id)
{
	(void)id;
	(void)enrolled_add(r, "alice", CREDMINT_HOTP);
}

static void
by_import(struct relay *r, int64_t id)
{
	const struct account account = relay_account("alice");
	struct credmint_otp otp = CREDMINT_OTP_INIT;
	struct registry_authenticator out;
	struct fault f = {""};
	const struct registry_enrolment what = {.account = &account,
	    .name = "google-authenticator",
	    .otp = &otp,
	    .by = "test",
	    .act = "import"};

	(void)id;
	otp.type = CREDMINT_HOTP;
	otp.key = "ABCDEFGHIJKLMNOPQRST";
	otp.nkey = 20;
	assert_int_equal(registry_enroll(r->admin, &what, &out, &f), 0);
}

static void
by_import_of_codes(struct relay *r, int64_t id)
{
	static const char *const codes[] = {"10000000"};
	const struct account account = relay_account("alice");
	struct fault f = {""};

	(void)id;
	assert_int_equal(
	    registry_recovery_import(r->admin, &account, "test", 1, codes, &f),
	    0);
}

static void
by_removal(struct relay *r, int64_t id)
{
	struct fault f = {""};

	assert_int_equal(
	    registry_authenticator_remove(r->admin, "alice", id, "test", &f),
	    0);
}

static void
by_removal_of_all(struct relay *r, int64_t id)
{
	struct fault f = {""};
	unsigned n;

	(void)id;
	assert_int_equal(registry_authenticator_remove_all(
			     r->admin, "alice", "test", &n, &f),
	    0);
}

static void
by_resync(struct relay *r, int64_t id)
{
	char one[CREDMINT_OTP_SIZE], two[CREDMINT_OTP_SIZE];
	struct fault f = {""};

	enrolled_totp(7, one);
	enrolled_totp(8, two);
	assert_int_equal(registry_authenticator_resync(r->admin, "alice", id,
			     one, strlen(one), two, strlen(two), "test", &f),
	    0);
}

static void
by_new_sheet(struct relay *r, int64_t id)
{
	char codes[ENROLLED_SHEET][REGISTRY_RECOVERY_SIZE];

	(void)id;
	enrolled_sheet(r, "alice", codes);
}

static const struct end {
	const char *name;
	void (*come)(struct relay *, int64_t id);
} ends[] = {
    {"lockout", by_lockout},
    {"reset", by_reset},
    {"a lock by sweep", by_lock_of_sweep},
    {"change", by_change},
    {"enrolment", by_enrolment},
    {"import", by_import},
    {"import of recovery codes", by_import_of_codes},
    {"removal", by_removal},
    {"removal of all", by_removal_of_all},
    {"resync", by_resync},
    {"a new sheet", by_new_sheet},
};

/* Each ends those of all places, and nobody else's. */
static void
r23_it_ends_when_what_it_rests_on_changes(void **state)
{
	struct place bobs = place_tty;
	struct relay *r = *state;
	int64_t id;

	bobs.user = "bob";
	relay_configure(r, GRACE);
	place_log_in(r, &bobs);
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		struct fault f = {""};
		unsigned n;

		assert_true(registry_authenticator_remove_all(
				r->admin, "alice", "test", &n, &f) >= 0);
		id = enrolled_add(r, "alice", CREDMINT_TOTP);
		place_log_in(r, &place_sshd);
		place_log_in(r, &place_tty);
		place_passes(r, &place_tty);
		print_message("# ended by %s\n", ends[i].name);
		ends[i].come(r, id);
		place_stopped(r, &place_sshd);
		place_stopped(r, &place_tty);
		place_passes(r, &bobs);
		clock_fake_pass(20 * 60);
	}
}

/* Nothing of what it rests on is another then. */
static void
r23_it_goes_on_whatever_codes_are_issued(void **state)
{
	char code[REGISTRY_CODE_SIZE];
	struct relay *r = *state;
	struct registry_code out;
	struct fault f = {""};
	unsigned n;

	relay_configure(r, GRACE);
	(void)enrolled_add(r, "alice", CREDMINT_TOTP);
	place_log_in(r, &place_sshd);
	relay_issue(r, "alice", "", 900, code, &out);
	place_passes(r, &place_sshd);
	assert_int_equal(registry_revoke(r->admin, out.id, "test", &f), 0);
	place_passes(r, &place_sshd);
	relay_issue(r, "alice", "", 900, code, NULL);
	assert_int_equal(
	    registry_revoke_user(r->admin, "alice", "test", &n, &f), 0);
	place_passes(r, &place_sshd);
	(void)temporary(r, REGISTRY_TEMPORARY_USED);
	place_passes(r, &place_sshd);
}

/* Locked by now, from another place: no, and no hint that it was held. */
static void
r10_who_is_locked_is_asked_in_a_grace_period(void **state)
{
	struct place there = place_sshd;
	struct relay *r = *state;

	relay_configure(r, GRACE "deny = 3\n");
	place_log_in(r, &place_sshd);
	there.service = "login";
	for (int i = 0; i < 4; i++) {
		place_arrive(r, &there);
		relay_expect(r, WIRE_ASK);
		relay_answer(r, WRONG);
		assert_int_equal(relay_finish(r), WIRE_NO);
	}
	place_stopped(r, &place_sshd);
}

#define GRACE_TEST(name) \
	cmocka_unit_test_setup_teardown(name, enrolled_setup, relay_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    GRACE_TEST(r23_it_ends_when_what_it_rests_on_changes),
	    GRACE_TEST(r23_it_goes_on_whatever_codes_are_issued),
	    GRACE_TEST(r10_who_is_locked_is_asked_in_a_grace_period),
	};

	return cmocka_run_group_tests_name("grace ends", tests, NULL, NULL);
}
